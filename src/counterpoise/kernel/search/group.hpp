// What every group of queries shares: the shape of the question and the bound.
#pragma once

#include <algorithm>
#include <cmath>

#include "levels/level.hpp"
#include "search/metric.hpp"
#include "search/tree.hpp"

namespace counterpoise {

// A group without arrays. README.md derives unit and least_error.
inline Group shaped_group(const Tree& tree, const Metric& metric, int64_t k, int capacity) {
    Group group{};
    group.d = tree.d;
    group.stride = (tree.d + 15) / 16 * 16;
    group.c = tree.c;
    group.has_common_centre = tree.is_flat;
    group.in_bytes = tree.in_bytes;
    group.k = static_cast<int>(k);
    group.upper_stride = (k + 15) / 16 * 16;
    group.unit = static_cast<float>(1.25 * 0x1p-24 * static_cast<double>(tree.d + tree.c + 16));
    // Float64 underflows in the user's units, float32 in scaled ones.
    group.least_error = static_cast<float>(static_cast<double>(tree.d + 1) *
                                           std::max(0x1p-120, 0x1p-1072 * tree.scale * tree.scale));
    group.price = static_cast<float>(metric.cost * tree.scale * tree.scale);
    group.capacity = capacity;
    return group;
}

// Drop the candidates that have fallen out of reach; return how many stay.
inline int sift(Candidate* pending, int n, float reach) {
    const auto is_beyond = [reach](const Candidate& candidate) { return candidate.least > reach; };
    return static_cast<int>(std::remove_if(pending, pending + n, is_beyond) - pending);
}

// The reach that a distance in the user's units allows, in scaled squares.
inline double reach_of(double distance, const Tree& tree, const Group& group) {
    return distance * tree.scale * (distance * tree.scale) * (1 + 0x1p-20) + group.least_error;
}

}  // namespace counterpoise
