// The k nearest so far, by (distance, row number).
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

namespace counterpoise {

struct Neighbour {
    double distance;
    int64_t row;

    bool operator<(const Neighbour& other) const {
        return distance < other.distance || (distance == other.distance && row < other.row);
    }
};

// Rows are gathered until there are about twice as many as wanted and then cut back to k: a
// constant number of steps for each row, whatever k is.
class Selection {
public:
    void start(int64_t k) {
        k_ = k;
        capacity_ = 2 * k + 32;
        found_.clear();
        found_.reserve(capacity_);
        limit_ = {std::numeric_limits<double>::infinity(), std::numeric_limits<int64_t>::max()};
    }

    void offer(double distance, int64_t row) {
        Neighbour offered{distance, row};
        if (!(offered < limit_)) return;
        found_.push_back(offered);
        if (static_cast<int64_t>(found_.size()) == k_) tighten();
        if (static_cast<int64_t>(found_.size()) == capacity_) cut();
    }

    // No row farther than this can be among the k nearest.
    double limit() const { return limit_.distance; }

    void finish(double* distances, int64_t* rows) {
        // A distance that is no number is never offered.
        if (static_cast<int64_t>(found_.size()) < k_)
            throw std::invalid_argument("a number is missing where all were said to be there");
        std::sort(found_.begin(), found_.end());
        for (int64_t i = 0; i < k_; ++i) {
            if (distances != nullptr) distances[i] = found_[i].distance;
            rows[i] = found_[i].row;
        }
    }

    // Make the limit as small as the rows found so far allow.
    void cut() {
        if (static_cast<int64_t>(found_.size()) < k_ || k_ == 0) return;
        std::nth_element(found_.begin(), found_.begin() + (k_ - 1), found_.end());
        found_.resize(k_);
        limit_ = found_[k_ - 1];
    }

private:
    void tighten() { limit_ = *std::max_element(found_.begin(), found_.end()); }

    int64_t k_ = 0;
    int64_t capacity_ = 0;
    std::vector<Neighbour> found_;
    Neighbour limit_{};
};

}  // namespace counterpoise
