// Whether a tree's boxes may rule rows out, told before the tree is built.
#pragma once

#include "rows/rows.hpp"
#include "search/axes.hpp"

namespace counterpoise {

// False where a sample's nearest rows are much farther apart than leaves can be. A guess that costs
// time where it is wrong, never an answer.
bool boxes_may_help(const Axes& axes, const Rows& rows, int64_t leaf_rows);

// The squared distance of a row from the nearest other, roughly: that of a sample, scaled. 0
// where the level would not keep such rows in bytes.
double nearest_squared(const Rows& rows, double scale);

}  // namespace counterpoise
