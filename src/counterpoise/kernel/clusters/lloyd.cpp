#include "clusters/lloyd.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "clusters/point_block.hpp"

namespace counterpoise {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

// Points that a thread looks at in one go, and the products that are too few for several threads.
constexpr int64_t piece = 256, few = int64_t{1} << 21;

// By how much bounds are wider than what was computed, so that no rounding makes them wrong.
constexpr double wider = 1.0 + 0x1p-40;

class Lloyd {
public:
    Lloyd(const Points& points, const double* centres, int64_t k, int64_t* labels, Workers& workers)
        : workers_(workers),
          n_(points.n),
          d_(points.d),
          k_(k),
          values_(points.values),
          labels_(labels),
          found_(unsign(points.n)),
          squares_(unsign(workers.n_threads())),
          centres_(centres, centres + k * points.d),
          before_(centres_),
          sums_(unsign(k * points.d)),
          moves_(unsign(k)),
          sizes_(unsign(k)),
          own_(unsign(points.n), infinite),
          others_(unsign(points.n)),
          all_(points.d),
          moved_(points.d) {
        std::fill(labels_, labels_ + n_, int64_t{-1});
        lay_out_all();
    }

    // Label each point with its nearest centre; return whether any label changed.
    bool label() {
        const bool brief = n_ * k_ * d_ <= few;
        workers_.run((n_ + piece - 1) / piece, brief, [&](int64_t task, int thread) {
            for (int64_t i = task * piece; i < std::min(n_, (task + 1) * piece); ++i)
                found_[unsign(i)] = look(i, squares_[unsign(thread)]);
        });
        bool any = false;
        for (int64_t i = 0; i < n_; ++i) any |= put(i, found_[unsign(i)]);
        return any;
    }

    bool each_keeps_a_point() const {
        return std::find(sizes_.begin(), sizes_.end(), 0) == sizes_.end();
    }

    // Move each centre to the middle of its points; return the sum of the squared moves.
    double move() {
        before_.swap(centres_);
        double sum = 0.0, largest = 0.0, second = 0.0;
        int64_t farthest = -1;
        std::vector<int64_t> moved;
        for (int64_t c = 0; c < k_; ++c) {
            const double share = 1.0 / static_cast<double>(sizes_[unsign(c)]);
            double square = 0.0;
            for (int64_t j = c * d_; j < (c + 1) * d_; ++j) {
                centres_[unsign(j)] = sums_[unsign(j)] * share;
                const double step = centres_[unsign(j)] - before_[unsign(j)];
                square += step * step;
            }
            sum += square;
            const double length = std::sqrt(square);
            moves_[unsign(c)] = length;
            if (square > 0.0) moved.push_back(c);
            if (length > largest) {
                second = largest;
                largest = length;
                farthest = c;
            } else {
                second = std::max(second, length);
            }
        }
        for (int64_t i = 0; i < n_; ++i) {
            const int64_t label = labels_[i];
            own_[unsign(i)] += moves_[unsign(label)];
            others_[unsign(i)] -= (label == farthest ? second : largest) * wider;
        }
        largest_ = largest;
        second_ = second;
        farthest_ = farthest;
        moved_.lay_out(centres_.data(), std::move(moved));
        lay_out_all();
        return sum;
    }

    const std::vector<double>& before() const { return before_; }

    double inertia() const {
        double sum = 0.0;
        for (int64_t i = 0; i < n_; ++i) sum += square_to(i, labels_[i]);
        return sum;
    }

private:
    void lay_out_all() {
        std::vector<int64_t> rows(unsign(k_));
        std::iota(rows.begin(), rows.end(), int64_t{0});
        all_.lay_out(centres_.data(), std::move(rows));
    }

    // The squared distance of a point to a centre, in the order in which the levels' loop adds.
    double square_to(int64_t point, int64_t centre) const {
        const double* own = values_ + point * d_;
        const double* other = centres_.data() + centre * d_;
        double square = 0.0;
        for (int64_t j = 0; j < d_; ++j) {
            const double away = own[j] - other[j];
            square += away * away;
        }
        return square;
    }

    // Return the nearest centre of a point.
    int64_t look(int64_t i, std::vector<double>& squares) {
        double& own = own_[unsign(i)];
        double& others = others_[unsign(i)];
        const int64_t before = labels_[i];
        if (own * wider < others) return before;
        const PointBlock* block = &all_;
        double bound = infinite;
        // The centres of one block are compared as soon as the point's own.
        if (before >= 0 && k_ > point_lanes) {
            own = std::sqrt(square_to(i, before));
            if (own * wider < others) return before;
            // What the others were at least, before the last move.
            const double then = others + (before == farthest_ ? second_ : largest_);
            if (moved_.size() < k_ && own * wider < then) {
                block = &moved_;
                bound = then;
            }
        }
        block->squares_from(values_ + i * d_, squares);
        const bool among_all = block == &all_;
        double least = among_all ? infinite : own * own, next = infinite;
        int64_t label = among_all ? -1 : before;
        const int64_t known = label;
        // Without branches, which no processor could guess.
        for (int64_t b = 0; b < block->size(); ++b) {
            const int64_t centre = block->row(b);
            const double square = centre == known ? infinite : squares[unsign(b)];
            const bool nearer = (square < least) | ((square == least) & (centre < label));
            next = nearer ? least : std::min(next, square);
            least = nearer ? square : least;
            label = nearer ? centre : label;
        }
        own = std::sqrt(least);
        others = std::min(std::sqrt(next) / wider, bound);
        return std::max(label, int64_t{0});  // where nothing is a number
    }

    // Put a point into a cluster; return whether it was in another one.
    bool put(int64_t i, int64_t label) {
        if (label == labels_[i]) return false;
        count(i, labels_[i], -1);
        count(i, label, 1);
        labels_[i] = label;
        return true;
    }

    // Add a point to a cluster, or take it away.
    void count(int64_t i, int64_t label, int sign) {
        if (label < 0) return;
        sizes_[unsign(label)] += sign;
        for (int64_t j = 0; j < d_; ++j)
            sums_[unsign(label * d_ + j)] += sign * values_[i * d_ + j];
    }

    Workers& workers_;
    int64_t n_, d_, k_;
    const double* values_;
    int64_t* labels_;
    std::vector<int64_t> found_;
    std::vector<std::vector<double>> squares_;  // of each thread
    std::vector<double> centres_, before_, sums_, moves_;
    std::vector<int64_t> sizes_;
    // How far each point's own centre is at most, and all others are at least.
    std::vector<double> own_, others_;
    double largest_ = 0.0, second_ = 0.0;  // moves
    int64_t farthest_ = -1;
    PointBlock all_, moved_;
};

}  // namespace

bool lloyd(const Points& points, double* centres, int64_t k, const Ending& ending, Workers& workers,
           Clustering& out) {
    Lloyd run(points, centres, k, out.labels, workers);
    bool settled = false;
    while (!settled && out.n_steps < ending.most_steps && !workers.stopped()) {
        ++out.n_steps;
        settled = !run.label();
        if (!run.each_keeps_a_point()) return false;
        if (run.move() <= ending.enough) break;
    }
    if (!settled) run.label();
    std::copy(run.before().begin(), run.before().end(), centres);
    out.inertia = run.inertia();
    return true;
}

}  // namespace counterpoise
