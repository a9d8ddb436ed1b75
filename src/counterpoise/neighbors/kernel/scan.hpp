// A tile of queries against a leaf, in float32: half squared distances, and who may be near.
#pragma once

#include "lanes.hpp"
#include "level.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

// As many sums as registers hold beside the operands: with AVX-512 8 queries x 32 rows are 16 of
// 32 registers, otherwise 4 queries x 2 vectors are 8 of 16.
inline constexpr int tile_queries = vector_bytes == 64 ? 8 : 4;
inline constexpr int tile_vectors = 2;
inline constexpr int tile_rows = tile_vectors * floats;

// Let `value` take the place of the largest in the heap, and sift it down.
static inline void replace_largest(float* heap, int n, float value) {
    int hole = 0;
    for (int child = 1; child < n; child = 2 * hole + 1) {
        if (child + 1 < n && heap[child + 1] > heap[child]) ++child;
        if (!(heap[child] > value)) break;
        heap[hole] = heap[child];
        hole = child;
    }
    heap[hole] = value;
}

// Floats of scratch: queries relative to a leaf.
static int64_t scratch_of_scan(int64_t, int64_t stride, int64_t) { return tile_queries * stride; }

struct TileQuery {
    int query;
    float squared;  // distance to the leaf's centre
    float error;    // no squared distance of the leaf is off by more
};

// Half of what a squared distance may be at most, without |q|^2. Finite, so that padding is beyond.
static inline float threshold(const Group& group, const TileQuery& of) {
    const float limit = 0.5f * (group.reach[of.query] + of.error - of.squared);
    return limit < __FLT_MAX__ ? limit : __FLT_MAX__;
}

// Keep a row that may be near: its upper bound may shorten the query's reach, and it is pending.
static inline void offer(Group& group, int query, float squared, float error, int32_t position) {
    if (position == group.excluded[query]) return;
    float* heap = group.uppers + static_cast<int64_t>(query) * group.k;
    if (squared + error < heap[0]) {
        replace_largest(heap, group.k, squared + error);
        if (heap[0] < group.reach[query]) group.reach[query] = heap[0];
    }
    int32_t& n = group.n_pending[query];
    group.pending[static_cast<int64_t>(query) * group.capacity + n] = {squared - error, position};
    if (++n == group.capacity) group.make_room(group.owner, query);
}

// Write minus the query relative to the leaf's centre, and return its squared norm.
static inline float shift_query(const Group& group, int query, float* out) {
    const float* from = group.residuals + query * group.stride;
    Floats sum = {};
    for (int64_t j = 0; j < group.stride; j += floats) {
        const Floats minus = -(load<Floats>(from + j) + load<Floats>(group.shift + j));
        sum = multiply_add(minus, minus, sum);
        store(out + j, minus);
    }
    float total = 0.0f;
    for (int lane = 0; lane < floats; ++lane) total += sum[lane];
    return total;
}

static inline TileQuery ready_query(const Group& group, const Panel& panel, int query, float* out) {
    const float squared = shift_query(group, query, out);
    const float span = __builtin_sqrtf(squared) + group.radius + panel.radius;
    const float error =
        group.unit * (span * span + static_cast<float>(group.c) * group.price) + group.least_error;
    return {query, squared, error};
}

template <int n_queries, bool has_codes>
static inline void tile_sums(const Group& group, const float* values, const float* halves,
                             const int32_t* codes, const TileQuery* of,
                             Floats (&sums)[n_queries][tile_vectors]) {
    for (int v = 0; v < tile_vectors; ++v) {
        const Floats half = load<Floats>(halves + v * floats);
        for (int q = 0; q < n_queries; ++q) sums[q][v] = half;
    }
    const float* tile = group.tile;
    const int64_t stride = group.stride;
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
    if constexpr (has_codes) {
        const Floats half_price = everywhere(0.5f * group.price);
        for (int64_t j = 0; j < group.c; ++j) {
            Ints rows[tile_vectors];
#pragma GCC unroll 4
            for (int v = 0; v < tile_vectors; ++v) rows[v] = load<Ints>(codes + j * block_rows + v * floats);
#pragma GCC unroll 8
            for (int q = 0; q < n_queries; ++q) {
                const Ints mine = Ints{} + group.codes[of[q].query * group.c + j];
#pragma GCC unroll 4
                for (int v = 0; v < tile_vectors; ++v)
                    sums[q][v] += rows[v] != mine ? half_price : Floats{};
            }
        }
    }
}

template <int n_queries, bool has_codes>
static void scan_tile(Group& group, const Panel& panel, const uint8_t* listed) {
    TileQuery of[n_queries];
    float thresholds[n_queries];
    for (int q = 0; q < n_queries; ++q) {
        of[q] = ready_query(group, panel, listed[q], group.tile + q * group.stride);
        thresholds[q] = threshold(group, of[q]);
    }
    for (int block = 0; block < panel.n_blocks; ++block) {
        for (int part = 0; part < block_rows; part += tile_rows) {
            Floats sums[n_queries][tile_vectors];
            tile_sums<n_queries, has_codes>(
                group, panel.values + block * group.d * block_rows + part,
                panel.halves + block * block_rows + part,
                panel.codes + block * group.c * block_rows + part, of, sums);
            const int32_t first = panel.first + block * block_rows + part;
#pragma GCC unroll 8
            for (int q = 0; q < n_queries; ++q) {
                const Floats limit = everywhere(thresholds[q]);
                uint32_t near = at_most(sums[q][0], limit) | at_most(sums[q][1], limit) << floats;
                if (__builtin_expect(near == 0, 1)) continue;
                float halves[tile_rows];
                store(halves, sums[q][0]);
                store(halves + floats, sums[q][1]);
                for (; near != 0; near &= near - 1) {
                    const int lane = __builtin_ctz(near);
                    if (halves[lane] > thresholds[q]) continue;  // it came nearer meanwhile
                    offer(group, of[q].query, of[q].squared + 2.0f * halves[lane], of[q].error, first + lane);
                    thresholds[q] = threshold(group, of[q]);
                }
            }
        }
    }
}

template <bool has_codes>
static void scan_listed(Group& group, const Panel& panel, const uint8_t* listed, int n_listed) {
    int at = 0;
    for (; at + tile_queries <= n_listed; at += tile_queries)
        scan_tile<tile_queries, has_codes>(group, panel, listed + at);
    if constexpr (tile_queries > 4)
        for (; at + 4 <= n_listed; at += 4) scan_tile<4, has_codes>(group, panel, listed + at);
    for (; at + 2 <= n_listed; at += 2) scan_tile<2, has_codes>(group, panel, listed + at);
    for (; at < n_listed; ++at) scan_tile<1, has_codes>(group, panel, listed + at);
}

static void scan(Group& group, const Panel& panel, const uint8_t* listed, int n_listed) {
    if (group.c > 0)
        scan_listed<true>(group, panel, listed, n_listed);
    else
        scan_listed<false>(group, panel, listed, n_listed);
}

}  // namespace counterpoise::COUNTERPOISE_LEVEL
