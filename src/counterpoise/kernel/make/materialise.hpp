// New rows from their parents.
#pragma once

#include <cstdint>

#include "threads/workers.hpp"

namespace counterpoise {

// Row i of the result is base - sum_j gaps[i, j] * (base - partner_j), plus its offset. Without an
// offset, and with gaps that are weights, it lies between its parents, and nothing that rounds or
// overflows may move it from there.
struct Origins {
    int64_t n, n_parents, d;
    const int64_t* parents;  // (n, n_parents); the base comes first
    const double* gaps;      // (n, n_parents - 1)
    const double* offsets;   // (n, d), or null
    const double* grid;      // (5, d), or null: see grids.py
};

// Raise std::out_of_range unless every parent is one of the table's rows.
void check_parents(const Origins& of, int64_t n_rows);

// Write rows [of.n][of.d], of float or double. `may_miss` says that the table may hold NaN.
template <class Number>
void materialise(const Origins& of, const Number* table, bool may_miss, Workers& workers,
                 Number* out);

}  // namespace counterpoise
