// What the search in float32 compares. Plain structs: levels/level.hpp says why. README.md has the
// equations and the bound.
#pragma once

#include <cstdint>

#include "search/block.hpp"

namespace counterpoise {

inline constexpr int group_rows = 128;  // queries that go through the tree together

// Numbers in fewer bits than float32's, or whole numbers.
struct Packing {
    float step;  // what a whole number counts
    float off;   // no row is farther from what stands for it
};

// A leaf's rows relative to the leaf's centre, in blocks of block_rows rows, each block one column
// after another.
struct Panel {
    const float* values;    // [n_blocks][d][block_rows]
    const float* halves;    // [n_blocks][block_rows] half the squared norm; infinite for padding
    const int32_t* codes;   // [n_blocks][c][block_rows]
    int n_blocks;           // even
    int32_t first;          // position of the first row in the order of the tree
    float radius;           // no row is farther from the centre
    const int32_t* packed;  // [n_blocks][packed_columns][block_rows] in fewer bits, or null
    Packing packing;
};

// A row that may be among the nearest, and the least that its squared distance can be.
struct Candidate {
    float least;
    int32_t position;
};

// Queries that go through the tree together, relative to their own centre.
struct Group {
    int64_t d;
    int64_t stride;  // of residuals; a multiple of 16, zeros behind column d
    int64_t c;
    int k;
    int n;                   // queries, at most group_rows
    float radius;            // no query is farther from the group's centre
    float unit;              // what the error bound is a multiple of
    float least_error;       // what it is at least
    float price;             // of a differing category, in scaled squared distance
    float* residuals;        // [group_rows][stride]
    int32_t* codes;          // [group_rows][c]
    float* shift;            // [stride] group's centre minus leaf's centre
    bool has_common_centre;  // all leaves have the same, so the shift stays
    bool in_bytes;           // so are the leaves kept, see Tree
    bool is_laid_out;        // the queries, the shift and the scratch are those of the last call
    float* tile;             // scratch, as many floats as the level asks for
    int32_t* excluded;       // [group_rows] position of the row that is not an answer, or -1
    float* reach;            // [group_rows] the k-th nearest is not farther than this, squared
    float* uppers;           // [group_rows][upper_stride] the k smallest upper bounds, sorted
    int64_t upper_stride;    // a multiple of 16
    Candidate* pending;      // [group_rows][capacity]
    int32_t* n_pending;      // [group_rows]
    int capacity;
    void* owner;
    void (*make_room)(void* owner, int query);  // called when a query's pending list is full
};

}  // namespace counterpoise
