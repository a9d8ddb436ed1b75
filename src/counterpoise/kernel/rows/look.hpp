// What a table holds beside ordinary numbers.
#pragma once

#include "rows/rows.hpp"
#include "threads/workers.hpp"

namespace counterpoise {

struct Seen {
    bool missing = false;   // a number is NaN, or a code negative
    bool infinite = false;  // a number is infinite
    double peak = 0.0;      // the largest magnitude
};

Seen look(const Rows& rows, Workers& workers);

}  // namespace counterpoise
