// A row on the segment between two others, on the widest vectors of the level.
#pragma once

#include "levels/lanes.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

typedef float HalfFloats __attribute__((vector_size(vector_bytes / 2)));

inline constexpr double largest_of(double) { return __DBL_MAX__; }
inline constexpr double largest_of(float) { return __FLT_MAX__; }

// Numbers of the table's own type as one vector of doubles or one double; `Mask` is what comparing
// two of these gives.
template <class Number, class Own, class Wide, class Mask, bool may_miss>
static inline Mask step_between(const Number* base_at, const Number* partner_at, double gap,
                                Number* out) {
    const Own base = load<Own>(base_at), partner = load<Own>(partner_at),
              difference = base - partner;
    Wide own, other, step;
    if constexpr (sizeof(Own) == sizeof(Wide)) {
        own = base, other = partner, step = difference;
    } else if constexpr (sizeof(Wide) == sizeof(double)) {
        own = base, other = partner, step = difference;
    } else {
        own = __builtin_convertvector(base, Wide);
        other = __builtin_convertvector(partner, Wide);
        step = __builtin_convertvector(difference, Wide);
    }
    // Where either is missing there is no step: the base's own value stays, missing or not.
    if constexpr (may_miss) step = step == step ? step : Wide{};
    const Wide low = other < own ? other : own, high = other > own ? other : own;
    Wide value = own - gap * step;
    value = value < low ? low : value;
    value = value > high ? high : value;
    if constexpr (sizeof(Own) == sizeof(Wide))
        store(out, value);
    else if constexpr (sizeof(Wide) == sizeof(double))
        *out = static_cast<Number>(value);
    else
        store(out, __builtin_convertvector(value, Own));
    const Wide largest = Wide{} + largest_of(Number{});
    return (step > largest) | (step < -largest);
}

template <class Number, class Own, bool may_miss>
static inline bool write_between_as(const Number* base, const Number* partner, double gap,
                                    int64_t d, Number* out) {
    Longs beyond = {};
    bool rest = false;
    int64_t j = 0;
    for (; j + doubles <= d; j += doubles)
        beyond |= step_between<Number, Own, Doubles, Longs, may_miss>(base + j, partner + j, gap,
                                                                      out + j);
    if (j < d && d >= doubles) {  // the last columns once more, in a whole vector
        const int64_t last = d - doubles;
        beyond |= step_between<Number, Own, Doubles, Longs, may_miss>(base + last, partner + last,
                                                                      gap, out + last);
        j = d;
    }
    for (; j < d; ++j)
        rest |= step_between<Number, Number, double, bool, may_miss>(base + j, partner + j, gap,
                                                                     out + j);
    for (int lane = 0; lane < doubles; ++lane) rest |= beyond[lane] != 0;
    return !rest;
}

// Write `base - gap (base - partner)`, never beyond either of them; return whether no difference
// was too large for the type, which makes what was written worth nothing.
static bool write_between_doubles(const double* base, const double* partner, double gap, int64_t d,
                                  bool may_miss, double* out) {
    return may_miss ? write_between_as<double, Doubles, true>(base, partner, gap, d, out)
                    : write_between_as<double, Doubles, false>(base, partner, gap, d, out);
}

static bool write_between_floats(const float* base, const float* partner, double gap, int64_t d,
                                 bool may_miss, float* out) {
    return may_miss ? write_between_as<float, HalfFloats, true>(base, partner, gap, d, out)
                    : write_between_as<float, HalfFloats, false>(base, partner, gap, d, out);
}

}  // namespace counterpoise::COUNTERPOISE_LEVEL
