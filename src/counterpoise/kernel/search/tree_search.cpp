#include "search/tree_search.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <numeric>

#include "search/exact_pair.hpp"
#include "search/forecast.hpp"
#include "search/group.hpp"
#include "search/pair_search.hpp"
#include "search/selection.hpp"

namespace counterpoise {
namespace {

constexpr double farthest = 0x1p40;  // scaled; float32 holds the squares of such distances
constexpr int64_t chunk_rows = 1024;
constexpr int64_t most_probes = 8;
// Up to so many, a query's own leaf holds most of its neighbours, so that a group is a leaf.
constexpr int64_t few_columns = 2;
// What comparing every row costs before it saves, in rows that each query would be compared with:
// a copy of the leaves, the queries' state, and threads that wait for each other's sections.
constexpr double start_rows = 1500.0;
constexpr int64_t tile = 8;  // a multiple of every level's tile of queries
constexpr int deepest = 32;  // levels of a tree; halving 2^31 rows takes fewer

// The whole of what one thread needs to answer a group of queries.
class GroupSearch {
public:
    GroupSearch(const Tree& tree, const Rows& references, const Metric& metric,
                const Question& question, const std::vector<int32_t>& positions, Workers& workers,
                const Answer& answer)
        : tree_(tree),
          references_(references),
          metric_(metric),
          question_(question),
          positions_(positions),
          workers_(workers),
          answer_(answer),
          level_(chosen_level()) {
        const int64_t d = tree.d, c = tree.c;
        const int k = static_cast<int>(question.k);
        group_ = shaped_group(tree, metric, k, 2 * k + 32);
        residuals_.resize(group_rows * group_.stride);
        codes_.resize(group_rows * c + 1);
        shift_.resize(group_.stride);
        tile_.resize(level_.scratch(group_.stride));
        excluded_.resize(group_rows);
        reach_.resize(group_rows);
        uppers_.resize(group_rows * group_.upper_stride);
        pending_.resize(int64_t{group_rows} * group_.capacity);
        n_pending_.resize(group_rows);
        low_.resize(tree.axes.n * group_rows + 1);
        high_.resize(tree.axes.n * group_rows + 1);
        bounds_.resize((2 * deepest + 1) * group_rows);
        centre_.resize(d);
        queries_.resize(group_rows * d);
        relative_.resize(d);
        coordinates_.resize(tree.axes.n + 1);
        selections_.resize(group_rows);
        numbers_.resize(group_.capacity);
        squares_.resize(group_.capacity);
        group_.residuals = residuals_.data();
        group_.codes = codes_.data();
        group_.shift = shift_.data();
        group_.tile = tile_.data();
        group_.excluded = excluded_.data();
        group_.reach = reach_.data();
        group_.uppers = uppers_.data();
        group_.pending = pending_.data();
        group_.n_pending = n_pending_.data();
        group_.owner = this;
        group_.make_room = [](void* owner, int query) {
            static_cast<GroupSearch*>(owner)->make_room(query);
        };
    }

    GroupSearch(const GroupSearch&) = delete;

    // Pairs that were compared so far.
    int64_t n_compared() const { return n_compared_; }

    // Answer the queries with these row numbers; at most group_rows of them.
    void answer(const int32_t* rows, int n) {
        rows_ = rows;
        take_queries(n);
        if (tree_.is_flat) {
            for (int i = 0; i < n; ++i) listed_[i] = static_cast<uint8_t>(i);
            for (int64_t leaf = 0; leaf < tree_.n_leaves && !workers_.stopped(); ++leaf) {
                scan(leaf, n);
                group_.is_laid_out = group_.has_common_centre;
            }
        } else {
            std::fill(bounds_.begin(), bounds_.begin() + group_rows,
                      std::numeric_limits<float>::infinity());
            std::fill(bounds_.begin(), bounds_.begin() + n, 0.0f);
            visit(0, 0, bounds_.data());
        }
        if (workers_.stopped()) return;
        for (int i = 0; i < n; ++i) {
            settle(i);
            const int64_t at = rows[i] * question_.k;
            selections_[i].finish(answer_.distances == nullptr ? nullptr : answer_.distances + at,
                                  answer_.rows + at);
        }
    }

private:
    void take_queries(int n) {
        const int64_t d = tree_.d;
        group_.n = n;
        group_.is_laid_out = false;
        std::fill(centre_.begin(), centre_.end(), 0.0);
        for (int i = 0; i < n; ++i) {
            double* query = queries_.data() + i * d;
            question_.queries.load(rows_[i], query);
            for (int64_t j = 0; j < d; ++j)
                centre_[j] += (query[j] - queries_[j]) * tree_.scale / n;
        }
        for (int64_t j = 0; j < d && n > 0; ++j) centre_[j] += queries_[j] * tree_.scale;
        double largest = 0.0;
        for (int i = 0; i < n; ++i) {
            const double* query = queries_.data() + i * d;
            float* residual = residuals_.data() + i * group_.stride;
            double squares = 0.0;
            for (int64_t j = 0; j < d; ++j) {
                residual[j] = static_cast<float>(query[j] * tree_.scale - centre_[j]);
                squares += static_cast<double>(residual[j]) * residual[j];
            }
            largest = std::max(largest, squares);
            project(i, query);
            const int64_t excluded =
                question_.exclude == nullptr ? -1 : question_.exclude[rows_[i]];
            excluded_[i] = excluded < 0 ? -1 : positions_[excluded];
            reach_[i] = std::numeric_limits<float>::infinity();
            n_pending_[i] = 0;
            selections_[i].start(question_.k);
            std::copy_n(question_.queries.codes + rows_[i] * tree_.c, tree_.c,
                        codes_.data() + i * tree_.c);
        }
        // Nothing is near a query that is not there.
        std::fill(reach_.begin() + n, reach_.end(), -1.0f);
        std::fill(uppers_.begin(), uppers_.end(), std::numeric_limits<float>::infinity());
        group_.radius = static_cast<float>(std::sqrt(largest) * (1 + 0x1p-20));
    }

    void project(int i, const double* query) {
        if (tree_.is_flat) return;
        std::copy_n(query, tree_.d, relative_.data());
        const double off = tree_.axes.project(relative_.data(), coordinates_.data());
        for (int a = 0; a < tree_.axes.n; ++a) {
            const double value = coordinates_[a],
                         slack = std::fabs(value) * 0x1p-22 + 0x1p-140 + off;
            low_[a * group_rows + i] = static_cast<float>(value - slack);
            high_[a * group_rows + i] = static_cast<float>(value + slack);
        }
    }

    // Go through the part of the tree that is within reach, the nearer child first. The children's
    // bounds have places of their own at each depth, for the second child's are needed again.
    void visit(int32_t node, int depth, const float* bounds) {
        if (workers_.stopped()) return;
        const int n_near = level_.within_reach(group_.n, bounds, reach_.data(), listed_);
        if (n_near == 0) return;
        const Node& at = tree_.nodes[node];
        if (at.is_leaf()) {
            scan(at.first_leaf, n_near);
            return;
        }
        const int32_t left = left_of(node), right = right_of(node, at);
        float* of_left = bounds_.data() + (2 * depth + 1) * group_rows;
        float* of_right = of_left + group_rows;
        const float to_left = bound(left, bounds, of_left),
                    to_right = bound(right, bounds, of_right);
        if (to_left <= to_right) visit(left, depth + 1, of_left);
        visit(right, depth + 1, of_right);
        if (to_left > to_right) visit(left, depth + 1, of_left);
    }

    float bound(int32_t node, const float* parent, float* bounds) {
        return level_.box_bounds(group_.n, tree_.axes.n, low_.data(), high_.data(), tree_.box(node),
                                 tree_.shrink, parent, reach_.data(), bounds);
    }

    void scan(int64_t leaf, int n_listed) {
        const double* centre = tree_.centres.data() + leaf * tree_.d;
        for (int64_t j = 0; j < tree_.d; ++j)
            shift_[j] = static_cast<float>(centre_[j] - centre[j]);
        level_.scan(group_, tree_.panel(leaf), listed_, n_listed);
        n_compared_ += n_listed * tree_.leaf_rows;
    }

    // Measure the candidates in float64.
    void settle(int query) {
        Candidate* pending = pending_.data() + int64_t{query} * group_.capacity;
        const int n = sift(pending, n_pending_[query], reach_[query]);
        for (int i = 0; i < n; ++i) numbers_[i] = tree_.rows[pending[i].position];
        exact_squares(queries_.data() + query * tree_.d, codes_.data() + query * tree_.c,
                      references_, metric_.cost, numbers_.data(), n, squares_.data());
        for (int i = 0; i < n; ++i) selections_[query].offer(std::sqrt(squares_[i]), numbers_[i]);
        n_pending_[query] = 0;
    }

    // Rows that float32 cannot tell apart fill the list: let float64 choose among them.
    void make_room(int query) {
        Candidate* pending = pending_.data() + int64_t{query} * group_.capacity;
        n_pending_[query] = sift(pending, n_pending_[query], reach_[query]);
        if (n_pending_[query] < group_.capacity / 2) return;
        settle(query);
        selections_[query].cut();
        const double reach = reach_of(selections_[query].limit(), tree_, group_);
        if (reach < reach_[query]) reach_[query] = static_cast<float>(reach);
    }

    const Tree& tree_;
    const Rows& references_;
    const Metric& metric_;
    const Question& question_;
    const std::vector<int32_t>& positions_;
    Workers& workers_;
    const Answer& answer_;
    const Level& level_;
    const int32_t* rows_ = nullptr;
    int64_t n_compared_ = 0;
    Group group_;
    std::vector<float> residuals_, shift_, tile_, reach_, uppers_, low_, high_, bounds_;
    std::vector<int32_t> codes_, excluded_, n_pending_, numbers_;
    std::vector<Candidate> pending_;
    std::vector<double> centre_, queries_, relative_, coordinates_, squares_;
    std::vector<Selection> selections_;
    uint8_t listed_[group_rows];
};

// Whether the queries are the references, each without itself or none without itself.
bool asks_for_own(const Rows& references, const Question& question) {
    const Rows& queries = question.queries;
    if (queries.n != references.n || queries.is_double != references.is_double) return false;
    const size_t bytes = static_cast<size_t>(queries.n * queries.d) * (queries.is_double ? 8 : 4);
    if (queries.values != references.values &&
        std::memcmp(queries.values, references.values, bytes) != 0)
        return false;
    if (queries.codes != references.codes &&
        std::memcmp(queries.codes, references.codes,
                    static_cast<size_t>(queries.n * queries.c) * 4) != 0)
        return false;
    for (int64_t i = 0; i < queries.n && question.exclude != nullptr; ++i)
        if (question.exclude[i] != i) return false;
    return true;
}

// Queries in the order of the tree, so that those of a group are near each other.
std::vector<int32_t> ordered_queries(const Tree& tree, const Question& question,
                                     const std::vector<int32_t>& positions, Workers& workers,
                                     bool brief) {
    const int64_t n = question.queries.n;
    std::vector<int32_t> order(n);
    std::iota(order.begin(), order.end(), 0);
    if (tree.is_flat) return order;
    // A query that excludes a row is most likely that row.
    std::vector<int32_t> places(n);
    std::vector<std::vector<double>> scratch(workers.n_threads());
    workers.run((n + chunk_rows - 1) / chunk_rows, brief, [&](int64_t chunk, int thread) {
        std::vector<double>& row = scratch[thread];
        row.resize(tree.d + tree.axes.n);
        for (int64_t i = chunk * chunk_rows; i < std::min(n, (chunk + 1) * chunk_rows); ++i) {
            if (question.exclude != nullptr && question.exclude[i] >= 0) {
                places[i] = positions[question.exclude[i]];
                continue;
            }
            question.queries.load(i, row.data());
            tree.axes.project(row.data(), row.data() + tree.d);
            places[i] = tree.leaf_of(row.data() + tree.d) * static_cast<int32_t>(tree.leaf_rows);
        }
    });
    // Places are small numbers: count them rather than compare them.
    std::vector<int32_t> starts(tree.rows.size() + tree.leaf_rows + 1);
    for (int32_t place : places) ++starts[place + 1];
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    for (int64_t i = 0; i < n; ++i) order[starts[places[i]]++] = static_cast<int32_t>(i);
    return order;
}

// Whether every query is near enough to the references for float32.
bool all_near(const Tree& tree, const Rows& queries, Workers& workers, bool brief) {
    std::atomic<bool> near{true};
    std::vector<std::vector<double>> scratch(workers.n_threads());
    workers.run((queries.n + chunk_rows - 1) / chunk_rows, brief, [&](int64_t chunk, int thread) {
        std::vector<double>& row = scratch[thread];
        row.resize(tree.d);
        double largest = 0.0;
        for (int64_t i = chunk * chunk_rows; i < std::min(queries.n, (chunk + 1) * chunk_rows);
             ++i) {
            queries.load(i, row.data());
            for (int64_t j = 0; j < tree.d; ++j)
                largest = std::max(largest, std::fabs(row[j] * tree.scale - tree.centres[j]));
        }
        if (!(largest < farthest)) near.store(false);
    });
    return near.load();
}

// How many queries go through the tree together. With few queries, smaller groups keep all threads
// busy.
int64_t group_size(const Tree& tree, int64_t n, int n_threads) {
    if (tree.is_flat) {
        // Groups take equally long, and each goes through all rows: as few as threads allow.
        const int64_t a_round = int64_t{group_rows} * n_threads,
                      n_groups = (n + a_round - 1) / a_round * n_threads;
        // Whole tiles, or the last of each group would be done query by query.
        const int64_t a_group = (n + n_groups - 1) / n_groups;
        return std::max<int64_t>(tile, (a_group + tile - 1) / tile * tile);
    }
    int64_t group = tree.d <= few_columns ? tree.leaf_rows : group_rows;
    while (group > 16 && n < group * n_threads * 4) group /= 2;
    return group;
}

// Where each reference row stands in the order of the tree.
std::vector<int32_t> positions_of(const Tree& tree) {
    std::vector<int32_t> positions(tree.rows.size());
    for (size_t at = 0; at < tree.rows.size(); ++at)
        positions[tree.rows[at]] = static_cast<int32_t>(at);
    return positions;
}

}  // namespace

bool tree_search(const Tree& tree, const Rows& references, const Metric& metric,
                 const Question& question, Workers& workers, const Answer& answer,
                 Pairing pairing) {
    const int64_t n = question.queries.n;
    const bool brief = static_cast<double>(n) * static_cast<double>(references.n) *
                           static_cast<double>(tree.d + 8) <
                       4e6;
    const bool own_rows = asks_for_own(references, question);
    if (!own_rows && !all_near(tree, question.queries, workers, brief)) return false;
    // Queries that are laid out once for all leaves are worth a copy of the leaves.
    auto flatten = [&] {
        const double nearest = pairing == Pairing::always ? std::numeric_limits<double>::infinity()
                                                          : nearest_squared(references, tree.scale);
        return flattened(tree, references, nearest, workers);
    };
    auto pair_all = [&] {
        if (!tree.is_flat)
            pair_search(flatten(), references, metric, question, workers, answer);
        else
            pair_search(tree, references, metric, question, workers, answer);
        return true;
    };
    if (pairing == Pairing::always && own_rows) return pair_all();
    const std::vector<int32_t> positions =
        question.exclude == nullptr ? std::vector<int32_t>() : positions_of(tree);
    const std::vector<int32_t> order = ordered_queries(tree, question, positions, workers, brief);
    const int64_t group = group_size(tree, n, workers.n_threads());
    const int64_t n_groups = (n + group - 1) / group;
    std::vector<std::unique_ptr<GroupSearch>> searches(workers.n_threads());
    auto answer_group = [&](const Tree& among, int64_t at, int thread) {
        if (!searches[thread])
            searches[thread] = std::make_unique<GroupSearch>(among, references, metric, question,
                                                             positions, workers, answer);
        searches[thread]->answer(order.data() + at * group,
                                 static_cast<int>(std::min(group, n - at * group)));
    };
    const int64_t n_probes =
        std::min(most_probes, n_groups < 32 ? 0 : std::max<int64_t>(2, n_groups / 32));
    // Answer all groups but those that have been probed.
    auto answer_groups = [&](const Tree& among, int64_t step) {
        workers.run(n_groups, brief, [&](int64_t at, int thread) {
            if (at % step != 0 || at / step >= n_probes || step > n_groups)
                answer_group(among, at, thread);
        });
    };
    // A few groups tell whether boxes rule out enough. If not, every row is compared with every
    // other; where every row asks, each pair once for both.
    const Worth worth = chosen_level().worth;
    const bool may_pair = pairing == Pairing::where_it_pays && own_rows && can_pair(tree, question);
    const bool may_sweep = pairing == Pairing::where_it_pays && worth.sweeping < 1.0;
    int64_t step = n_groups + 1;
    if (!tree.is_flat && (may_pair || may_sweep) && n_probes > 1) {
        step = n_groups / n_probes;
        workers.run(n_probes, brief,
                    [&](int64_t probe, int thread) { answer_group(tree, probe * step, thread); });
        int64_t n_compared = 0;
        for (const auto& search : searches) n_compared += search ? search->n_compared() : 0;
        const double share =
            static_cast<double>(n_compared) /
            (static_cast<double>(n_probes * group) * static_cast<double>(references.n));
        const double start = start_rows / static_cast<double>(references.n);
        if (may_pair && share > worth.pairing + start) return pair_all();
        if (may_sweep && share > worth.sweeping + start) {
            const Tree flat = flatten();
            for (auto& search : searches) search.reset();
            answer_groups(flat, step);
            return true;
        }
    }
    answer_groups(tree, step);
    return true;
}

}  // namespace counterpoise
