// What is compiled for each instruction set; see level.hpp for what must not appear here.
#include "levels/level.hpp"

#include "levels/lanes.hpp"

#include "make/between.hpp"
#include "search/loops/boxes.hpp"
#include "search/loops/exact_block.hpp"
#include "search/loops/scan.hpp"
#include "search/loops/scan_pair.hpp"
#if defined(__AVX512VNNI__)
#include "search/loops/scan_int16.hpp"
#endif

namespace counterpoise {

#define LEVEL_TABLE_NAMED(name) level_##name
#define LEVEL_TABLE(name) LEVEL_TABLE_NAMED(name)
#define LEVEL_TEXT_OF(name) #name
#define LEVEL_TEXT(name) LEVEL_TEXT_OF(name)

#if !defined(__AVX512VNNI__)
namespace COUNTERPOISE_LEVEL {

static int64_t packed_columns(int64_t) { return 0; }
static float pack_rows(const float*, int64_t, int, float, int32_t*) { return 0.0f; }

}  // namespace COUNTERPOISE_LEVEL
#endif

extern const Level LEVEL_TABLE(COUNTERPOISE_LEVEL);
const Level LEVEL_TABLE(COUNTERPOISE_LEVEL) = {
    LEVEL_TEXT(COUNTERPOISE_LEVEL),
#if defined(__AVX512VNNI__)
    {0.45, 0.45}, 4,
#elif defined(__AVX512F__)
    {0.55, 2.0}, 3,
#elif defined(__AVX2__)
    {0.55, 2.0}, 2,
#else
    {0.55, 2.0}, 1,
#endif
    COUNTERPOISE_LEVEL::exact_block,
    COUNTERPOISE_LEVEL::packed_columns,
    COUNTERPOISE_LEVEL::pack_rows,
    COUNTERPOISE_LEVEL::scratch_of_scan,
#if defined(__AVX512VNNI__)
    COUNTERPOISE_LEVEL::foretell_int16,
    COUNTERPOISE_LEVEL::scan_int16,
    COUNTERPOISE_LEVEL::scan_pair_int16,
#else
    COUNTERPOISE_LEVEL::foretell,
    COUNTERPOISE_LEVEL::scan,
    COUNTERPOISE_LEVEL::scan_pair,
#endif
    COUNTERPOISE_LEVEL::write_between_doubles,
    COUNTERPOISE_LEVEL::write_between_floats,
    COUNTERPOISE_LEVEL::box_bounds,
    COUNTERPOISE_LEVEL::within_reach,
};

}  // namespace counterpoise
