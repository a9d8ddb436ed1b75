#include "trees/best_splits.hpp"

#include <algorithm>
#include <vector>

namespace counterpoise {
namespace {

constexpr int64_t n_bins = 256;

// Numbers of rows and columns that are too few for several threads.
constexpr int64_t few = 1 << 16;

struct Sums {
    double all = 0.0, own = 0.0;
};

double impurity(const Sums& sums) {
    return sums.all > 0.0 ? 2.0 * sums.own * (sums.all - sums.own) / sums.all : 0.0;
}

struct Best {
    double gain = 0.0;
    int32_t column = 0, bin = 0;
};

// The best split of a node in a column, if it is better than one that is known.
void look_at_column(const Sums* bins, int32_t column, Best& best) {
    Sums total;
    for (int64_t bin = 0; bin < n_bins; ++bin) {
        total.all += bins[bin].all;
        total.own += bins[bin].own;
    }
    const double whole = impurity(total);
    Sums left;
    for (int64_t bin = 0; bin + 1 < n_bins; ++bin) {
        if (bins[bin].all == 0.0) continue;
        left.all += bins[bin].all;
        left.own += bins[bin].own;
        const Sums right{total.all - left.all, total.own - left.own};
        const double gain = whole - impurity(left) - impurity(right);
        if (gain > best.gain) best = {gain, column, static_cast<int32_t>(bin)};
    }
}

}  // namespace

void best_splits(const Binned& rows, Workers& workers, const Splits& out) {
    const auto n_nodes = static_cast<size_t>(rows.n_nodes);
    std::vector<Best> found(n_nodes * static_cast<size_t>(rows.d));
    workers.run(rows.d, rows.n * rows.d <= few, [&](int64_t column, int) {
        std::vector<Sums> sums(n_nodes * n_bins);
        const uint8_t* bins = rows.bins + column * rows.n;
        for (int64_t i = 0; i < rows.n; ++i) {
            if (rows.nodes[i] < 0) continue;
            Sums& sum = sums[static_cast<size_t>(rows.nodes[i] * n_bins + bins[i])];
            sum.all += rows.weights[i];
            sum.own += rows.own[i];
        }
        for (size_t node = 0; node < n_nodes; ++node)
            look_at_column(sums.data() + node * n_bins, static_cast<int32_t>(column),
                           found[static_cast<size_t>(column) * n_nodes + node]);
    });
    for (size_t node = 0; node < n_nodes; ++node) {
        Best best;
        for (size_t at = node; at < found.size(); at += n_nodes)
            if (found[at].gain > best.gain) best = found[at];
        out.gain[node] = best.gain;
        out.column[node] = best.column;
        out.bin[node] = best.bin;
    }
}

}  // namespace counterpoise
