// The loops of the search where bytes rule rows out. Sums, limits and what is left between them are
// whole numbers of 16 bits, which stop at their ends rather than wrap: that only lets more rows by.
#pragma once

#include "search/loops/byte_sieve.hpp"
#include "search/loops/scan.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

static inline Shorts all_of(int32_t pair) { return (Shorts)_mm256_set1_epi32(pair); }
static inline Shorts plus(Shorts a, Shorts b) {
    return (Shorts)_mm256_adds_epi16((__m256i)a, (__m256i)b);
}
static inline Shorts beyond(Shorts a, Shorts b) {
    return (Shorts)_mm256_subs_epi16((__m256i)a, (__m256i)b);
}
static inline Shorts least(Shorts a, Shorts b) {
    return (Shorts)_mm256_min_epi16((__m256i)a, (__m256i)b);
}
static inline Shorts greatest(Shorts a, Shorts b) {
    return (Shorts)_mm256_max_epi16((__m256i)a, (__m256i)b);
}

// A sum may leave 16 bits on its way, and wraps round: what all of it comes to is within them.
static inline Shorts wrapped(Shorts a, Shorts b) {
    return (Shorts)_mm256_add_epi16((__m256i)a, (__m256i)b);
}

// One bit for each row of a block in which what is left is not above 0.
static inline uint32_t none_left(const Shorts (&left)[2]) {
    const Shorts low = left[0] > Shorts{}, high = left[1] > Shorts{};
    const __m256i both =
        _mm256_permute4x64_epi64(_mm256_packs_epi16((__m256i)low, (__m256i)high), 0xd8);
    return ~static_cast<uint32_t>(_mm256_movemask_epi8(both));
}

static inline bool all_left(Shorts left) {
    return _mm256_movemask_epi8((__m256i)(left > Shorts{})) == -1;
}

// Minus the products of a tile's queries with a block's rows.
template <int n_queries>
static inline void dots_of(const Group& group, const Panel& panel, const Listed& listed, int first,
                           int block, Shorts (&dots)[n_queries][2]) {
    const int64_t n_pairs = (group.d + 1) / 2, stride = group.stride / 2;
    const int32_t* tile = listed.packed + first * stride;
    const int16_t* rows = reinterpret_cast<const int16_t*>(bytes_of(panel.packed, group.d, block));
#pragma GCC unroll 4
    for (int q = 0; q < n_queries; ++q) dots[q][0] = dots[q][1] = all_of(listed.starts[first + q]);
    for (int64_t j = 0; j < n_pairs; ++j, rows += block_rows) {
        const __m256i low = (__m256i)load<Shorts>(rows), high = (__m256i)load<Shorts>(rows + 16);
#pragma GCC unroll 4
        for (int q = 0; q < n_queries; ++q) {
            const __m256i mine = (__m256i)all_of(tile[q * stride + j]);
            dots[q][0] = wrapped(dots[q][0], (Shorts)_mm256_maddubs_epi16(low, mine));
            dots[q][1] = wrapped(dots[q][1], (Shorts)_mm256_maddubs_epi16(high, mine));
        }
    }
}

// A squared distance in float32. The sum has fewer roundings than a chain.
static inline float told(const Group& group, const Panel& panel, const Listed& listed, int i,
                         int64_t row) {
    const float* mine = listed.minus + i * group.stride;
    const float* theirs = row_of(panel.packed, group.d, row);
    Floats sum = {};
    for (int64_t j = 0; j < group.d; j += floats)
        sum = multiply_add(load<Floats>(mine + j), load<Floats>(theirs + j), sum);
    return listed.squared[i] + 2.0f * (panel.halves[row] + total(sum));
}

static inline void offer_if_near(Group& group, const Panel& panel, Sieve& sieve, int i, int64_t row,
                                 float squared) {
    const Listed& listed = sieve.listed;
    const int query = listed.queries[i];
    const float reach = group.reach[query];  // finite, so that padding is beyond
    if (squared - listed.error[i] > (reach < __FLT_MAX__ ? reach : __FLT_MAX__)) return;
    offer(group, query, squared, listed.error[i], panel.first + static_cast<int32_t>(row));
    renew_limit(group, sieve, i);
}

// Pairs that may be near wait here until the processor has fetched what tells.
struct Waiting {
    static constexpr int most = 128;
    int n = 0;
    struct {
        int16_t query, row;
    } pairs[most];
};

// Put the rows of a block with a bit in `near` among those that wait for a query, and have them
// fetched.
static inline void let_wait(const Group& group, const Panel& panel, const Sieve& sieve, int i,
                            int block, uint32_t near, Waiting& waiting) {
    __builtin_prefetch(group.uppers + sieve.listed.queries[i] * group.upper_stride);
    for (; near != 0; near &= near - 1) {
        const int row = block * block_rows + __builtin_ctz(near);
        const float* fetched = row_of(panel.packed, group.d, row);
        for (int64_t j = 0; j < group.d && j < 64; j += 16) __builtin_prefetch(fetched + j);
        waiting.pairs[waiting.n++] = {static_cast<int16_t>(i), static_cast<int16_t>(row)};
    }
}

static inline void offer_waiting(Group& group, const Panel& panel, Sieve& sieve, Waiting& waiting) {
    for (int at = 0; at < waiting.n; ++at) {
        const int i = waiting.pairs[at].query, row = waiting.pairs[at].row;
        offer_if_near(group, panel, sieve, i, row, told(group, panel, sieve.listed, i, row));
    }
    waiting.n = 0;
}

static inline void offer_waiting(Group& group, Group& other, const Panel& panel, Sieve& sieve,
                                 int32_t first, Waiting& waiting) {
    for (int at = 0; at < waiting.n; ++at) {
        const int i = waiting.pairs[at].query, row = waiting.pairs[at].row;
        const float squared = told(group, panel, sieve.listed, i, row),
                    error = sieve.listed.error[i];
        offer_if_near(group, panel, sieve, i, row, squared);
        if (squared - error <= other.reach[row])
            offer(other, row, squared, error, first + sieve.listed.queries[i]);
    }
    waiting.n = 0;
}

// What is left of a tile's sums after each limit is handed over, and the least of it decides for
// the whole block.
template <int n_queries, class Left, class Near>
static inline void where_near(Left left, Near near) {
    Shorts margin = left(0, 0);
#pragma GCC unroll 4
    for (int q = 0; q < n_queries; ++q) margin = least(margin, least(left(q, 0), left(q, 1)));
    if (__builtin_expect(all_left(margin), 1)) return;
    for (int q = 0; q < n_queries; ++q) {
        const uint32_t bits = none_left({left(q, 0), left(q, 1)});
        if (bits != 0) near(q, bits);
    }
}

template <int n_queries>
static inline void sieve_tile(Group& group, const Panel& panel, Sieve& sieve, int first,
                              Waiting& waiting) {
    for (int block = 0; block < panel.n_blocks; ++block) {
        Shorts dots[n_queries][2];
        dots_of<n_queries>(group, panel, sieve.listed, first, block, dots);
        const int16_t* of_halves = sieve.halves + block * block_rows;
        const Shorts halves[2] = {load<Shorts>(of_halves), load<Shorts>(of_halves + 16)};
        where_near<n_queries>(
            [&](int q, int v) {
                return beyond(plus(dots[q][v], halves[v]), all_of(sieve.limits[first + q]));
            },
            [&](int q, uint32_t near) {
                let_wait(group, panel, sieve, first + q, block, near, waiting);
                if (waiting.n > Waiting::most - block_rows)
                    offer_waiting(group, panel, sieve, waiting);
            });
    }
}

template <int n_queries>
static inline void sieve_pair_tile(Group& group, Group& other, const Panel& panel, Sieve& sieve,
                                   int at, int32_t first, Waiting& waiting) {
    for (int block = 0; block < panel.n_blocks; ++block) {
        Shorts dots[n_queries][2];
        dots_of<n_queries>(group, panel, sieve.listed, at, block, dots);
        const int16_t *of_halves = sieve.halves + block * block_rows,
                      *of_theirs = sieve.theirs + block * block_rows;
        const Shorts halves[2] = {load<Shorts>(of_halves), load<Shorts>(of_halves + 16)},
                     theirs[2] = {load<Shorts>(of_theirs), load<Shorts>(of_theirs + 16)};
        where_near<n_queries>(
            [&](int q, int v) {
                return least(beyond(plus(dots[q][v], halves[v]), all_of(sieve.limits[at + q])),
                             beyond(plus(dots[q][v], theirs[v]), all_of(sieve.offsets[at + q])));
            },
            [&](int q, uint32_t near) {
                let_wait(group, panel, sieve, at + q, block, near, waiting);
                if (waiting.n > Waiting::most - block_rows)
                    offer_waiting(group, other, panel, sieve, first, waiting);
            });
    }
}

// Lay out what is listed, unless it still is, and make the sieve ready if a leaf is kept in bytes.
static inline bool sieve_ready(const Group& group, const Panel& panel, const uint8_t* queries,
                               int n, Sieve& sieve) {
    sieve.listed = listed_in_floats(group, panel, queries, n, group.is_laid_out);
    if (!group.is_laid_out) pack_queries_in_bytes(group, sieve.listed);
    return make_sieve(group, panel, sieve);
}

// Whether bytes tell near rows from far ones, for most of what is listed.
static inline bool most_told_apart(const Group& group, const Sieve& sieve) {
    int n_told = 0;
    for (int i = 0; i < sieve.listed.n; ++i) {
        const float reach = group.reach[sieve.listed.queries[i]];
        n_told += reach < __builtin_inff() && 4.0f * sieve.rough[i] <= reach;
    }
    return 2 * n_told >= sieve.listed.n;
}

template <class Otherwise>
static void sieve_scan(Group& group, const Panel& panel, const uint8_t* queries, int n) {
    if (!sieves(group.d, group.c, group.in_bytes)) return scan<Otherwise>(group, panel, queries, n);
    Sieve sieve;
    if (!sieve_ready(group, panel, queries, n, sieve) || !most_told_apart(group, sieve))
        return scan_with<FloatProducts>(group, panel, sieve.listed);
    Waiting waiting;
    int at = 0;
    for (; at + 4 <= n; at += 4) sieve_tile<4>(group, panel, sieve, at, waiting);
    for (; at < n; ++at) sieve_tile<1>(group, panel, sieve, at, waiting);
    offer_waiting(group, panel, sieve, waiting);
}

template <class Otherwise>
static void sieve_scan_pair(Group& group, Group& other, const Panel& panel, int32_t first) {
    if (!sieves(group.d, group.c, group.in_bytes))
        return scan_pair<Otherwise>(group, other, panel, first);
    const Everybody all;
    Sieve sieve;
    if (!sieve_ready(group, panel, all.queries, group.n, sieve) || !most_told_apart(group, sieve) ||
        !make_sieve_of_rows(other, panel, sieve))
        return scan_pair_with<FloatProducts>(group, other, panel, sieve.listed, first);
    Waiting waiting;
    int at = 0;
    for (; at + 4 <= group.n; at += 4)
        sieve_pair_tile<4>(group, other, panel, sieve, at, first, waiting);
    for (; at < group.n; ++at) sieve_pair_tile<1>(group, other, panel, sieve, at, first, waiting);
    offer_waiting(group, other, panel, sieve, first, waiting);
}

// The two smallest sums of each lane in a leaf, for each query of a tile, among those of other
// leaves: [n_queries][2][16] half squared distances without |q|^2, at most.
template <int n_queries>
static inline void least_of_sieved(const Group& group, const Panel& panel, const Sieve& sieve,
                                   int first, float* least_two) {
    Shorts low[n_queries], high[n_queries];
    for (int q = 0; q < n_queries; ++q) low[q] = high[q] = all_of(0x7fff7fff);
    for (int block = 0; block < panel.n_blocks; ++block) {
        Shorts dots[n_queries][2];
        dots_of<n_queries>(group, panel, sieve.listed, first, block, dots);
#pragma GCC unroll 4
        for (int q = 0; q < n_queries; ++q)
            for (int v = 0; v < 2; ++v) {
                const Shorts sum =
                    plus(dots[q][v], load<Shorts>(sieve.halves + block * block_rows + v * 16));
                high[q] = least(high[q], greatest(low[q], sum));
                low[q] = least(low[q], sum);
            }
    }
    // Halves were made smaller by at most 1.5.
    const auto in_floats = [&](Shorts of, int part) {
        const __m256i wide =
            _mm256_cvtepi16_epi32(part == 0 ? _mm256_castsi256_si128((__m256i)of)
                                            : _mm256_extracti128_si256((__m256i)of, 1));
        const Floats value = (_mm256_cvtepi32_ps(wide) + 2.0f) * sieve.unit;
        return (Ints)wide == 0x7fff ? everywhere(__FLT_MAX__) : value;
    };
    for (int q = 0; q < n_queries; ++q)
        for (int part = 0; part < 2; ++part) {
            float* at = least_two + q * 32 + part * floats;
            Floats two[2] = {load<Floats>(at), load<Floats>(at + 16)};
            const Shorts ours[2] = {low[q], high[q]};
            for (const Shorts& of : ours) {
                const Floats sum = in_floats(of, part);
                two[1] = least(two[1], greatest(two[0], sum));
                two[0] = least(two[0], sum);
            }
            store(at, two[0]);
            store(at + 16, two[1]);
        }
}

// Neighbours that two smallest sums in each lane tell, with room for lanes that held three.
inline constexpr int most_sieved = 23;

// See foretell.hpp.
template <class Otherwise>
static void sieve_foretell(Group& group, const Panel* panels, int n_panels) {
    if (!sieves(group.d, group.c, group.in_bytes))
        return foretell<Otherwise>(group, panels, n_panels);
    if (group.k > most_sieved) return;
    const Everybody all;
    Sieve sieve;
    float least_two[group_rows * 32], errors[group_rows] = {};
    for (float& of : least_two) of = __FLT_MAX__;
    for (int i = 0; i < n_panels; ++i) {
        const Panel& panel = panels[i];
        if (!sieve_ready(group, panel, all.queries, group.n, sieve)) return;
        if (0.5f * panel.radius * panel.radius * sieve.inverse > most_whole - 2.0f) return;
        group.is_laid_out = true;
        for (int q = 0; q < group.n; ++q)
            if (sieve.rough[q] > errors[q]) errors[q] = sieve.rough[q];
        int at = 0;
        for (; at + 4 <= group.n; at += 4)
            least_of_sieved<4>(group, panel, sieve, at, least_two + at * 32);
        for (; at < group.n; ++at) least_of_sieved<1>(group, panel, sieve, at, least_two + at * 32);
    }
    for (int q = 0; q < group.n; ++q) {
        float nearest[32];
        for (float& of : nearest) of = __FLT_MAX__;
        for (int i = 0; i < 32; ++i) insert_sorted(nearest, group.k + 1, least_two[q * 32 + i]);
        const float squared = sieve.listed.squared[q] + 2.0f * nearest[group.k] + errors[q];
        if (squared < group.reach[q]) group.reach[q] = squared;
    }
}

}  // namespace counterpoise::COUNTERPOISE_LEVEL
