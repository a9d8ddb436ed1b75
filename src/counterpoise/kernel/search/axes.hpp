// Directions along which the rows spread most.
#pragma once

#include <cstdint>
#include <vector>

#include "rows/rows.hpp"

namespace counterpoise {

// Coordinates on a few orthonormal axes, in scaled units: axis . (scale * x - origin).
struct Axes {
    int n = 0;
    double scale = 1.0;
    std::vector<double> origin;      // [d]
    std::vector<double> directions;  // [n][d]
    double excess = 0.0;             // the squared norm of the projection is at most 1 + excess

    // Write a row's coordinates (n) and return how far off each may be. The row (d) is made
    // relative to the origin in its place.
    double project(double* row, double* coordinates) const;
};

Axes principal_axes(const Rows& rows, double scale, int n_axes);

}  // namespace counterpoise
