// Rows of a table as the kernel reads them: dense float32 or float64, or compressed sparse rows,
// each with optional category codes. A view; Python keeps the memory alive.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace counterpoise {

struct Rows {
    int64_t n = 0;  // rows
    int64_t d = 0;  // numeric columns
    int64_t c = 0;  // category columns
    const void* values = nullptr;
    bool is_double = true;
    const int64_t* starts = nullptr;  // compressed sparse rows where not null
    const int32_t* columns = nullptr;
    const int32_t* codes = nullptr;  // (n, c), -1 where missing

    bool is_sparse() const { return starts != nullptr; }

    double value(int64_t at) const {
        return is_double ? static_cast<const double*>(values)[at]
                         : static_cast<double>(static_cast<const float*>(values)[at]);
    }

    // Write a row's numbers as float64, zeros included.
    void load(int64_t row, double* out) const {
        if (is_sparse()) {
            std::fill(out, out + d, 0.0);
            for (int64_t at = starts[row]; at < starts[row + 1]; ++at) out[columns[at]] = value(at);
        } else if (is_double) {
            const double* from = static_cast<const double*>(values) + row * d;
            std::copy(from, from + d, out);
        } else {
            const float* from = static_cast<const float*>(values) + row * d;
            std::copy(from, from + d, out);
        }
    }
};

}  // namespace counterpoise
