#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>

#include <string_view>
#include <tuple>

#include "binding/arrays.hpp"
#include "binding/bind.hpp"
#include "clusters/halved_cells.hpp"
#include "clusters/linked.hpp"

namespace counterpoise {
namespace {

using namespace nb::literals;

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

NewArray<int64_t> cut_cells(Read<double, 2> points, int64_t n_cells) {
    auto cells = new_array<int64_t>(points.shape(0), 1);
    {
        nb::gil_scoped_release release;
        halved_cells(points.data(), length(points), length(points, 1), n_cells, cells.data());
    }
    return cells;
}

}  // namespace

void bind_clusters(nb::module_& m) {
    m.def("linked", &link_points, "linkage"_a, "apart"_a.noconvert());
    m.def("halved_cells", &cut_cells, "points"_a, "n_cells"_a);
}

}  // namespace counterpoise
