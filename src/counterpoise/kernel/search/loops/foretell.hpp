// What a few leaves tell of a group's reach before any row is offered.
#pragma once

#include "search/loops/scan.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

// The two smallest sums of each lane, for each query of a tile: [n_queries][2][floats].
template <class Products, int n_queries, bool has_codes>
static void least_of_lanes(const Group& group, const Panel& panel, const Listed& listed, int first,
                           float* least_two) {
    Floats low[n_queries], high[n_queries];
    for (int q = 0; q < n_queries; ++q) {
        low[q] = load<Floats>(least_two + 2 * q * floats);
        high[q] = load<Floats>(least_two + (2 * q + 1) * floats);
    }
    for (int64_t row = 0; row < panel.n_blocks * block_rows; row += tile_rows) {
        Floats sums[n_queries][tile_vectors];
        sums_with_prices<Products, n_queries, has_codes>(group, panel, listed, first, row, sums);
#pragma GCC unroll 8
        for (int q = 0; q < n_queries; ++q)
#pragma GCC unroll 4
            for (int v = 0; v < tile_vectors; ++v) {
                high[q] = least(high[q], greatest(low[q], sums[q][v]));
                low[q] = least(low[q], sums[q][v]);
            }
    }
    for (int q = 0; q < n_queries; ++q) {
        store(least_two + 2 * q * floats, low[q]);
        store(least_two + (2 * q + 1) * floats, high[q]);
    }
}

// Neighbours that two smallest sums in each lane tell, with room for lanes that held three.
inline constexpr int most_foretold = floats * 3 / 2 - 1;

template <class Products, bool has_codes>
static void foretell_with(Group& group, const Panel* panels, int n_panels) {
    const Everybody all;
    float least_two[group_rows * 2 * floats], errors[group_rows] = {};
    for (float& of : least_two) of = __FLT_MAX__;
    Listed listed{};
    for (int i = 0; i < n_panels; ++i) {
        listed = Products::ready(group, panels[i], all.queries, group.n);
        group.is_laid_out = true;
        for (int q = 0; q < group.n; ++q)
            if (listed.error[q] > errors[q]) errors[q] = listed.error[q];
        int at = 0;
        for (; at + tile_queries <= group.n; at += tile_queries)
            least_of_lanes<Products, tile_queries, has_codes>(group, panels[i], listed, at,
                                                              least_two + at * 2 * floats);
        for (; at < group.n; ++at)
            least_of_lanes<Products, 1, has_codes>(group, panels[i], listed, at,
                                                   least_two + at * 2 * floats);
    }
    for (int q = 0; q < group.n; ++q) {
        float nearest[2 * floats];
        for (float& of : nearest) of = __FLT_MAX__;
        for (int i = 0; i < 2 * floats; ++i)
            insert_sorted(nearest, group.k + 1, least_two[q * 2 * floats + i]);
        const float squared = listed.squared[q] + 2.0f * nearest[group.k] + errors[q];
        if (squared < group.reach[q]) group.reach[q] = squared;
    }
}

// Bound the reach of all queries of a group by what a few leaves about one centre hold, before any
// row is offered. No row is kept, for the same will be met again; of the k + 1 nearest one may be
// excluded.
template <class Products>
static void foretell(Group& group, const Panel* panels, int n_panels) {
    if (group.k > most_foretold) return;
    for (int i = 0; i < n_panels; ++i)
        if (!Products::fit(panels[i])) return;
    if (group.c > 0)
        foretell_with<Products, true>(group, panels, n_panels);
    else
        foretell_with<Products, false>(group, panels, n_panels);
}

}  // namespace counterpoise::COUNTERPOISE_LEVEL
