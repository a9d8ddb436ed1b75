#include "clusters/halved_cells.hpp"

#include <algorithm>
#include <numeric>
#include <queue>
#include <vector>

namespace counterpoise {
namespace {

// Some points that follow each other in the order.
struct Cell {
    int64_t begin = 0, end = 0, first = 0, column = 0;
    double middle = 0.0, deviation = 0.0;

    int64_t size() const { return end - begin; }
    // Whether another cell is halved before this one.
    bool operator<(const Cell& other) const {
        return deviation != other.deviation ? deviation < other.deviation : first > other.first;
    }
};

class Cells {
public:
    Cells(const double* points, int64_t n, int64_t d)
        : points_(points), d_(d), order_(static_cast<size_t>(n)) {
        std::iota(order_.begin(), order_.end(), int64_t{0});
        add(0, n);
    }

    // Halve the cell that deviates most; false if all cells are single points.
    bool halve() {
        if (waiting_.empty()) return false;
        const Cell cell = waiting_.top();
        waiting_.pop();
        const auto begin = order_.begin() + cell.begin, end = order_.begin() + cell.end;
        const auto is_left = [&](int64_t point) {
            return !(points_[point * d_ + cell.column] > cell.middle);
        };
        int64_t cut = std::stable_partition(begin, end, is_left) - order_.begin();
        if (cut == cell.begin || cut == cell.end) cut = cell.begin + cell.size() / 2;
        add(cell.begin, cut);
        add(cut, cell.end);
        return true;
    }

    void write(int64_t* cells) const {
        int64_t number = 0;
        std::vector<Cell> all = single_;
        for (auto left = waiting_; !left.empty(); left.pop()) all.push_back(left.top());
        for (const Cell& cell : all) {
            for (int64_t i = cell.begin; i < cell.end; ++i)
                cells[order_[static_cast<size_t>(i)]] = number;
            ++number;
        }
    }

private:
    // The numbers of the point at a place of the order.
    const double* at(int64_t place) const {
        return points_ + order_[static_cast<size_t>(place)] * d_;
    }

    void add(int64_t begin, int64_t end) {
        Cell cell{begin, end, order_[static_cast<size_t>(begin)]};
        if (cell.size() < 2) {
            single_.push_back(cell);
            return;
        }
        means_.assign(static_cast<size_t>(d_), 0.0);
        squares_.assign(static_cast<size_t>(d_), 0.0);
        // The points are elsewhere, which the compiler cannot know.
        double* __restrict means = means_.data();
        double* __restrict squares = squares_.data();
        for (int64_t i = begin; i < end; ++i) {
            const double* point = at(i);
            for (int64_t j = 0; j < d_; ++j) means[j] += point[j];
        }
        for (double& mean : means_) mean /= static_cast<double>(cell.size());
        for (int64_t i = begin; i < end; ++i) {
            const double* point = at(i);
            for (int64_t j = 0; j < d_; ++j) {
                const double away = point[j] - means[j];
                squares[j] += away * away;
            }
        }
        cell.column = std::max_element(squares_.begin(), squares_.end()) - squares_.begin();
        cell.middle = means[cell.column];
        cell.deviation = std::accumulate(squares_.begin(), squares_.end(), 0.0);
        waiting_.push(cell);
    }

    const double* points_;
    int64_t d_;
    std::vector<int64_t> order_;
    std::priority_queue<Cell> waiting_;
    std::vector<Cell> single_;
    std::vector<double> means_, squares_;  // of the cell that is added
};

}  // namespace

void halved_cells(const double* points, int64_t n, int64_t d, int64_t n_cells, int64_t* cells) {
    if (n == 0) return;
    Cells found(points, n, d);
    for (int64_t i = 1; i < n_cells; ++i)
        if (!found.halve()) break;
    found.write(cells);
}

}  // namespace counterpoise
