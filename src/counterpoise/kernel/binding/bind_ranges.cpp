#include <utility>

#include "binding/arrays.hpp"
#include "binding/bind.hpp"
#include "binding/calls.hpp"
#include "ranges/range_index.hpp"

namespace counterpoise {
namespace {

using namespace nb::literals;

using Numbers = Read<double, 2>;

Mixed mixed(const Numbers& numbers, const Codes& codes) {
    if (length(codes) != length(numbers))
        throw nb::value_error("numbers and codes have different numbers of rows");
    return {length(numbers), length(numbers, 1), length(codes, 1), numbers.data(), codes.data()};
}

// An index with the arrays that it reads.
class HeldRangeIndex {
public:
    HeldRangeIndex(Numbers numbers, Codes codes)
        : numbers_(std::move(numbers)), codes_(std::move(codes)), index_(mixed(numbers_, codes_)) {}

    NewArray<double> nearest(Numbers numbers, Codes codes, double enough, int n_threads) const {
        const Mixed queries = mixed(numbers, codes);
        if (queries.d != length(numbers_, 1) || queries.c != length(codes_, 1))
            throw nb::value_error("queries and references have different columns");
        NewArray<double> found = new_array<double>(static_cast<size_t>(queries.n), 1);
        double* out = found.data();
        with_workers(n_threads,
                     [&](Workers& workers) { index_.nearest(queries, enough, workers, out); });
        return found;
    }

private:
    Numbers numbers_;
    Codes codes_;
    RangeIndex index_;
};

}  // namespace

void bind_ranges(nb::module_& m) {
    nb::class_<HeldRangeIndex>(m, "RangeIndex")
        .def(nb::init<Numbers, Codes>(), "numbers"_a, "codes"_a)
        .def("nearest", &HeldRangeIndex::nearest, "numbers"_a, "codes"_a, "enough"_a,
             "n_threads"_a);
}

}  // namespace counterpoise
