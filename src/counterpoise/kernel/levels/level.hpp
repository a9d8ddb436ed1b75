// The functions that are compiled once for each instruction set, and the choice between them.
//
// A level's object file must not share code with the rest: the linker keeps one copy of an inline
// function, and if that copy came from the AVX-512 object, an old processor would meet it. So
// level.cpp and what it includes use plain structs and its own namespace, no containers or
// algorithms of the library.
#pragma once

#include <cstdint>

#include "search/block.hpp"
#include "search/panel.hpp"

namespace counterpoise {

// Shares of all pairs: where boxes leave more, every row is compared with every other. If all rows
// ask, each pair is done once for both; otherwise it is worth it only where products cost little.
// Above 1: never.
struct Worth {
    double pairing, sweeping;
};

struct Level {
    const char* name;

    Worth worth;

    // How many products a flat scan does in the time that one takes at baseline, roughly.
    int pace;

    // Squared distances from a query to a block; those up to the limit are written with their lane
    // in the block, and their number is returned.
    int (*exact_block)(const ExactShape&, const ExactQuery&, const ExactBlock&, double limit,
                       double* found, int32_t* lanes);

    // Numbers that a row of d columns and c codes takes in a leaf's `packed`; 0 where products take
    // the floats. `in_bytes` asks for 8 bits, which not every level keeps.
    int64_t (*packed_columns)(int64_t d, int64_t c, bool in_bytes);

    // Write a leaf's values in fewer bits.
    Packing (*pack_rows)(const float* values, int64_t d, int64_t c, bool in_bytes, int n_blocks,
                         float radius, int32_t* packed);

    // Floats of scratch that the three functions below need.
    int64_t (*scratch)(int64_t stride);

    // Bound the reach of a group's queries by what a few leaves about one centre hold.
    void (*foretell)(Group&, const Panel* panels, int n_panels);

    // Compare the listed queries of a group with a leaf, and keep what may be near.
    void (*scan)(Group&, const Panel&, const uint8_t* listed, int n_listed);

    // Compare all queries of a group with those of another, whose rows the panel holds, once for
    // both. The groups must have arrays of their own.
    void (*scan_pair)(Group&, Group& other, const Panel& of_other, int32_t first);

    // Write a row between two others; see between.hpp.
    bool (*write_between_doubles)(const double* base, const double* partner, double gap, int64_t d,
                                  bool may_miss, double* out);
    bool (*write_between_floats)(const float* base, const float* partner, double gap, int64_t d,
                                 bool may_miss, float* out);

    // Lower bounds of the squared distances between n queries and a box; their sum is returned.
    // Query i lies between low[j][i] and high[j][i] on axis j, both [n_axes][group_rows]; the box
    // between box[j] and box[n_axes + j]. Where the parent's bound is out of reach the bound is
    // infinite.
    float (*box_bounds)(int n, int n_axes, const float* low, const float* high, const float* box,
                        float shrink, const float* parent, const float* reach, float* bounds);

    // List the queries whose bound is within reach; their number is returned.
    int (*within_reach)(int n, const float* bounds, const float* reach, uint8_t* listed);

    // List the references whose bytes differ little from a query's; see byte_sums.hpp.
    int64_t (*byte_sums)(const uint8_t* query, const uint8_t* blocks, int64_t n_blocks, int n_words,
                         int32_t most, int32_t* listed);

    // Squared distances between a point and blocks of others; see squares_apart.hpp.
    void (*squares_apart)(const double* point, int64_t d, const double* blocks, int64_t n_blocks,
                          double* squares);
};

extern const Level level_baseline;
#if defined(__x86_64__)
extern const Level level_avx2;
extern const Level level_avx512;
extern const Level level_vnni;
#elif defined(__aarch64__)
extern const Level level_dotprod;
extern const Level level_bf16;
#endif

// The best level of this machine, or the one that COUNTERPOISE_SIMD names, if the machine has it.
const Level& chosen_level();

}  // namespace counterpoise
