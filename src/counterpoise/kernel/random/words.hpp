// Random numbers that each row has of its own: functions of a key and of the row's number.
#pragma once

#include <cstdint>

#include "threads/workers.hpp"

namespace counterpoise {

// Whose numbers they are and, in `purpose`, what the first of them are for: each purpose has four.
struct WordKey {
    uint64_t seed = 0;
    uint64_t stratum = 0;
    uint64_t purpose = 0;
};

// Write `n_columns` random words for each of n rows, by their numbers: those of Philox4x64-10
// (Salmon, Moraes, Dror and Shaw 2011) with the row's number and one as its counter, as numpy
// counts. There are as many purposes as the columns take.
void write_words(const WordKey& key, const int64_t* numbers, int64_t n, int64_t n_columns,
                 Workers& workers, uint64_t* out);

// The same as multiples of 2^-53 from 0 to below 1.
void write_uniforms(const WordKey& key, const int64_t* numbers, int64_t n, int64_t n_columns,
                    Workers& workers, double* out);

// The same as standard normal numbers: the quantiles of the middles of 2^52 steps from 0 to 1.
void write_normals(const WordKey& key, const int64_t* numbers, int64_t n, int64_t n_columns,
                   Workers& workers, double* out);

}  // namespace counterpoise
