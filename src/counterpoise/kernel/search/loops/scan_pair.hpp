// A group of queries against a leaf whose rows are queries as well: each half distance is compared
// with the reach on either side.
#pragma once

#include "search/loops/scan.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

// Offer the rows of a tile, as queries, the query that they met; `position` is the query's own.
static inline void offer_to_rows(Group& other, int64_t row, const Listed& listed, int i,
                                 const float* halves, int32_t position) {
    const Floats a_half = everywhere(0.5f), offset = everywhere(listed.offsets[i]);
    uint32_t near = 0;
    for (int v = 0; v < tile_vectors; ++v) {
        const Floats reach = a_half * load<Floats>(other.reach + row + v * floats);
        near |= at_most(load<Floats>(halves + v * floats), reach - offset) << (v * floats);
    }
    for (; near != 0; near &= near - 1) {
        const int lane = __builtin_ctz(near);
        const float squared = listed.squared[i] + 2.0f * halves[lane];
        if (squared - listed.error[i] <= other.reach[row + lane])
            offer(other, static_cast<int>(row) + lane, squared, listed.error[i], position);
    }
}

template <class Products, int n_queries, bool has_codes>
static void scan_pair_tile(Group& group, Group& other, const Panel& panel, const Listed& listed,
                           int at, int32_t first) {
    for (int64_t row = 0; row < panel.n_blocks * block_rows; row += tile_rows) {
        Floats sums[n_queries][tile_vectors];
        sums_with_prices<Products, n_queries, has_codes>(group, panel, listed, at, row, sums);
        const Floats reach[tile_vectors] = {0.5f * load<Floats>(other.reach + row),
                                            0.5f * load<Floats>(other.reach + row + floats)};
        Floats margin = everywhere(__builtin_inff());  // the least of all pairs
#pragma GCC unroll 8
        for (int q = 0; q < n_queries; ++q) {
            const Floats limit = everywhere(listed.thresholds[at + q]),
                         offset = everywhere(listed.offsets[at + q]);
#pragma GCC unroll 4
            for (int v = 0; v < tile_vectors; ++v)
                margin = least(margin, sums[q][v] - greatest(limit, reach[v] - offset));
        }
        if (__builtin_expect(at_most(margin, Floats{}) == 0, 1)) continue;
        float halves[n_queries][tile_rows];
        store(&halves[0][0], sums);
        for (int q = 0; q < n_queries; ++q) {
            offer_near(group, listed, at + q, halves[q], panel.first + static_cast<int32_t>(row));
            offer_to_rows(other, row, listed, at + q, halves[q], first + listed.queries[at + q]);
        }
    }
}

template <class Products, bool has_codes>
static void scan_pair_as(Group& group, Group& other, const Panel& panel, const Listed& listed,
                         int32_t first) {
    int at = 0;
    for (; at + tile_queries <= listed.n; at += tile_queries)
        scan_pair_tile<Products, tile_queries, has_codes>(group, other, panel, listed, at, first);
    for (; at < listed.n; ++at)
        scan_pair_tile<Products, 1, has_codes>(group, other, panel, listed, at, first);
}

template <class Products>
static void scan_pair_with(Group& group, Group& other, const Panel& panel, const Listed& listed,
                           int32_t first) {
    if (group.c > 0)
        scan_pair_as<Products, true>(group, other, panel, listed, first);
    else
        scan_pair_as<Products, false>(group, other, panel, listed, first);
}

template <class Products>
static void scan_pair(Group& group, Group& other, const Panel& panel, int32_t first) {
    const Everybody all;
    with_products<Products>(group, panel, all.queries, group.n,
                            [&]<class Chosen>(const Listed& listed) {
                                scan_pair_with<Chosen>(group, other, panel, listed, first);
                            });
}

}  // namespace counterpoise::COUNTERPOISE_LEVEL
