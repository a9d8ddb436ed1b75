// What products of numbers in fewer bits share. The bound is in README.md.
#pragma once

#include "search/loops/float_products.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

// Norms below this are not divided into steps, whose product float32 could not hold.
inline constexpr float least_norm = 0x1p-40f;

// With more columns the norms' own rounding would count.
inline constexpr int64_t most_packed_columns = 4096;

// What packing adds to the bound, from how far it takes a query and a leaf's rows, and their norms.
static inline float error_of_packing(float of_query, float norm, float of_rows, float radius) {
    return 2.02f * (of_query * (radius + of_rows) + norm * of_rows);
}

// For a leaf that the products do not fit. Queries that the caller will take for laid out are
// packed all the same, for the leaves that follow.
template <class Products>
static inline Listed packed_in_floats(const Group& group, const Panel& panel,
                                      const uint8_t* queries, int n) {
    if (panel.packed == nullptr)
        return listed_in_floats(group, panel, queries, n, group.is_laid_out);
    if (!group.is_laid_out) Products::pack_queries(group, listed_of(group, queries, n));
    return listed_in_floats(group, panel, queries, n, false);
}

// The queries relative to the leaf's centre, one after another: their norms, and what `pack` makes
// of each, which is handed the numbers and their norm and returns how far it took them.
template <class Pack>
static inline void pack_each(const Group& group, const Listed& listed, Pack pack) {
    for (int i = 0; i < listed.n; ++i) {
        const float* from = group.residuals + listed.queries[i] * group.stride;
        float* kept = listed.minus;
        Floats sum = {};
        for (int64_t j = 0; j < group.stride; j += floats) {
            const Floats value = load<Floats>(from + j) + load<Floats>(group.shift + j);
            store(kept + j, value);
            sum = multiply_add(value, value, sum);
        }
        listed.squared[i] = total(sum);
        listed.norm[i] = __builtin_sqrtf(listed.squared[i]);
        listed.offs[i] = pack(i, kept, listed.norm[i]);
    }
}

#if defined(__aarch64__) || (defined(__AVX2__) && !defined(__AVX512F__))
// How far packing took a row, from the sum of squares that was measured: its rounding, and what
// float32 lost of squares too small for it.
static inline float off_measured(float squares, float norm) {
    return 1.001f * __builtin_sqrtf(squares) + 0x1p-16f * norm;
}

static inline float largest_lane(Floats a) {
    float most = a[0];
    for (int i = 1; i < floats; ++i) most = a[i] > most ? a[i] : most;
    return most;
}
#endif

#if defined(__aarch64__)

// Whether packed numbers tell near rows from far ones, for most of what is listed. In a table of
// far clusters, or before a reach is known, nearly every row would have to be measured.
static inline bool most_told_apart(const Group& group, const Listed& listed) {
    int n_told = 0;
    for (int i = 0; i < listed.n; ++i) {
        const float reach = group.reach[listed.queries[i]];
        n_told += reach < __builtin_inff() && 4.0f * listed.error[i] <= reach;
    }
    return 2 * n_told >= listed.n;
}
#endif

}  // namespace counterpoise::COUNTERPOISE_LEVEL
