// Squared distances between a point and many others, eight of these at a time.
#pragma once

#include "clusters/lane_count.hpp"
#include "levels/lanes.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

inline constexpr int vectors_of_points = point_lanes / doubles;

// Write how far a point of d numbers is from the points of n_blocks blocks, squared. Each lane
// adds its columns in their order, so that all levels round alike.
static void squares_apart(const double* point, int64_t d, const double* blocks, int64_t n_blocks,
                          double* squares) {
    for (int64_t block = 0; block < n_blocks; ++block) {
        Doubles sum[vectors_of_points] = {};
        for (int64_t j = 0; j < d; ++j) {
            const Doubles mine = everywhere(point[j]);
            for (int v = 0; v < vectors_of_points; ++v) {
                const Doubles away = mine - load<Doubles>(blocks + v * doubles);
                sum[v] += away * away;
            }
            blocks += point_lanes;
        }
        for (int v = 0; v < vectors_of_points; ++v) store(squares + v * doubles, sum[v]);
        squares += point_lanes;
    }
}

}  // namespace counterpoise::COUNTERPOISE_LEVEL
