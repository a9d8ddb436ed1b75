// What a differing category adds to the distance.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace counterpoise {

// P[category, class] of one category column, row by row.
struct Distribution {
    const double* shares;
    int64_t n_categories;
    int64_t n_classes;
};

struct Metric {
    double cost = 0.0;      // for each differing code, in squared distance
    bool by_value = false;  // the value difference metric: prices from the distributions, no root
    std::vector<Distribution> distributions;

    // Squared difference of two categories' distributions, summed in the order of the classes.
    double price(int64_t column, int32_t a, int32_t b) const {
        const Distribution& of = distributions[column];
        double delta = 0.0;
        for (int64_t k = 0; k < of.n_classes; ++k)
            delta += std::fabs(of.shares[a * of.n_classes + k] - of.shares[b * of.n_classes + k]);
        return delta * delta;
    }
};

}  // namespace counterpoise
