#include "clusters/linked.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

namespace counterpoise {
namespace {

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

}  // namespace

void linked(Linkage linkage, double* apart, int64_t n, int64_t* pairs, double* heights) {
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
        pairs[2 * join] = first;
        pairs[2 * join + 1] = second;
        heights[join] = apart[first * n + second];
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

}  // namespace counterpoise
