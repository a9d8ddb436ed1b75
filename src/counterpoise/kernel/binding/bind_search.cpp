#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <utility>
#include <vector>

#include "binding/arrays.hpp"
#include "binding/bind.hpp"
#include "binding/calls.hpp"
#include "binding/held_rows.hpp"
#include "levels/level.hpp"
#include "search/searcher.hpp"

namespace counterpoise {
namespace {

using namespace nb::literals;

using Shares = Read<double, 2>;
using RowNumbers = Read<int64_t, 1>;

Plan plan_named(const std::string& name) {
    if (name == "automatic") return Plan::automatic;
    if (name == "exact") return Plan::exact;
    if (name == "flat") return Plan::flat;
    if (name == "tree") return Plan::tree;
    if (name == "pairs") return Plan::pairs;
    throw nb::value_error("the plan is none of automatic, exact, flat, tree and pairs");
}

Metric metric_of(double cost, const std::vector<Shares>& shares) {
    Metric metric;
    metric.cost = cost;
    metric.by_value = !shares.empty();
    for (const Shares& of : shares)
        metric.distributions.push_back({of.data(), length(of), length(of, 1)});
    return metric;
}

// A searcher with the arrays that it reads.
class Engine {
public:
    Engine(HeldRows references, double cost, std::vector<Shares> distributions)
        : references_(std::move(references)),
          shares_(std::move(distributions)),
          searcher_(references_.rows, metric_of(cost, shares_)) {}

    std::pair<NewArray<double>, NewArray<int64_t>> search(const HeldRows& queries, int64_t k,
                                                          std::optional<RowNumbers> exclude,
                                                          bool may_miss, int n_threads,
                                                          bool with_distances,
                                                          const std::string& plan) {
        const Plan planned = plan_named(plan);
        if (exclude && length(*exclude) != queries.rows.n)
            throw nb::value_error("there is not one excluded row for each query");
        const Question question{queries.rows, k, exclude ? exclude->data() : nullptr, may_miss};
        searcher_.check(question);
        const size_t n = static_cast<size_t>(queries.rows.n), n_nearest = static_cast<size_t>(k);
        auto rows = new_array<int64_t>(n, n_nearest);
        auto distances = new_array<double>(with_distances ? n : 0, n_nearest);
        const Answer answer{with_distances ? distances.data() : nullptr, rows.data()};
        with_workers(n_threads, [&](Workers& workers) {
            searcher_.search(question, workers, answer, planned);
        });
        return {std::move(distances), std::move(rows)};
    }

private:
    HeldRows references_;
    std::vector<Shares> shares_;
    Searcher searcher_;
};

std::string simd_level() { return chosen_level().name; }

}  // namespace

void bind_search(nb::module_& m) {
    m.def("simd_level", &simd_level);
    nb::class_<Engine>(m, "Engine")
        .def(nb::init<HeldRows, double, std::vector<Shares>>(), "references"_a, "cost"_a,
             "distributions"_a)
        .def("search", &Engine::search, "queries"_a, "k"_a, "exclude"_a.none(), "may_miss"_a,
             "n_threads"_a, "with_distances"_a, "plan"_a = "automatic");
}

}  // namespace counterpoise
