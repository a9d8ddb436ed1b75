// What is compiled for each instruction set; see level.hpp for what must not appear here.
#include "level.hpp"

#include "lanes.hpp"

#include "boxes.hpp"
#include "exact_block.hpp"
#include "scan.hpp"
#include "scan_pair.hpp"

namespace counterpoise {

#define LEVEL_TABLE_NAMED(name) level_##name
#define LEVEL_TABLE(name) LEVEL_TABLE_NAMED(name)
#define LEVEL_TEXT_OF(name) #name
#define LEVEL_TEXT(name) LEVEL_TEXT_OF(name)

extern const Level LEVEL_TABLE(COUNTERPOISE_LEVEL);
const Level LEVEL_TABLE(COUNTERPOISE_LEVEL) = {
    LEVEL_TEXT(COUNTERPOISE_LEVEL),
    COUNTERPOISE_LEVEL::exact_block,
    COUNTERPOISE_LEVEL::scan,
    COUNTERPOISE_LEVEL::scan_pair,
    COUNTERPOISE_LEVEL::box_bounds,
    COUNTERPOISE_LEVEL::within_reach,
};

}  // namespace counterpoise
