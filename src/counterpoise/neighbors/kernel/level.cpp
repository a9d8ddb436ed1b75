// What is compiled for each instruction set; see level.hpp for what must not appear here.
#include "level.hpp"

#include "lanes.hpp"

#include "boxes.hpp"
#include "exact_block.hpp"
#include "scan.hpp"
#include "scan_pair.hpp"
#if defined(__AMX_BF16__)
#include "scan_matrix.hpp"
#endif

namespace counterpoise {

#define LEVEL_TABLE_NAMED(name) level_##name
#define LEVEL_TABLE(name) LEVEL_TABLE_NAMED(name)
#define LEVEL_TEXT_OF(name) #name
#define LEVEL_TEXT(name) LEVEL_TEXT_OF(name)

#if defined(__AMX_BF16__)
constexpr bool has_matrix_unit = true;
constexpr int pace = 5;
#else
constexpr bool has_matrix_unit = false;
#if defined(__AVX512F__)
constexpr int pace = 3;
#elif defined(__AVX2__)
constexpr int pace = 2;
#else
constexpr int pace = 1;
#endif
#endif

extern const Level LEVEL_TABLE(COUNTERPOISE_LEVEL);
const Level LEVEL_TABLE(COUNTERPOISE_LEVEL) = {
    LEVEL_TEXT(COUNTERPOISE_LEVEL),
    has_matrix_unit,
    pace,
    COUNTERPOISE_LEVEL::exact_block,
#if defined(__AMX_BF16__)
    COUNTERPOISE_LEVEL::scratch_of_tiles,
    COUNTERPOISE_LEVEL::scan_by_tiles,
    COUNTERPOISE_LEVEL::scan_pair_by_tiles,
#else
    COUNTERPOISE_LEVEL::scratch_of_scan,
    COUNTERPOISE_LEVEL::scan,
    COUNTERPOISE_LEVEL::scan_pair,
#endif
    COUNTERPOISE_LEVEL::box_bounds,
    COUNTERPOISE_LEVEL::within_reach,
};

}  // namespace counterpoise
