#include "rows/look.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <vector>

namespace counterpoise {
namespace {

// A thread's share of the numbers.
constexpr int64_t piece = int64_t{1} << 18;

template <class Number>
Seen look_over(const Number* values, int64_t n) {
    // A sum of numbers is a number unless it overflows, so one sum of a run tells that it holds
    // neither; only a run whose sum is none needs a closer look.
    bool missing = false, infinite = false;
    Number peaks[16] = {};
    constexpr int64_t run = 4096;
    for (int64_t begin = 0; begin < n; begin += run) {
        const int64_t end = std::min(begin + run, n);
        Number sums[16] = {};
        int64_t i = begin;
        for (; i + 16 <= end; i += 16)
            for (int lane = 0; lane < 16; ++lane) {
                const Number value = values[i + lane], size = std::fabs(value);
                sums[lane] += value;
                peaks[lane] = size > peaks[lane] ? size : peaks[lane];
            }
        Number sum = 0;
        for (; i < end; ++i) {
            sum += values[i];
            peaks[0] = std::fabs(values[i]) > peaks[0] ? std::fabs(values[i]) : peaks[0];
        }
        for (Number part : sums) sum += part;
        if (std::isfinite(sum)) continue;
        for (i = begin; i < end; ++i) {
            missing |= std::isnan(values[i]);
            infinite |= std::isinf(values[i]);
        }
    }
    return {missing, infinite, static_cast<double>(*std::max_element(peaks, peaks + 16))};
}

Seen look_over(const Rows& rows, int64_t begin, int64_t n) {
    return rows.is_double ? look_over(static_cast<const double*>(rows.values) + begin, n)
                          : look_over(static_cast<const float*>(rows.values) + begin, n);
}

}  // namespace

Seen look(const Rows& rows, Workers& workers) {
    const int64_t n = rows.is_sparse() ? rows.starts[rows.n] : rows.n * rows.d;
    const int64_t n_pieces = (n + piece - 1) / piece;
    std::vector<Seen> seen(static_cast<size_t>(n_pieces));
    workers.run(n_pieces, n <= 2 * piece, [&](int64_t task, int) {
        const int64_t begin = task * piece;
        seen[static_cast<size_t>(task)] = look_over(rows, begin, std::min(piece, n - begin));
    });
    Seen all;
    for (const Seen& part : seen) {
        all.missing |= part.missing;
        all.infinite |= part.infinite;
        all.peak = std::max(all.peak, part.peak);
    }
    for (int64_t i = 0; i < rows.n * rows.c && !all.missing; ++i) all.missing = rows.codes[i] < 0;
    return all;
}

}  // namespace counterpoise
