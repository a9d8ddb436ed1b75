#include <cstdlib>
#include <stdexcept>
#include <string>

#include "levels/level.hpp"

namespace counterpoise {

const Level& chosen_level() {
    const char* forced = std::getenv("COUNTERPOISE_SIMD");
    const std::string wanted = forced == nullptr ? "" : forced;
    if (wanted == "baseline") return level_baseline;
#if defined(__x86_64__)
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool has_avx512 =
        has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
    const bool has_vnni = has_avx512 && __builtin_cpu_supports("avx512vnni");
    if (has_vnni && (wanted.empty() || wanted == "vnni")) return level_vnni;
    if (has_avx512 && (wanted.empty() || wanted == "avx512")) return level_avx512;
    if (has_avx2 && (wanted.empty() || wanted == "avx2")) return level_avx2;
#endif
    if (wanted.empty()) return level_baseline;
    throw std::invalid_argument("COUNTERPOISE_SIMD=" + wanted +
                                " is not available here: use baseline, avx2, avx512 or vnni as "
                                "the processor allows, or leave it unset");
}

}  // namespace counterpoise
