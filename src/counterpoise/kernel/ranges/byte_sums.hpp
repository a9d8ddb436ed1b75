// Sums of absolute differences of bytes: of one query, and of eight references at a time.
#pragma once

#include "levels/level.hpp"
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace counterpoise::COUNTERPOISE_LEVEL {

#if defined(__aarch64__)
// Add to each lane the differences of four bytes: of a query's word and of two references' words.
static inline uint32x4_t add_apart(uint32x4_t sums, uint8x16_t query, uint8x16_t two) {
    const uint8x16_t apart = vabdq_u8(query, two);
#if defined(__ARM_FEATURE_DOTPROD)
    return vdotq_u32(sums, apart, vdupq_n_u8(1));
#else
    return vpadalq_u16(sums, vpaddlq_u8(apart));
#endif
}
#endif

// List the references, of n_blocks times eight, whose sum of differences is at most `most`; their
// number is returned. A query has n_words times eight bytes. A block has, word after word, the
// eight bytes of its eight references.
static int64_t byte_sums(const uint8_t* query, const uint8_t* blocks, int64_t n_blocks, int n_words,
                         int32_t most, int32_t* listed) {
    int64_t n_listed = 0;
    for (int64_t block = 0; block < n_blocks; ++block) {
        const uint8_t* bytes = blocks + block * n_words * 64;
        uint32_t near = 0;
#if defined(__AVX512BW__)
        __m512i sum = _mm512_setzero_si512();
        for (int w = 0; w < n_words; ++w) {
            int64_t word;
            __builtin_memcpy(&word, query + 8 * w, 8);
            const __m512i apart =
                _mm512_sad_epu8(_mm512_loadu_si512(bytes + 64 * w), _mm512_set1_epi64(word));
            sum = _mm512_add_epi64(sum, apart);
        }
        near = _mm512_cmple_epi64_mask(sum, _mm512_set1_epi64(most));
#elif defined(__AVX2__)
        for (int part = 0; part < 2; ++part) {
            __m256i sum = _mm256_setzero_si256();
            for (int w = 0; w < n_words; ++w) {
                int64_t word;
                __builtin_memcpy(&word, query + 8 * w, 8);
                const __m256i four = _mm256_loadu_si256(
                    reinterpret_cast<const __m256i*>(bytes + 64 * w + 32 * part));
                sum = _mm256_add_epi64(sum, _mm256_sad_epu8(four, _mm256_set1_epi64x(word)));
            }
            const __m256i beyond = _mm256_cmpgt_epi64(sum, _mm256_set1_epi64x(most));
            const int bits = _mm256_movemask_pd(_mm256_castsi256_pd(beyond));
            near |= static_cast<uint32_t>(~bits & 15) << (4 * part);
        }
#elif defined(__aarch64__)
        uint32x4_t halves[4] = {};  // two sums for each of two references
        for (int w = 0; w < n_words; ++w) {
            const uint8x8_t word = vld1_u8(query + 8 * w);
            const uint8x16_t twice = vcombine_u8(word, word);
            for (int part = 0; part < 4; ++part)
                halves[part] = add_apart(halves[part], twice, vld1q_u8(bytes + 64 * w + 16 * part));
        }
        const uint32x4_t limit = vdupq_n_u32(static_cast<uint32_t>(most));
        const uint16x8_t within =
            vuzp1q_u16(vreinterpretq_u16_u32(vcleq_u32(vpaddq_u32(halves[0], halves[1]), limit)),
                       vreinterpretq_u16_u32(vcleq_u32(vpaddq_u32(halves[2], halves[3]), limit)));
        const uint16x8_t bits = {1, 2, 4, 8, 16, 32, 64, 128};
        near = vaddvq_u16(vandq_u16(within, bits));
#else
        for (int i = 0; i < 8; ++i) {
            int32_t sum = 0;
            for (int w = 0; w < n_words; ++w)
                for (int j = 0; j < 8; ++j) {
                    const int apart = query[8 * w + j] - bytes[64 * w + 8 * i + j];
                    sum += apart < 0 ? -apart : apart;
                }
            near |= static_cast<uint32_t>(sum <= most) << i;
        }
#endif
        for (; near != 0; near &= near - 1)
            listed[n_listed++] = static_cast<int32_t>(8 * block + __builtin_ctz(near));
    }
    return n_listed;
}

}  // namespace counterpoise::COUNTERPOISE_LEVEL
