#include "search/axes.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace counterpoise {
namespace {

constexpr int64_t sample_rows = 512;
constexpr int n_iterations = 6;

double dot(const double* a, const double* b, int64_t n) {
    double sums[4] = {};
    int64_t j = 0;
    for (; j + 4 <= n; j += 4)
        for (int lane = 0; lane < 4; ++lane) sums[lane] += a[j + lane] * b[j + lane];
    double sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    for (; j < n; ++j) sum += a[j] * b[j];
    return sum;
}

// Make the axes orthonormal by Gram and Schmidt's method, done twice so that rounding does not
// show; those that depend on the axes before them are dropped. Returns how many stay.
int orthonormalise(std::vector<double>& axes, int n_axes, int64_t d) {
    double largest = 0.0;
    int kept = 0;
    for (int a = 0; a < n_axes; ++a) {
        double* axis = axes.data() + a * d;
        largest = std::max(largest, std::sqrt(dot(axis, axis, d)));
    }
    for (int a = 0; a < n_axes; ++a) {
        const double* from = axes.data() + a * d;
        double* axis = axes.data() + kept * d;
        std::copy(from, from + d, axis);
        for (int pass = 0; pass < 2; ++pass)
            for (int b = 0; b < kept; ++b) {
                const double* other = axes.data() + b * d;
                const double share = dot(axis, other, d);
                for (int64_t j = 0; j < d; ++j) axis[j] -= share * other[j];
            }
        const double norm = std::sqrt(dot(axis, axis, d));
        if (!(norm > 1e-9 * largest)) continue;
        for (int64_t j = 0; j < d; ++j) axis[j] /= norm;
        ++kept;
    }
    return kept;
}

double excess_of(const Axes& axes, int64_t d) {
    double squares = 0.0;
    for (int a = 0; a < axes.n; ++a)
        for (int b = 0; b < axes.n; ++b) {
            const double product =
                dot(axes.directions.data() + a * d, axes.directions.data() + b * d, d);
            squares += (product - (a == b)) * (product - (a == b));
        }
    return std::sqrt(squares) + 0x1p-50 * static_cast<double>(d) * axes.n;
}

}  // namespace

double Axes::project(double* row, double* coordinates) const {
    const int64_t d = static_cast<int64_t>(origin.size());
    for (int64_t j = 0; j < d; ++j) row[j] = row[j] * scale - origin[j];
    for (int a = 0; a < n; ++a) coordinates[a] = dot(directions.data() + a * d, row, d);
    return std::sqrt(dot(row, row, d)) * static_cast<double>(d + 6) * 0x1p-52;
}

Axes principal_axes(const Rows& rows, double scale, int n_axes) {
    const int64_t d = rows.d;
    const int64_t n = std::min(rows.n, sample_rows);
    Axes axes;
    axes.scale = scale;
    axes.origin.resize(d);

    std::vector<double> sample(n * d);
    for (int64_t i = 0; i < n; ++i) {
        double* row = sample.data() + i * d;
        rows.load(i * rows.n / n, row);
        for (int64_t j = 0; j < d; ++j) row[j] *= scale;
    }
    // The median is where most rows are, even if a few are far away: float32 is finest there.
    std::vector<double> column(n), variances(d);
    for (int64_t j = 0; j < d; ++j) {
        for (int64_t i = 0; i < n; ++i) column[i] = sample[i * d + j];
        std::nth_element(column.begin(), column.begin() + n / 2, column.end());
        axes.origin[j] = column[n / 2];
        double mean = 0.0;
        for (int64_t i = 0; i < n; ++i)
            mean += (sample[i * d + j] - axes.origin[j]) / static_cast<double>(n);
        for (int64_t i = 0; i < n; ++i) {
            sample[i * d + j] -= axes.origin[j] + mean;
            variances[j] += sample[i * d + j] * sample[i * d + j];
        }
    }

    // Orthogonal iteration from the columns that spread most. Exact eigenvectors are not needed:
    // any orthonormal axes give valid bounds, and better axes give better ones.
    axes.n = static_cast<int>(std::min<int64_t>(n_axes, d));
    std::vector<int64_t> order(d);
    std::iota(order.begin(), order.end(), int64_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](int64_t a, int64_t b) { return variances[a] > variances[b]; });
    axes.directions.assign(axes.n * d, 0.0);
    uint32_t state = 1;
    for (int a = 0; a < axes.n; ++a) {
        double* axis = axes.directions.data() + a * d;
        for (int64_t j = 0; j < d; ++j) {
            state = state * 1664525u + 1013904223u;
            axis[j] = 1e-3 * (static_cast<double>(state >> 8) * 0x1p-24 - 0.5);
        }
        axis[order[a]] = 1.0;
    }
    std::vector<double> next;
    for (int step = 0; step < n_iterations && d > 1; ++step) {
        next.assign(axes.directions.size(), 0.0);
        for (int64_t i = 0; i < n; ++i) {
            const double* row = sample.data() + i * d;
            for (int a = 0; a < axes.n; ++a) {
                const double share = dot(row, axes.directions.data() + a * d, d);
                double* sum = next.data() + a * d;
                for (int64_t j = 0; j < d; ++j) sum[j] += share * row[j];
            }
        }
        const int kept = orthonormalise(next, axes.n, d);
        if (kept == 0) break;
        axes.n = kept;
        next.resize(kept * d);
        axes.directions = next;
    }
    axes.n = orthonormalise(axes.directions, axes.n, d);
    axes.directions.resize(axes.n * d);
    axes.excess = excess_of(axes, d);
    return axes;
}

}  // namespace counterpoise
