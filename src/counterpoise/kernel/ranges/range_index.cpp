#include "ranges/range_index.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoise {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// A difference of one counts so many.
constexpr double steps = 255.0;

// Blocks of eight rows that are compared first, before a near row is known, and bytes of blocks
// that stay in the nearest cache while all queries of a tile are compared with them.
constexpr int64_t first_blocks = 4, chunk_bytes = 24576;

// Queries that a thread takes at a time, and how many pairs are too few for several threads.
constexpr int64_t tile = 32, few = 1 << 16;

template <class Number>
int64_t length_of(const std::vector<Number>& vector) {
    return static_cast<int64_t>(vector.size());
}

}  // namespace

RangeIndex::RangeIndex(const Mixed& rows)
    : rows_(rows),
      level_(chosen_level()),
      n_words_(static_cast<int>((rows.d + rows.c + 7) / 8)),
      low_(static_cast<size_t>(rows.d), infinity) {
    for (int64_t i = 0; i < rows.n; ++i)
        for (int64_t j = 0; j < rows.d; ++j) {
            const double value = rows.values[i * rows.d + j];
            if (value < low_[static_cast<size_t>(j)]) low_[static_cast<size_t>(j)] = value;
        }
    std::vector<uint8_t> bytes(static_cast<size_t>(n_words_) * 8);
    blocks_.resize(static_cast<size_t>((rows.n + 7) / 8 * n_words_) * 64);
    for (int64_t i = 0; i < rows.n; ++i) {
        if (!pack(rows, i, bytes.data())) {
            incomplete_.push_back(i);
            continue;
        }
        const int64_t place = length_of(complete_);
        uint8_t* block = blocks_.data() + place / 8 * n_words_ * 64 + place % 8 * 8;
        for (int64_t w = 0; w < n_words_; ++w) std::copy_n(bytes.data() + 8 * w, 8, block + 64 * w);
        complete_.push_back(i);
    }
}

// Write a row in bytes; false if a value is missing. Two numbers differ by at least the difference
// of their bytes, less one for rounding, in steps; a number beyond the range is drawn in, which
// brings no two further apart. Categories of the same parity count as equal.
bool RangeIndex::pack(const Mixed& rows, int64_t row, uint8_t* bytes) const {
    std::fill_n(bytes, n_words_ * 8, uint8_t{0});
    for (int64_t j = 0; j < rows.d; ++j) {
        const double value = rows.values[row * rows.d + j];
        if (std::isnan(value)) return false;
        const double step = std::floor((value - low_[static_cast<size_t>(j)]) * steps + 0.5);
        bytes[j] = static_cast<uint8_t>(step > 0.0 ? std::min(step, 255.0) : 0.0);
    }
    for (int64_t j = 0; j < rows.c; ++j) {
        const int32_t code = rows.codes[row * rows.c + j];
        if (code < 0) return false;
        bytes[rows.d + j] = static_cast<uint8_t>(code % 2 * 255);
    }
    return true;
}

double RangeIndex::apart(const Mixed& queries, int64_t query, int64_t row) const {
    const double* a = queries.values + query * rows_.d;
    const double* b = rows_.values + row * rows_.d;
    double sum = 0.0;
    int64_t present = 0;
    for (int64_t j = 0; j < rows_.d; ++j) {
        const double difference = std::fabs(a[j] - b[j]);
        if (std::isnan(difference)) continue;
        sum += difference;
        ++present;
    }
    for (int64_t j = 0; j < rows_.c; ++j) {
        const int32_t one = queries.codes[query * rows_.c + j];
        const int32_t other = rows_.codes[row * rows_.c + j];
        if (one < 0 || other < 0) continue;
        sum += one != other;
        ++present;
    }
    const int64_t all = rows_.d + rows_.c;
    if (present == all) return sum;
    return present == 0 ? infinity
                        : sum * (static_cast<double>(all) / static_cast<double>(present));
}

// Measure what the bytes leave of some blocks for a query, and return the least distance so far.
double RangeIndex::nearer(const Mixed& queries, int64_t query, const uint8_t* bytes, int64_t block,
                          int64_t n_blocks, double least, int32_t* listed) const {
    // Each number may be a step nearer than the bytes say, and the sum of all is rounded.
    const double slack = static_cast<double>(rows_.d) + 1.0;
    const double most = std::min(least * steps * (1 + 1e-9) + slack, 2147483647.0);
    const int64_t n_listed =
        level_.byte_sums(bytes, blocks_.data() + block * n_words_ * 64, n_blocks, n_words_,
                         static_cast<int32_t>(most), listed);
    for (int64_t i = 0; i < n_listed; ++i) {
        const auto place = static_cast<size_t>(8 * block + listed[i]);
        if (place >= complete_.size()) continue;
        least = std::min(least, apart(queries, query, complete_[place]));
    }
    return least;
}

// Some blocks are compared with all queries of a tile before the next blocks are read.
void RangeIndex::nearest_of_tile(const Mixed& queries, int64_t begin, int64_t end, double enough,
                                 double* out) const {
    const int64_t n_bytes = 8 * n_words_, n_blocks = (length_of(complete_) + 7) / 8;
    const int64_t at_once = std::max<int64_t>(1, chunk_bytes / (8 * n_bytes + 1));
    std::vector<uint8_t> bytes(static_cast<size_t>(tile * n_bytes));
    std::vector<int32_t> listed(static_cast<size_t>(at_once) * 8);
    std::vector<int64_t> packed;
    for (int64_t query = begin; query < end; ++query) {
        out[query] = infinity;
        for (const int64_t row : incomplete_)
            out[query] = std::min(out[query], apart(queries, query, row));
        if (pack(queries, query, bytes.data() + (query - begin) * n_bytes))
            packed.push_back(query);
        else
            for (const int64_t row : complete_)
                out[query] = std::min(out[query], apart(queries, query, row));
    }
    int64_t size = std::min(first_blocks, at_once);
    for (int64_t block = 0; block < n_blocks; block += size, size = std::min(2 * size, at_once))
        for (const int64_t query : packed)
            if (!(out[query] < enough))
                out[query] = nearer(queries, query, bytes.data() + (query - begin) * n_bytes, block,
                                    std::min(size, n_blocks - block), out[query], listed.data());
}

void RangeIndex::nearest(const Mixed& queries, double enough, Workers& workers, double* out) const {
    const bool brief = queries.n * rows_.n <= few;
    workers.run((queries.n + tile - 1) / tile, brief, [&](int64_t task, int) {
        nearest_of_tile(queries, task * tile, std::min((task + 1) * tile, queries.n), enough, out);
    });
}

}  // namespace counterpoise
