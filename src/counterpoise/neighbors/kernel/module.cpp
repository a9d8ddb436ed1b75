// The door to Python: arrays in, arrays out. What is found and raised is decided in Python.
#include <atomic>
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <bit>
#include <cmath>
#include <optional>

#include "level.hpp"
#include "materialise.hpp"
#include "searcher.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace counterpoise {
namespace {

using Table = nb::ndarray<nb::ro, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Values = nb::ndarray<nb::ro, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Starts = nb::ndarray<const int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Columns = nb::ndarray<const int32_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Codes = nb::ndarray<const int32_t, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Shares = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using RowNumbers = nb::ndarray<const int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

template <class Array>
bool reads_doubles(const Array& array) {
    if (array.dtype() == nb::dtype<double>()) return true;
    if (array.dtype() == nb::dtype<float>()) return false;
    throw nb::type_error("the kernel reads float32 and float64");
}

// A table whose arrays are kept alive as long as the kernel may read them.
struct HeldRows {
    Rows rows;
    std::optional<Table> dense;
    std::optional<Values> values;
    std::optional<Starts> starts;
    std::optional<Columns> columns;
    std::optional<Codes> codes;

    void with_codes(std::optional<Codes> given) {
        if (!given) return;
        codes = given;
        rows.codes = codes->data();
        rows.c = static_cast<int64_t>(codes->shape(1));
        if (static_cast<int64_t>(codes->shape(0)) != rows.n)
            throw nb::value_error("numbers and codes have different numbers of rows");
    }
};

HeldRows dense_rows(Table table, std::optional<Codes> codes) {
    HeldRows held;
    held.rows.n = static_cast<int64_t>(table.shape(0));
    held.rows.d = static_cast<int64_t>(table.shape(1));
    held.rows.values = table.data();
    held.rows.is_double = reads_doubles(table);
    held.dense = std::move(table);
    held.with_codes(std::move(codes));
    return held;
}

// Whether every row's values lie in the arrays, and every value in a column.
bool is_compressed(const Values& values, const Starts& starts, const Columns& columns, int64_t n_columns) {
    const auto n_starts = static_cast<int64_t>(starts.shape(0));
    const auto n_values = static_cast<int64_t>(std::min(values.shape(0), columns.shape(0)));
    if (n_starts < 1 || n_columns < 0 || starts.data()[0] < 0) return false;
    for (int64_t row = 1; row < n_starts; ++row)
        if (starts.data()[row] < starts.data()[row - 1]) return false;
    const int64_t end = starts.data()[n_starts - 1];
    if (end > n_values) return false;
    for (int64_t at = 0; at < end; ++at)
        if (columns.data()[at] < 0 || columns.data()[at] >= n_columns) return false;
    return true;
}

HeldRows sparse_rows(Values values, Starts starts, Columns columns, int64_t n_columns,
                     std::optional<Codes> codes) {
    if (!is_compressed(values, starts, columns, n_columns))
        throw nb::value_error("values, starts and columns are no compressed sparse rows");
    HeldRows held;
    held.rows.n = static_cast<int64_t>(starts.shape(0)) - 1;
    held.rows.d = n_columns;
    held.rows.values = values.data();
    held.rows.is_double = reads_doubles(values);
    held.rows.starts = starts.data();
    held.rows.columns = columns.data();
    held.values = std::move(values);
    held.starts = std::move(starts);
    held.columns = std::move(columns);
    held.with_codes(std::move(codes));
    return held;
}

struct Seen {
    bool missing = false, infinite = false;
    double peak = 0.0;
};

// Whether the numbers hold NaN, whether they hold an infinity, and the largest magnitude.
template <class Number>
Seen look_over(const Number* values, int64_t n) {
    // A sum of numbers is a number unless it overflows, so one sum of a run tells that it holds
    // neither; only a run whose sum is none needs a closer look.
    bool missing = false, infinite = false;
    Number peaks[16] = {};
    constexpr int64_t run = 4096;
    for (int64_t begin = 0; begin < n; begin += run) {
        const int64_t end = std::min(begin + run, n);
        Number sums[16] = {};
        int64_t i = begin;
        for (; i + 16 <= end; i += 16)
            for (int lane = 0; lane < 16; ++lane) {
                const Number value = values[i + lane], size = std::fabs(value);
                sums[lane] += value;
                peaks[lane] = size > peaks[lane] ? size : peaks[lane];
            }
        Number sum = 0;
        for (; i < end; ++i) {
            sum += values[i];
            peaks[0] = std::fabs(values[i]) > peaks[0] ? std::fabs(values[i]) : peaks[0];
        }
        for (Number part : sums) sum += part;
        if (std::isfinite(sum)) continue;
        for (i = begin; i < end; ++i) {
            missing |= std::isnan(values[i]);
            infinite |= std::isinf(values[i]);
        }
    }
    return {missing, infinite, static_cast<double>(*std::max_element(peaks, peaks + 16))};
}

nb::tuple look(const HeldRows& held, int n_threads) {
    const Rows& rows = held.rows;
    const int64_t n = rows.is_sparse() ? rows.starts[rows.n] : rows.n * rows.d;
    std::atomic<bool> missing{false}, infinite{false};
    constexpr int64_t piece = int64_t{1} << 18;
    std::vector<double> peaks(static_cast<size_t>((n + piece - 1) / piece));
    nb::gil_scoped_release release;
    Workers workers(n_threads, nullptr);
    workers.run((n + piece - 1) / piece, n <= 2 * piece, [&](int64_t task, int) {
        const int64_t begin = task * piece, length = std::min(piece, n - begin);
        const Seen seen = rows.is_double ? look_over(static_cast<const double*>(rows.values) + begin, length)
                                         : look_over(static_cast<const float*>(rows.values) + begin, length);
        if (seen.missing) missing.store(true);
        if (seen.infinite) infinite.store(true);
        peaks[static_cast<size_t>(task)] = seen.peak;
    });
    for (int64_t i = 0; i < rows.n * rows.c && !missing.load(); ++i)
        if (rows.codes[i] < 0) missing.store(true);
    nb::gil_scoped_acquire acquire;
    const double peak = peaks.empty() ? 0.0 : *std::max_element(peaks.begin(), peaks.end());
    return nb::make_tuple(missing.load(), infinite.load(), peak);
}

template <class Number>
auto new_array(size_t n, size_t k) {
    Number* data = new Number[n * k];
    nb::capsule owner(data, [](void* p) noexcept { delete[] static_cast<Number*>(p); });
    return nb::ndarray<nb::numpy, Number, nb::ndim<2>>(data, {n, k}, owner);
}

bool no_signal() {
    nb::gil_scoped_acquire acquire;
    return PyErr_CheckSignals() == 0;
}

Plan plan_named(const std::string& name) {
    if (name == "exact") return Plan::exact;
    if (name == "flat") return Plan::flat;
    if (name == "pairs") return Plan::pairs;
    return name == "tree" ? Plan::tree : Plan::automatic;
}

class Engine {
public:
    Engine(HeldRows references, double cost, std::vector<Shares> distributions)
        : references_(std::move(references)),
          shares_(std::move(distributions)),
          searcher_(references_.rows, metric_of(cost, shares_)) {
        if (!(cost >= 0.0 && std::isfinite(cost))) throw nb::value_error("the cost is no finite number from 0");
        if (!shares_.empty() && static_cast<int64_t>(shares_.size()) != references_.rows.c)
            throw nb::value_error("there is not one distribution for each column of codes");
        check_codes(references_.rows);
    }

    nb::tuple search(const HeldRows& queries, int64_t k, std::optional<RowNumbers> exclude,
                     bool may_miss, int n_threads, bool with_distances, const std::string& plan) {
        check_question(queries.rows, k, exclude);
        const Question question{queries.rows, k, exclude ? exclude->data() : nullptr, may_miss};
        const size_t n = static_cast<size_t>(queries.rows.n);
        auto rows = new_array<int64_t>(n, static_cast<size_t>(k));
        auto distances = new_array<double>(with_distances ? n : 0, static_cast<size_t>(k));
        const Answer answer{with_distances ? distances.data() : nullptr, rows.data()};
        try {
            nb::gil_scoped_release release;
            Workers workers(n_threads, no_signal);
            searcher_.search(question, workers, answer, plan_named(plan));
        } catch (const Interrupted&) {
            throw nb::python_error();
        }
        return nb::make_tuple(distances, rows);
    }

private:
    // Raise unless the distributions tell the price of every code.
    void check_codes(const Rows& rows) const {
        for (size_t j = 0; j < shares_.size(); ++j)
            for (int64_t row = 0; row < rows.n; ++row)
                if (rows.codes[row * rows.c + static_cast<int64_t>(j)] >= static_cast<int64_t>(shares_[j].shape(0)))
                    throw nb::index_error("a code has no distribution");
    }

    void check_question(const Rows& queries, int64_t k, const std::optional<RowNumbers>& exclude) const {
        const Rows& rows = references_.rows;
        if (queries.d != rows.d || queries.c != rows.c || queries.is_sparse() != rows.is_sparse())
            throw nb::value_error("the queries have not the columns of the references");
        check_codes(queries);
        if (k < 1 || k > rows.n) throw nb::value_error("there are not as many references as neighbours asked for");
        if (!exclude) return;
        if (static_cast<int64_t>(exclude->shape(0)) != queries.n)
            throw nb::value_error("there is not one excluded row for each query");
        for (int64_t i = 0; i < queries.n; ++i) {
            if (exclude->data()[i] >= rows.n) throw nb::index_error("an excluded row is none of the references");
            if (exclude->data()[i] >= 0 && k == rows.n)
                throw nb::value_error("there are not as many references as neighbours asked for");
        }
    }

    static Metric metric_of(double cost, const std::vector<Shares>& shares) {
        Metric metric;
        metric.cost = cost;
        metric.by_value = !shares.empty();
        for (const Shares& of : shares)
            metric.distributions.push_back(
                {of.data(), static_cast<int64_t>(of.shape(0)), static_cast<int64_t>(of.shape(1))});
        return metric;
    }

    HeldRows references_;
    std::vector<Shares> shares_;
    Searcher searcher_;
};

using Parents = nb::ndarray<const int64_t, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Gaps = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Out = nb::ndarray<nb::ndim<2>, nb::c_contig, nb::device::cpu>;

template <class Work>
void without_gil(int n_threads, Work work) {
    try {
        nb::gil_scoped_release release;
        Workers workers(n_threads, no_signal);
        work(workers);
    } catch (const Interrupted&) {
        throw nb::python_error();
    }
}

void materialise_rows(Table table, Parents parents, Gaps gaps, std::optional<Gaps> offsets,
                      std::optional<Gaps> grid, bool may_miss, int n_threads, Out out) {
    const auto n = static_cast<int64_t>(parents.shape(0)), d = static_cast<int64_t>(table.shape(1));
    const auto fits = [](const auto& array, int64_t rows, int64_t columns) {
        return static_cast<int64_t>(array.shape(0)) == rows && static_cast<int64_t>(array.shape(1)) == columns;
    };
    const auto n_parents = static_cast<int64_t>(parents.shape(1));
    if (n_parents < 1 || !fits(gaps, n, n_parents - 1) || !fits(out, n, d) || out.dtype() != table.dtype() ||
        (offsets && !fits(*offsets, n, d)) || (grid && !fits(*grid, 5, d)))
        throw nb::value_error("parents, gaps, offsets, grid and out do not fit each other");
    const auto n_rows = static_cast<int64_t>(table.shape(0));
    for (int64_t i = 0; i < n * n_parents; ++i)
        if (parents.data()[i] < 0 || parents.data()[i] >= n_rows)
            throw nb::index_error("a parent is no row of the table");
    const Origins of{n, n_parents, d, parents.data(), gaps.data(), offsets ? offsets->data() : nullptr,
                     grid ? grid->data() : nullptr};
    const bool doubles = reads_doubles(table);
    without_gil(n_threads, [&](Workers& workers) {
        if (doubles)
            materialise(of, static_cast<const double*>(table.data()), may_miss, workers, static_cast<double*>(out.data()));
        else
            materialise(of, static_cast<const float*>(table.data()), may_miss, workers, static_cast<float*>(out.data()));
    });
}

// A generator of numpy's, in the layout that numpy documents for others (numpy/random/bitgen.h).
struct BitGenerator {
    void* state;
    uint64_t (*next_uint64)(void*);
    uint32_t (*next_uint32)(void*);
    double (*next_double)(void*);
    uint64_t (*next_raw)(void*);
};

// Uniform whole numbers from 0 to `most`: those that numpy's RandomState.randint draws, which takes
// as many low bits as `most` has and draws anew where they say more. Nothing here waits for whether
// they do, so it takes half of the time. The caller holds the generator's lock.
nb::object masked_draws(nb::capsule generator, uint32_t most, size_t n) {
    if (generator.name() == nullptr || std::string(generator.name()) != "BitGenerator")
        throw nb::type_error("the generator is none of numpy's");
    auto drawn = new_array<int64_t>(n, 1);
    int64_t* out = drawn.data();
    {
        nb::gil_scoped_release release;
        const auto* of = static_cast<const BitGenerator*>(generator.data());
        const auto mask = static_cast<uint32_t>((uint64_t{1} << std::bit_width(most)) - 1);
        for (size_t i = 0; i < n;) {
            const uint32_t bits = of->next_uint32(of->state) & mask;
            out[i] = bits;
            i += bits <= most;
        }
    }
    return drawn.cast();
}

class RowCopy {
public:
    RowCopy(Table source, Out out)
        : source_(std::move(source)),
          out_(std::move(out)),
          copy_(source_.data(), static_cast<int64_t>(source_.nbytes()), out_.data()) {
        if (source_.nbytes() != out_.nbytes() || source_.dtype() != out_.dtype())
            throw nb::value_error("source and out do not fit each other");
    }

    void work(int n_threads) {
        without_gil(n_threads, [&](Workers& workers) { copy_.work(workers); });
    }

private:
    Table source_;
    Out out_;
    Copy copy_;
};

}  // namespace
}  // namespace counterpoise

NB_MODULE(_kernel, m) {
    using namespace counterpoise;
    nb::set_leak_warnings(false);  // an index that lives until the interpreter ends is no leak
    nb::class_<HeldRows>(m, "Rows");
    m.def("dense_rows", &dense_rows, "table"_a, "codes"_a.none());
    m.def("sparse_rows", &sparse_rows, "values"_a, "starts"_a, "columns"_a, "n_columns"_a, "codes"_a.none());
    m.def("look", &look, "rows"_a, "n_threads"_a);
    m.def("materialise", &materialise_rows, "table"_a, "parents"_a, "gaps"_a, "offsets"_a.none(),
          "grid"_a.none(), "may_miss"_a, "n_threads"_a,
          "out"_a.noconvert());  // what is written to a copy would be lost
    m.def("masked_draws", &masked_draws, "generator"_a, "most"_a, "n"_a);
    nb::class_<RowCopy>(m, "RowCopy")
        .def(nb::init<Table, Out>(), "source"_a, "out"_a.noconvert())
        .def("work", &RowCopy::work, "n_threads"_a);
    m.def("simd_level", [] { return std::string(chosen_level().name); });
    nb::class_<Engine>(m, "Engine")
        .def(nb::init<HeldRows, double, std::vector<Shares>>(), "references"_a, "cost"_a, "distributions"_a)
        .def("search", &Engine::search, "queries"_a, "k"_a, "exclude"_a.none(), "may_miss"_a,
             "n_threads"_a, "with_distances"_a, "plan"_a = "automatic");
}
