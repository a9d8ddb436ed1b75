// Clusters by k-means, from centres that are given.
#pragma once

#include <cstdint>

#include "threads/workers.hpp"

namespace counterpoise {

struct Points {
    const double* values;  // [n][d]
    int64_t n, d;
};

// When k-means ends: at the latest after so many steps, or when the squared moves of all centres
// add up to so little.
struct Ending {
    int64_t most_steps;
    double enough;
};

struct Clustering {
    int64_t* labels;  // [n]
    int64_t n_steps = 0;
    double inertia = 0.0;  // the sum of the squared distances to the points' own centres
};

// Label each point with its nearest centre, move each centre to the middle of its points, and so
// on, until no label changes or the ending says so (Lloyd 1982). Of centres that are as near, the
// first counts. `centres` has n_centres rows of d numbers; afterwards those before the last move.
// Return whether each centre kept a point; the others' clusters are worth nothing.
//
// Most labels are known without looking (Hamerly 2010): for each point a bound is kept of how far
// its centre is at most, and one of how far all others are at least. Where these do not tell, and
// the point's own centre is nearer than the second bound was before the last move, only centres
// that moved are compared.
bool lloyd(const Points& points, double* centres, int64_t n_centres, const Ending& ending,
           Workers& workers, Clustering& out);

}  // namespace counterpoise
