#include "clusters/linked.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>
#include <vector>

#include "clusters/point_block.hpp"

namespace counterpoise {
namespace {

// Distances that are too few for several threads.
constexpr int64_t few = int64_t{1} << 20;

// Two points whose clusters are joined, and how far apart these were.
struct Join {
    int64_t first, second;
    double height;
};

// The clusters that are left, by the points that stand for them.
using Left = std::vector<int64_t>;

// The nearest other one, and of several the one that stands before in the chain, or the first.
int64_t nearest(const double* far, const Left& left, int64_t own, int64_t before) {
    int64_t found = before;
    double least = before < 0 ? std::numeric_limits<double>::infinity() : far[before];
    for (const int64_t other : left)
        if (other != own && (far[other] < least || found < 0)) {
            least = far[other];
            found = other;
        }
    return found;
}

// How far a cluster is from two that are joined, of some sizes.
double joined(Linkage linkage, double one, double other, double n_one, double n_other) {
    if (linkage == Linkage::single) return std::min(one, other);
    if (linkage == Linkage::complete) return std::max(one, other);
    return (n_one * one + n_other * other) / (n_one + n_other);
}

// The shortest links that join all points (Prim 1957).
void link_nearest(const double* apart, int64_t n, std::vector<Join>& joins) {
    const auto size = static_cast<size_t>(n);
    std::vector<double> far(size, std::numeric_limits<double>::infinity());
    std::vector<int64_t> from(size, 0);
    Left left(size);
    std::iota(left.begin(), left.end(), int64_t{0});
    for (int64_t last = 0; left.size() > 1;) {
        left.erase(std::lower_bound(left.begin(), left.end(), last));
        const double* row = apart + last * n;
        int64_t nearest = left.front();
        for (const int64_t other : left) {
            double& way = far[static_cast<size_t>(other)];
            const bool nearer = row[other] < way;
            way = nearer ? row[other] : way;
            int64_t& start = from[static_cast<size_t>(other)];
            start = nearer ? last : start;
            if (way < far[static_cast<size_t>(nearest)]) nearest = other;
        }
        const auto at = static_cast<size_t>(nearest);
        joins.push_back({from[at], nearest, far[at]});
        last = nearest;
    }
}

// Chains of nearest neighbours (Murtagh 1983): from each cluster to its nearest one, until two are
// nearest to each other; these are joined. The second of two points stands for both.
void link_chains(Linkage linkage, double* apart, int64_t n, std::vector<Join>& joins) {
    Left left(static_cast<size_t>(n));
    std::vector<double> sizes(static_cast<size_t>(n), 1.0);
    std::iota(left.begin(), left.end(), int64_t{0});
    std::vector<int64_t> chain;
    for (int64_t join = 0; join + 1 < n; ++join) {
        if (chain.empty()) chain.push_back(left.front());
        int64_t first, second;
        while (true) {
            first = chain.back();
            const int64_t before = chain.size() > 1 ? chain[chain.size() - 2] : -1;
            second = nearest(apart + first * n, left, first, before);
            if (second == before) break;
            chain.push_back(second);
        }
        chain.resize(chain.size() - 2);
        if (first > second) std::swap(first, second);
        joins.push_back({first, second, apart[first * n + second]});
        left.erase(std::lower_bound(left.begin(), left.end(), first));
        double& n_first = sizes[static_cast<size_t>(first)];
        double& n_second = sizes[static_cast<size_t>(second)];
        const double* gone = apart + first * n;
        double* own = apart + second * n;
        for (const int64_t other : left) {
            own[other] = joined(linkage, gone[other], own[other], n_first, n_second);
            apart[other * n + second] = own[other];
        }
        n_second += n_first;
    }
}

// Joins of points become those of clusters, the nearest first.
void number(std::vector<Join>& joins, int64_t* pairs, double* heights) {
    std::stable_sort(joins.begin(), joins.end(),
                     [](const Join& a, const Join& b) { return a.height < b.height; });
    const auto n = static_cast<int64_t>(joins.size()) + 1;
    // Each point leads towards one that stands for its cluster.
    std::vector<int64_t> towards(static_cast<size_t>(n)), numbers(static_cast<size_t>(n));
    std::iota(towards.begin(), towards.end(), int64_t{0});
    std::iota(numbers.begin(), numbers.end(), int64_t{0});
    const auto standing = [&](int64_t point) {
        while (towards[static_cast<size_t>(point)] != point) {
            int64_t& next = towards[static_cast<size_t>(point)];
            next = towards[static_cast<size_t>(next)];
            point = next;
        }
        return static_cast<size_t>(point);
    };
    for (int64_t join = 0; join + 1 < n; ++join) {
        const Join& each = joins[static_cast<size_t>(join)];
        const size_t first = standing(each.first), second = standing(each.second);
        std::tie(pairs[2 * join], pairs[2 * join + 1]) =
            std::minmax(numbers[first], numbers[second]);
        heights[join] = each.height;
        towards[first] = static_cast<int64_t>(second);
        numbers[second] = n + join;
    }
}

}  // namespace

void linked(Linkage linkage, double* apart, int64_t n, int64_t* pairs, double* heights) {
    std::vector<Join> joins;
    joins.reserve(static_cast<size_t>(n));
    if (linkage == Linkage::single)
        link_nearest(apart, n, joins);
    else
        link_chains(linkage, apart, n, joins);
    number(joins, pairs, heights);
}

void cluster_sums(const double* values, const int64_t* pairs, int64_t n, int64_t d, double* sums) {
    const auto of = [&](int64_t cluster) {
        return cluster < n ? values + cluster * d : sums + (cluster - n) * d;
    };
    for (int64_t join = 0; join + 1 < n; ++join) {
        const double* left = of(pairs[2 * join]);
        const double* right = of(pairs[2 * join + 1]);
        for (int64_t j = 0; j < d; ++j) sums[join * d + j] = left[j] + right[j];
    }
}

void all_apart(const double* points, int64_t n, int64_t d, Workers& workers, double* apart) {
    PointBlock block(d);
    std::vector<int64_t> rows(static_cast<size_t>(n));
    std::iota(rows.begin(), rows.end(), int64_t{0});
    block.lay_out(points, std::move(rows));
    std::vector<std::vector<double>> squares(static_cast<size_t>(workers.n_threads()));
    workers.run(n, n * n * d <= few, [&](int64_t i, int thread) {
        std::vector<double>& own = squares[static_cast<size_t>(thread)];
        block.squares_from(points + i * d, own);
        for (int64_t other = 0; other < n; ++other)
            apart[i * n + other] = std::sqrt(own[static_cast<size_t>(other)]);
    });
}

}  // namespace counterpoise
