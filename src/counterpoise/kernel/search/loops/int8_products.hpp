// Products in whole numbers of 8 bits (Arm's dot product), at a quarter of the cost of float32's.
// The bound is in README.md.
#pragma once

#include "search/loops/packed.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

// A leaf's rows, and each query, are counted in steps of a share of their largest number.
inline constexpr float steps_of_largest = 127.0f;

// With fewer columns the loop has little to save.
inline constexpr int64_t least_int8_columns = 12;

// The step in which numbers are counted of which this is the largest.
static inline float int8_step(float largest, float norm) {
    return norm < least_norm ? 0.0f : largest / steps_of_largest;
}

// Count numbers in steps; add to `squares` how far that takes them.
static inline int32x4_t counted(Floats values, float step, float inverse, Floats& squares) {
    const int32x4_t whole = vcvtnq_s32_f32((float32x4_t)(values * inverse));
    const Floats off = (Floats)vfmsq_n_f32((float32x4_t)values, vcvtq_f32_s32(whole), step);
    squares = multiply_add(off, off, squares);
    return whole;
}

// Add the products of four columns, which are one lane of four of each query.
template <int lane, int n_queries>
static inline void add_word(const int8x16_t (&mine)[n_queries], const int32_t* word,
                            int32x4_t (&dots)[n_queries][tile_vectors]) {
    const int8x16_t rows[tile_vectors] = {vreinterpretq_s8_s32(vld1q_s32(word)),
                                          vreinterpretq_s8_s32(vld1q_s32(word + floats))};
#pragma GCC unroll 8
    for (int q = 0; q < n_queries; ++q)
#pragma GCC unroll 4
        for (int v = 0; v < tile_vectors; ++v)
            dots[q][v] = vdotq_laneq_s32(dots[q][v], rows[v], mine[q], lane);
}

struct Int8Products {
    // Four neighbouring columns share a word.
    static int64_t packed_columns(int64_t d) {
        return d < least_int8_columns || d > most_packed_columns ? 0 : (d + 3) / 4;
    }

    static Packing pack_rows(const float* values, int64_t d, int n_blocks, float radius,
                             int32_t* packed) {
        Floats sizes = {};
        for (int64_t at = 0; at < n_blocks * d * block_rows; at += floats)
            sizes = greatest(sizes, (Floats)vabsq_f32((float32x4_t)load<Floats>(values + at)));
        const float step = int8_step(largest_lane(sizes), radius);
        const float inverse = step > 0.0f ? 1.0f / step : 0.0f;
        Floats most = {};
        for (int block = 0; block < n_blocks; ++block, values += d * block_rows) {
            Floats squares[block_rows / floats] = {};
            for (int64_t j = 0; j < d; j += 4)
                for (int part = 0; part < block_rows; part += floats, packed += floats) {
                    int32x4_t of[4] = {};
                    for (int i = 0; i < 4 && j + i < d; ++i)
                        of[i] = counted(load<Floats>(values + (j + i) * block_rows + part), step,
                                        inverse, squares[part / floats]);
                    const int32x4_t low = vsliq_n_s32(of[0], of[1], 8);
                    vst1q_s32(packed, vsliq_n_s32(vsliq_n_s32(low, of[2], 16), of[3], 24));
                }
            for (const Floats& of_rows : squares) most = greatest(most, of_rows);
        }
        return {step, step > 0.0f ? off_measured(largest_lane(most), radius) : radius};
    }

    static bool fit(const Panel& panel) {
        return panel.packed != nullptr && (panel.packing.step > 0.0f || panel.radius == 0.0f);
    }

    // Write the queries relative to the leaf's centre in whole numbers, one after another.
    static void pack_queries(const Group& group, const Listed& listed) {
        pack_each(group, listed, [&](int i, const float* values, float norm) {
            Floats sizes = {}, squares = {};
            for (int64_t j = 0; j < group.stride; j += floats)
                sizes = greatest(sizes, (Floats)vabsq_f32((float32x4_t)load<Floats>(values + j)));
            const float step = int8_step(largest_lane(sizes), norm);
            const float inverse = step > 0.0f ? 1.0f / step : 0.0f;
            int32_t* out = listed.packed + i * (group.stride / 4);
            for (int64_t j = 0; j < group.stride; j += 16, out += 4) {
                int16x4_t of[4];
                for (int part = 0; part < 4; ++part)
                    of[part] = vmovn_s32(
                        counted(load<Floats>(values + j + part * floats), step, inverse, squares));
                const int8x16_t all = vcombine_s8(vmovn_s16(vcombine_s16(of[0], of[1])),
                                                  vmovn_s16(vcombine_s16(of[2], of[3])));
                vst1q_s32(out, vreinterpretq_s32_s8(all));
            }
            listed.steps[i] = step;
            return step > 0.0f ? off_measured(total(squares), norm) : norm;
        });
    }

    static inline Listed ready(const Group& group, const Panel& panel, const uint8_t* queries,
                               int n) {
        const Listed listed = listed_of(group, queries, n);
        if (!group.is_laid_out) pack_queries(group, listed);
        make_ready(group, panel, listed, [&](int i) {
            return error_of_packing(listed.offs[i], listed.norm[i], panel.packing.off,
                                    panel.radius);
        });
        return listed;
    }

    static inline Listed ready_in_floats(const Group& group, const Panel& panel,
                                         const uint8_t* queries, int n) {
        return packed_in_floats<Int8Products>(group, panel, queries, n);
    }

    static bool tell_apart(const Group& group, const Listed& listed) {
        return most_told_apart(group, listed);
    }

    template <int n_queries>
    static inline void sums(const Group& group, const Panel& panel, const Listed& listed, int first,
                            int64_t row, Floats (&sums)[n_queries][tile_vectors]) {
        const int64_t n_words = (group.d + 3) / 4, stride = group.stride / 4;
        const int32_t* tile = listed.packed + first * stride;
        const int32_t* words =
            panel.packed + row / block_rows * n_words * block_rows + row % block_rows;
        int32x4_t dots[n_queries][tile_vectors] = {};
        int8x16_t mine[n_queries];
        int64_t w = 0;
        const auto load_words = [&] {
#pragma GCC unroll 8
            for (int q = 0; q < n_queries; ++q)
                mine[q] = vreinterpretq_s8_s32(vld1q_s32(tile + q * stride + w));
        };
        for (; w + 4 <= n_words; w += 4, words += 4 * block_rows) {
            load_words();
            add_word<0>(mine, words, dots);
            add_word<1>(mine, words + block_rows, dots);
            add_word<2>(mine, words + 2 * block_rows, dots);
            add_word<3>(mine, words + 3 * block_rows, dots);
        }
        if (w < n_words) {
            load_words();
            add_word<0>(mine, words, dots);
            if (w + 1 < n_words) add_word<1>(mine, words + block_rows, dots);
            if (w + 2 < n_words) add_word<2>(mine, words + 2 * block_rows, dots);
        }
        const Floats halves[tile_vectors] = {load<Floats>(panel.halves + row),
                                             load<Floats>(panel.halves + row + floats)};
#pragma GCC unroll 8
        for (int q = 0; q < n_queries; ++q) {
            const Floats minus_unit = everywhere(-(listed.steps[first + q] * panel.packing.step));
#pragma GCC unroll 4
            for (int v = 0; v < tile_vectors; ++v)
                sums[q][v] = multiply_add((Floats)vcvtq_f32_s32(dots[q][v]), minus_unit, halves[v]);
        }
    }
};

}  // namespace counterpoise::COUNTERPOISE_LEVEL
