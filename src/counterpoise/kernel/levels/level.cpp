// What is compiled for each instruction set; see level.hpp for what must not appear here.
#include "levels/level.hpp"

#include "clusters/squares_apart.hpp"
#include "make/between.hpp"
#include "ranges/byte_sums.hpp"
#include "search/loops/boxes.hpp"
#include "search/loops/exact_block.hpp"
#include "search/loops/float_products.hpp"
#include "search/loops/foretell.hpp"
#include "search/loops/scan.hpp"
#include "search/loops/scan_pair.hpp"
// Without VNNI, a product of 16-bit numbers and its addition take two steps: in AVX-512 as long as
// floats.
#if defined(__AVX512VNNI__) || (defined(__AVX2__) && !defined(__AVX512F__))
#define PACKED_PRODUCTS Int16Products
#include "search/loops/int16_products.hpp"
#elif defined(__ARM_FEATURE_BF16_VECTOR_ARITHMETIC)
#define PACKED_PRODUCTS Bfloat16Products
#include "search/loops/bfloat16_products.hpp"
#elif defined(__ARM_FEATURE_DOTPROD)
#define PACKED_PRODUCTS Int8Products
#include "search/loops/int8_products.hpp"
#endif
#if defined(__AVX2__) && !defined(__AVX512F__)
#include "search/loops/sieve_scan.hpp"
#endif

namespace counterpoise {
namespace COUNTERPOISE_LEVEL {

#if defined(PACKED_PRODUCTS)
using Products = PACKED_PRODUCTS;
#if defined(__AVX2__) && !defined(__AVX512F__)
static constexpr Worth worth{.pairing = 0.45, .sweeping = 0.6};
#else
static constexpr Worth worth{.pairing = 0.45, .sweeping = 0.45};
#endif
static constexpr int pace = vector_bytes == 64 ? 4 : 3;
#else
using Products = FloatProducts;
static constexpr Worth worth{.pairing = 0.55, .sweeping = 2.0};
static constexpr int pace = vector_bytes == 64 ? 3 : 1;
#endif

#if defined(__AVX2__) && !defined(__AVX512F__)
static int64_t packed_columns(int64_t d, int64_t c, bool in_bytes) {
    return sieves(d, c, in_bytes) ? columns_kept(d) : Products::packed_columns(d);
}
static Packing pack_rows(const float* values, int64_t d, int64_t c, bool in_bytes, int n_blocks,
                         float radius, int32_t* packed) {
    return sieves(d, c, in_bytes) ? pack_bytes(values, d, n_blocks, radius, packed)
                                  : Products::pack_rows(values, d, n_blocks, radius, packed);
}
#else
static int64_t packed_columns(int64_t d, int64_t, bool) { return Products::packed_columns(d); }
static Packing pack_rows(const float* values, int64_t d, int64_t, bool, int n_blocks, float radius,
                         int32_t* packed) {
    return Products::pack_rows(values, d, n_blocks, radius, packed);
}
#endif

}  // namespace COUNTERPOISE_LEVEL

#define LEVEL_TABLE_NAMED(name) level_##name
#define LEVEL_TABLE(name) LEVEL_TABLE_NAMED(name)
#define LEVEL_TEXT_OF(name) #name
#define LEVEL_TEXT(name) LEVEL_TEXT_OF(name)

using namespace COUNTERPOISE_LEVEL;

extern const Level LEVEL_TABLE(COUNTERPOISE_LEVEL);
const Level LEVEL_TABLE(COUNTERPOISE_LEVEL) = {
    .name = LEVEL_TEXT(COUNTERPOISE_LEVEL),
    .worth = worth,
    .pace = pace,
    .exact_block = exact_block,
    .packed_columns = packed_columns,
    .pack_rows = pack_rows,
    .scratch = scratch_of_scan,
#if defined(__AVX2__) && !defined(__AVX512F__)
    .foretell = sieve_foretell<Products>,
    .scan = sieve_scan<Products>,
    .scan_pair = sieve_scan_pair<Products>,
#else
    .foretell = foretell<Products>,
    .scan = scan<Products>,
    .scan_pair = scan_pair<Products>,
#endif
    .write_between_doubles = write_between_doubles,
    .write_between_floats = write_between_floats,
    .box_bounds = box_bounds,
    .within_reach = within_reach,
    .byte_sums = byte_sums,
    .squares_apart = squares_apart,
};

}  // namespace counterpoise
