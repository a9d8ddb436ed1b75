// A tile of queries against a leaf whose rows are queries as well: each half distance is compared
// with the reach on either side.
#pragma once

#include "scan.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

template <int n_queries, bool has_codes>
static void scan_pair_tile(Group& group, Group& other, const Panel& panel, int first_query, int32_t first) {
    TileQuery of[n_queries];
    float thresholds[n_queries], offsets[n_queries];
    for (int q = 0; q < n_queries; ++q) {
        of[q] = ready_query(group, panel, first_query + q, group.tile + q * group.stride);
        thresholds[q] = threshold(group, of[q]);
        offsets[q] = 0.5f * (of[q].squared - of[q].error);
    }
    for (int block = 0; block < panel.n_blocks; ++block) {
        for (int part = 0; part < block_rows; part += tile_rows) {
            Floats sums[n_queries][tile_vectors];
            tile_sums<n_queries, has_codes>(
                group, panel.values + block * group.d * block_rows + part,
                panel.halves + block * block_rows + part,
                panel.codes + block * group.c * block_rows + part, of, sums);
            const int row = block * block_rows + part;
            const Floats reach[tile_vectors] = {0.5f * load<Floats>(other.reach + row),
                                                0.5f * load<Floats>(other.reach + row + floats)};
#pragma GCC unroll 8
            for (int q = 0; q < n_queries; ++q) {
                const Floats limit = everywhere(thresholds[q]);
                const Floats offset = everywhere(offsets[q]);
                const uint32_t near = at_most(sums[q][0], limit) | at_most(sums[q][1], limit) << floats;
                const uint32_t near_other = at_most(sums[q][0] + offset, reach[0]) |
                                            at_most(sums[q][1] + offset, reach[1]) << floats;
                if (__builtin_expect((near | near_other) == 0, 1)) continue;
                float halves[tile_rows];
                store(halves, sums[q][0]);
                store(halves + floats, sums[q][1]);
                for (uint32_t bits = near; bits != 0; bits &= bits - 1) {
                    const int lane = __builtin_ctz(bits);
                    if (halves[lane] > thresholds[q]) continue;  // it came nearer meanwhile
                    const float squared = of[q].squared + 2.0f * halves[lane];
                    offer(group, of[q].query, squared, of[q].error, panel.first + row + lane);
                    thresholds[q] = threshold(group, of[q]);
                }
                for (uint32_t bits = near_other; bits != 0; bits &= bits - 1) {
                    const int lane = __builtin_ctz(bits);
                    const float squared = of[q].squared + 2.0f * halves[lane];
                    if (squared - of[q].error > other.reach[row + lane]) continue;
                    offer(other, row + lane, squared, of[q].error, first + of[q].query);
                }
            }
        }
    }
}

template <bool has_codes>
static void scan_pair_as(Group& group, Group& other, const Panel& panel, int32_t first) {
    int at = 0;
    for (; at + tile_queries <= group.n; at += tile_queries)
        scan_pair_tile<tile_queries, has_codes>(group, other, panel, at, first);
    for (; at < group.n; ++at) scan_pair_tile<1, has_codes>(group, other, panel, at, first);
}

static void scan_pair(Group& group, Group& other, const Panel& panel, int32_t first) {
    if (group.c > 0)
        scan_pair_as<true>(group, other, panel, first);
    else
        scan_pair_as<false>(group, other, panel, first);
}

}  // namespace counterpoise::COUNTERPOISE_LEVEL
