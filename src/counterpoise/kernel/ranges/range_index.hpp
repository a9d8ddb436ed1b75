// How far a row is from the nearest of many, as the sum over the columns of the absolute
// difference, and 1 for each category that differs.
#pragma once

#include <cstdint>
#include <vector>

#include "levels/level.hpp"
#include "threads/workers.hpp"

namespace counterpoise {

// Rows of dense numbers, NaN where one is missing, and of codes, -1 where one is missing.
struct Mixed {
    int64_t n = 0, d = 0, c = 0;
    const double* values = nullptr;
    const int32_t* codes = nullptr;
};

class RangeIndex {
public:
    // The numbers must be in units in which most of a column's range is within one of each other.
    explicit RangeIndex(const Mixed& rows);

    // Write how far the nearest row is from each query. Where one is nearer than `enough`, any such
    // distance is written. Infinite where no row has a column in common.
    void nearest(const Mixed& queries, double enough, Workers& workers, double* out) const;

private:
    double apart(const Mixed& queries, int64_t query, int64_t row) const;
    bool pack(const Mixed& rows, int64_t row, uint8_t* bytes) const;
    double nearer(const Mixed& queries, int64_t query, const uint8_t* bytes, int64_t block,
                  int64_t n_blocks, double least, int32_t* listed) const;
    void nearest_of_tile(const Mixed& queries, int64_t begin, int64_t end, double enough,
                         double* out) const;

    Mixed rows_;
    const Level& level_;
    int n_words_;
    std::vector<double> low_;
    std::vector<int64_t> complete_, incomplete_;  // rows without and with a missing value
    std::vector<uint8_t> blocks_;                 // those without, in bytes
};

}  // namespace counterpoise
