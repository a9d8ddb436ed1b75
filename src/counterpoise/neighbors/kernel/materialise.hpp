// New rows from their parents: the one loop that writes as much as it reads.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "workers.hpp"

namespace counterpoise {

// Row i of the result is base - sum_j gaps[i, j] * (base - partner_j), plus its offset.
struct Origins {
    int64_t n, n_parents, d;
    const int64_t* parents;    // (n, n_parents); the base comes first
    const double* gaps;        // (n, n_parents - 1)
    const double* offsets;     // (n, d), or null
    const bool* whole;         // (d), or null: columns rounded to whole numbers
    const double* bounds;      // (2, d): the least and greatest number of each whole column
};

inline double rounded(double value, double lowest, double highest) {
    return std::min(std::max(std::nearbyint(value), lowest), highest);  // a NaN stays one
}

template <class Number, bool may_miss>
void write_row(const Origins& of, const Number* table, int64_t row, double* sums, Number* out) {
    const int64_t d = of.d;
    const int64_t* parents = of.parents + row * of.n_parents;
    const double* gaps = of.gaps + row * (of.n_parents - 1);
    const Number* base = table + parents[0] * d;
    const auto step = [base](const Number* partner, int64_t j) {
        const Number difference = base[j] - partner[j];
        // Where either is missing there is no step: the base's own value stays, missing or not.
        return may_miss && std::isnan(difference) ? 0.0 : static_cast<double>(difference);
    };
    if (of.n_parents == 2 && !of.offsets && !of.whole) {  // SMOTE's, without a detour
        const Number* partner = table + parents[1] * d;
        for (int64_t j = 0; j < d; ++j)
            out[j] = static_cast<Number>(static_cast<double>(base[j]) - gaps[0] * step(partner, j));
        return;
    }
    for (int64_t j = 0; j < d; ++j) sums[j] = static_cast<double>(base[j]);
    for (int64_t p = 1; p < of.n_parents; ++p) {
        const Number* partner = table + parents[p] * d;
        for (int64_t j = 0; j < d; ++j) sums[j] -= gaps[p - 1] * step(partner, j);
    }
    if (of.offsets)
        for (int64_t j = 0; j < d; ++j) sums[j] += of.offsets[row * d + j];
    if (of.whole)
        for (int64_t j = 0; j < d; ++j)
            if (of.whole[j] && !std::isnan(sums[j])) sums[j] = rounded(sums[j], of.bounds[j], of.bounds[d + j]);
    for (int64_t j = 0; j < d; ++j) out[j] = static_cast<Number>(sums[j]);
}

// Values below which starting threads costs more than they save.
constexpr int64_t brief_values = 1 << 15;

template <class Number>
void materialise(const Origins& of, const Number* table, bool may_miss, Workers& workers, Number* out) {
    const int64_t rows_a_task = std::max<int64_t>(1, brief_values / std::max<int64_t>(1, of.d));
    const int64_t n_tasks = (of.n + rows_a_task - 1) / rows_a_task;
    workers.run(n_tasks, n_tasks <= 2, [&](int64_t task, int) {
        std::vector<double> sums(static_cast<size_t>(of.d));
        const int64_t end = std::min(of.n, (task + 1) * rows_a_task);
        for (int64_t row = task * rows_a_task; row < end; ++row) {
            if (may_miss)
                write_row<Number, true>(of, table, row, sums.data(), out + row * of.d);
            else
                write_row<Number, false>(of, table, row, sums.data(), out + row * of.d);
        }
    });
}

inline void copy_bytes(const char* source, int64_t n, Workers& workers, char* out) {
    constexpr int64_t piece = int64_t{1} << 21;  // a huge page: no two threads open the same one
    const int64_t n_tasks = (n + piece - 1) / piece;
    workers.run(n_tasks, n_tasks <= 1, [&](int64_t task, int) {
        const int64_t begin = task * piece;
        std::memcpy(out + begin, source + begin, static_cast<size_t>(std::min(piece, n - begin)));
    });
}

}  // namespace counterpoise
