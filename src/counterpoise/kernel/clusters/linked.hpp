// Which clusters are joined one after another, until all points are in one.
#pragma once

#include <cstdint>

#include "threads/workers.hpp"

namespace counterpoise {

// How far apart two clusters are: as their nearest points, as their farthest, or on average.
enum class Linkage { single, complete, average };

// Write the n - 1 joins of n points, the nearest first: `pairs` has the numbers of the two
// clusters, the smaller one first, and `heights` how far apart they were. Points are clusters with
// their own numbers, and each join makes the next one. `apart` has all distances, row after row; it
// is overwritten unless the linkage is single.
void linked(Linkage linkage, double* apart, int64_t n, int64_t* pairs, double* heights);

// Write the sums of d values over the points of each joined cluster.
void cluster_sums(const double* values, const int64_t* pairs, int64_t n, int64_t d, double* sums);

// Write the distances between all points of d numbers, row after row.
void all_apart(const double* points, int64_t n, int64_t d, Workers& workers, double* apart);

}  // namespace counterpoise
