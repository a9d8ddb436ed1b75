// The distance of one pair of rows in float64, rounded as exact_block.hpp rounds it.
#pragma once

#include <cstdint>

#include "rows/rows.hpp"

namespace counterpoise {

template <class Number, int n>
inline void add_squares(const double* query, const Number* const* rows, int64_t d, double* sums) {
    double parts[n] = {};
    for (int64_t j = 0; j < d; ++j)
        for (int i = 0; i < n; ++i) {
            const double difference = query[j] - static_cast<double>(rows[i][j]);
            parts[i] += difference * difference;
        }
    for (int i = 0; i < n; ++i) sums[i] = parts[i];
}

// Squared distances from a query to a few rows. A sum waits for each of its additions, so four
// rows are added up side by side.
template <class Number>
inline void exact_squares_as(const double* query, const Rows& rows, const int32_t* numbers, int n,
                             double* squares) {
    const Number* values = static_cast<const Number*>(rows.values);
    const Number* at[4];
    int done = 0;
    for (; done + 4 <= n; done += 4) {
        for (int i = 0; i < 4; ++i) at[i] = values + int64_t{numbers[done + i]} * rows.d;
        add_squares<Number, 4>(query, at, rows.d, squares + done);
    }
    for (; done < n; ++done) {
        at[0] = values + int64_t{numbers[done]} * rows.d;
        add_squares<Number, 1>(query, at, rows.d, squares + done);
    }
}

inline void exact_squares(const double* query, const int32_t* query_codes, const Rows& rows,
                          double cost, const int32_t* numbers, int n, double* squares) {
    if (rows.is_double)
        exact_squares_as<double>(query, rows, numbers, n, squares);
    else
        exact_squares_as<float>(query, rows, numbers, n, squares);
    for (int i = 0; i < n && rows.c > 0; ++i) {
        const int32_t* codes = rows.codes + int64_t{numbers[i]} * rows.c;
        int64_t differing = 0;
        for (int64_t j = 0; j < rows.c; ++j) differing += codes[j] != query_codes[j];
        squares[i] += static_cast<double>(differing) * cost;
    }
}

}  // namespace counterpoise
