// What a forest says of rows.
#pragma once

#include <cstdint>

#include "threads/workers.hpp"

namespace counterpoise {

// A leaf is its own child on both sides. (`Node` is what the trees of a search are made of.)
struct ForestNode {
    double threshold;
    int32_t column;
    int32_t child[2];  // where the row's number is at most the threshold, and where it is not
};

// The trees' nodes, and the first of each tree.
struct Forest {
    const ForestNode* nodes;
    const double* values;  // of each node
    const int64_t* roots;  // [n_trees]
    int64_t n_trees;
};

// Write the mean over the trees of the value of the leaf that each of n rows of d numbers falls
// into.
void forest_means(const Forest& forest, const float* rows, int64_t n, int64_t d, Workers& workers,
                  double* means);

}  // namespace counterpoise
