// A group of queries against a leaf: half squared distances, and who may be near.
#pragma once

#include "search/loops/float_products.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

// Put `value` in its place among sorted numbers, of which the largest falls out. Each is the
// smaller of itself and of the larger of `value` and the one before, so nothing branches on what is
// found.
static inline void insert_sorted(float* sorted, int n, float value) {
    const Floats mine = everywhere(value);
    int at = (n - 1) / floats * floats;
    for (; at > 0 && sorted[at - 1] > value; at -= floats)
        store(sorted + at, least(load<Floats>(sorted + at), load<Floats>(sorted + at - 1)));
    const Floats own = load<Floats>(sorted + at);
    store(sorted + at, least(own, greatest(shifted(own), mine)));
}

// Keep a row that may be near: its upper bound may shorten the query's reach, and it is pending.
static inline void offer(Group& group, int query, float squared, float error, int32_t position) {
    if (position == group.excluded[query]) return;
    float* uppers = group.uppers + static_cast<int64_t>(query) * group.upper_stride;
    insert_sorted(uppers, group.k, squared + error);
    const float kth = uppers[group.k - 1];
    if (kth < group.reach[query]) group.reach[query] = kth;
    int32_t& n = group.n_pending[query];
    group.pending[static_cast<int64_t>(query) * group.capacity + n] = {squared - error, position};
    if (++n == group.capacity) group.make_room(group.owner, query);
}

// Half of what differing categories add to the squared distances, for queries from `first` on.
template <int n_queries>
static inline void add_prices(const Group& group, const Listed& listed, int first,
                              const int32_t* codes, Floats (&sums)[n_queries][tile_vectors]) {
    const Floats half_price = everywhere(0.5f * group.price);
    for (int64_t j = 0; j < group.c; ++j) {
        Ints rows[tile_vectors];
#pragma GCC unroll 4
        for (int v = 0; v < tile_vectors; ++v)
            rows[v] = load<Ints>(codes + j * block_rows + v * floats);
#pragma GCC unroll 8
        for (int q = 0; q < n_queries; ++q) {
            const Ints mine = Ints{} + group.codes[listed.queries[first + q] * group.c + j];
#pragma GCC unroll 4
            for (int v = 0; v < tile_vectors; ++v)
                sums[q][v] += rows[v] != mine ? half_price : Floats{};
        }
    }
}

template <class Products, int n_queries, bool has_codes>
static inline void sums_with_prices(const Group& group, const Panel& panel, const Listed& listed,
                                    int first, int64_t row,
                                    Floats (&sums)[n_queries][tile_vectors]) {
    Products::template sums<n_queries>(group, panel, listed, first, row, sums);
    if constexpr (has_codes)
        add_prices<n_queries>(
            group, listed, first,
            panel.codes + row / block_rows * group.c * block_rows + row % block_rows, sums);
}

// Offer a query the rows of a tile whose sums are at most its threshold; the first row has position
// `first`.
static inline void offer_near(Group& group, const Listed& listed, int i, const float* halves,
                              int32_t first) {
    const Floats limit = everywhere(listed.thresholds[i]);
    uint32_t near = at_most(load<Floats>(halves), limit) |
                    at_most(load<Floats>(halves + floats), limit) << floats;
    for (; near != 0; near &= near - 1) {
        const int lane = __builtin_ctz(near);
        if (halves[lane] > listed.thresholds[i]) continue;  // it came nearer meanwhile
        const int query = listed.queries[i];
        offer(group, query, listed.squared[i] + 2.0f * halves[lane], listed.error[i], first + lane);
        listed.thresholds[i] = threshold(group.reach[query], listed.error[i], listed.squared[i]);
    }
}

template <class Products, int n_queries, bool has_codes>
static void scan_tile(Group& group, const Panel& panel, const Listed& listed, int first) {
    for (int64_t row = 0; row < panel.n_blocks * block_rows; row += tile_rows) {
        Floats sums[n_queries][tile_vectors];
        sums_with_prices<Products, n_queries, has_codes>(group, panel, listed, first, row, sums);
        Floats margin = everywhere(__builtin_inff());  // the least of all queries
#pragma GCC unroll 8
        for (int q = 0; q < n_queries; ++q) {
            const Floats limit = everywhere(listed.thresholds[first + q]);
            margin = least(margin, least(sums[q][0], sums[q][1]) - limit);
        }
        if (__builtin_expect(at_most(margin, Floats{}) == 0, 1)) continue;
        float halves[n_queries][tile_rows];
        store(&halves[0][0], sums);
        for (int q = 0; q < n_queries; ++q)
            offer_near(group, listed, first + q, halves[q],
                       panel.first + static_cast<int32_t>(row));
    }
}

template <class Products, bool has_codes>
static void scan_listed(Group& group, const Panel& panel, const Listed& listed) {
    int at = 0;
    for (; at + tile_queries <= listed.n; at += tile_queries)
        scan_tile<Products, tile_queries, has_codes>(group, panel, listed, at);
    if constexpr (tile_queries > 4)
        for (; at + 4 <= listed.n; at += 4)
            scan_tile<Products, 4, has_codes>(group, panel, listed, at);
    for (; at + 2 <= listed.n; at += 2) scan_tile<Products, 2, has_codes>(group, panel, listed, at);
    for (; at < listed.n; ++at) scan_tile<Products, 1, has_codes>(group, panel, listed, at);
}

template <class Products>
static void scan_with(Group& group, const Panel& panel, const Listed& listed) {
    if (group.c > 0)
        scan_listed<Products, true>(group, panel, listed);
    else
        scan_listed<Products, false>(group, panel, listed);
}

// Call for the products that a leaf is compared with, and what they are to compare: floats, where
// the level's own do not fit.
template <class Products, class Call>
static inline void with_products(const Group& group, const Panel& panel, const uint8_t* queries,
                                 int n, Call call) {
    if (!Products::fit(panel)) {
        call.template operator()<FloatProducts>(
            Products::ready_in_floats(group, panel, queries, n));
        return;
    }
    const Listed listed = Products::ready(group, panel, queries, n);
    if (Products::tell_apart(group, listed))
        call.template operator()<Products>(listed);
    else
        call.template operator()<FloatProducts>(listed_in_floats(group, panel, queries, n, false));
}

template <class Products>
static void scan(Group& group, const Panel& panel, const uint8_t* queries, int n) {
    with_products<Products>(group, panel, queries, n, [&]<class Chosen>(const Listed& listed) {
        scan_with<Chosen>(group, panel, listed);
    });
}

}  // namespace counterpoise::COUNTERPOISE_LEVEL
