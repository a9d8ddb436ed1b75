// Products in whole numbers of 16 bits (AVX2, AVX-512 VNNI), at half the cost of float32's. The
// bound is in README.md.
#pragma once

#include "search/loops/packed.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

// A leaf's rows, and each query, are counted in steps of a share of their norm, so that no product
// of two of them, in whole or in part, leaves 32 bits.
inline constexpr float steps_of_norm = 32000.0f;

// With fewer columns the loop has little to save.
inline constexpr int64_t least_packed_columns = 6;

#if defined(__AVX512F__)
static inline Ints whole(Floats a) { return (Ints)_mm512_cvtps_epi32((__m512)a); }

// Write 16 numbers in whole numbers of 16 bits.
static inline void store_whole(const float* from, Floats inverse, int32_t* out) {
    const Ints wide = whole(load<Floats>(from) * inverse);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), _mm512_cvtepi32_epi16((__m512i)wide));
}

// Turn a tile's queries, 8 rows of 8 pairs of columns, into 8 pairs of them.
static inline void transpose(const int32_t* from, int64_t stride, int32_t* out) {
    static_assert(tile_queries == 8);
    __m256i row[8], pair[8], quad[8];
    for (int i = 0; i < 8; ++i)
        row[i] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + i * stride));
    for (int i = 0; i < 8; i += 2) {
        pair[i] = _mm256_unpacklo_epi32(row[i], row[i + 1]);
        pair[i + 1] = _mm256_unpackhi_epi32(row[i], row[i + 1]);
    }
    for (int i = 0; i < 8; i += 4)
        for (int high = 0; high < 2; ++high) {
            quad[i + 2 * high] = _mm256_unpacklo_epi64(pair[i + high], pair[i + 2 + high]);
            quad[i + 2 * high + 1] = _mm256_unpackhi_epi64(pair[i + high], pair[i + 2 + high]);
        }
    for (int i = 0; i < 4; ++i) {
        __m256i* to = reinterpret_cast<__m256i*>(out + i * tile_queries);
        _mm256_storeu_si256(to, _mm256_permute2x128_si256(quad[i], quad[i + 4], 0x20));
        _mm256_storeu_si256(to + 4, _mm256_permute2x128_si256(quad[i], quad[i + 4], 0x31));
    }
}

// Add to each lane the products of a row's pair of columns with a query's. Written out, because GCC
// moves every sum to another register and back around its own function for it.
static inline Ints add_products(Ints sums, Ints rows, const int32_t& query) {
    __asm__("vpdpwssd %2%{1to16%}, %1, %0" : "+v"(sums) : "v"(rows), "m"(query));
    return sums;
}
#else
static inline Ints whole(Floats a) { return (Ints)_mm256_cvtps_epi32((__m256)a); }

static inline void store_whole(const float* from, Floats inverse, int32_t* out) {
    const Ints low = whole(load<Floats>(from) * inverse),
               high = whole(load<Floats>(from + floats) * inverse);
    const __m256i halves = _mm256_packs_epi32((__m256i)low, (__m256i)high);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), _mm256_permute4x64_epi64(halves, 0xd8));
}

static inline void transpose(const int32_t* from, int64_t stride, int32_t* out) {
    static_assert(tile_queries == 4);
    __m256i row[4], pair[4];
    for (int i = 0; i < 4; ++i)
        row[i] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + i * stride));
    for (int i = 0; i < 4; i += 2) {
        pair[i] = _mm256_unpacklo_epi32(row[i], row[i + 1]);
        pair[i + 1] = _mm256_unpackhi_epi32(row[i], row[i + 1]);
    }
    __m128i* to = reinterpret_cast<__m128i*>(out);
    for (int i = 0; i < 4; ++i) {
        const __m256i quad = i % 2 == 0 ? _mm256_unpacklo_epi64(pair[i / 2], pair[2 + i / 2])
                                        : _mm256_unpackhi_epi64(pair[i / 2], pair[2 + i / 2]);
        _mm_storeu_si128(to + i, _mm256_castsi256_si128(quad));
        _mm_storeu_si128(to + 4 + i, _mm256_extracti128_si256(quad, 1));
    }
}

static inline Ints add_products(Ints sums, Ints rows, const int32_t& query) {
    return sums + (Ints)_mm256_madd_epi16((__m256i)rows, _mm256_set1_epi32(query));
}
#endif

// Two neighbouring columns in one lane, the even one in the lower half.
static inline Ints packed_pair(Floats even, Floats odd, Floats inverse) {
    return whole(odd * inverse) << 16 | (whole(even * inverse) & 0xffff);
}

// How far counting in steps may take a row: in each column half a step, and a little for rounding.
static inline float off_by(float step, float norm, float root_d) {
    return step > 0.0f ? 0.51f * root_d * step : norm;
}

struct Int16Products {
    // Write the queries relative to the leaf's centre in whole numbers, and their norms. A tile's
    // queries stand beside each other, pair of columns after pair.
    static inline void pack_queries(const Group& group, const Listed& listed) {
        const int64_t stride = group.stride / 2;
        const float root_d = __builtin_sqrtf(static_cast<float>(group.d));
        int32_t* const packed = listed.packed + group_rows * stride;  // of one tile, one by one
        pack_each(group, listed, [&](int i, const float* kept, float norm) {
            const float step = norm < least_norm ? 0.0f : norm / steps_of_norm;
            const Floats inverse = everywhere(step > 0.0f ? 1.0f / step : 0.0f);
            for (int64_t j = 0; j < stride; j += 8)
                store_whole(kept + 2 * j, inverse, packed + i % tile_queries * stride + j);
            listed.steps[i] = step;
            if (i % tile_queries == tile_queries - 1 || i == listed.n - 1)
                for (int64_t j = 0; j < stride; j += 8)
                    transpose(packed + j, stride,
                              listed.packed + (i / tile_queries * stride + j) * tile_queries);
            return off_by(step, norm, root_d);
        });
    }

    static int64_t packed_columns(int64_t d) {
        return d < least_packed_columns || d > most_packed_columns ? 0 : (d + 1) / 2;
    }

    static Packing pack_rows(const float* values, int64_t d, int n_blocks, float radius,
                             int32_t* packed) {
        const float step = radius < least_norm ? 0.0f : radius / steps_of_norm;
        const Floats inverse = everywhere(step > 0.0f ? 1.0f / step : 0.0f);
        for (int block = 0; block < n_blocks; ++block, values += d * block_rows)
            for (int64_t j = 0; j < d; j += 2)
                for (int part = 0; part < block_rows; part += floats, packed += floats) {
                    const float* at = values + j * block_rows + part;
                    const Floats odd = j + 1 < d ? load<Floats>(at + block_rows) : Floats{};
                    store(packed, packed_pair(load<Floats>(at), odd, inverse));
                }
        return {step, off_by(step, radius, __builtin_sqrtf(static_cast<float>(d)))};
    }

    static bool fit(const Panel& panel) {
        return panel.packed != nullptr && (panel.packing.step > 0.0f || panel.radius == 0.0f);
    }

    static bool tell_apart(const Group&, const Listed&) { return true; }

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
        return packed_in_floats<Int16Products>(group, panel, queries, n);
    }

    template <int n_queries>
    static inline void sums(const Group& group, const Panel& panel, const Listed& listed, int first,
                            int64_t row, Floats (&sums)[n_queries][tile_vectors]) {
        const int64_t n_pairs = (group.d + 1) / 2;
        const int32_t* tile = listed.packed +
                              first / tile_queries * (group.stride / 2) * tile_queries +
                              first % tile_queries;
        const int32_t* values =
            panel.packed + row / block_rows * n_pairs * block_rows + row % block_rows;
        Ints dots[n_queries][tile_vectors] = {};
        for (int64_t j = 0; j < n_pairs; ++j) {
            const Ints rows[tile_vectors] = {load<Ints>(values + j * block_rows),
                                             load<Ints>(values + j * block_rows + floats)};
#pragma GCC unroll 8
            for (int q = 0; q < n_queries; ++q) {
                const int32_t& mine = tile[j * tile_queries + q];
#pragma GCC unroll 4
                for (int v = 0; v < tile_vectors; ++v)
                    dots[q][v] = add_products(dots[q][v], rows[v], mine);
            }
        }
        const Floats halves[tile_vectors] = {load<Floats>(panel.halves + row),
                                             load<Floats>(panel.halves + row + floats)};
#pragma GCC unroll 8
        for (int q = 0; q < n_queries; ++q) {
            const Floats minus_unit = everywhere(-(listed.steps[first + q] * panel.packing.step));
#pragma GCC unroll 4
            for (int v = 0; v < tile_vectors; ++v)
                sums[q][v] = multiply_add(__builtin_convertvector(dots[q][v], Floats), minus_unit,
                                          halves[v]);
        }
    }
};

}  // namespace counterpoise::COUNTERPOISE_LEVEL
