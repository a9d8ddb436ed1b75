// Products of bfloat16 numbers (Arm's matrix product), at a quarter of the cost of float32's. The
// bound is in README.md.
#pragma once

#include "search/loops/packed.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

// With fewer columns the loop has little to save.
inline constexpr int64_t least_bfloat16_columns = 8;

// Round four numbers; add to `squares` how far that takes them.
static inline uint16x4_t rounded(Floats values, Floats& squares) {
    const bfloat16x4_t narrow = vcvt_bf16_f32((float32x4_t)values);
    const Floats off = values - (Floats)vcvt_f32_bf16(narrow);
    squares = multiply_add(off, off, squares);
    return vreinterpret_u16_bf16(narrow);
}

// The instruction multiplies two queries' four columns with two rows' four columns, and adds four
// sums. So queries and rows are kept in pairs: four columns of one, four of the other, the next
// four.
struct Bfloat16Products {
    static int64_t packed_columns(int64_t d) {
        return d < least_bfloat16_columns || d > most_packed_columns ? 0 : (d + 3) / 4 * 2;
    }

    static Packing pack_rows(const float* values, int64_t d, int n_blocks, float radius,
                             int32_t* packed) {
        Floats most = {};
        for (int block = 0; block < n_blocks; ++block, values += d * block_rows) {
            Floats squares[block_rows / floats] = {};
            for (int64_t j = 0; j < d; j += 4)
                for (int part = 0; part < block_rows; part += floats, packed += 2 * floats) {
                    uint16x4_t of[4] = {};
                    for (int i = 0; i < 4 && j + i < d; ++i)
                        of[i] = rounded(load<Floats>(values + (j + i) * block_rows + part),
                                        squares[part / floats]);
                    store_pairs(of, packed);
                }
            for (const Floats& of_rows : squares) most = greatest(most, of_rows);
        }
        return {1.0f, radius < least_norm ? radius : off_measured(largest_lane(most), radius)};
    }

    static bool fit(const Panel& panel) {
        return panel.packed != nullptr && (panel.radius >= least_norm || panel.radius == 0.0f);
    }

    static void pack_queries(const Group& group, const Listed& listed) {
        pack_each(group, listed, [&](int i, const float* values, float norm) {
            const int64_t n_words = group.stride / 4;
            int32_t* out = listed.packed + i / 2 * n_words * 4 + i % 2 * 2;
            Floats squares = {};
            for (int64_t w = 0; w < n_words; ++w)
                vst1_s32(out + 4 * w,
                         vreinterpret_s32_u16(rounded(-load<Floats>(values + 4 * w), squares)));
            return norm < least_norm ? norm : off_measured(total(squares), norm);
        });
    }

    // Each addition rounds to odd, which may take a sum twice as far as the nearest number.
    static inline Listed ready(const Group& group, const Panel& panel, const uint8_t* queries,
                               int n) {
        const Listed listed = listed_of(group, queries, n);
        if (!group.is_laid_out) pack_queries(group, listed);
        make_ready(group, panel, listed, [&](int i) {
            const float norm = listed.norm[i], span = norm + group.radius + panel.radius;
            return error_of_packing(listed.offs[i], norm, panel.packing.off, panel.radius) +
                   0.5f * group.unit * (span * span);
        });
        return listed;
    }

    static inline Listed ready_in_floats(const Group& group, const Panel& panel,
                                         const uint8_t* queries, int n) {
        return packed_in_floats<Bfloat16Products>(group, panel, queries, n);
    }

    static bool tell_apart(const Group& group, const Listed& listed) {
        return most_told_apart(group, listed);
    }

    template <int n_queries>
    static inline void sums(const Group& group, const Panel& panel, const Listed& listed, int first,
                            int64_t row, Floats (&sums)[n_queries][tile_vectors]) {
        constexpr int n_pairs = (n_queries + 1) / 2;
        const int64_t n_words = (group.d + 3) / 4, stride = group.stride;
        const int32_t* tile = listed.packed + first / 2 * stride;
        const int32_t* rows =
            panel.packed + (row / block_rows * n_words * block_rows + row % block_rows) * 2;
        // For each pair of queries, and each of the tile's four pairs of rows.
        float32x4_t parts[n_pairs][2 * tile_vectors];
#pragma GCC unroll 4
        for (int v = 0; v < tile_vectors; ++v) {
            const float32x4_t half = vld1q_f32(panel.halves + row + v * floats);
            const float32x2_t low = vget_low_f32(half), high = vget_high_f32(half);
#pragma GCC unroll 4
            for (int p = 0; p < n_pairs; ++p) {
                parts[p][2 * v] = vcombine_f32(low, low);
                parts[p][2 * v + 1] = vcombine_f32(high, high);
            }
        }
        for (int64_t w = 0; w < n_words; ++w, rows += 2 * block_rows) {
            bfloat16x8_t theirs[2 * tile_vectors];
#pragma GCC unroll 4
            for (int r = 0; r < 2 * tile_vectors; ++r)
                theirs[r] = vreinterpretq_bf16_s32(vld1q_s32(rows + 4 * r));
#pragma GCC unroll 4
            for (int p = 0; p < n_pairs; ++p) {
                const bfloat16x8_t mine =
                    vreinterpretq_bf16_s32(vld1q_s32(tile + p * stride + 4 * w));
#pragma GCC unroll 4
                for (int r = 0; r < 2 * tile_vectors; ++r)
                    parts[p][r] = vbfmmlaq_f32(parts[p][r], mine, theirs[r]);
            }
        }
        // A part has two rows' sums of one query, then of the other.
#pragma GCC unroll 8
        for (int q = 0; q < n_queries; ++q)
#pragma GCC unroll 4
            for (int v = 0; v < tile_vectors; ++v) {
                const float32x4_t a = parts[q / 2][2 * v], b = parts[q / 2][2 * v + 1];
                const bool is_second = n_queries == 1 ? first % 2 == 1 : q % 2 == 1;
                sums[q][v] = (Floats)(is_second ? vcombine_f32(vget_high_f32(a), vget_high_f32(b))
                                                : vcombine_f32(vget_low_f32(a), vget_low_f32(b)));
            }
    }

private:
    // Four columns of four rows each, as two pairs of rows.
    static inline void store_pairs(const uint16x4_t (&of)[4], int32_t* out) {
        const uint16x4x2_t even = vzip_u16(of[0], of[1]), odd = vzip_u16(of[2], of[3]);
        for (int pair = 0; pair < 2; ++pair) {
            const uint32x2x2_t rows =
                vzip_u32(vreinterpret_u32_u16(even.val[pair]), vreinterpret_u32_u16(odd.val[pair]));
            vst1q_s32(out + 4 * pair,
                      vreinterpretq_s32_u32(vcombine_u32(rows.val[0], rows.val[1])));
        }
    }
};

}  // namespace counterpoise::COUNTERPOISE_LEVEL
