#include "search/searcher.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>

#include "levels/level.hpp"
#include "search/forecast.hpp"
#include "search/tree_search.hpp"

namespace counterpoise {
namespace {

// Raise unless the distributions tell the price of every code.
void check_codes(const Rows& rows, const Metric& metric) {
    for (size_t j = 0; j < metric.distributions.size(); ++j)
        for (int64_t row = 0; row < rows.n; ++row)
            if (rows.codes[row * rows.c + static_cast<int64_t>(j)] >=
                metric.distributions[j].n_categories)
                throw std::out_of_range("a code has no distribution");
}

// Pairs and columns under which float64 is done before float32 has laid out its panels.
constexpr double small_work = 300000;
constexpr int64_t most_neighbours = 1024;
constexpr int64_t small_table = 1024;

bool float32_can(const Rows& references, const Metric& metric, const Question& question) {
    return !metric.by_value && !question.may_miss && !references.is_sparse() && references.d > 0 &&
           references.n > 0 && references.n < std::numeric_limits<int32_t>::max() / 2 &&
           question.queries.n < std::numeric_limits<int32_t>::max() / 2;
}

// Whether float32 rules out enough to be worth its while.
bool float32_pays(const Rows& references, const Question& question) {
    const double work = static_cast<double>(question.queries.n) *
                        static_cast<double>(references.n) *
                        static_cast<double>(references.d + references.c);
    return work >= small_work && question.k <= most_neighbours && question.k * 8 <= references.n;
}

// Queries for which sorting the references into a tree pays. Both the sorting of a row and its
// comparison with a query take time in proportion to the columns, so they hardly matter beyond
// some; with few of them the boxes rule out more, and measuring the candidates is what a scan waits
// for.
int64_t queries_for_tree(int64_t n_columns) {
    return 1000 + 35 * chosen_level().pace * std::min<int64_t>(n_columns, 20);
}

}  // namespace

Searcher::Searcher(const Rows& references, Metric metric)
    : references_(references), metric_(std::move(metric)) {
    if (!(metric_.cost >= 0.0 && std::isfinite(metric_.cost)))
        throw std::invalid_argument("the cost is no finite number from 0");
    if (metric_.by_value && static_cast<int64_t>(metric_.distributions.size()) != references_.c)
        throw std::invalid_argument("there is not one distribution for each column of codes");
    check_codes(references_, metric_);
}

void Searcher::check(const Question& question) const {
    const Rows& queries = question.queries;
    if (queries.d != references_.d || queries.c != references_.c ||
        queries.is_sparse() != references_.is_sparse())
        throw std::invalid_argument("the queries have not the columns of the references");
    check_codes(queries, metric_);
    if (question.k < 1 || question.k > references_.n)
        throw std::invalid_argument("there are not as many references as neighbours asked for");
    for (int64_t i = 0; i < queries.n && question.exclude != nullptr; ++i) {
        if (question.exclude[i] >= references_.n)
            throw std::out_of_range("an excluded row is none of the references");
        if (question.exclude[i] >= 0 && question.k == references_.n)
            throw std::invalid_argument("there are not as many references as neighbours asked for");
    }
}

std::shared_ptr<const Tree> Searcher::tree_for(const Question& question, Workers& workers,
                                               Plan plan) {
    std::lock_guard<std::mutex> lock(building_);
    if (scale_ < 0.0) scale_ = scale_of(references_, metric_.cost, workers);
    if (scale_ == 0.0) return nullptr;
    n_asked_ += question.queries.n;
    const bool is_small =
        references_.n < small_table || n_asked_ < queries_for_tree(references_.d + references_.c);
    // Where most rows ask, a tree's order is of use even if its boxes are not.
    const bool is_useless = !boxes_help_ && 2 * n_asked_ < references_.n;
    const bool is_flat = plan == Plan::automatic ? is_small || is_useless : plan == Plan::flat;
    if (tree_ != nullptr && (!tree_->is_flat || is_flat)) return tree_;
    std::optional<Axes> axes;
    if (!is_flat) axes = tree_axes(references_, scale_);
    if (axes && plan == Plan::automatic && 2 * n_asked_ < references_.n) {
        boxes_help_ = boxes_may_help(*axes, references_, leaf_rows_for(references_.d));
        if (!boxes_help_) {
            axes.reset();
            if (tree_ != nullptr) return tree_;
        }
    }
    const double nearest = plan == Plan::flat ? std::numeric_limits<double>::infinity()
                           : boxes_help_      ? 0.0
                                              : nearest_squared(references_, scale_);
    tree_ = std::make_shared<const Tree>(build_tree(references_, scale_, axes, nearest, workers));
    return tree_;
}

void Searcher::search(const Question& question, Workers& workers, const Answer& answer, Plan plan) {
    if (question.queries.n == 0) return;
    const bool wanted =
        plan == Plan::automatic ? float32_pays(references_, question) : plan != Plan::exact;
    if (wanted && float32_can(references_, metric_, question)) {
        const Pairing pairing = plan == Plan::automatic ? Pairing::where_it_pays
                                : plan == Plan::pairs   ? Pairing::always
                                                        : Pairing::never;
        const std::shared_ptr<const Tree> tree = tree_for(question, workers, plan);
        if (tree != nullptr &&
            tree_search(*tree, references_, metric_, question, workers, answer, pairing))
            return;
    }
    exact_search(references_, metric_, question, workers, answer);
}

}  // namespace counterpoise
