// Which clusters are joined one after another, until all points are in one.
#pragma once

#include <cstdint>

namespace counterpoise {

// How far apart two clusters are: as their nearest points, as their farthest, or on average.
enum class Linkage { single, complete, average };

// Write the n - 1 joins of n points: `pairs` has the two points that stand for the clusters, of
// which the second stands for both from then on, and `heights` how far apart they were. They come
// as they are found, not by height. `apart` has all distances, row after row, and is overwritten.
//
// Chains of nearest neighbours (Murtagh 1983): from each cluster to its nearest one, until two are
// nearest to each other; these are joined.
void linked(Linkage linkage, double* apart, int64_t n, int64_t* pairs, double* heights);

}  // namespace counterpoise
