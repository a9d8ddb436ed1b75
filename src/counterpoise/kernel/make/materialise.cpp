#include "make/materialise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "levels/level.hpp"
#include "threads/pieces.hpp"

namespace counterpoise {
namespace {

bool are_weights(const double* gaps, int64_t n) {
    double sum = 0.0;
    bool positive = true;
    for (int64_t p = 0; p < n; ++p) {
        positive &= gaps[p] >= 0.0;
        sum += gaps[p];
    }
    return positive && sum <= 1.0;
}

// The value if it lies between two others, or the nearer of these; a NaN stays one.
double within(double value, double low, double high) {
    value = value < low ? low : value;
    return value > high ? high : value;
}

// The nearest number of column j's grid, within the ends of its type.
double snapped(const Origins& of, int64_t j, double value) {
    const double* grid = of.grid + j;
    const double scale = grid[0], origin = grid[of.d], step = grid[2 * of.d];
    if (step == 0.0) return value;
    const double counted = origin + step * std::nearbyint((value * scale - origin) / step);
    return within(counted / scale, grid[3 * of.d], grid[4 * of.d]);
}

// The work space of one thread.
struct Sums {
    explicit Sums(int64_t d) : values(static_cast<size_t>(d)), lows(values), highs(values) {}
    std::vector<double> values, lows, highs;
};

// SMOTE's rows, without a detour.
bool write_between(const Level& level, const double* base, const double* partner, double gap,
                   int64_t d, bool may_miss, double* out) {
    return level.write_between_doubles(base, partner, gap, d, may_miss, out);
}

bool write_between(const Level& level, const float* base, const float* partner, double gap,
                   int64_t d, bool may_miss, float* out) {
    return level.write_between_floats(base, partner, gap, d, may_miss, out);
}

// The base itself, and noise about it if there is any, without a detour.
template <class Number>
void write_about(const Number* base, const double* offsets, int64_t d, Number* out) {
    constexpr double most = std::numeric_limits<Number>::max();
    if (offsets == nullptr) {
        std::copy_n(base, d, out);
        return;
    }
    for (int64_t j = 0; j < d; ++j)
        out[j] =
            static_cast<Number>(within(static_cast<double>(base[j]) + offsets[j], -most, most));
}

template <class Number, bool may_miss>
void write_row(const Level& level, const Origins& of, const Number* table, int64_t row, Sums& work,
               Number* out) {
    constexpr double most = std::numeric_limits<Number>::max();
    const int64_t d = of.d, n_partners = of.n_parents - 1;
    const int64_t* parents = of.parents + row * of.n_parents;
    const double* gaps = of.gaps + row * n_partners;
    const Number* base = table + parents[0] * d;
    const double* offsets = of.offsets ? of.offsets + row * d : nullptr;
    const bool is_noisy =
        offsets && std::any_of(offsets, offsets + d, [](double o) { return o != 0.0; });
    const bool between = !is_noisy && are_weights(gaps, n_partners);
    if (n_partners == 0 && !of.grid) return write_about(base, is_noisy ? offsets : nullptr, d, out);
    if (n_partners == 1 && between && !of.grid &&
        write_between(level, base, table + parents[1] * d, gaps[0], d, may_miss, out))
        return;
    double *sums = work.values.data(), *lows = work.lows.data(), *highs = work.highs.data();
    bool fits = true;
    for (int64_t j = 0; j < d; ++j) sums[j] = lows[j] = highs[j] = static_cast<double>(base[j]);
    for (int64_t p = 0; p < n_partners; ++p) {
        const Number* partner = table + parents[p + 1] * d;
        for (int64_t j = 0; j < d; ++j) {
            const Number difference = base[j] - partner[j];
            double step = static_cast<double>(difference);
            if (may_miss) step = std::isnan(difference) ? 0.0 : step;
            fits &= std::fabs(step) <= most;
            sums[j] -= gaps[p] * step;
            lows[j] = partner[j] < lows[j] ? partner[j] : lows[j];
            highs[j] = partner[j] > highs[j] ? partner[j] : highs[j];
        }
    }
    if (!fits)  // the weighted mean is as good, and none of its parts is larger than a parent
        for (int64_t j = 0; j < d; ++j) {
            double own = 1.0;
            sums[j] = 0.0;
            for (int64_t p = 0; p < n_partners; ++p) {
                const double theirs = static_cast<double>(table[parents[p + 1] * d + j]);
                if (std::isnan(theirs)) continue;
                own -= gaps[p];
                sums[j] += gaps[p] * theirs;
            }
            sums[j] += own * static_cast<double>(base[j]);
        }
    if (is_noisy)
        for (int64_t j = 0; j < d; ++j) sums[j] += offsets[j];
    for (int64_t j = 0; j < d; ++j) {
        double value = within(sums[j], -most, most);
        if (of.grid && !std::isnan(value)) value = snapped(of, j, value);
        if (between) value = lows[j] == highs[j] ? lows[j] : within(value, lows[j], highs[j]);
        out[j] = static_cast<Number>(value);
    }
}

}  // namespace

void check_parents(const Origins& of, int64_t n_rows) {
    for (int64_t i = 0; i < of.n * of.n_parents; ++i)
        if (of.parents[i] < 0 || of.parents[i] >= n_rows)
            throw std::out_of_range("a parent is no row of the table");
}

template <class Number>
void materialise(const Origins& of, const Number* table, bool may_miss, Workers& workers,
                 Number* out) {
    const int64_t row_bytes = of.d * static_cast<int64_t>(sizeof(Number));
    const Pieces pieces(out, of.n * row_bytes);
    const Level& level = chosen_level();
    workers.run(pieces.count(), pieces.is_brief(), [&](int64_t piece, int) {
        Sums sums(of.d);
        const auto first_row = [&](int64_t at) {
            return (pieces.start(at) + row_bytes - 1) / row_bytes;
        };
        const int64_t end = first_row(piece + 1);
        for (int64_t row = first_row(piece); row < end; ++row) {
            if (may_miss)
                write_row<Number, true>(level, of, table, row, sums, out + row * of.d);
            else
                write_row<Number, false>(level, of, table, row, sums, out + row * of.d);
        }
    });
}

template void materialise(const Origins&, const float*, bool, Workers&, float*);
template void materialise(const Origins&, const double*, bool, Workers&, double*);

}  // namespace counterpoise
