// What is compiled for each instruction set; see level.hpp for what must not appear here.
#include "levels/level.hpp"

#include "make/between.hpp"
#include "ranges/byte_sums.hpp"
#include "search/loops/boxes.hpp"
#include "search/loops/exact_block.hpp"
#include "search/loops/float_products.hpp"
#include "search/loops/foretell.hpp"
#include "search/loops/scan.hpp"
#include "search/loops/scan_pair.hpp"
#if defined(__AVX512VNNI__)
#include "search/loops/int16_products.hpp"
#elif defined(__ARM_FEATURE_BF16_VECTOR_ARITHMETIC)
#include "search/loops/bfloat16_products.hpp"
#elif defined(__ARM_FEATURE_DOTPROD)
#include "search/loops/int8_products.hpp"
#endif

namespace counterpoise {
namespace COUNTERPOISE_LEVEL {

#if defined(__AVX512VNNI__)
using Products = Int16Products;
static constexpr Worth worth{.pairing = 0.45, .sweeping = 0.45};
static constexpr int pace = 4;
#elif defined(__ARM_FEATURE_DOTPROD)
#if defined(__ARM_FEATURE_BF16_VECTOR_ARITHMETIC)
using Products = Bfloat16Products;
#else
using Products = Int8Products;
#endif
static constexpr Worth worth{.pairing = 0.45, .sweeping = 0.45};
static constexpr int pace = 3;
#else
using Products = FloatProducts;
static constexpr Worth worth{.pairing = 0.55, .sweeping = 2.0};
#if defined(__AVX512F__)
static constexpr int pace = 3;
#elif defined(__AVX2__)
static constexpr int pace = 2;
#else
static constexpr int pace = 1;
#endif
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
    .packed_columns = Products::packed_columns,
    .pack_rows = Products::pack_rows,
    .scratch = scratch_of_scan,
    .foretell = foretell<Products>,
    .scan = scan<Products>,
    .scan_pair = scan_pair<Products>,
    .write_between_doubles = write_between_doubles,
    .write_between_floats = write_between_floats,
    .box_bounds = box_bounds,
    .within_reach = within_reach,
    .byte_sums = byte_sums,
};

}  // namespace counterpoise
