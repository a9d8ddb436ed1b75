// New rows from their parents, and copies of the old ones: the loops that write as much as they read.
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "level.hpp"
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

// Row i of the result is base - sum_j gaps[i, j] * (base - partner_j), plus its offset. Without an
// offset, and with gaps that are weights, it lies between its parents, and nothing that rounds or
// overflows may move it from there.
struct Origins {
    int64_t n, n_parents, d;
    const int64_t* parents;    // (n, n_parents); the base comes first
    const double* gaps;        // (n, n_parents - 1)
    const double* offsets;     // (n, d), or null
    const double* grid;        // (5, d), or null: see grids.py
};

inline bool are_weights(const double* gaps, int64_t n) {
    double sum = 0.0;
    bool positive = true;
    for (int64_t p = 0; p < n; ++p) {
        positive &= gaps[p] >= 0.0;
        sum += gaps[p];
    }
    return positive && sum <= 1.0;
}

// The value if it lies between two others, or the nearer of these; a NaN stays one.
inline double within(double value, double low, double high) {
    value = value < low ? low : value;
    return value > high ? high : value;
}

// The nearest number of column j's grid, within the ends of its type.
inline double snapped(const Origins& of, int64_t j, double value) {
    const double* grid = of.grid + j;
    const double scale = grid[0], origin = grid[of.d], step = grid[2 * of.d];
    if (step == 0.0) return value;
    const double counted = origin + step * std::nearbyint((value * scale - origin) / step);
    return within(counted / scale, grid[3 * of.d], grid[4 * of.d]);
}

// The work space of one thread.
struct Sums {
    explicit Sums(int64_t d) : values(static_cast<size_t>(d)), lows(values), highs(values) {}
    std::vector<double> values, lows, highs;
};

// SMOTE's rows, without a detour.
inline bool write_between(const Level& level, const double* base, const double* partner, double gap, int64_t d,
                          bool may_miss, double* out) {
    return level.write_between_doubles(base, partner, gap, d, may_miss, out);
}

inline bool write_between(const Level& level, const float* base, const float* partner, double gap, int64_t d,
                          bool may_miss, float* out) {
    return level.write_between_floats(base, partner, gap, d, may_miss, out);
}

template <class Number, bool may_miss>
void write_row(const Level& level, const Origins& of, const Number* table, int64_t row, Sums& work, Number* out) {
    constexpr double most = std::numeric_limits<Number>::max();
    const int64_t d = of.d, n_partners = of.n_parents - 1;
    const int64_t* parents = of.parents + row * of.n_parents;
    const double* gaps = of.gaps + row * n_partners;
    const Number* base = table + parents[0] * d;
    const double* offsets = of.offsets ? of.offsets + row * d : nullptr;
    const bool is_noisy = offsets && std::any_of(offsets, offsets + d, [](double o) { return o != 0.0; });
    const bool between = !is_noisy && are_weights(gaps, n_partners);
    if (n_partners == 1 && between && !of.grid &&
        write_between(level, base, table + parents[1] * d, gaps[0], d, may_miss, out))
        return;
    double *sums = work.values.data(), *lows = work.lows.data(), *highs = work.highs.data();
    bool fits = true;
    for (int64_t j = 0; j < d; ++j) sums[j] = lows[j] = highs[j] = static_cast<double>(base[j]);
    for (int64_t p = 0; p < n_partners; ++p) {
        const Number* partner = table + parents[p + 1] * d;
        for (int64_t j = 0; j < d; ++j) {
            const Number difference = base[j] - partner[j];
            double step = static_cast<double>(difference);
            if (may_miss) step = std::isnan(difference) ? 0.0 : step;
            fits &= std::fabs(step) <= most;
            sums[j] -= gaps[p] * step;
            lows[j] = partner[j] < lows[j] ? partner[j] : lows[j];
            highs[j] = partner[j] > highs[j] ? partner[j] : highs[j];
        }
    }
    if (!fits)  // the weighted mean is as good, and none of its parts is larger than a parent
        for (int64_t j = 0; j < d; ++j) {
            double own = 1.0;
            sums[j] = 0.0;
            for (int64_t p = 0; p < n_partners; ++p) {
                const double theirs = static_cast<double>(table[parents[p + 1] * d + j]);
                if (std::isnan(theirs)) continue;
                own -= gaps[p];
                sums[j] += gaps[p] * theirs;
            }
            sums[j] += own * static_cast<double>(base[j]);
        }
    if (is_noisy)
        for (int64_t j = 0; j < d; ++j) sums[j] += offsets[j];
    for (int64_t j = 0; j < d; ++j) {
        double value = within(sums[j], -most, most);
        if (of.grid && !std::isnan(value)) value = snapped(of, j, value);
        if (between) value = lows[j] == highs[j] ? lows[j] : within(value, lows[j], highs[j]);
        out[j] = static_cast<Number>(value);
    }
}

template <class Number>
void materialise(const Origins& of, const Number* table, bool may_miss, Workers& workers, Number* out) {
    const int64_t row_bytes = of.d * static_cast<int64_t>(sizeof(Number));
    const Pieces pieces(out, of.n * row_bytes);
    const Level& level = chosen_level();
    workers.run(pieces.count(), pieces.is_brief(), [&](int64_t piece, int) {
        Sums sums(of.d);
        const auto first_row = [&](int64_t at) { return (pieces.start(at) + row_bytes - 1) / row_bytes; };
        const int64_t end = first_row(piece + 1);
        for (int64_t row = first_row(piece); row < end; ++row) {
            if (may_miss)
                write_row<Number, true>(level, of, table, row, sums, out + row * of.d);
            else
                write_row<Number, false>(level, of, table, row, sums, out + row * of.d);
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
