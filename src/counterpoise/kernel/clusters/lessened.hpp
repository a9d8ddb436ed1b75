// How near points are to the nearest of several, when one more is among these.
#pragma once

#include <algorithm>
#include <cstdint>

#include "threads/workers.hpp"

namespace counterpoise {

// Points whose squared distances from the nearest so far are known.
struct Distances {
    const double* squares;  // [n], of the points themselves
    const double* nearest;  // [n]
    int64_t n;
};

// `apart` [n_candidates][n] has -2 times the products of candidates and points. Write over it the
// points' squared distances from the nearest, were each candidate one of them. The squares are
// added in this order, the candidate's first, so that sums round as in the textbook formula that
// scikit-learn has.
inline void lessen(const Distances& points, const double* squares, int64_t n_candidates,
                   Workers& workers, double* apart) {
    constexpr int64_t at_once = 1 << 13;
    const int64_t n_parts = (points.n + at_once - 1) / at_once;
    workers.run(n_candidates * n_parts, n_candidates * points.n < 1 << 17, [&](int64_t task, int) {
        const int64_t candidate = task / n_parts, first = task % n_parts * at_once,
                      last = std::min(points.n, first + at_once);
        double* of_candidate = apart + candidate * points.n;
        const double own = squares[candidate];
        for (int64_t i = first; i < last; ++i) {
            const double square = of_candidate[i] + own + points.squares[i],
                         positive = square > 0.0 ? square : 0.0;
            of_candidate[i] = positive < points.nearest[i] ? positive : points.nearest[i];
        }
    });
}

}  // namespace counterpoise
