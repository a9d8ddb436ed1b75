// Points as the levels' loop over them reads them.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "clusters/lane_count.hpp"
#include "levels/level.hpp"

namespace counterpoise {

inline size_t unsign(int64_t n) { return static_cast<size_t>(n); }

// Some of many points, one column after another within each eight of them.
class PointBlock {
public:
    explicit PointBlock(int64_t d) : level_(chosen_level()), d_(d) {}

    void lay_out(const double* points, std::vector<int64_t> rows) {
        rows_ = std::move(rows);
        n_blocks_ = (size() + point_lanes - 1) / point_lanes;
        values_.resize(unsign(n_blocks_ * d_ * point_lanes));
        for (int64_t i = 0; i < size(); ++i) {
            double* lane = values_.data() + i / point_lanes * d_ * point_lanes + i % point_lanes;
            const double* from = points + row(i) * d_;
            for (int64_t j = 0; j < d_; ++j) lane[j * point_lanes] = from[j];
        }
    }

    int64_t size() const { return static_cast<int64_t>(rows_.size()); }
    int64_t row(int64_t i) const { return rows_[unsign(i)]; }

    // Write how far they are from a point, squared; what follows them is worth nothing.
    void squares_from(const double* point, std::vector<double>& squares) const {
        squares.resize(unsign(n_blocks_ * point_lanes));
        level_.squares_apart(point, d_, values_.data(), n_blocks_, squares.data());
    }

private:
    const Level& level_;
    int64_t d_, n_blocks_ = 0;
    std::vector<int64_t> rows_;
    std::vector<double> values_;
};

}  // namespace counterpoise
