// The best split of each node of a tree, among columns whose numbers were put into bins.
#pragma once

#include <cstdint>

#include "threads/workers.hpp"

namespace counterpoise {

// Rows in bins, each in a node or in none, and with weights on one of two sides.
struct Binned {
    int64_t n = 0, d = 0, n_nodes = 0;
    const uint8_t* bins = nullptr;   // column after column
    const int32_t* nodes = nullptr;  // below 0 for a row that is in none
    const double* weights = nullptr;
    const double* own = nullptr;  // the weight of a row of the one side, 0 for one of the other
};

// Where a node is split: rows whose bin in the column is at most `bin` go left. What the split
// takes away of the impurity is `gain`: of a + b for the weights of two sides 2 a b / (a + b).
struct Splits {
    double* gain = nullptr;  // 0 where no split takes any away
    int32_t* column = nullptr;
    int32_t* bin = nullptr;
};

// Write the best split of each node; the first of the best in the order of columns and bins.
void best_splits(const Binned& rows, Workers& workers, const Splits& out);

}  // namespace counterpoise
