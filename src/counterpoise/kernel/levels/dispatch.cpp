#include <cstdlib>
#include <stdexcept>
#include <string>
#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#elif defined(__aarch64__) && defined(__APPLE__)
#include <sys/sysctl.h>
#endif

#include "levels/level.hpp"

namespace counterpoise {
namespace {

// A level, and whether the processor has what it is compiled for.
struct Offer {
    const Level& level;
    bool is_here;
};

#if defined(__aarch64__)
struct ArmFeatures {
    bool dotprod, bf16;
};

ArmFeatures arm_features() {
#if defined(__linux__)
    // Bits of arch/arm64/include/uapi/asm/hwcap.h; older headers do not name the second.
    return {(getauxval(AT_HWCAP) >> 20 & 1) != 0, (getauxval(AT_HWCAP2) >> 14 & 1) != 0};
#elif defined(__APPLE__)
    const auto has = [](const char* name) {
        int value = 0;
        size_t size = sizeof value;
        return sysctlbyname(name, &value, &size, nullptr, 0) == 0 && value != 0;
    };
    return {has("hw.optional.arm.FEAT_DotProd"), has("hw.optional.arm.FEAT_BF16")};
#else
    return {};
#endif
}
#endif

}  // namespace

const Level& chosen_level() {
    const char* forced = std::getenv("COUNTERPOISE_SIMD");
    const std::string wanted = forced == nullptr ? "" : forced;
#if defined(__x86_64__)
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#if defined(COUNTERPOISE_STAND_IN)  // compiled without the instructions, see CMakeLists.txt
    const bool has_avx512 = has_avx2, has_vnni = has_avx2;
#else
    const bool has_avx512 =
        has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
    const bool has_vnni = has_avx512 && __builtin_cpu_supports("avx512vnni");
#endif
#elif defined(__aarch64__)
    const ArmFeatures has = arm_features();
#endif
    const Offer best_first[] = {
#if defined(__x86_64__)
        {level_vnni, has_vnni},
        {level_avx512, has_avx512},
        {level_avx2, has_avx2},
#elif defined(__aarch64__)
        {level_bf16, has.dotprod && has.bf16},
        {level_dotprod, has.dotprod},
#endif
        {level_baseline, true},
    };
    std::string names;
    for (const Offer& offer : best_first) {
        if (!offer.is_here) continue;
        if (wanted.empty() || wanted == offer.level.name) return offer.level;
        names += std::string(names.empty() ? "" : ", ") + offer.level.name;
    }
    throw std::invalid_argument("COUNTERPOISE_SIMD=" + wanted + " is not available here: use " +
                                "one of " + names + ", or leave it unset");
}

}  // namespace counterpoise
