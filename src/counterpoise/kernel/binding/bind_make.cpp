#include <nanobind/stl/optional.h>

#include <optional>
#include <utility>

#include "binding/arrays.hpp"
#include "binding/bind.hpp"
#include "binding/calls.hpp"
#include "make/materialise.hpp"
#include "make/row_copy.hpp"

namespace counterpoise {
namespace {

using namespace nb::literals;

using Parents = Read<int64_t, 2>;
using Gaps = Read<double, 2>;

template <class Number>
void materialise_as(const Origins& of, const Table& table, bool may_miss, int n_threads,
                    const Out& out) {
    const auto* from = static_cast<const Number*>(table.data());
    auto* to = static_cast<Number*>(out.data());
    with_workers(n_threads,
                 [&](Workers& workers) { materialise(of, from, may_miss, workers, to); });
}

void materialise_rows(Table table, Parents parents, Gaps gaps, std::optional<Gaps> offsets,
                      std::optional<Gaps> grid, bool may_miss, int n_threads, Out out) {
    const int64_t n = length(parents), n_parents = length(parents, 1), d = length(table, 1);
    if (n_parents < 1 || !has_shape(gaps, n, n_parents - 1) || !has_shape(out, n, d) ||
        out.dtype() != table.dtype() || (offsets && !has_shape(*offsets, n, d)) ||
        (grid && !has_shape(*grid, 5, d)))
        throw nb::value_error("parents, gaps, offsets, grid and out do not fit each other");
    const Origins of{n,
                     n_parents,
                     d,
                     parents.data(),
                     gaps.data(),
                     offsets ? offsets->data() : nullptr,
                     grid ? grid->data() : nullptr};
    check_parents(of, length(table));
    if (reads_doubles(table))
        materialise_as<double>(of, table, may_miss, n_threads, out);
    else
        materialise_as<float>(of, table, may_miss, n_threads, out);
}

// A copy with the arrays that it reads and writes.
class HeldCopy {
public:
    HeldCopy(Table source, Out out)
        : source_(std::move(source)),
          out_(std::move(out)),
          copy_(source_.data(), static_cast<int64_t>(source_.nbytes()), out_.data()) {
        if (source_.nbytes() != out_.nbytes() || source_.dtype() != out_.dtype())
            throw nb::value_error("source and out do not fit each other");
    }

    void work(int n_threads) {
        with_workers(n_threads, [&](Workers& workers) { copy_.work(workers); });
    }

private:
    Table source_;
    Out out_;
    RowCopy copy_;
};

}  // namespace

void bind_make(nb::module_& m) {
    m.def("materialise", &materialise_rows, "table"_a, "parents"_a, "gaps"_a, "offsets"_a.none(),
          "grid"_a.none(), "may_miss"_a, "n_threads"_a, "out"_a.noconvert());
    nb::class_<HeldCopy>(m, "RowCopy")
        .def(nb::init<Table, Out>(), "source"_a, "out"_a.noconvert())
        .def("work", &HeldCopy::work, "n_threads"_a);
}

}  // namespace counterpoise
