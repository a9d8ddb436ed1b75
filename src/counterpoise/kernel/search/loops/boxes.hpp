// How near a box can be to each query of a group.
#pragma once

#include "levels/lanes.hpp"
#include "levels/level.hpp"

namespace counterpoise::COUNTERPOISE_LEVEL {

static float box_bounds(int n, int n_axes, const float* low, const float* high, const float* box,
                        float shrink, const float* parent, const float* reach, float* bounds) {
    float total = 0.0f;
    for (int i = 0; i < n; i += floats) {
        if (at_most(load<Floats>(parent + i), load<Floats>(reach + i)) == 0) {
            store(bounds + i, everywhere(__builtin_inff()));
            continue;
        }
        Floats sum = {};
        for (int j = 0; j < n_axes; ++j) {
            const Floats below = everywhere(box[j]) - load<Floats>(high + j * group_rows + i);
            const Floats above =
                load<Floats>(low + j * group_rows + i) - everywhere(box[n_axes + j]);
            const Floats gap = greatest(greatest(below, above), Floats{});
            sum = multiply_add(gap, gap, sum);
        }
        sum *= shrink;
        store(bounds + i, sum);
        for (int lane = 0; lane < floats; ++lane) total += sum[lane];
    }
    return total;
}

static int within_reach(int n, const float* bounds, const float* reach, uint8_t* listed) {
    int n_listed = 0;
    for (int i = 0; i < n; i += floats) {
        uint32_t near = at_most(load<Floats>(bounds + i), load<Floats>(reach + i));
        for (; near != 0; near &= near - 1)
            listed[n_listed++] = static_cast<uint8_t>(i + __builtin_ctz(near));
    }
    return n_listed;
}

}  // namespace counterpoise::COUNTERPOISE_LEVEL
