// The widest vectors of the level, over the compiler's own vector types.
#pragma once

#include <cstdint>
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace counterpoise::COUNTERPOISE_LEVEL {

#if defined(__AVX512F__)
inline constexpr int vector_bytes = 64;
#elif defined(__AVX2__)
inline constexpr int vector_bytes = 32;
#else
inline constexpr int vector_bytes = 16;
#endif

typedef float Floats __attribute__((vector_size(vector_bytes)));
typedef double Doubles __attribute__((vector_size(vector_bytes)));
typedef int32_t Ints __attribute__((vector_size(vector_bytes)));
typedef int16_t Shorts __attribute__((vector_size(vector_bytes)));
typedef int64_t Longs __attribute__((vector_size(vector_bytes)));
typedef int32_t HalfInts __attribute__((vector_size(vector_bytes / 2)));

inline constexpr int floats = vector_bytes / 4;
inline constexpr int doubles = vector_bytes / 8;

template <class Vector, class Scalar>
static inline Vector load(const Scalar* from) {
    Vector vector;
    __builtin_memcpy(&vector, from, sizeof vector);
    return vector;
}

template <class Vector, class Scalar>
static inline void store(Scalar* to, const Vector& vector) {
    __builtin_memcpy(to, &vector, sizeof vector);
}

// The same number in each lane, in one instruction from memory. (`Floats{} + x` would not do: it
// is an addition, for it turns -0 into 0.)
static inline Floats everywhere(float x) {
#if defined(__AVX512F__)
    return _mm512_set1_ps(x);
#elif defined(__AVX2__)
    return _mm256_set1_ps(x);
#else
    return Floats{x, x, x, x};
#endif
}

static inline Doubles everywhere(double x) {
#if defined(__AVX512F__)
    return _mm512_set1_pd(x);
#elif defined(__AVX2__)
    return _mm256_set1_pd(x);
#else
    return Doubles{x, x};
#endif
}

// One bit for each lane in which a <= b; no bit where either is NaN.
static inline uint32_t at_most(Floats a, Floats b) {
#if defined(__AVX512F__)
    return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ);
#elif defined(__AVX2__)
    return static_cast<uint32_t>(_mm256_movemask_ps(_mm256_cmp_ps(a, b, _CMP_LE_OQ)));
#elif defined(__SSE2__)
    return static_cast<uint32_t>(_mm_movemask_ps(_mm_cmple_ps(a, b)));
#elif defined(__aarch64__)
    const uint32x4_t bits = {1, 2, 4, 8};
    return vaddvq_u32(vandq_u32(vcleq_f32((float32x4_t)a, (float32x4_t)b), bits));
#else
    uint32_t bits = 0;
    for (int i = 0; i < floats; ++i) bits |= static_cast<uint32_t>(a[i] <= b[i]) << i;
    return bits;
#endif
}

static inline uint32_t at_most(Doubles a, Doubles b) {
#if defined(__AVX512F__)
    return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ);
#elif defined(__AVX2__)
    return static_cast<uint32_t>(_mm256_movemask_pd(_mm256_cmp_pd(a, b, _CMP_LE_OQ)));
#elif defined(__SSE2__)
    return static_cast<uint32_t>(_mm_movemask_pd(_mm_cmple_pd(a, b)));
#elif defined(__aarch64__)
    const uint64x2_t bits = {1, 2};
    return static_cast<uint32_t>(
        vaddvq_u64(vandq_u64(vcleq_f64((float64x2_t)a, (float64x2_t)b), bits)));
#else
    uint32_t bits = 0;
    for (int i = 0; i < doubles; ++i) bits |= static_cast<uint32_t>(a[i] <= b[i]) << i;
    return bits;
#endif
}

// `a < b ? a : b` and `a > b ? a : b`, which the compiler does not always turn into one
// instruction.
static inline Floats least(Floats a, Floats b) {
#if defined(__AVX512F__)
    return _mm512_min_ps(a, b);
#elif defined(__AVX2__)
    return _mm256_min_ps(a, b);
#elif defined(__aarch64__)
    return (Floats)vminnmq_f32((float32x4_t)a, (float32x4_t)b);
#else
    return a < b ? a : b;
#endif
}

static inline Floats greatest(Floats a, Floats b) {
#if defined(__AVX512F__)
    return _mm512_max_ps(a, b);
#elif defined(__AVX2__)
    return _mm256_max_ps(a, b);
#elif defined(__aarch64__)
    return (Floats)vmaxnmq_f32((float32x4_t)a, (float32x4_t)b);
#else
    return a > b ? a : b;
#endif
}

// Each lane's number in the next lane; the least of all numbers in the first.
static inline Floats shifted(Floats a) {
    const Floats first = everywhere(-__builtin_inff());
#if defined(__AVX512F__)
    return __builtin_shufflevector(first, a, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
                                   29, 30);
#elif defined(__AVX2__)
    return __builtin_shufflevector(first, a, 0, 8, 9, 10, 11, 12, 13, 14);
#else
    return __builtin_shufflevector(first, a, 0, 4, 5, 6);
#endif
}

// The sum of all lanes, halves by halves, so that no addition waits for more than a few others.
static inline float total(Floats sum) {
    float lanes[floats];
    store(lanes, sum);
    for (int n = floats / 2; n > 0; n /= 2)
        for (int i = 0; i < n; ++i) lanes[i] += lanes[i + n];
    return lanes[0];
}

static inline Floats multiply_add(Floats a, Floats b, Floats c) {
#if defined(__AVX512F__)
    return _mm512_fmadd_ps(a, b, c);
#elif defined(__AVX2__)
    return _mm256_fmadd_ps(a, b, c);
#elif defined(__aarch64__)
    return (Floats)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#else
    return a * b + c;
#endif
}

#if defined(__aarch64__)
// The same with one lane of a for all lanes of b: NEON takes the lane itself, without a copy.
template <int lane>
static inline Floats multiply_add_lane(Floats a, Floats b, Floats c) {
    return (Floats)vfmaq_laneq_f32((float32x4_t)c, (float32x4_t)b, (float32x4_t)a, lane);
}
#endif

}  // namespace counterpoise::COUNTERPOISE_LEVEL
