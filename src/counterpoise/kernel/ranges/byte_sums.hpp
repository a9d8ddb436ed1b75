// Sums of absolute differences of bytes: of one query, and of eight references at a time.
#pragma once

#include "levels/level.hpp"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace counterpoise::COUNTERPOISE_LEVEL {

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
