#include <nanobind/stl/tuple.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "binding/arrays.hpp"
#include "binding/bind.hpp"
#include "binding/calls.hpp"
#include "trees/best_splits.hpp"
#include "trees/forest.hpp"

namespace counterpoise {
namespace {

using namespace nb::literals;

using Weights = Read<double, 1>;

std::tuple<NewArray<double>, NewArray<int32_t>, NewArray<int32_t>> split_nodes(
    Read<uint8_t, 2> bins, Read<int32_t, 1> nodes, Weights weights, Weights own, size_t n_nodes,
    int n_threads) {
    const Binned rows{length(bins, 1), length(bins), static_cast<int64_t>(n_nodes),
                      bins.data(),     nodes.data(), weights.data(),
                      own.data()};
    if (length(nodes) != rows.n || length(weights) != rows.n || length(own) != rows.n)
        throw nb::value_error("bins, nodes, weights and own do not fit each other");
    for (int64_t i = 0; i < rows.n; ++i)
        if (rows.nodes[i] >= rows.n_nodes) throw nb::index_error("a row is in no node of the tree");
    auto gain = new_array<double>(n_nodes, 1);
    auto column = new_array<int32_t>(n_nodes, 1), bin = new_array<int32_t>(n_nodes, 1);
    const Splits out{gain.data(), column.data(), bin.data()};
    with_workers(n_threads, [&](Workers& workers) { best_splits(rows, workers, out); });
    return {gain, column, bin};
}

// The nodes of several trees, one tree after another, and the first node of each.
class HeldForest {
public:
    HeldForest(Read<int32_t, 2> children, Read<int32_t, 1> columns, Read<double, 1> thresholds,
               Read<double, 1> values, Read<int64_t, 1> roots)
        : nodes_(columns.shape(0)),
          values_(values.data(), values.data() + values.shape(0)),
          roots_(roots.data(), roots.data() + roots.shape(0)) {
        const int64_t n = length(columns);
        if (!has_shape(children, n, 2) || length(thresholds) != n || length(values) != n)
            throw nb::value_error("the arrays do not have one entry for each node");
        for (const int64_t root : roots_)
            if (root < 0 || root >= n) throw nb::index_error("a tree begins at no node");
        for (int64_t i = 0; i < n; ++i) {
            ForestNode& node = nodes_[static_cast<size_t>(i)];
            node = {thresholds.data()[i], columns.data()[i], {}};
            for (int side = 0; side < 2; ++side) {
                const int32_t child = children.data()[2 * i + side];
                // Later than its parent, so that no path goes round.
                if (child != i && (child < i || child >= n))
                    throw nb::index_error("a child is no later node");
                node.child[side] = child;
            }
            n_columns_ = std::max<int64_t>(n_columns_, int64_t{node.column} + 1);
            if (node.column < 0) throw nb::index_error("a node looks at no column");
        }
    }

    NewArray<double> means(Read<float, 2> rows, int n_threads) const {
        const int64_t n = length(rows), d = length(rows, 1);
        if (d < n_columns_) throw nb::value_error("the rows lack columns that the trees look at");
        auto means = new_array<double>(rows.shape(0), 1);
        const Forest forest{nodes_.data(), values_.data(), roots_.data(),
                            static_cast<int64_t>(roots_.size())};
        with_workers(n_threads, [&](Workers& workers) {
            forest_means(forest, rows.data(), n, d, workers, means.data());
        });
        return means;
    }

private:
    std::vector<ForestNode> nodes_;
    std::vector<double> values_;
    std::vector<int64_t> roots_;
    int64_t n_columns_ = 0;
};

}  // namespace

void bind_trees(nb::module_& m) {
    nb::class_<HeldForest>(m, "Forest")
        .def(nb::init<Read<int32_t, 2>, Read<int32_t, 1>, Read<double, 1>, Read<double, 1>,
                      Read<int64_t, 1>>(),
             "children"_a, "columns"_a, "thresholds"_a, "values"_a, "roots"_a)
        .def("means", &HeldForest::means, "rows"_a, "n_threads"_a);
    m.def("best_splits", &split_nodes, "bins"_a, "nodes"_a, "weights"_a, "own"_a, "n_nodes"_a,
          "n_threads"_a);
}

}  // namespace counterpoise
