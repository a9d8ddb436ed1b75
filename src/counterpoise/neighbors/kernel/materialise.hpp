// New rows from their parents, and copies of the old ones: the loops that write as much as they read.
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "memory.hpp"
#include "workers.hpp"

namespace counterpoise {

// Memory that several threads write, in pieces that end where huge pages do. The system fills a
// fresh page with zeros for whoever touches it first, and if two threads do at once, for both:
// pieces that share pages would make two threads hardly quicker than one.
class Pieces {
public:
    Pieces(const void* begin, int64_t n_bytes)
        : n_bytes_(n_bytes),
          size_(n_bytes < 2 * huge_page ? brief : huge_page),
          lead_(static_cast<int64_t>(reinterpret_cast<uintptr_t>(begin) % static_cast<uintptr_t>(size_))) {}

    int64_t count() const { return n_bytes_ == 0 ? 0 : (lead_ + n_bytes_ + size_ - 1) / size_; }
    int64_t start(int64_t piece) const { return std::clamp<int64_t>(piece * size_ - lead_, 0, n_bytes_); }
    bool is_brief() const { return n_bytes_ <= brief; }

private:
    static constexpr int64_t brief = int64_t{1} << 18;  // starting threads for less costs more than it saves
    int64_t n_bytes_, size_, lead_;
};

// Row i of the result is base - sum_j gaps[i, j] * (base - partner_j), plus its offset.
struct Origins {
    int64_t n, n_parents, d;
    const int64_t* parents;    // (n, n_parents); the base comes first
    const double* gaps;        // (n, n_parents - 1)
    const double* offsets;     // (n, d), or null
    const bool* whole;         // (d), or null: columns rounded to whole numbers
    const double* bounds;      // (2, d): the least and greatest number of each whole column
};

inline double rounded(double value, double lowest, double highest) {
    return std::min(std::max(std::nearbyint(value), lowest), highest);  // a NaN stays one
}

template <class Number, bool may_miss>
void write_row(const Origins& of, const Number* table, int64_t row, double* sums, Number* out) {
    const int64_t d = of.d;
    const int64_t* parents = of.parents + row * of.n_parents;
    const double* gaps = of.gaps + row * (of.n_parents - 1);
    const Number* base = table + parents[0] * d;
    const auto step = [base](const Number* partner, int64_t j) {
        const Number difference = base[j] - partner[j];
        // Where either is missing there is no step: the base's own value stays, missing or not.
        return may_miss && std::isnan(difference) ? 0.0 : static_cast<double>(difference);
    };
    if (of.n_parents == 2 && !of.offsets && !of.whole) {  // SMOTE's, without a detour
        const Number* partner = table + parents[1] * d;
        for (int64_t j = 0; j < d; ++j)
            out[j] = static_cast<Number>(static_cast<double>(base[j]) - gaps[0] * step(partner, j));
        return;
    }
    for (int64_t j = 0; j < d; ++j) sums[j] = static_cast<double>(base[j]);
    for (int64_t p = 1; p < of.n_parents; ++p) {
        const Number* partner = table + parents[p] * d;
        for (int64_t j = 0; j < d; ++j) sums[j] -= gaps[p - 1] * step(partner, j);
    }
    if (of.offsets)
        for (int64_t j = 0; j < d; ++j) sums[j] += of.offsets[row * d + j];
    if (of.whole)
        for (int64_t j = 0; j < d; ++j)
            if (of.whole[j] && !std::isnan(sums[j])) sums[j] = rounded(sums[j], of.bounds[j], of.bounds[d + j]);
    for (int64_t j = 0; j < d; ++j) out[j] = static_cast<Number>(sums[j]);
}

template <class Number>
void materialise(const Origins& of, const Number* table, bool may_miss, Workers& workers, Number* out) {
    const int64_t row_bytes = of.d * static_cast<int64_t>(sizeof(Number));
    const Pieces pieces(out, of.n * row_bytes);
    workers.run(pieces.count(), pieces.is_brief(), [&](int64_t piece, int) {
        std::vector<double> sums(static_cast<size_t>(of.d));
        const auto first_row = [&](int64_t at) { return (pieces.start(at) + row_bytes - 1) / row_bytes; };
        const int64_t end = first_row(piece + 1);
        for (int64_t row = first_row(piece); row < end; ++row) {
            if (may_miss)
                write_row<Number, true>(of, table, row, sums.data(), out + row * of.d);
            else
                write_row<Number, false>(of, table, row, sums.data(), out + row * of.d);
        }
    });
}

// A copy that whoever has a thread to spare may take part in.
class Copy {
public:
    Copy(const void* source, int64_t n_bytes, void* out)
        : source_(static_cast<const char*>(source)), out_(static_cast<char*>(out)), pieces_(out, n_bytes) {}

    // Copy what nobody has taken yet; others may still be copying when this returns.
    void work(Workers& workers) {
        workers.run(workers.n_threads(), pieces_.is_brief(), [&](int64_t, int) {
            for (int64_t piece; !workers.stopped() && (piece = next_.fetch_add(1)) < pieces_.count();) {
                const int64_t begin = pieces_.start(piece);
                std::memcpy(out_ + begin, source_ + begin, static_cast<size_t>(pieces_.start(piece + 1) - begin));
            }
        });
    }

private:
    const char* source_;
    char* out_;
    Pieces pieces_;
    std::atomic<int64_t> next_{0};
};

}  // namespace counterpoise
