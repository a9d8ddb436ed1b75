// What the search in float64 compares. Plain structs: levels/level.hpp says why.
#pragma once

#include <cstdint>

namespace counterpoise {

inline constexpr int block_rows = 32;  // reference rows that are compared at once

// Reference rows, one column after another, so that neighbouring lanes are neighbouring rows.
struct ExactBlock {
    const double* values;  // [d][block_rows]
    const int32_t* codes;  // [c][block_rows]
    int n_valid;           // rows that are there; the rest is padding
};

struct ExactQuery {
    const double* values;         // [d]
    const int32_t* codes;         // [c]
    const double* const* prices;  // [c] price lists of the query's own categories, or null
};

struct ExactShape {
    int64_t d;
    int64_t c;
    double cost;
    bool may_miss;  // numbers or codes may be missing, on either side
};

}  // namespace counterpoise
