// Products of 8 bits (AVX2) that rule most rows out, 16 in a vector; whatever they leave is told in
// float32. The bound is in README.md.
#pragma once

#include "search/loops/packed.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

// With fewer columns the loop has little to save.
inline constexpr int64_t least_byte_columns = 12;

// A row's 0. The instruction takes one side without a sign, so rows are 0 .. 254.
inline constexpr int zero_byte = 127;

// Norms, in steps, whose product 16 bits hold; what one column of a row may be, or two neighbours
// of a query together, so that the instruction's own sums of two products fit as well.
inline constexpr float most_steps = 181.0f, most_of_column = 126.9f;

// Beyond this a whole number is as good as infinite.
inline constexpr float most_whole = 32767.0f;

// Whether a leaf of so many columns and codes is kept in bytes. Categories' prices are added to
// sums in floats.
static inline bool sieves(int64_t d, int64_t c, bool in_bytes) {
    return in_bytes && d >= least_byte_columns && d <= most_packed_columns && c == 0;
}

static inline float byte_step(float norm, float most, int64_t d) {
    const float by_norm = norm / (most_steps - 0.51f * __builtin_sqrtf(static_cast<float>(d)));
    const float by_size = most / most_of_column;
    return norm < least_norm ? 0.0f : by_norm > by_size ? by_norm : by_size;
}

static inline Floats size_of(Floats a) { return (Floats)((Ints)a & (Ints{} + 0x7fffffff)); }

// Count numbers in steps; add to `squares` how far that takes them.
static inline Ints counted(Floats values, float step, float inverse, Floats& squares) {
    const Ints counts = whole(values * everywhere(inverse));
    const Floats off = values - __builtin_convertvector(counts, Floats) * everywhere(step);
    squares = multiply_add(off, off, squares);
    return counts;
}

// Numbers of 16 bits, 8 from each, in order.
static inline Shorts joined(Ints low, Ints high) {
    return (Shorts)_mm256_permute4x64_epi64(_mm256_packus_epi32((__m256i)low, (__m256i)high), 0xd8);
}

// A block is kept as [pair of columns][row], two bytes each, and then as floats, one row after
// another, for what the bytes leave: an even number of pairs, and whole vectors of floats.
static inline int64_t pairs_kept(int64_t d) { return (d + 3) / 4 * 2; }
static inline int64_t floats_kept(int64_t d) { return (d + floats - 1) / floats * floats; }
static inline int64_t columns_kept(int64_t d) { return pairs_kept(d) / 2 + floats_kept(d); }
static inline const int32_t* bytes_of(const int32_t* packed, int64_t d, int64_t block) {
    return packed + block * columns_kept(d) * block_rows;
}
static inline const float* row_of(const int32_t* packed, int64_t d, int64_t row) {
    return reinterpret_cast<const float*>(bytes_of(packed, d, row / block_rows) +
                                          pairs_kept(d) / 2 * block_rows) +
           row % block_rows * floats_kept(d);
}

static inline Packing pack_bytes(const float* values, int64_t d, int n_blocks, float radius,
                                 int32_t* packed) {
    Floats sizes = {}, most = {};
    for (int64_t at = 0; at < n_blocks * d * block_rows; at += floats)
        sizes = greatest(sizes, size_of(load<Floats>(values + at)));
    const float step = byte_step(radius, largest_lane(sizes), d),
                inverse = step > 0.0f ? 1.0f / step : 0.0f;
    for (int block = 0; block < n_blocks; ++block, values += d * block_rows) {
        Floats squares[block_rows / floats] = {};
        int16_t* out = reinterpret_cast<int16_t*>(packed + block * columns_kept(d) * block_rows);
        float* rows = reinterpret_cast<float*>(packed + block * columns_kept(d) * block_rows +
                                               pairs_kept(d) / 2 * block_rows);
        for (int row = 0; row < block_rows; ++row)
            for (int64_t j = 0; j < floats_kept(d); ++j)
                *rows++ = j < d ? values[j * block_rows + row] : 0.0f;
        for (int64_t j = 0; j < d; j += 2)
            for (int part = 0; part < block_rows; part += 2 * floats, out += 2 * floats) {
                Ints pairs[2];
                for (int half = 0; half < 2; ++half) {
                    const int at = part + half * floats;
                    const Floats even = load<Floats>(values + j * block_rows + at),
                                 odd = j + 1 < d ? load<Floats>(values + (j + 1) * block_rows + at)
                                                 : Floats{};
                    Floats& of_rows = squares[at / floats];
                    pairs[half] = (counted(even, step, inverse, of_rows) + zero_byte) |
                                  (counted(odd, step, inverse, of_rows) + zero_byte) << 8;
                }
                store(out, joined(pairs[0], pairs[1]));
            }
        for (const Floats& of_rows : squares) most = greatest(most, of_rows);
    }
    return {step, step > 0.0f ? off_measured(largest_lane(most), radius) : radius};
}

// A whole number of 16 bits in both halves of a word.
static inline int32_t twice(int32_t whole) {
    return static_cast<int32_t>((static_cast<uint32_t>(whole) & 0xffff) * 0x10001u);
}

// The most that two neighbouring columns of a query take together.
static inline float most_of_two(const float* values, int64_t stride) {
    Floats most = {};
    for (int64_t j = 0; j < stride; j += floats) {
        const Floats size = size_of(load<Floats>(values + j));
        most = greatest(most, size + (Floats)_mm256_permute_ps((__m256)size, 0xb1));
    }
    return largest_lane(most);
}

// Minus the queries, which are laid out in floats, in steps that all have in common. Each pair of
// columns stands twice in a word, for a word is what a vector is filled with in one instruction.
static inline void pack_queries_in_bytes(const Group& group, const Listed& listed) {
    float norm = 0.0f, most = 0.0f;
    for (int i = 0; i < listed.n; ++i) {
        const float of_two = most_of_two(listed.minus + i * group.stride, group.stride);
        norm = listed.norm[i] > norm ? listed.norm[i] : norm;
        most = of_two > most ? of_two : most;
    }
    const float step = byte_step(norm, most, group.d), inverse = step > 0.0f ? 1.0f / step : 0.0f;
    listed.steps[0] = step;
    for (int i = 0; i < listed.n; ++i) {
        const float* values = listed.minus + i * group.stride;
        int32_t* out = listed.packed + i * (group.stride / 2);
        Floats squares = {};
        Ints sums = {};
        for (int64_t j = 0; j < group.stride; j += floats, out += floats / 2) {
            const Ints counts = counted(load<Floats>(values + j), step, inverse, squares);
            sums += counts;
            const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128((__m256i)counts),
                                                  _mm256_extracti128_si256((__m256i)counts, 1));
            const __m128i pairs = _mm_packs_epi16(words, words);
            _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm_unpacklo_epi16(pairs, pairs));
        }
        int32_t sum = 0;
        for (int lane = 0; lane < floats; ++lane) sum += sums[lane];
        listed.starts[i] = twice(-zero_byte * sum);  // what makes up for the rows' 0
        listed.offs[i] = off_measured(total(squares), listed.norm[i]);
    }
}

// What the sums of listed queries and a leaf's rows are held against, in steps of both.
struct Sieve {
    Listed listed;
    float unit, inverse;
    float rough[group_rows];  // no squared distance that a sum tells is off by more
    // Of queries: a row is near where its sum with `halves` is at most the limit, and the query is
    // near the row where its sum with `theirs` is at most the offset.
    int32_t limits[group_rows], offsets[group_rows];
    int16_t halves[group_rows], theirs[group_rows];  // of rows
};

static inline Floats within_whole(Floats a) {
    return least(greatest(a, everywhere(-most_whole)), everywhere(most_whole));
}

static inline int32_t whole_at_least(float a) {
    a += 1.0f;
    a = a < -most_whole ? -most_whole : a < most_whole ? a : most_whole;
    return twice(_mm_cvtss_si32(_mm_set_ss(a)));
}

// Hold a query's sums against its reach.
static inline void renew_limit(const Group& group, Sieve& sieve, int i) {
    const Listed& listed = sieve.listed;
    sieve.limits[i] = whole_at_least(
        threshold(group.reach[listed.queries[i]], sieve.rough[i], listed.squared[i]) *
        sieve.inverse);
}

// Whole numbers that are not larger, of 16 rows each; infinite ones are as large as can be.
static inline void store_at_most(const Floats& low, const Floats& high, int16_t* out) {
    const Floats one = everywhere(1.0f);
    const __m256i both = _mm256_packs_epi32((__m256i)whole(within_whole(low - one)),
                                            (__m256i)whole(within_whole(high - one)));
    store(out, (Shorts)_mm256_permute4x64_epi64(both, 0xd8));
}

// Make ready what is listed, unless no step fits.
static inline bool make_sieve(const Group& group, const Panel& panel, Sieve& sieve) {
    const Listed& listed = sieve.listed;
    sieve.unit = listed.steps[0] * panel.packing.step;
    if (sieve.unit == 0.0f) return false;
    sieve.inverse = 1.0f / sieve.unit;
    for (int i = 0; i < listed.n; ++i) {
        sieve.rough[i] = listed.error[i] + error_of_packing(listed.offs[i], listed.norm[i],
                                                            panel.packing.off, panel.radius);
        renew_limit(group, sieve, i);
    }
    const Floats inverse = everywhere(sieve.inverse);
    for (int row = 0; row < panel.n_blocks * block_rows; row += 2 * floats)
        store_at_most(load<Floats>(panel.halves + row) * inverse,
                      load<Floats>(panel.halves + row + floats) * inverse, sieve.halves + row);
    return true;
}

// The same for the rows as queries, unless a reach is too long to be counted.
static inline bool make_sieve_of_rows(const Group& other, const Panel& panel, Sieve& sieve) {
    const Listed& listed = sieve.listed;
    for (int i = 0; i < listed.n; ++i)
        sieve.offsets[i] =
            whole_at_least(0.5f * (sieve.rough[i] - listed.squared[i]) * sieve.inverse);
    const Floats inverse = everywhere(sieve.inverse), a_half = everywhere(0.5f);
    Floats lowest = {};
    for (int row = 0; row < panel.n_blocks * block_rows; row += 2 * floats) {
        Floats left[2];
        for (int v = 0; v < 2; ++v) {
            const int at = row + v * floats;
            left[v] = (load<Floats>(panel.halves + at) - a_half * load<Floats>(other.reach + at)) *
                      inverse;
            lowest = least(lowest, left[v]);
        }
        store_at_most(left[0], left[1], sieve.theirs + row);
    }
    return at_most(lowest, everywhere(1.0f - most_whole)) == 0;
}

}  // namespace counterpoise::COUNTERPOISE_LEVEL
