#include <nanobind/stl/optional.h>
#include <nanobind/stl/tuple.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "binding/arrays.hpp"
#include "binding/bind.hpp"
#include "binding/calls.hpp"
#include "binding/held_rows.hpp"
#include "rows/compressed.hpp"
#include "rows/look.hpp"

namespace counterpoise {
namespace {

using namespace nb::literals;

void add_codes(HeldRows& held, std::optional<Codes> codes) {
    if (!codes) return;
    if (length(*codes) != held.rows.n)
        throw nb::value_error("numbers and codes have different numbers of rows");
    held.rows.codes = codes->data();
    held.rows.c = length(*codes, 1);
    held.codes = std::move(codes);
}

HeldRows dense_rows(Table table, std::optional<Codes> codes) {
    HeldRows held;
    held.rows.n = length(table);
    held.rows.d = length(table, 1);
    held.rows.values = table.data();
    held.rows.is_double = reads_doubles(table);
    held.dense = std::move(table);
    add_codes(held, std::move(codes));
    return held;
}

HeldRows sparse_rows(Values values, Read<int64_t, 1> starts, Read<int32_t, 1> columns,
                     int64_t n_columns, std::optional<Codes> codes) {
    const int64_t n_values = std::min(length(values), length(columns));
    if (!is_sound({starts.data(), length(starts), columns.data(), n_values, n_columns}))
        throw nb::value_error("values, starts and columns are no compressed sparse rows");
    HeldRows held;
    held.rows.n = length(starts) - 1;
    held.rows.d = n_columns;
    held.rows.values = values.data();
    held.rows.is_double = reads_doubles(values);
    held.rows.starts = starts.data();
    held.rows.columns = columns.data();
    held.values = std::move(values);
    held.starts = std::move(starts);
    held.columns = std::move(columns);
    add_codes(held, std::move(codes));
    return held;
}

std::tuple<bool, bool, double> look_at(const HeldRows& rows, int n_threads) {
    Seen seen;
    with_workers(n_threads, [&](Workers& workers) { seen = look(rows.rows, workers); });
    return {seen.missing, seen.infinite, seen.peak};
}

}  // namespace

void bind_rows(nb::module_& m) {
    nb::class_<HeldRows>(m, "Rows");
    m.def("dense_rows", &dense_rows, "table"_a, "codes"_a.none());
    m.def("sparse_rows", &sparse_rows, "values"_a, "starts"_a, "columns"_a, "n_columns"_a,
          "codes"_a.none());
    m.def("look", &look_at, "rows"_a, "n_threads"_a);
}

}  // namespace counterpoise
