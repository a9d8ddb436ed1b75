#include <nanobind/stl/tuple.h>

#include <tuple>

#include "binding/arrays.hpp"
#include "binding/bind.hpp"
#include "binding/calls.hpp"
#include "trees/best_splits.hpp"

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

}  // namespace

void bind_trees(nb::module_& m) {
    m.def("best_splits", &split_nodes, "bins"_a, "nodes"_a, "weights"_a, "own"_a, "n_nodes"_a,
          "n_threads"_a);
}

}  // namespace counterpoise
