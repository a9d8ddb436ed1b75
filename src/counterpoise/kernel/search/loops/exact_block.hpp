// Distances in float64 by direct difference, one reference row in each lane.
//
// A lane adds its columns in their order and never fuses a product with a sum (the level is
// compiled with -ffp-contract=off), so it rounds exactly as a scalar loop would.
#pragma once

#include "levels/lanes.hpp"
#include "levels/level.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

inline constexpr int exact_vectors = block_rows / doubles;

template <bool may_miss>
static inline void exact_numbers(const ExactShape& shape, const ExactQuery& query,
                                 const ExactBlock& block, Doubles* sum, Longs* present) {
    for (int64_t j = 0; j < shape.d; ++j) {
        const Doubles mine = everywhere(query.values[j]);
        const double* column = block.values + j * block_rows;
        for (int v = 0; v < exact_vectors; ++v) {
            Doubles difference = mine - load<Doubles>(column + v * doubles);
            if constexpr (may_miss) {
                const Longs both = difference == difference;  // NaN where either is missing
                present[v] -= both;
                difference = both ? difference : Doubles{};
            }
            sum[v] += difference * difference;
        }
    }
}

template <bool may_miss>
static inline void exact_codes(const ExactShape& shape, const ExactQuery& query,
                               const ExactBlock& block, Doubles* sum, Longs* present) {
    Longs differing[exact_vectors] = {};
    for (int64_t j = 0; j < shape.c; ++j) {
        const int32_t mine = query.codes[j];
        const int32_t* column = block.codes + j * block_rows;
        if (may_miss && mine < 0) continue;
        const double* prices = query.prices == nullptr ? nullptr : query.prices[j];
        for (int v = 0; v < exact_vectors; ++v) {
            const HalfInts narrow = load<HalfInts>(column + v * doubles);
            const Longs theirs = __builtin_convertvector(narrow, Longs);
            const Longs there = theirs >= 0;
            if (prices != nullptr) {
                Doubles price;
                for (int i = 0; i < doubles; ++i)
                    price[i] = theirs[i] < 0 ? 0.0 : prices[theirs[i]];
                sum[v] += price;
            } else {
                Longs differs = theirs != mine;
                if constexpr (may_miss) differs &= there;
                differing[v] -= differs;
            }
            if constexpr (may_miss) present[v] -= there;
        }
    }
    if (query.prices == nullptr && shape.c > 0)
        for (int v = 0; v < exact_vectors; ++v)
            sum[v] += __builtin_convertvector(differing[v], Doubles) * shape.cost;
}

template <bool may_miss>
static int exact_block_as(const ExactShape& shape, const ExactQuery& query, const ExactBlock& block,
                          double limit, double* found, int32_t* lanes) {
    Doubles sum[exact_vectors] = {};
    Longs present[exact_vectors] = {};
    exact_numbers<may_miss>(shape, query, block, sum, present);
    exact_codes<may_miss>(shape, query, block, sum, present);
    const double coordinates = static_cast<double>(shape.d + shape.c);
    int n_found = 0;
    for (int v = 0; v < exact_vectors; ++v) {
        if constexpr (may_miss) {
            const Doubles infinite = everywhere(__builtin_inf());
            const Doubles factor = coordinates / __builtin_convertvector(present[v], Doubles);
            sum[v] = present[v] > 0 ? sum[v] * factor : infinite;
        }
        for (uint32_t near = at_most(sum[v], everywhere(limit)); near != 0; near &= near - 1) {
            const int lane = __builtin_ctz(near);
            if (v * doubles + lane >= block.n_valid) break;
            found[n_found] = sum[v][lane];
            lanes[n_found++] = v * doubles + lane;
        }
    }
    return n_found;
}

static int exact_block(const ExactShape& shape, const ExactQuery& query, const ExactBlock& block,
                       double limit, double* found, int32_t* lanes) {
    return shape.may_miss ? exact_block_as<true>(shape, query, block, limit, found, lanes)
                          : exact_block_as<false>(shape, query, block, limit, found, lanes);
}

}  // namespace counterpoise::COUNTERPOISE_LEVEL
