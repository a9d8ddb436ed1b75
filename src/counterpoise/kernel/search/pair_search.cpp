#include "search/pair_search.hpp"

#include <limits>
#include <memory>
#include <vector>

#include "search/exact_pair.hpp"
#include "search/group.hpp"
#include "search/selection.hpp"

namespace counterpoise {
namespace {

constexpr int64_t most_neighbours = 32;
constexpr int most_foretelling = 8;

// Each leaf is a group of queries whose state is kept throughout. A thread works on two sections
// (runs of leaves) at a time, and no two threads on the same section, so nothing is locked.
class PairSearch {
public:
    PairSearch(const Tree& tree, const Rows& rows, const Metric& metric, const Question& question,
               Workers& workers, const Answer& answer)
        : tree_(tree),
          rows_(rows),
          metric_(metric),
          question_(question),
          workers_(workers),
          answer_(answer),
          level_(chosen_level()),
          shape_(shaped_group(tree, metric, question.k, static_cast<int>(2 * question.k) + 24)) {
        const int64_t n = tree.n_leaves * tree.leaf_rows,
                      size = static_cast<int64_t>(tree.rows.size());
        reach_.assign(n, std::numeric_limits<float>::infinity());
        std::fill(reach_.begin() + size, reach_.end(), -1.0f);  // padding asks for nothing
        uppers_.assign(n * shape_.upper_stride, std::numeric_limits<float>::infinity());
        pending_.resize(n * shape_.capacity);
        n_pending_.resize(n);
        excluded_.assign(n, -1);
        for (int64_t i = 0; i < size && question.exclude != nullptr; ++i)
            excluded_[i] = static_cast<int32_t>(i);
        selections_.resize(size);
        leaves_.resize(tree.n_leaves);
        scratches_.resize(workers.n_threads());
    }

    void run() {
        // An even number of sections, so that all can be paired off at once.
        const int64_t n_sections = std::max<int64_t>(
            2, std::min<int64_t>(tree_.n_leaves / 2, 4 * workers_.n_threads()) / 2 * 2);
        auto first_of = [&](int64_t section) { return section * tree_.n_leaves / n_sections; };
        if (shape_.has_common_centre && n_foretelling() > 0)
            workers_.run(tree_.n_leaves, false,
                         [&](int64_t leaf, int thread) { foretell(leaf, thread); });
        workers_.run(n_sections, false,
                     [&](int64_t s, int thread) { within(first_of(s), first_of(s + 1), thread); });
        // A round-robin tournament: the last section stays, the others move round it.
        for (int64_t round = 0; round < n_sections - 1; ++round)
            workers_.run(n_sections / 2, false, [&](int64_t table, int thread) {
                const int64_t others = n_sections - 1;
                const int64_t a = table == 0 ? others : (round + table) % others;
                const int64_t b = (round + others - table) % others;
                between(first_of(a), first_of(a + 1), first_of(b), first_of(b + 1), thread);
            });
        workers_.run(tree_.n_leaves, false,
                     [&](int64_t leaf, int thread) { finish(leaf, thread); });
    }

private:
    struct Scratch {
        std::vector<float> residuals, shift, tile;
        std::vector<double> query, squares;
        std::vector<int32_t> codes, numbers;
    };
    struct Leaf {
        PairSearch* search;
        int64_t index;
    };

    // A leaf as a group: arrays at the leaf's place, and the thread's own scratch.
    Group group_of(int64_t leaf, Scratch& scratch) {
        Group group = shape_;
        const int64_t first = leaf * tree_.leaf_rows;
        group.n = static_cast<int>(
            std::min(tree_.leaf_rows, static_cast<int64_t>(tree_.rows.size()) - first));
        group.radius = tree_.radii[leaf];
        group.residuals = scratch.residuals.data();
        group.codes = scratch.codes.data();
        group.shift = scratch.shift.data();
        group.tile = scratch.tile.data();
        group.excluded = excluded_.data() + first;
        group.reach = reach_.data() + first;
        group.uppers = uppers_.data() + first * shape_.upper_stride;
        group.pending = pending_.data() + first * shape_.capacity;
        group.n_pending = n_pending_.data() + first;
        leaves_[leaf] = {this, leaf};
        group.owner = &leaves_[leaf];
        group.make_room = [](void* owner, int query) {
            const Leaf& of = *static_cast<Leaf*>(owner);
            of.search->make_room(of.index * of.search->tree_.leaf_rows + query);
        };
        return group;
    }

    Scratch& scratch_of(int thread) {
        Scratch& scratch = scratches_[thread];
        scratch.residuals.resize(tree_.leaf_rows * shape_.stride);
        scratch.shift.resize(shape_.stride);
        scratch.tile.resize(level_.scratch(shape_.stride));
        scratch.codes.resize(tree_.leaf_rows * tree_.c + 1);
        return scratch;
    }

    // A panel's rows one after another: the leaf as queries, relative to its own centre.
    void lay_out_queries(int64_t leaf, Scratch& scratch) const {
        const Panel panel = tree_.panel(leaf);
        for (int64_t i = 0; i < panel.n_blocks * int64_t{block_rows}; ++i) {
            const int64_t block = i / block_rows, lane = i % block_rows;
            for (int64_t j = 0; j < tree_.d; ++j)
                scratch.residuals[i * shape_.stride + j] =
                    panel.values[(block * tree_.d + j) * block_rows + lane];
            for (int64_t j = 0; j < tree_.c; ++j)
                scratch.codes[i * tree_.c + j] =
                    panel.codes[(block * tree_.c + j) * block_rows + lane];
        }
    }

    void compare(Group& group, int64_t leaf, int64_t other, Scratch& scratch) {
        const double* mine = tree_.centres.data() + leaf * tree_.d;
        const double* theirs = tree_.centres.data() + other * tree_.d;
        for (int64_t j = 0; j < tree_.d; ++j)
            scratch.shift[j] = static_cast<float>(mine[j] - theirs[j]);
        Group of_other = group_of(other, scratch);
        level_.scan_pair(group, of_other, tree_.panel(other),
                         static_cast<int32_t>(leaf * tree_.leaf_rows));
        group.is_laid_out = group.has_common_centre;
    }

    // How many leaves tell what the reach is at most: few, for their rows are met again.
    int n_foretelling() const {
        return static_cast<int>(std::min<int64_t>(most_foretelling, tree_.n_leaves / 24));
    }

    // Bound the reach of a leaf's rows by the leaves around it: those beside each other in the
    // order of the tree are near each other.
    void foretell(int64_t leaf, int thread) {
        Scratch& scratch = scratch_of(thread);
        lay_out_queries(leaf, scratch);
        Group group = group_of(leaf, scratch);
        std::fill(scratch.shift.begin(), scratch.shift.end(), 0.0f);
        const int n = n_foretelling();
        const int64_t first = std::clamp<int64_t>(leaf - n / 2, 0, tree_.n_leaves - n);
        Panel panels[most_foretelling];
        for (int i = 0; i < n; ++i) panels[i] = tree_.panel(first + i);
        level_.foretell(group, panels, n);
    }

    void within(int64_t begin, int64_t end, int thread) {
        Scratch& scratch = scratch_of(thread);
        uint8_t all[256];
        for (int i = 0; i < 256; ++i) all[i] = static_cast<uint8_t>(i);
        for (int64_t leaf = begin; leaf < end && !workers_.stopped(); ++leaf) {
            lay_out_queries(leaf, scratch);
            Group group = group_of(leaf, scratch);
            std::fill(scratch.shift.begin(), scratch.shift.end(), 0.0f);
            level_.scan(group, tree_.panel(leaf), all, group.n);
            group.is_laid_out = group.has_common_centre;
            for (int64_t other = leaf + 1; other < end && !workers_.stopped(); ++other)
                compare(group, leaf, other, scratch);
        }
    }

    void between(int64_t a_begin, int64_t a_end, int64_t b_begin, int64_t b_end, int thread) {
        Scratch& scratch = scratch_of(thread);
        for (int64_t leaf = a_begin; leaf < a_end; ++leaf) {
            lay_out_queries(leaf, scratch);
            Group group = group_of(leaf, scratch);
            for (int64_t other = b_begin; other < b_end && !workers_.stopped(); ++other)
                compare(group, leaf, other, scratch);
        }
    }

    // Measure a row's candidates in float64.
    void settle(int64_t position, Scratch& scratch) {
        Candidate* pending = pending_.data() + position * shape_.capacity;
        const int n = sift(pending, n_pending_[position], reach_[position]);
        scratch.query.resize(tree_.d);
        scratch.numbers.resize(shape_.capacity);
        scratch.squares.resize(shape_.capacity);
        for (int i = 0; i < n; ++i) scratch.numbers[i] = tree_.rows[pending[i].position];
        const int64_t row = tree_.rows[position];
        rows_.load(row, scratch.query.data());
        exact_squares(scratch.query.data(), rows_.codes + row * tree_.c, rows_, metric_.cost,
                      scratch.numbers.data(), n, scratch.squares.data());
        if (!selections_[position]) {
            selections_[position] = std::make_unique<Selection>();
            selections_[position]->start(question_.k);
        }
        for (int i = 0; i < n; ++i)
            selections_[position]->offer(std::sqrt(scratch.squares[i]), scratch.numbers[i]);
        n_pending_[position] = 0;
    }

    void make_room(int64_t position) {
        Candidate* pending = pending_.data() + position * shape_.capacity;
        n_pending_[position] = sift(pending, n_pending_[position], reach_[position]);
        if (n_pending_[position] < shape_.capacity / 2) return;
        Scratch own;  // seldom needed
        settle(position, own);
        selections_[position]->cut();
        const double reach = reach_of(selections_[position]->limit(), tree_, shape_);
        if (reach < reach_[position]) reach_[position] = static_cast<float>(reach);
    }

    void finish(int64_t leaf, int thread) {
        const int64_t first = leaf * tree_.leaf_rows;
        const int64_t end =
            std::min(first + tree_.leaf_rows, static_cast<int64_t>(tree_.rows.size()));
        for (int64_t position = first; position < end; ++position) {
            settle(position, scratches_[thread]);
            const int64_t at = tree_.rows[position] * question_.k;
            selections_[position]->finish(
                answer_.distances == nullptr ? nullptr : answer_.distances + at, answer_.rows + at);
            selections_[position].reset();
        }
    }

    const Tree& tree_;
    const Rows& rows_;
    const Metric& metric_;
    const Question& question_;
    Workers& workers_;
    const Answer& answer_;
    const Level& level_;
    const Group shape_;
    std::vector<float> reach_, uppers_;
    std::vector<Candidate> pending_;
    std::vector<int32_t> n_pending_, excluded_;
    std::vector<std::unique_ptr<Selection>> selections_;
    std::vector<Leaf> leaves_;
    std::vector<Scratch> scratches_;
};

}  // namespace

bool can_pair(const Tree& tree, const Question& question) {
    return question.k <= most_neighbours && tree.n_leaves >= 4;
}

void pair_search(const Tree& tree, const Rows& rows, const Metric& metric, const Question& question,
                 Workers& workers, const Answer& answer) {
    PairSearch(tree, rows, metric, question, workers, answer).run();
}

}  // namespace counterpoise
