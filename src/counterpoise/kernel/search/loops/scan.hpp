// A group of queries against a leaf, in float32: half squared distances, and who may be near.
#pragma once

#include "levels/lanes.hpp"
#include "levels/level.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

// As many sums as registers hold beside the operands: with AVX-512 8 queries x 32 rows are 16 of
// 32 registers, otherwise 4 queries x 2 vectors are 8 of 16.
inline constexpr int tile_queries = vector_bytes == 64 ? 8 : 4;
inline constexpr int tile_vectors = 2;
inline constexpr int tile_rows = tile_vectors * floats;

// Put `value` in its place among sorted numbers, of which the largest falls out. Each is the smaller of
// itself and of the larger of `value` and the one before, so nothing branches on what is found.
static inline void insert_sorted(float* sorted, int n, float value) {
    const Floats mine = everywhere(value);
    int at = (n - 1) / floats * floats;
    for (; at > 0 && sorted[at - 1] > value; at -= floats)
        store(sorted + at, least(load<Floats>(sorted + at), load<Floats>(sorted + at - 1)));
    const Floats own = load<Floats>(sorted + at);
    store(sorted + at, least(own, greatest(shifted(own), mine)));
}

// The queries that meet a leaf, each at its place in the list, and what their sums are held against.
struct Listed {
    const uint8_t* queries;  // places in the group
    int n;
    float* squared;     // distance to the leaf's centre
    float* norm;        // its root
    float* error;       // no squared distance of the leaf is off by more
    float* thresholds;  // half of what a squared distance may be at most, without |q|^2
    float* offsets;     // what makes of a sum the least that half the squared distance can be
    float* minus;       // [n][stride] minus the query relative to the leaf's centre
    float* steps;       // of queries in whole numbers, see scan_int16.hpp
    int32_t* packed;    // the queries in whole numbers, and room for a tile of them
};

inline constexpr int listed_arrays = 6;

// Floats of scratch: the arrays of `Listed`, and room to align them.
static int64_t scratch_of_scan(int64_t stride) {
    return group_rows * (listed_arrays + stride + stride / 2) + tile_queries * stride / 2 + 16;
}

static inline Listed listed_of(const Group& group, const uint8_t* queries, int n) {
    const uintptr_t aligned = (reinterpret_cast<uintptr_t>(group.tile) + 63) / 64 * 64;
    float* const at = reinterpret_cast<float*>(aligned);
    float* const minus = at + listed_arrays * group_rows;
    return {queries, n, at, at + group_rows, at + 2 * group_rows, at + 3 * group_rows, at + 4 * group_rows, minus,
            at + 5 * group_rows, reinterpret_cast<int32_t*>(minus + group_rows * group.stride)};
}

// Half of what a squared distance may be at most, without |q|^2. Finite, so that padding is beyond.
static inline float threshold(float reach, float error, float squared) {
    const float limit = 0.5f * (reach + error - squared);
    return limit < __FLT_MAX__ ? limit : __FLT_MAX__;
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

// Write minus the queries relative to the leaf's centre, and their norms.
static inline void lay_out(const Group& group, const Listed& listed) {
    for (int i = 0; i < listed.n; ++i) {
        const float* from = group.residuals + listed.queries[i] * group.stride;
        float* out = listed.minus + i * group.stride;
        Floats sum = {};
        for (int64_t j = 0; j < group.stride; j += floats) {
            const Floats minus = -(load<Floats>(from + j) + load<Floats>(group.shift + j));
            sum = multiply_add(minus, minus, sum);
            store(out + j, minus);
        }
        listed.squared[i] = total(sum);
        listed.norm[i] = __builtin_sqrtf(listed.squared[i]);
    }
}

// The bound for a leaf, to which the products' own rounding adds `extra(i)`, and what is within reach.
template <class Extra>
static inline void make_ready(const Group& group, const Panel& panel, const Listed& listed, Extra extra) {
    const float prices = static_cast<float>(group.c) * group.price;
    for (int i = 0; i < listed.n; ++i) {
        const float span = listed.norm[i] + group.radius + panel.radius;
        listed.error[i] = group.unit * (span * span + prices) + group.least_error + extra(i);
        listed.offsets[i] = 0.5f * (listed.squared[i] - listed.error[i]);
    }
    for (int i = 0; i < listed.n; ++i)
        listed.thresholds[i] = threshold(group.reach[listed.queries[i]], listed.error[i], listed.squared[i]);
}

// Half of what differing categories add to the squared distances, for queries from `first` on.
template <int n_queries>
static inline void add_prices(const Group& group, const Listed& listed, int first, const int32_t* codes,
                              Floats (&sums)[n_queries][tile_vectors]) {
    const Floats half_price = everywhere(0.5f * group.price);
    for (int64_t j = 0; j < group.c; ++j) {
        Ints rows[tile_vectors];
#pragma GCC unroll 4
        for (int v = 0; v < tile_vectors; ++v) rows[v] = load<Ints>(codes + j * block_rows + v * floats);
#pragma GCC unroll 8
        for (int q = 0; q < n_queries; ++q) {
            const Ints mine = Ints{} + group.codes[listed.queries[first + q] * group.c + j];
#pragma GCC unroll 4
            for (int v = 0; v < tile_vectors; ++v) sums[q][v] += rows[v] != mine ? half_price : Floats{};
        }
    }
}

// Products in float32: `|r|^2 / 2 - q.r` takes a fused multiply-add for each column.
struct FloatProducts {
    template <int n_queries>
    static inline void sums(const Group& group, const Panel& panel, const Listed& listed, int first, int64_t row,
                            Floats (&sums)[n_queries][tile_vectors]) {
        const int64_t stride = group.stride;
        const float* tile = listed.minus + first * stride;
        const float* values = panel.values + row / block_rows * group.d * block_rows + row % block_rows;
        for (int v = 0; v < tile_vectors; ++v) {
            const Floats half = load<Floats>(panel.halves + row + v * floats);
            for (int q = 0; q < n_queries; ++q) sums[q][v] = half;
        }
        for (int64_t j = 0; j < group.d; ++j) {
            Floats rows[tile_vectors];
#pragma GCC unroll 4
            for (int v = 0; v < tile_vectors; ++v) rows[v] = load<Floats>(values + j * block_rows + v * floats);
#pragma GCC unroll 8
            for (int q = 0; q < n_queries; ++q) {
                const Floats mine = everywhere(tile[q * stride + j]);
#pragma GCC unroll 4
                for (int v = 0; v < tile_vectors; ++v) sums[q][v] = multiply_add(mine, rows[v], sums[q][v]);
            }
        }
    }
};

template <class Products, int n_queries, bool has_codes>
static inline void sums_with_prices(const Group& group, const Panel& panel, const Listed& listed, int first,
                                    int64_t row, Floats (&sums)[n_queries][tile_vectors]) {
    Products::template sums<n_queries>(group, panel, listed, first, row, sums);
    if constexpr (has_codes)
        add_prices<n_queries>(group, listed, first, panel.codes + row / block_rows * group.c * block_rows + row % block_rows, sums);
}

// Offer a query the rows of a tile whose sums are at most its threshold; the first row has position
// `first`.
static inline void offer_near(Group& group, const Listed& listed, int i, const float* halves, int32_t first) {
    const Floats limit = everywhere(listed.thresholds[i]);
    uint32_t near = at_most(load<Floats>(halves), limit) | at_most(load<Floats>(halves + floats), limit) << floats;
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
        uint32_t near = 0;  // one bit for each query
#pragma GCC unroll 8
        for (int q = 0; q < n_queries; ++q) {
            const Floats limit = everywhere(listed.thresholds[first + q]);
            near |= static_cast<uint32_t>(at_most(least(sums[q][0], sums[q][1]), limit) != 0) << q;
        }
        if (__builtin_expect(near == 0, 1)) continue;
        float halves[n_queries][tile_rows];
        store(&halves[0][0], sums);
        for (; near != 0; near &= near - 1) {
            const int q = __builtin_ctz(near);
            offer_near(group, listed, first + q, halves[q], panel.first + static_cast<int32_t>(row));
        }
    }
}

template <class Products, bool has_codes>
static void scan_listed(Group& group, const Panel& panel, const Listed& listed) {
    int at = 0;
    for (; at + tile_queries <= listed.n; at += tile_queries)
        scan_tile<Products, tile_queries, has_codes>(group, panel, listed, at);
    if constexpr (tile_queries > 4)
        for (; at + 4 <= listed.n; at += 4) scan_tile<Products, 4, has_codes>(group, panel, listed, at);
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

// Lay out what is listed, unless it still is, and say what it is held against.
static inline Listed ready_floats(const Group& group, const Panel& panel, const uint8_t* queries, int n, bool is_laid_out) {
    const Listed listed = listed_of(group, queries, n);
    if (!is_laid_out) lay_out(group, listed);
    make_ready(group, panel, listed, [](int) { return 0.0f; });
    return listed;
}

// The two smallest sums of each lane, for each query of a tile: [n_queries][2][floats].
template <class Products, int n_queries, bool has_codes>
static void least_of_lanes(const Group& group, const Panel& panel, const Listed& listed, int first, float* least_two) {
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

// Bound the reach of all queries of a group by what a few leaves about one centre hold, before any row
// is offered. No row is kept, for the same will be met again; of the k + 1 nearest one may be excluded.
template <class Products, bool has_codes, class Ready>
static void foretell_with(Group& group, const Panel* panels, int n_panels, const uint8_t* queries, Ready ready) {
    float least_two[group_rows * 2 * floats], errors[group_rows] = {};
    for (float& of : least_two) of = __FLT_MAX__;
    Listed listed{};
    for (int i = 0; i < n_panels; ++i) {
        listed = ready(group, panels[i], queries, group.n);
        group.is_laid_out = true;
        for (int q = 0; q < group.n; ++q)
            if (listed.error[q] > errors[q]) errors[q] = listed.error[q];
        int at = 0;
        for (; at + tile_queries <= group.n; at += tile_queries)
            least_of_lanes<Products, tile_queries, has_codes>(group, panels[i], listed, at, least_two + at * 2 * floats);
        for (; at < group.n; ++at)
            least_of_lanes<Products, 1, has_codes>(group, panels[i], listed, at, least_two + at * 2 * floats);
    }
    for (int q = 0; q < group.n; ++q) {
        float nearest[2 * floats];
        for (float& of : nearest) of = __FLT_MAX__;
        for (int i = 0; i < 2 * floats; ++i) insert_sorted(nearest, group.k + 1, least_two[q * 2 * floats + i]);
        const float squared = listed.squared[q] + 2.0f * nearest[group.k] + errors[q];
        if (squared < group.reach[q]) group.reach[q] = squared;
    }
}

// The places of all queries of a group.
struct Everybody {
    uint8_t queries[group_rows];
    Everybody() {
        for (int i = 0; i < group_rows; ++i) queries[i] = static_cast<uint8_t>(i);
    }
};

[[maybe_unused]] static void scan(Group& group, const Panel& panel, const uint8_t* queries, int n) {
    scan_with<FloatProducts>(group, panel, ready_floats(group, panel, queries, n, group.is_laid_out));
}

[[maybe_unused]] static void foretell(Group& group, const Panel* panels, int n_panels) {
    if (group.k > most_foretold) return;
    const Everybody all;
    const auto ready = [](const Group& of, const Panel& panel, const uint8_t* queries, int n) {
        return ready_floats(of, panel, queries, n, of.is_laid_out);
    };
    if (group.c > 0)
        foretell_with<FloatProducts, true>(group, panels, n_panels, all.queries, ready);
    else
        foretell_with<FloatProducts, false>(group, panels, n_panels, all.queries, ready);
}

}  // namespace counterpoise::COUNTERPOISE_LEVEL
