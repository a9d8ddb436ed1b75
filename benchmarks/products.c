// How many products a second each instruction does on one core; roofline.py compiles and runs this.
//
// Each loop is the inner one of a search: four queries against two vectors of rows. A row's vector
// is loaded for all queries, a query's number stands in every lane, and sums stay in registers.
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { QUERIES = 4, VECTORS = 2, STEPS = 16, ROUNDS = 100000, TURNS = 9 };

// Not static, so that no compiler knows what is in them.
_Alignas(64) int32_t rows[STEPS][VECTORS][16], queries[STEPS][QUERIES];

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double of_queries = 1e-9 * ROUNDS * STEPS * QUERIES * VECTORS;

// Tell the quickest of some turns. A step does `products` for each pair of a query and a vector.
#define TIMED(name, target_names, Vector, load, everywhere, add, products)                     \
    __attribute__((target(target_names), noinline)) static double name(void) {                 \
        double best = 1e9;                                                                     \
        for (int turn = 0; turn < TURNS; ++turn) {                                             \
            const double begin = seconds();                                                    \
            Vector sums[QUERIES][VECTORS] = {0};                                               \
            for (int round = 0; round < ROUNDS; ++round) {                                     \
                __asm__ volatile("" ::: "memory"); /* or what is read would be kept */         \
                for (int step = 0; step < STEPS; ++step) {                                     \
                    Vector row[VECTORS];                                                       \
                    for (int v = 0; v < VECTORS; ++v) row[v] = load((void*)rows[step][v]);     \
                    _Pragma("GCC unroll 4") for (int q = 0; q < QUERIES; ++q) {                \
                        const Vector query = everywhere(queries[step][q]);                     \
                        _Pragma("GCC unroll 2") for (int v = 0; v < VECTORS; ++v) sums[q][v] = \
                            add(sums[q][v], row[v], query);                                    \
                    }                                                                          \
                }                                                                              \
            }                                                                                  \
            for (int q = 0; q < QUERIES; ++q)                                                  \
                for (int v = 0; v < VECTORS; ++v) __asm__ volatile("" ::"x"(sums[q][v]));      \
            const double taken = seconds() - begin;                                            \
            if (taken < best) best = taken;                                                    \
        }                                                                                      \
        return of_queries * products / best;                                                   \
    }

#define FLOATS_256(whole) _mm256_castsi256_ps(_mm256_set1_epi32(whole))
#define FLOATS_512(whole) _mm512_castsi512_ps(_mm512_set1_epi32(whole))
#define FUSED_256(sum, row, query) _mm256_fmadd_ps(row, query, sum)
#define FUSED_512(sum, row, query) _mm512_fmadd_ps(row, query, sum)
#define WORDS_256(sum, row, query) _mm256_add_epi32(sum, _mm256_madd_epi16(row, query))
#define WORDS_512(sum, row, query) _mm512_add_epi32(sum, _mm512_madd_epi16(row, query))
#define BYTES_256(sum, row, query) _mm256_add_epi16(sum, _mm256_maddubs_epi16(query, row))

TIMED(fused_256, "avx2,fma", __m256, _mm256_load_ps, FLOATS_256, FUSED_256, 8)
TIMED(words_256, "avx2", __m256i, _mm256_load_si256, _mm256_set1_epi32, WORDS_256, 16)
TIMED(bytes_256, "avx2", __m256i, _mm256_load_si256, _mm256_set1_epi32, BYTES_256, 32)
TIMED(fused_512, "avx512f", __m512, _mm512_load_ps, FLOATS_512, FUSED_512, 16)
TIMED(words_512, "avx512bw", __m512i, _mm512_load_si512, _mm512_set1_epi32, WORDS_512, 32)
TIMED(vnni_words_512, "avx512f,avx512vnni", __m512i, _mm512_load_si512, _mm512_set1_epi32,
      _mm512_dpwssd_epi32, 32)
TIMED(vnni_bytes_512, "avx512f,avx512vnni", __m512i, _mm512_load_si512, _mm512_set1_epi32,
      _mm512_dpbusd_epi32, 64)

static void tell(const char* name, int is_there, double (*timed)(void)) {
    if (is_there) printf("%s\t%.3g\n", name, timed());
}

int main(void) {
    const int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const int avx512 = __builtin_cpu_supports("avx512f"), bw = __builtin_cpu_supports("avx512bw");
    const int vnni = avx512 && __builtin_cpu_supports("avx512vnni");
    tell("AVX2 float32, fused", avx2, fused_256);
    tell("AVX2 16 bits, vpmaddwd and vpaddd", avx2, words_256);
    tell("AVX2 8 bits, vpmaddubsw and vpaddw", avx2, bytes_256);
    tell("AVX-512 float32, fused", avx512, fused_512);
    tell("AVX-512 16 bits, vpmaddwd and vpaddd", bw, words_512);
    tell("AVX-512 16 bits, vpdpwssd", vnni, vnni_words_512);
    tell("AVX-512 8 bits, vpdpbusd", vnni, vnni_bytes_512);
    return 0;
}
