// Products in float32.
#pragma once

#include "search/loops/listed.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

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

// Lay out what is listed, unless it still is, and say what it is held against.
static inline Listed listed_in_floats(const Group& group, const Panel& panel,
                                      const uint8_t* queries, int n, bool is_laid_out) {
    const Listed listed = listed_of(group, queries, n);
    if (!is_laid_out) lay_out(group, listed);
    make_ready(group, panel, listed, [](int) { return 0.0f; });
    return listed;
}

#if defined(__aarch64__)
// Add the products of a column, of which each query has the number in one lane of four.
template <int lane, int n_queries>
static inline void add_column(const Floats (&mine)[n_queries], const float* column,
                              Floats (&sums)[n_queries][tile_vectors]) {
    const Floats rows[tile_vectors] = {load<Floats>(column), load<Floats>(column + floats)};
#pragma GCC unroll 8
    for (int q = 0; q < n_queries; ++q)
#pragma GCC unroll 4
        for (int v = 0; v < tile_vectors; ++v)
            sums[q][v] = multiply_add_lane<lane>(mine[q], rows[v], sums[q][v]);
}
#endif

// `|r|^2 / 2 - q.r` takes a fused multiply-add for each column.
struct FloatProducts {
    // Whether a leaf's values are kept as these products take them. If not, it is compared in
    // floats, with what ready_in_floats makes ready.
    static bool fit(const Panel&) { return true; }

    // Whether they tell near rows of a leaf that fits from far ones, once it is made ready.
    static bool tell_apart(const Group&, const Listed&) { return true; }

    static inline Listed ready(const Group& group, const Panel& panel, const uint8_t* queries,
                               int n) {
        return listed_in_floats(group, panel, queries, n, group.is_laid_out);
    }

    static inline Listed ready_in_floats(const Group& group, const Panel& panel,
                                         const uint8_t* queries, int n) {
        return ready(group, panel, queries, n);
    }

    // The leaves' values are kept in floats only.
    static int64_t packed_columns(int64_t) { return 0; }
    static Packing pack_rows(const float*, int64_t, int, float, int32_t*) { return {}; }

    template <int n_queries>
    static inline void sums(const Group& group, const Panel& panel, const Listed& listed, int first,
                            int64_t row, Floats (&sums)[n_queries][tile_vectors]) {
        const int64_t stride = group.stride;
        const float* tile = listed.minus + first * stride;
        const float* values =
            panel.values + row / block_rows * group.d * block_rows + row % block_rows;
        for (int v = 0; v < tile_vectors; ++v) {
            const Floats half = load<Floats>(panel.halves + row + v * floats);
            for (int q = 0; q < n_queries; ++q) sums[q][v] = half;
        }
        int64_t j = 0;
#if defined(__aarch64__)
        for (; j + 4 <= group.d; j += 4) {
            Floats mine[n_queries];
#pragma GCC unroll 8
            for (int q = 0; q < n_queries; ++q) mine[q] = load<Floats>(tile + q * stride + j);
            add_column<0>(mine, values + j * block_rows, sums);
            add_column<1>(mine, values + (j + 1) * block_rows, sums);
            add_column<2>(mine, values + (j + 2) * block_rows, sums);
            add_column<3>(mine, values + (j + 3) * block_rows, sums);
        }
#endif
        for (; j < group.d; ++j) {
            Floats rows[tile_vectors];
#pragma GCC unroll 4
            for (int v = 0; v < tile_vectors; ++v)
                rows[v] = load<Floats>(values + j * block_rows + v * floats);
#pragma GCC unroll 8
            for (int q = 0; q < n_queries; ++q) {
                const Floats mine = everywhere(tile[q * stride + j]);
#pragma GCC unroll 4
                for (int v = 0; v < tile_vectors; ++v)
                    sums[q][v] = multiply_add(mine, rows[v], sums[q][v]);
            }
        }
    }
};

}  // namespace counterpoise::COUNTERPOISE_LEVEL
