#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>

#include <string_view>
#include <tuple>

#include "binding/arrays.hpp"
#include "binding/bind.hpp"
#include "binding/calls.hpp"
#include "clusters/halved_cells.hpp"
#include "clusters/lessened.hpp"
#include "clusters/linked.hpp"
#include "clusters/lloyd.hpp"

namespace counterpoise {
namespace {

using namespace nb::literals;

using Centres = nb::ndarray<double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Square = nb::ndarray<double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

Linkage linkage_of(std::string_view name) {
    if (name == "single") return Linkage::single;
    if (name == "complete") return Linkage::complete;
    if (name == "average") return Linkage::average;
    throw nb::value_error("the linkage is not known");
}

std::tuple<NewArray<int64_t>, NewArray<double>> link_points(std::string_view name, Square apart) {
    const Linkage linkage = linkage_of(name);
    const int64_t n = length(apart);
    if (n < 1 || length(apart, 1) != n) throw nb::value_error("the distances are not square");
    auto pairs = new_array<int64_t>(static_cast<size_t>(n - 1), 2);
    auto heights = new_array<double>(static_cast<size_t>(n - 1), 1);
    {
        nb::gil_scoped_release release;
        linked(linkage, apart.data(), n, pairs.data(), heights.data());
    }
    return {pairs, heights};
}

NewArray<double> sum_clusters(Read<double, 2> values, Read<int64_t, 2> pairs) {
    const int64_t n = length(values), d = length(values, 1);
    if (n < 1 || !has_shape(pairs, n - 1, 2)) throw nb::value_error("there is not one join fewer");
    for (int64_t join = 0; join + 1 < n; ++join)
        for (int64_t side = 2 * join; side < 2 * join + 2; ++side)
            if (pairs.data()[side] < 0 || pairs.data()[side] >= n + join)
                throw nb::index_error("a join names a cluster that is not there yet");
    auto sums = new_array<double>(static_cast<size_t>(n - 1), values.shape(1));
    cluster_sums(values.data(), pairs.data(), n, d, sums.data());
    return sums;
}

NewArray<double> measure_all(Read<double, 2> points, int n_threads) {
    auto apart = new_array<double>(points.shape(0), points.shape(0));
    with_workers(n_threads, [&](Workers& workers) {
        all_apart(points.data(), length(points), length(points, 1), workers, apart.data());
    });
    return apart;
}

NewArray<int64_t> cut_cells(Read<double, 2> points, int64_t n_cells) {
    auto cells = new_array<int64_t>(points.shape(0), 1);
    {
        nb::gil_scoped_release release;
        halved_cells(points.data(), length(points), length(points, 1), n_cells, cells.data());
    }
    return cells;
}

std::tuple<NewArray<int64_t>, int64_t, double> run_lloyd(Read<double, 2> points, Centres centres,
                                                         int64_t most_steps, double enough,
                                                         int n_threads) {
    const Points given{points.data(), length(points), length(points, 1)};
    const int64_t k = length(centres);
    if (k < 1 || length(centres, 1) != given.d)
        throw nb::value_error("centres and points do not fit each other");
    auto labels = new_array<int64_t>(points.shape(0), 1);
    Clustering found{labels.data()};
    with_workers(n_threads, [&](Workers& workers) {
        if (!lloyd(given, centres.data(), k, {most_steps, enough}, workers, found))
            found.n_steps = 0;
    });
    return {labels, found.n_steps, found.inertia};
}

void lessen_distances(Square apart, Read<double, 1> squares_of_candidates, Read<double, 1> squares,
                      Read<double, 1> nearest, int n_threads) {
    const Distances points{squares.data(), nearest.data(), length(nearest)};
    if (length(squares) != points.n || !has_shape(apart, length(squares_of_candidates), points.n))
        throw nb::value_error("candidates and points do not fit each other");
    with_workers(n_threads, [&](Workers& workers) {
        lessen(points, squares_of_candidates.data(), length(squares_of_candidates), workers,
               apart.data());
    });
}

}  // namespace

void bind_clusters(nb::module_& m) {
    m.def("linked", &link_points, "linkage"_a, "apart"_a.noconvert());
    m.def("cluster_sums", &sum_clusters, "values"_a, "pairs"_a);
    m.def("all_apart", &measure_all, "points"_a, "n_threads"_a);
    m.def("lloyd", &run_lloyd, "points"_a, "centres"_a.noconvert(), "most_steps"_a, "enough"_a,
          "n_threads"_a);
    m.def("lessen", &lessen_distances, "apart"_a.noconvert(), "squares_of_candidates"_a,
          "squares"_a, "nearest"_a, "n_threads"_a);
    m.def("halved_cells", &cut_cells, "points"_a, "n_cells"_a);
}

}  // namespace counterpoise
