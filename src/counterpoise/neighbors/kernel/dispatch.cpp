#include <cstdlib>
#include <stdexcept>
#include <string>

#if defined(COUNTERPOISE_HAS_AMX)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "level.hpp"

namespace counterpoise {
namespace {

#if defined(COUNTERPOISE_HAS_AMX)
// Whether the processor has a matrix unit and the system lets this process use it, for which Linux
// wants to be asked.
bool may_use_amx() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    constexpr unsigned bf16 = 1u << 22, tile = 1u << 24;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0 || (d & bf16) == 0 || (d & tile) == 0) return false;
    constexpr long request_permission = 0x1023, tile_data = 18;
    return syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
}
#endif

}  // namespace


const Level& chosen_level() {
    const char* forced = std::getenv("COUNTERPOISE_SIMD");
    const std::string wanted = forced == nullptr ? "" : forced;
    if (wanted == "baseline") return level_baseline;
#if defined(__x86_64__)
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool has_avx512 = has_avx2 && __builtin_cpu_supports("avx512f") &&
                            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                            __builtin_cpu_supports("avx512bw");
    const bool has_vnni = has_avx512 && __builtin_cpu_supports("avx512vnni");
#if defined(COUNTERPOISE_HAS_AMX)
    static const bool has_amx = has_avx512 && may_use_amx();
    if (has_amx && (wanted.empty() || wanted == "amx")) return level_amx;
#endif
    if (has_vnni && (wanted.empty() || wanted == "vnni")) return level_vnni;
    if (has_avx512 && (wanted.empty() || wanted == "avx512")) return level_avx512;
    if (has_avx2 && (wanted.empty() || wanted == "avx2")) return level_avx2;
#endif
    if (wanted.empty()) return level_baseline;
    throw std::invalid_argument("COUNTERPOISE_SIMD=" + wanted +
                                " is not available here: use baseline, avx2, avx512, vnni or amx as "
                                "the processor allows, or leave it unset");
}

}  // namespace counterpoise
