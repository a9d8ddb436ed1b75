#include "random/masked_draws.hpp"

#include <bit>

namespace counterpoise {

void masked_draws(const BitGenerator& generator, uint32_t most, int64_t n, int64_t* out) {
    const auto mask = static_cast<uint32_t>((uint64_t{1} << std::bit_width(most)) - 1);
    // Nothing waits for whether the bits say too much: that takes half of the time.
    for (int64_t i = 0; i < n;) {
        const uint32_t bits = generator.next_uint32(generator.state) & mask;
        out[i] = bits;
        i += bits <= most;
    }
}

}  // namespace counterpoise
