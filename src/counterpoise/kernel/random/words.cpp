#include "random/words.hpp"

#include <algorithm>
#include <array>

#include "random/normal_quantile.hpp"

namespace counterpoise {
namespace {

// Multipliers of the two lanes, and what is added to the key after each round.
constexpr uint64_t factor_a = 0xD2E7470EE14C6C93, factor_c = 0xCA5A826395121157;
constexpr uint64_t step_a = 0x9E3779B97F4A7C15, step_c = 0xBB67AE8584CAA73B;
constexpr int rounds = 10;

// Words of a purpose, and rows that a thread takes at a time; numbers that one thread draws before
// another has begun.
constexpr int64_t lanes = 4, tile = 1024, few = 1 << 16;

// Quantiles that are computed together.
constexpr int64_t at_once = 256;

using Four = std::array<uint64_t, lanes>;

__extension__ typedef unsigned __int128 Long;

uint64_t high_word(uint64_t a, uint64_t b) {
    return static_cast<uint64_t>((static_cast<Long>(a) * b) >> 64);
}

Four philox(uint64_t counter, uint64_t key_a, uint64_t key_c) {
    uint64_t a = counter, b = 0, c = 0, d = 0;
    for (int round = 0; round < rounds; ++round) {
        const uint64_t high_a = high_word(factor_a, a), high_c = high_word(factor_c, c);
        const uint64_t low_a = factor_a * a, low_c = factor_c * c;
        a = high_c ^ b ^ key_a;
        b = low_c;
        c = high_a ^ d ^ key_c;
        d = low_a;
        key_a += step_a;
        key_c += step_c;
    }
    return {a, b, c, d};
}

constexpr auto as_word = [](uint64_t word) { return word; };

constexpr auto as_uniform = [](uint64_t word) {
    return static_cast<double>(static_cast<int64_t>(word >> 11)) * 0x1p-53;
};

// A middle of 2^52 steps, less a half: exact.
constexpr auto as_centred = [](uint64_t word) {
    return (static_cast<double>(static_cast<int64_t>(word >> 12)) - 0x1p51 + 0.5) * 0x1p-52;
};

// Write what becomes of the words of n rows.
template <class Number, class Turned>
void write(const WordKey& key, const int64_t* numbers, int64_t n, int64_t n_columns, Turned turned,
           Number* out) {
    for (int64_t column = 0; column < n_columns; column += lanes) {
        const auto purpose = key.purpose + static_cast<uint64_t>(column / lanes);
        const uint64_t stratum = key.stratum | purpose << 32;
        const int64_t width = std::min(lanes, n_columns - column);
        for (int64_t i = 0; i < n; ++i) {
            const Four drawn = philox(static_cast<uint64_t>(numbers[i]) + 1, key.seed, stratum);
            for (int64_t j = 0; j < width; ++j)
                out[i * n_columns + column + j] = turned(drawn[static_cast<size_t>(j)]);
        }
    }
}

// The same for the rows of each task, and then `finish(first, last)` for what was written of them.
template <class Number, class Turned, class Finish>
void write_all(const WordKey& key, const int64_t* numbers, int64_t n, int64_t n_columns,
               Turned turned, Workers& workers, Number* out, Finish finish) {
    workers.run((n + tile - 1) / tile, n * n_columns <= few, [&](int64_t task, int) {
        const int64_t first = task * tile, size = std::min(tile, n - first);
        Number* own = out + first * n_columns;
        write(key, numbers + first, size, n_columns, turned, own);
        finish(own, own + size * n_columns);
    });
}

constexpr auto nothing = [](const auto*, const auto*) {};

}  // namespace

void write_words(const WordKey& key, const int64_t* numbers, int64_t n, int64_t n_columns,
                 Workers& workers, uint64_t* out) {
    write_all(key, numbers, n, n_columns, as_word, workers, out, nothing);
}

void write_uniforms(const WordKey& key, const int64_t* numbers, int64_t n, int64_t n_columns,
                    Workers& workers, double* out) {
    write_all(key, numbers, n, n_columns, as_uniform, workers, out, nothing);
}

void write_normals(const WordKey& key, const int64_t* numbers, int64_t n, int64_t n_columns,
                   Workers& workers, double* out) {
    // All as if they were in the middle, without a branch, and then those that are not.
    const auto finish = [](double* first, double* last) {
        std::array<double, at_once> centred;
        for (; first < last; first += at_once) {
            const int64_t size = std::min<int64_t>(at_once, last - first);
            std::copy_n(first, size, centred.data());
            for (int64_t i = 0; i < size; ++i)
                first[i] = central_quantile(centred[static_cast<size_t>(i)]);
            for (int64_t i = 0; i < size; ++i) {
                const double q = centred[static_cast<size_t>(i)];
                if (std::fabs(q) > central) first[i] = outer_quantile(q);
            }
        }
    };
    write_all(key, numbers, n, n_columns, as_centred, workers, out, finish);
}

}  // namespace counterpoise
