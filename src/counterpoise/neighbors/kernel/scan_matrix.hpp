// Queries against a leaf on the processor's matrix unit (AMX), each float32 as two bfloat16 parts.
// README.md has the bound.
#pragma once

#include "scan_pair.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

inline constexpr int tile_side = 16;       // rows of a matrix tile: queries, or rows of the leaf
inline constexpr int chunk_columns = 32;   // bfloat16 numbers in a tile's row
inline constexpr int tile_floats = 256;    // 1 KiB, as each tile has
inline constexpr int strip_tiles = 4;      // tiles of the leaf that meet one tile of queries at a time
inline constexpr int strip_rows = strip_tiles * tile_side;

// What splitting adds to the bound's unit.
inline constexpr float split_unit = 0x1p-15f;

// Fewer columns fill too little of a tile, all the more where queries are laid out for one leaf alone;
// fewer queries do not pay for splitting the leaf.
inline constexpr int64_t least_columns = 6, least_columns_alone = 16;
inline constexpr int least_queries = 6;

static inline int64_t chunks_of(int64_t d) { return (d + chunk_columns - 1) / chunk_columns; }

// Up to 16 queries of a group, and what their products are held against.
struct QueryTile {
    int n;
    int query[tile_side];          // place in the group
    float squared[tile_side];      // distance to the leaf's centre
    float norm[tile_side];         // its root
    float error[tile_side];        // no squared distance of the leaf is off by more
    float thresholds[tile_side];   // half of what a squared distance may be at most, without |q|^2
};

inline constexpr int most_tiles = group_rows / tile_side;
inline constexpr int tile_struct_floats = (sizeof(QueryTile) + 63) / 64 * 16;

// Floats of scratch: products, queries, rows, and room to align them.
static int64_t scratch_of_tiles(int64_t d, int64_t stride, int64_t leaf_rows) {
    const int64_t n_tiles = most_tiles + (leaf_rows + tile_side - 1) / tile_side;
    const int64_t of_tiles = 2 * strip_tiles * tile_floats + most_tiles * tile_struct_floats +
                             2 * n_tiles * chunks_of(d) * tile_floats + 16;
    const int64_t of_scan = scratch_of_scan(d, stride, leaf_rows);  // which serves what does not suit tiles
    return of_tiles > of_scan ? of_tiles : of_scan;
}

struct Scratch {
    float* products;  // two strips of [tile][query][16 rows]
    QueryTile* tiles;
    float* queries;   // [tile][chunk][part][query][32 bfloat16]
    float* rows;      // [tile][chunk][part][16 pairs of columns][16 rows][2 bfloat16]
};

static inline Scratch scratch_of(const Group& group) {
    const uintptr_t aligned = (reinterpret_cast<uintptr_t>(group.tile) + 63) / 64 * 64;
    float* const products = reinterpret_cast<float*>(aligned);
    float* const tiles = products + 2 * strip_tiles * tile_floats;
    float* const queries = tiles + most_tiles * tile_struct_floats;
    return {products, reinterpret_cast<QueryTile*>(tiles), queries,
            queries + 2 * most_tiles * chunks_of(group.d) * tile_floats};
}

// A float32's nearest bfloat16, still as a float32, and what is left of it, rounded as well.
struct Parts {
    __m512i high, low;
};

static inline Parts split(__m512 x) {
    const __m512i half = _mm512_set1_epi32(0x8000), kept = _mm512_set1_epi32(static_cast<int>(0xffff0000u));
    const __m512i high = _mm512_and_si512(_mm512_add_epi32(_mm512_castps_si512(x), half), kept);
    const __m512 rest = _mm512_sub_ps(x, _mm512_castsi512_ps(high));
    return {high, _mm512_and_si512(_mm512_add_epi32(_mm512_castps_si512(rest), half), kept)};
}

static void lay_out_rows(const Group& group, const Panel& panel, float* out) {
    const int64_t d = group.d;
    for (int tile = 0; tile < panel.n_blocks * (block_rows / tile_side); ++tile) {
        const int block = tile * tile_side / block_rows;
        const float* values = panel.values + block * d * block_rows + tile * tile_side % block_rows;
        for (int64_t first = 0; first < d; first += chunk_columns, out += 2 * tile_floats) {
            for (int pair = 0; pair < chunk_columns / 2; ++pair) {
                const int64_t j = first + 2 * pair;
                const Parts even = split(j < d ? _mm512_loadu_ps(values + j * block_rows) : _mm512_setzero_ps());
                const Parts odd = split(j + 1 < d ? _mm512_loadu_ps(values + (j + 1) * block_rows) : _mm512_setzero_ps());
                _mm512_store_si512(out + pair * 16, _mm512_or_si512(_mm512_srli_epi32(even.high, 16), odd.high));
                _mm512_store_si512(out + tile_floats + pair * 16,
                                   _mm512_or_si512(_mm512_srli_epi32(even.low, 16), odd.low));
            }
        }
    }
}

// Write minus the queries relative to the leaf's centre, in parts, and their norms.
static inline void lay_out_queries(const Group& group, const uint8_t* listed, int n, float* out, QueryTile& tile) {
    tile.n = n;
    const int64_t end = chunks_of(group.d) * chunk_columns;
    for (int q = 0; q < tile_side; ++q) {
        tile.query[q] = listed[q < n ? q : 0];
        __m512 sum = _mm512_setzero_ps();
        for (int64_t j = 0; j < end; j += 16) {
            __m512 minus = _mm512_setzero_ps();
            if (q < n && j < group.stride) {
                const float* from = group.residuals + tile.query[q] * group.stride + j;
                minus = _mm512_sub_ps(_mm512_setzero_ps(),
                                      _mm512_add_ps(_mm512_loadu_ps(from), _mm512_loadu_ps(group.shift + j)));
                sum = _mm512_fmadd_ps(minus, minus, sum);
            }
            const Parts parts = split(minus);
            float* to = out + j / chunk_columns * 2 * tile_floats + q * 16 + j % chunk_columns / 2;
            _mm256_store_si256(reinterpret_cast<__m256i*>(to), _mm512_cvtepi32_epi16(_mm512_srli_epi32(parts.high, 16)));
            _mm256_store_si256(reinterpret_cast<__m256i*>(to + tile_floats),
                               _mm512_cvtepi32_epi16(_mm512_srli_epi32(parts.low, 16)));
        }
        tile.squared[q] = _mm512_reduce_add_ps(sum);
    }
    _mm512_storeu_ps(tile.norm, _mm512_sqrt_ps(_mm512_loadu_ps(tile.squared)));
}

// The bound for a leaf, and what is within reach.
static inline void ready_tile(const Group& group, const Panel& panel, QueryTile& tile) {
    const __m512 span = _mm512_add_ps(_mm512_loadu_ps(tile.norm), _mm512_set1_ps(group.radius + panel.radius));
    const __m512 error = _mm512_fmadd_ps(_mm512_mul_ps(span, span), _mm512_set1_ps(group.unit + split_unit),
                                         _mm512_set1_ps(group.least_error));
    const __m512 reach = _mm512_i32gather_ps(_mm512_loadu_si512(tile.query), group.reach, 4);
    const __m512 limit = _mm512_mul_ps(_mm512_set1_ps(0.5f),
                                       _mm512_sub_ps(_mm512_add_ps(reach, error), _mm512_loadu_ps(tile.squared)));
    _mm512_storeu_ps(tile.error, error);
    _mm512_storeu_ps(tile.thresholds, _mm512_min_ps(limit, _mm512_set1_ps(__FLT_MAX__)));
}

// Lay out the queries that are listed (all, where nothing is), unless they still are.
static inline int ready_queries(const Group& group, const Panel& panel, const uint8_t* listed, int n,
                                const Scratch& scratch) {
    const int n_tiles = (n + tile_side - 1) / tile_side;
    for (int t = 0; t < n_tiles; ++t) {
        if (!group.is_laid_out) {
            const int at = t * tile_side, rest = n - at < tile_side ? n - at : tile_side;
            uint8_t own[tile_side];
            for (int q = 0; q < rest; ++q) own[q] = listed == nullptr ? static_cast<uint8_t>(at + q) : listed[at + q];
            lay_out_queries(group, own, rest, scratch.queries + 2 * t * chunks_of(group.d) * tile_floats, scratch.tiles[t]);
        }
        ready_tile(group, panel, scratch.tiles[t]);
    }
    return n_tiles;
}

// Tiles 0 to 3 hold sums, 4 and 5 the parts of the queries, 6 and 7 those of the rows.
static inline void configure_tiles() {
    struct alignas(64) {
        uint8_t palette = 1, start_row = 0, reserved[14] = {};
        uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
        uint8_t n_rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
    } const shape;
    _tile_loadconfig(&shape);
}

#define COUNTERPOISE_START(sum) _tile_loadd(sum, halves + (sum) * tile_side, 0)
#define COUNTERPOISE_ADD_PRODUCTS(sum)                      \
    _tile_loadd(6, row + (sum) * of_tile, 64);               \
    _tile_loadd(7, row + (sum) * of_tile + tile_floats, 64); \
    _tile_dpbf16ps(sum, 4, 6);                              \
    _tile_dpbf16ps(sum, 5, 6);                              \
    _tile_dpbf16ps(sum, 4, 7)
#define COUNTERPOISE_END(sum) _tile_stored(sum, out + (sum) * tile_floats, 64)

// Write `|r|^2 / 2 - q.r` of 16 queries and a strip of rows.
static inline void multiply(const float* queries, const float* rows, const float* halves, int64_t n_chunks, float* out) {
    const int64_t of_tile = 2 * n_chunks * tile_floats;
    __asm__ volatile("" ::: "memory");  // the tiles are read from memory that was just written
    COUNTERPOISE_START(0);
    COUNTERPOISE_START(1);
    COUNTERPOISE_START(2);
    COUNTERPOISE_START(3);
    for (int64_t chunk = 0; chunk < n_chunks; ++chunk) {
        const float* row = rows + 2 * chunk * tile_floats;
        _tile_loadd(4, queries + 2 * chunk * tile_floats, 64);
        _tile_loadd(5, queries + (2 * chunk + 1) * tile_floats, 64);
        COUNTERPOISE_ADD_PRODUCTS(0);
        COUNTERPOISE_ADD_PRODUCTS(1);
        COUNTERPOISE_ADD_PRODUCTS(2);
        COUNTERPOISE_ADD_PRODUCTS(3);
    }
    COUNTERPOISE_END(0);
    COUNTERPOISE_END(1);
    COUNTERPOISE_END(2);
    COUNTERPOISE_END(3);
}

#undef COUNTERPOISE_START
#undef COUNTERPOISE_ADD_PRODUCTS
#undef COUNTERPOISE_END

// One bit for each row of a strip whose sum is at most its limit.
template <class Limit>
static inline uint64_t strip_at_most(const float* products, int query, Limit limit_of_tile) {
    uint64_t near = 0;
    for (int t = 0; t < strip_tiles; ++t) {
        const __m512 sums = _mm512_load_ps(products + t * tile_floats + query * 16);
        near |= static_cast<uint64_t>(_mm512_cmp_ps_mask(sums, limit_of_tile(t), _CMP_LE_OQ)) << (t * 16);
    }
    return near;
}

static inline bool any_at_most(const float* products, int query, float limit) {
    const float* at = products + query * 16;
    const __m512 a = _mm512_min_ps(_mm512_load_ps(at), _mm512_load_ps(at + tile_floats));
    const __m512 b = _mm512_min_ps(_mm512_load_ps(at + 2 * tile_floats), _mm512_load_ps(at + 3 * tile_floats));
    return _mm512_cmp_ps_mask(_mm512_min_ps(a, b), _mm512_set1_ps(limit), _CMP_LE_OQ) != 0;
}

// The same where each row has a limit of its own as well.
static inline bool any_at_most(const float* products, int query, float limit, const __m512* limits, __m512 offset) {
    const __m512 of_query = _mm512_set1_ps(limit);
    __mmask16 near = 0;
    for (int t = 0; t < strip_tiles; ++t) {
        const __m512 most = _mm512_max_ps(of_query, _mm512_sub_ps(limits[t], offset));
        near |= _mm512_cmp_ps_mask(_mm512_load_ps(products + t * tile_floats + query * 16), most, _CMP_LE_OQ);
    }
    return near != 0;
}

static inline float product_at(const float* products, int query, int row) {
    return products[row / tile_side * tile_floats + query * 16 + row % tile_side];
}

static inline void offer_of_strip(Group& group, QueryTile& tile, int q, const float* products, int32_t first) {
    const __m512 limit = _mm512_set1_ps(tile.thresholds[q]);
    const int query = tile.query[q];
    uint64_t near = strip_at_most(products, q, [&](int) { return limit; });
    for (; near != 0; near &= near - 1) {
        const int row = __builtin_ctzll(near);
        const float half = product_at(products, q, row);
        if (half > tile.thresholds[q]) continue;  // it came nearer meanwhile
        offer(group, query, tile.squared[q] + 2.0f * half, tile.error[q], first + row);
        tile.thresholds[q] = threshold(group.reach[query], tile.error[q], tile.squared[q]);
    }
}

// Multiply a tile of queries with strip after strip, and look at one strip's products while the next
// are made.
template <class Look>
static inline void for_each_strip(const Group& group, const Panel& panel, const Scratch& scratch, int tile, Look look) {
    const int64_t n_chunks = chunks_of(group.d);
    const int n_strips = panel.n_blocks * block_rows / strip_rows;
    const float* queries = scratch.queries + 2 * tile * n_chunks * tile_floats;
    float* const products[2] = {scratch.products, scratch.products + strip_tiles * tile_floats};
    for (int strip = 0; strip <= n_strips; ++strip) {
        if (strip < n_strips)
            multiply(queries, scratch.rows + strip * strip_tiles * 2 * n_chunks * tile_floats,
                     panel.halves + strip * strip_rows, n_chunks, products[strip % 2]);
        if (strip > 0) look(products[(strip - 1) % 2], (strip - 1) * strip_rows);
    }
}

static bool suits_tiles(const Group& group, int n_queries) {
    return group.c == 0 && group.d >= (group.has_common_centre ? least_columns : least_columns_alone) &&
           n_queries >= least_queries;
}

static void scan_by_tiles(Group& group, const Panel& panel, const uint8_t* listed, int n_listed) {
    if (!suits_tiles(group, n_listed)) return scan(group, panel, listed, n_listed);
    const Scratch scratch = scratch_of(group);
    configure_tiles();
    lay_out_rows(group, panel, scratch.rows);
    const int n_tiles = ready_queries(group, panel, listed, n_listed, scratch);
    for (int t = 0; t < n_tiles; ++t) {
        QueryTile& tile = scratch.tiles[t];
        for_each_strip(group, panel, scratch, t, [&](const float* products, int row) {
            for (int q = 0; q < tile.n; ++q)
                if (__builtin_expect(any_at_most(products, q, tile.thresholds[q]), 0))
                    offer_of_strip(group, tile, q, products, panel.first + row);
        });
    }
    _tile_release();
}

static void scan_pair_by_tiles(Group& group, Group& other, const Panel& panel, int32_t first) {
    if (!suits_tiles(group, group.n)) return scan_pair(group, other, panel, first);
    const Scratch scratch = scratch_of(group);
    configure_tiles();
    lay_out_rows(group, panel, scratch.rows);
    const int n_tiles = ready_queries(group, panel, nullptr, group.n, scratch);
    const __m512 a_half = _mm512_set1_ps(0.5f);
    for (int t = 0; t < n_tiles; ++t) {
        QueryTile& tile = scratch.tiles[t];
        float offsets[tile_side];
        _mm512_storeu_ps(offsets, _mm512_mul_ps(a_half, _mm512_sub_ps(_mm512_loadu_ps(tile.squared), _mm512_loadu_ps(tile.error))));
        for_each_strip(group, panel, scratch, t, [&](const float* products, int row) {
            __m512 reach[strip_tiles];
            for (int i = 0; i < strip_tiles; ++i)
                reach[i] = _mm512_mul_ps(a_half, _mm512_loadu_ps(other.reach + row + i * tile_side));
            for (int q = 0; q < tile.n; ++q) {
                const __m512 offset = _mm512_set1_ps(offsets[q]);
                if (__builtin_expect(!any_at_most(products, q, tile.thresholds[q], reach, offset), 1)) continue;
                offer_of_strip(group, tile, q, products, panel.first + row);
                uint64_t near = strip_at_most(products, q, [&](int i) { return _mm512_sub_ps(reach[i], offset); });
                for (; near != 0; near &= near - 1) {
                    const int lane = row + __builtin_ctzll(near);
                    const float squared = tile.squared[q] + 2.0f * product_at(products, q, lane - row);
                    if (squared - tile.error[q] > other.reach[lane]) continue;
                    offer(other, lane, squared, tile.error[q], first + tile.query[q]);
                }
            }
        });
    }
    _tile_release();
}

}  // namespace counterpoise::COUNTERPOISE_LEVEL
