#include "trees/forest.hpp"

#include <algorithm>

namespace counterpoise {
namespace {

// Rows that go down a tree side by side: each waits for memory, and the others go on meanwhile.
constexpr int64_t abreast = 8;

// Rows that a thread takes at once, and steps that are too few for several threads.
constexpr int64_t piece = 256, few = int64_t{1} << 16;

// Add the values of the leaves that a few rows fall into.
void add_leaves(const Forest& forest, int64_t root, const float* rows, int64_t n, int64_t d,
                double* sums) {
    int32_t at[abreast];
    std::fill(at, at + abreast, static_cast<int32_t>(root));
    bool going = true;
    while (going) {
        going = false;
        for (int64_t i = 0; i < n; ++i) {
            const ForestNode& node = forest.nodes[at[i]];
            const int32_t next = node.child[!(rows[i * d + node.column] <= node.threshold)];
            going |= next != at[i];
            at[i] = next;
        }
    }
    for (int64_t i = 0; i < n; ++i) sums[i] += forest.values[at[i]];
}

}  // namespace

void forest_means(const Forest& forest, const float* rows, int64_t n, int64_t d, Workers& workers,
                  double* means) {
    std::fill(means, means + n, 0.0);
    workers.run((n + piece - 1) / piece, n * forest.n_trees <= few, [&](int64_t task, int) {
        const int64_t end = std::min(n, (task + 1) * piece);
        for (int64_t tree = 0; tree < forest.n_trees; ++tree)
            for (int64_t i = task * piece; i < end; i += abreast)
                add_leaves(forest, forest.roots[tree], rows + i * d, std::min(abreast, end - i), d,
                           means + i);
        for (int64_t i = task * piece; i < end; ++i)
            means[i] /= static_cast<double>(forest.n_trees);
    });
}

}  // namespace counterpoise
