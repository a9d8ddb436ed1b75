// Whole numbers drawn from a generator of numpy's.
#pragma once

#include <cstdint>

namespace counterpoise {

// A generator of numpy's, in the layout that numpy documents for others (numpy/random/bitgen.h).
struct BitGenerator {
    void* state;
    uint64_t (*next_uint64)(void*);
    uint32_t (*next_uint32)(void*);
    double (*next_double)(void*);
    uint64_t (*next_raw)(void*);
};

// Write n uniform whole numbers from 0 to `most`: those that numpy's RandomState.randint draws,
// which takes as many low bits as `most` has and draws anew where they say more. The caller holds
// the generator's lock.
void masked_draws(const BitGenerator& generator, uint32_t most, int64_t n, int64_t* out);

}  // namespace counterpoise
