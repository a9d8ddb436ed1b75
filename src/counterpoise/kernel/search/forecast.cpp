#include "search/forecast.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "levels/level.hpp"

namespace counterpoise {
namespace {

constexpr int64_t sample_rows = 512, sample_queries = 32;

// What halving at the median leaves of a normal variable's variance: 1 - 2 / pi.
constexpr double left_by_a_split = 0.3634;

// Boxes are nearer to a query than the rows in them, so a share of this says enough.
constexpr double far_enough = 0.5;

struct Sample {
    int64_t n;
    std::vector<double> rows;       // [n][d], scaled and relative to the axes' origin
    std::vector<double> variances;  // [axes.n]
};

Sample taken(const Axes& axes, const Rows& rows) {
    Sample sample{std::min(rows.n, sample_rows), {}, std::vector<double>(axes.n)};
    sample.rows.resize(sample.n * rows.d);
    std::vector<double> coordinates(axes.n), means(axes.n), squares(axes.n);
    for (int64_t i = 0; i < sample.n; ++i) {
        double* row = sample.rows.data() + i * rows.d;
        rows.load(i * rows.n / sample.n, row);
        axes.project(row, coordinates.data());
        for (int a = 0; a < axes.n; ++a) {
            means[a] += coordinates[a] / static_cast<double>(sample.n);
            squares[a] += coordinates[a] * coordinates[a] / static_cast<double>(sample.n);
        }
    }
    for (int a = 0; a < axes.n; ++a) sample.variances[a] = squares[a] - means[a] * means[a];
    return sample;
}

// The median of a few rows' squared distances from the nearest other: [n][d].
double nearest_of(const std::vector<double>& rows, int64_t n, int64_t d) {
    std::vector<double> nearest;
    const int64_t step = std::max<int64_t>(1, n / sample_queries);
    for (int64_t i = 0; i < n; i += step) {
        double least = std::numeric_limits<double>::infinity();
        for (int64_t other = 0; other < n; ++other) {
            double square = 0.0;
            for (int64_t j = 0; j < d; ++j) {
                const double apart = rows[i * d + j] - rows[other * d + j];
                square += apart * apart;
            }
            if (other != i) least = std::min(least, square);
        }
        nearest.push_back(least);
    }
    std::nth_element(nearest.begin(), nearest.begin() + nearest.size() / 2, nearest.end());
    return nearest[nearest.size() / 2];
}

// The mean square of how far two rows' leaves are apart, were each split of a normal variable.
double apart_of(std::vector<double> variances, double n_leaves) {
    double apart = 0.0;
    for (double leaves = 1.0; leaves < n_leaves; leaves *= 2.0) {
        double& widest = *std::max_element(variances.begin(), variances.end());
        apart += 2.0 * (1.0 - left_by_a_split) * widest;
        widest *= left_by_a_split;
    }
    return apart;
}

}  // namespace

bool boxes_may_help(const Axes& axes, const Rows& rows, int64_t leaf_rows) {
    if (axes.n == 0) return true;
    const Sample sample = taken(axes, rows);
    const double n_leaves = static_cast<double>(rows.n) / static_cast<double>(leaf_rows);
    return !(apart_of(sample.variances, n_leaves) <
             far_enough * nearest_of(sample.rows, sample.n, rows.d));
}

double nearest_squared(const Rows& rows, double scale) {
    const Level& level = chosen_level();
    if (level.packed_columns(rows.d, rows.c, true) == level.packed_columns(rows.d, rows.c, false))
        return 0.0;
    const int64_t n = std::min(rows.n, sample_rows);
    std::vector<double> sample(n * rows.d);
    for (int64_t i = 0; i < n; ++i) rows.load(i * rows.n / n, sample.data() + i * rows.d);
    for (double& value : sample) value *= scale;
    return nearest_of(sample, n, rows.d);
}

}  // namespace counterpoise
