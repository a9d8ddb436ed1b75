// The queries that meet a leaf, and what their sums of products are held against.
#pragma once

#include "levels/lanes.hpp"
#include "search/panel.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

// As many sums as registers hold beside the operands: with AVX-512 and NEON 8 queries x 2 vectors
// are 16 of 32 registers, otherwise 4 queries x 2 vectors are 8 of 16.
#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr int tile_queries = 8;
#else
inline constexpr int tile_queries = 4;
#endif
inline constexpr int tile_vectors = 2;
inline constexpr int tile_rows = tile_vectors * floats;

// The queries that meet a leaf, each at its place in the list, and the limits of their sums.
struct Listed {
    const uint8_t* queries;  // places in the group
    int n;
    float* squared;     // distance to the leaf's centre
    float* norm;        // its root
    float* error;       // no squared distance of the leaf is off by more
    float* thresholds;  // half of what a squared distance may be at most, without |q|^2
    float* offsets;     // what makes of a sum the least that half the squared distance can be
    float* minus;       // [n][stride] minus the query relative to the leaf's centre
    float* steps;       // of queries in whole numbers, see int16_products.hpp
    float* offs;        // how far packing took each
    int32_t* starts;    // what their sums of whole numbers start from, see byte_sieve.hpp
    int32_t* packed;    // the queries in fewer bits, and room for a tile of them
};

inline constexpr int listed_arrays = 8;

// Floats of scratch: the arrays of `Listed`, and room to align them.
static int64_t scratch_of_scan(int64_t stride) {
    return group_rows * (listed_arrays + stride + stride / 2) + tile_queries * stride / 2 + 16;
}

static inline Listed listed_of(const Group& group, const uint8_t* queries, int n) {
    const uintptr_t aligned = (reinterpret_cast<uintptr_t>(group.tile) + 63) / 64 * 64;
    float* const at = reinterpret_cast<float*>(aligned);
    float* const minus = at + listed_arrays * group_rows;
    return {
        .queries = queries,
        .n = n,
        .squared = at,
        .norm = at + group_rows,
        .error = at + 2 * group_rows,
        .thresholds = at + 3 * group_rows,
        .offsets = at + 4 * group_rows,
        .minus = minus,
        .steps = at + 5 * group_rows,
        .offs = at + 6 * group_rows,
        .starts = reinterpret_cast<int32_t*>(at + 7 * group_rows),
        .packed = reinterpret_cast<int32_t*>(minus + group_rows * group.stride),
    };
}

// The places of all queries of a group.
struct Everybody {
    uint8_t queries[group_rows];
    Everybody() {
        for (int i = 0; i < group_rows; ++i) queries[i] = static_cast<uint8_t>(i);
    }
};

// Half of what a squared distance may be at most, without |q|^2. Finite, so that padding is beyond.
static inline float threshold(float reach, float error, float squared) {
    const float limit = 0.5f * (reach + error - squared);
    return limit < __FLT_MAX__ ? limit : __FLT_MAX__;
}

// The bound for a leaf, to which the products' rounding adds `extra(i)`, and what is in reach.
template <class Extra>
static inline void make_ready(const Group& group, const Panel& panel, const Listed& listed,
                              Extra extra) {
    const float prices = static_cast<float>(group.c) * group.price;
    for (int i = 0; i < listed.n; ++i) {
        const float span = listed.norm[i] + group.radius + panel.radius;
        listed.error[i] = group.unit * (span * span + prices) + group.least_error + extra(i);
        listed.offsets[i] = 0.5f * (listed.squared[i] - listed.error[i]);
    }
    for (int i = 0; i < listed.n; ++i)
        listed.thresholds[i] =
            threshold(group.reach[listed.queries[i]], listed.error[i], listed.squared[i]);
}

}  // namespace counterpoise::COUNTERPOISE_LEVEL
