// How many points the levels' loop over points compares at once, one in each lane.
#pragma once

namespace counterpoise {

inline constexpr int point_lanes = 8;

}  // namespace counterpoise
