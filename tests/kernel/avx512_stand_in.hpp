// AVX-512's instructions in plain C++, for the kernel's tests on processors that have only AVX2.
//
// It is included before all else (emulate_avx512.sh), so that the levels avx512 and vnni are
// compiled as they are, lane for lane, from these functions instead of the compiler's. It shows
// that the code is right, and says nothing about speed or about what the compiler makes of it.
#pragma once

#include <immintrin.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace stand_in {

typedef float Floats __attribute__((vector_size(64)));
typedef double Doubles __attribute__((vector_size(64)));
typedef int32_t Ints __attribute__((vector_size(64)));
typedef long long Longs __attribute__((vector_size(64)));
typedef uint8_t Bytes __attribute__((vector_size(64)));
typedef int16_t Shorts __attribute__((vector_size(64)));
typedef int16_t HalfShorts __attribute__((vector_size(32)));

template <class Vector, class Scalar>
inline Vector everywhere(Scalar x) {
    Vector all;
    for (unsigned i = 0; i < sizeof(Vector) / sizeof all[0]; ++i) all[i] = x;
    return all;
}

template <class Vector>
inline unsigned at_most(Vector a, Vector b) {
    unsigned bits = 0;
    for (unsigned i = 0; i < sizeof(Vector) / sizeof a[0]; ++i)
        bits |= static_cast<unsigned>(a[i] <= b[i]) << i;
    return bits;
}

// As the instructions do it: the second where the two cannot be compared.
inline Floats least(Floats a, Floats b) {
    for (int i = 0; i < 16; ++i) a[i] = a[i] < b[i] ? a[i] : b[i];
    return a;
}

inline Floats greatest(Floats a, Floats b) {
    for (int i = 0; i < 16; ++i) a[i] = a[i] > b[i] ? a[i] : b[i];
    return a;
}

inline Floats multiply_add(Floats a, Floats b, Floats c) {
    for (int i = 0; i < 16; ++i) c[i] = std::fma(a[i], b[i], c[i]);
    return c;
}

// To the nearest whole number, ties to even; what no int32 holds becomes the least one.
inline Ints rounded(Floats a) {
    Ints whole;
    for (int i = 0; i < 16; ++i) {
        const float near = std::nearbyint(a[i]);
        whole[i] = near >= -0x1p31f && near < 0x1p31f ? static_cast<int32_t>(near) : INT32_MIN;
    }
    return whole;
}

inline __m256i lower_halves(__m512i a) {
    const Ints wide = (Ints)a;
    HalfShorts out;
    for (int i = 0; i < 16; ++i) out[i] = static_cast<int16_t>(wide[i]);
    return (__m256i)out;
}

inline __m512i sums_of_differences(__m512i a, __m512i b) {
    const Bytes x = (Bytes)a, y = (Bytes)b;
    Longs sums = {};
    for (int i = 0; i < 64; ++i) sums[i / 8] += std::abs(int{x[i]} - int{y[i]});
    return (__m512i)sums;
}

inline __m512i loaded(const void* from) {
    __m512i all;
    __builtin_memcpy(&all, from, sizeof all);
    return all;
}

// VNNI's step: the sum of both products of a lane's halves, added to the lane, modulo 2^32.
template <class Vector>
inline Vector add_products(Vector sums, Vector rows, int32_t query) {
    const Shorts x = (Shorts)rows, y = (Shorts)everywhere<Ints>(query);
    for (int i = 0; i < 16; ++i) {
        const int64_t sum =
            int64_t{sums[i]} + int64_t{x[2 * i]} * y[2 * i] + int64_t{x[2 * i + 1]} * y[2 * i + 1];
        if (sum != static_cast<int32_t>(sum)) std::abort();  // README.md proves that it fits
        sums[i] = static_cast<int32_t>(sum);
    }
    return sums;
}

}  // namespace stand_in

#define _mm512_set1_ps(x) stand_in::everywhere<stand_in::Floats>(x)
#define _mm512_set1_pd(x) stand_in::everywhere<stand_in::Doubles>(x)
#define _mm512_set1_epi64(x) ((__m512i)stand_in::everywhere<stand_in::Longs>(x))
#define _mm512_setzero_si512() ((__m512i)stand_in::Longs{})
#define _mm512_loadu_si512(from) stand_in::loaded(from)
#define _mm512_cmp_ps_mask(a, b, how) \
    stand_in::at_most<stand_in::Floats>((stand_in::Floats)(a), (stand_in::Floats)(b))
#define _mm512_cmp_pd_mask(a, b, how) \
    stand_in::at_most<stand_in::Doubles>((stand_in::Doubles)(a), (stand_in::Doubles)(b))
#define _mm512_cmple_epi64_mask(a, b) \
    stand_in::at_most<stand_in::Longs>((stand_in::Longs)(a), (stand_in::Longs)(b))
#define _mm512_min_ps(a, b) stand_in::least(a, b)
#define _mm512_max_ps(a, b) stand_in::greatest(a, b)
#define _mm512_fmadd_ps(a, b, c) stand_in::multiply_add(a, b, c)
#define _mm512_cvtps_epi32(a) stand_in::rounded((stand_in::Floats)(a))
#define _mm512_cvtepi32_epi16(a) stand_in::lower_halves(a)
#define _mm512_sad_epu8(a, b) stand_in::sums_of_differences(a, b)
#define _mm512_add_epi64(a, b) ((__m512i)((stand_in::Longs)(a) + (stand_in::Longs)(b)))
// The one instruction that is written out, in search/loops/int16_products.hpp.
#define __asm__(...) sums = stand_in::add_products(sums, rows, query)

#define __AVX512F__ 1
#define __AVX512DQ__ 1
#define __AVX512VL__ 1
#define __AVX512BW__ 1
#if defined(STAND_IN_FOR_VNNI)
#define __AVX512VNNI__ 1
#endif
