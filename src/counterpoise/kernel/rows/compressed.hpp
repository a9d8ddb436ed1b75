// Whether arrays are compressed sparse rows: looked at before anything reads through them.
#pragma once

#include <cstdint>

namespace counterpoise {

struct Compressed {
    const int64_t* starts;  // [n_starts] where each row begins; the last tells where the last ends
    int64_t n_starts;
    const int32_t* columns;  // [n_values]
    int64_t n_values;
    int64_t n_columns;
};

// Whether every row's values lie in the arrays, and every value in a column.
bool is_sound(const Compressed& rows);

}  // namespace counterpoise
