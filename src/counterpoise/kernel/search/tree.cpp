#include "search/tree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <thread>

namespace counterpoise {
namespace {

constexpr int most_axes = 16;
constexpr int64_t chunk_rows = 2048;

// Beyond this share of the nearest rows' squared distance, 8 bits leave too many rows.
constexpr double most_error_of_bytes = 0.15;

float rounded_down(double value) {
    return static_cast<float>(value - std::fabs(value) * 0x1p-22 - 0x1p-140);
}
float rounded_up(double value) {
    return static_cast<float>(value + std::fabs(value) * 0x1p-22 + 0x1p-140);
}

struct Builder {
    Tree& tree;
    const std::vector<float>& coordinates;  // [n][axes.n]
    int64_t n;

    struct Key {
        float value;
        int32_t row;
    };

    const float* of(int32_t row) const {
        return coordinates.data() + static_cast<int64_t>(row) * tree.axes.n;
    }

    // The axis on which a sample of the rows varies most.
    int widest_axis(int64_t begin, int64_t end) const {
        const int64_t step = std::max<int64_t>(1, (end - begin) / 128);
        double sums[most_axes] = {}, squares[most_axes] = {};
        double count = 0;
        const float* origin = of(tree.rows[begin]);
        for (int64_t at = begin; at < end; at += step, ++count) {
            const float* row = of(tree.rows[at]);
            for (int a = 0; a < tree.axes.n; ++a) {
                const double value = static_cast<double>(row[a]) - origin[a];
                sums[a] += value;
                squares[a] += value * value;
            }
        }
        int widest = 0;
        double most = -1.0;
        for (int a = 0; a < tree.axes.n; ++a) {
            const double spread = squares[a] - sums[a] * sums[a] / count;
            if (spread > most) {
                most = spread;
                widest = a;
            }
        }
        return widest;
    }

    void split(int32_t node, int32_t first_leaf, int32_t n_leaves, int n_threads,
               std::vector<Key>& keys) {
        const int64_t begin = first_leaf * tree.leaf_rows;
        const int64_t end = std::min(n, (first_leaf + n_leaves) * tree.leaf_rows);
        Node& at = tree.nodes[node];
        at = {first_leaf, n_leaves, 0, 0.0f};
        if (n_leaves == 1) {
            enclose(node, begin, end);
            return;
        }
        const int32_t n_left = n_leaves / 2;
        const int64_t middle = begin + n_left * tree.leaf_rows;
        at.axis = widest_axis(begin, end);
        if (static_cast<int64_t>(keys.size()) < end - begin) keys.resize(end - begin);
        for (int64_t i = begin; i < end; ++i)
            keys[i - begin] = {of(tree.rows[i])[at.axis], tree.rows[i]};
        const auto nearer = [](const Key& a, const Key& b) {
            return a.value < b.value || (a.value == b.value && a.row < b.row);
        };
        std::nth_element(keys.begin(), keys.begin() + (middle - begin),
                         keys.begin() + (end - begin), nearer);
        for (int64_t i = begin; i < end; ++i) tree.rows[i] = keys[i - begin].row;
        at.value = keys[middle - begin].value;
        const int32_t left = left_of(node), right = right_of(node, at);
        if (n_threads > 1) {
            // The left half's memory is taken here, so that its thread has nothing to throw.
            std::vector<Key> own(middle - begin);
            std::thread other([&] { split(left, first_leaf, n_left, n_threads / 2, own); });
            split(right, first_leaf + n_left, n_leaves - n_left, n_threads - n_threads / 2, keys);
            other.join();
        } else {
            split(left, first_leaf, n_left, 1, keys);
            split(right, first_leaf + n_left, n_leaves - n_left, 1, keys);
        }
        const int m = tree.axes.n;
        float* box = tree.boxes.data() + 2 * m * static_cast<int64_t>(node);
        const float *a = tree.box(left), *b = tree.box(right);
        for (int j = 0; j < m; ++j) {
            box[j] = std::min(a[j], b[j]);
            box[m + j] = std::max(a[m + j], b[m + j]);
        }
    }

    void enclose(int32_t node, int64_t begin, int64_t end) {
        const int m = tree.axes.n;
        float* box = tree.boxes.data() + 2 * m * static_cast<int64_t>(node);
        std::fill(box, box + m, std::numeric_limits<float>::infinity());
        std::fill(box + m, box + 2 * m, -std::numeric_limits<float>::infinity());
        for (int64_t at = begin; at < end; ++at) {
            const float* row = of(tree.rows[at]);
            for (int j = 0; j < m; ++j) {
                box[j] = std::min(box[j], row[j]);
                box[m + j] = std::max(box[m + j], row[j]);
            }
        }
    }
};

// Add to a centre what takes it from the first of some rows to their mean. Taken in steps from a
// row, where all agree it is their value to the last bit, so that numbers near the ends of float32
// leave no residual.
struct Mean {
    double* centre;
    double share;
    const double* first = nullptr;

    void add(const double* row, int64_t d) {
        if (first == nullptr) {
            first = row;
            std::copy(row, row + d, centre);
        }
        for (int64_t j = 0; j < d; ++j) centre[j] += (row[j] - first[j]) * share;
    }
};

// The mean of a sample of the rows; any point near them would do.
std::vector<double> common_centre(const Tree& tree, const Rows& rows) {
    const int64_t n = static_cast<int64_t>(tree.rows.size()), d = tree.d;
    const int64_t step = std::max<int64_t>(1, n / 256), count = (n + step - 1) / step;
    std::vector<double> centre(d), sample(count * d + 1);
    Mean mean{centre.data(), 1.0 / static_cast<double>(count)};
    for (int64_t i = 0; i < count; ++i) {
        double* row = sample.data() + i * d;
        rows.load(tree.rows[i * step], row);
        for (int64_t j = 0; j < d; ++j) row[j] *= tree.scale;
        mean.add(row, d);
    }
    return centre;
}

// Rows relative to a centre, that of the leaf if there is none in common, rounded to float32, in
// the layout of a panel.
void fill_leaf(Tree& tree, const Rows& rows, int64_t leaf, const std::vector<double>& common,
               std::vector<double>& scratch) {
    const int64_t d = tree.d, c = tree.c, size = tree.leaf_rows;
    const int64_t begin = leaf * size;
    const int64_t n = std::min(size, static_cast<int64_t>(tree.rows.size()) - begin);
    scratch.resize(size * d + 1);
    double* centre = tree.centres.data() + leaf * d;
    std::copy(common.begin(), common.end(), centre);
    Mean mean{centre, 1.0 / static_cast<double>(n)};
    for (int64_t i = 0; i < n; ++i) {
        double* row = scratch.data() + i * d;
        rows.load(tree.rows[begin + i], row);
        for (int64_t j = 0; j < d; ++j) row[j] *= tree.scale;
        if (common.empty()) mean.add(row, d);
    }
    double largest = 0.0;
    for (int64_t first = 0; first < size; first += block_rows) {
        const int64_t block = (begin + first) / block_rows;
        const int n_here = static_cast<int>(std::clamp<int64_t>(n - first, 0, block_rows));
        const double* row = scratch.data() + first * d;
        float* values = tree.values.data() + block * d * block_rows;
        double squares[block_rows] = {};  // of all rows together, so that no sum waits for another
        for (int64_t j = 0; j < d; ++j, values += block_rows) {
            for (int i = 0; i < n_here; ++i) {
                values[i] = static_cast<float>(row[i * d + j] - centre[j]);
                squares[i] += static_cast<double>(values[i]) * values[i];
            }
            std::fill(values + n_here, values + block_rows, 0.0f);
        }
        float* halves = tree.halves.data() + begin + first;
        std::fill(halves, halves + block_rows, std::numeric_limits<float>::infinity());
        for (int i = 0; i < n_here; ++i) {
            halves[i] = static_cast<float>(0.5 * squares[i]);
            largest = std::max(largest, squares[i]);
        }
        int32_t* codes = tree.codes.data() + block * c * block_rows;
        std::fill(codes, codes + c * block_rows, -1);
        for (int i = 0; i < n_here; ++i)
            for (int64_t j = 0; j < c; ++j)
                codes[j * block_rows + i] =
                    rows.codes[int64_t{tree.rows[begin + first + i]} * c + j];
    }
    tree.radii[leaf] = rounded_up(std::sqrt(largest));
}

// Whether 8 bits tell rows at a squared distance of `nearest` from far ones: their error, in each
// column some .3 of a step of which 181 are a leaf's radius, is a small part of it.
bool bytes_tell(const Tree& tree, double nearest) {
    std::vector<float> radii = tree.radii;
    std::nth_element(radii.begin(), radii.begin() + radii.size() / 2, radii.end());
    const double radius = radii[radii.size() / 2];
    return 1.2 / 181.0 * std::sqrt(static_cast<double>(tree.d)) * radius * radius <=
           most_error_of_bytes * nearest;
}

void fill_leaves(Tree& tree, const Rows& rows, double nearest, bool brief, Workers& workers) {
    tree.centres.resize(tree.n_leaves * rows.d);
    tree.radii.resize(tree.n_leaves);
    tree.values.resize(tree.n_leaves * tree.leaf_rows * rows.d);
    tree.halves.resize(tree.n_leaves * tree.leaf_rows);
    tree.codes.resize(tree.n_leaves * tree.leaf_rows * rows.c);
    const std::vector<double> common =
        tree.is_flat ? common_centre(tree, rows) : std::vector<double>();
    std::vector<std::vector<double>> scratch(workers.n_threads());
    workers.run(tree.n_leaves, brief, [&](int64_t leaf, int thread) {
        fill_leaf(tree, rows, leaf, common, scratch[thread]);
    });
    tree.in_bytes = tree.is_flat && bytes_tell(tree, nearest);
    tree.n_packed = chosen_level().packed_columns(rows.d, rows.c, tree.in_bytes);
    tree.packed.resize(tree.n_leaves * tree.leaf_rows * tree.n_packed);
    tree.packings.resize(tree.n_leaves);
    if (tree.n_packed == 0) return;
    workers.run(tree.n_leaves, brief, [&](int64_t leaf, int) {
        const int64_t begin = leaf * tree.leaf_rows;
        tree.packings[leaf] =
            chosen_level().pack_rows(tree.values.data() + begin * rows.d, rows.d, rows.c,
                                     tree.in_bytes, static_cast<int>(tree.leaf_rows / block_rows),
                                     tree.radii[leaf], tree.packed.data() + begin * tree.n_packed);
    });
}

}  // namespace

Panel Tree::panel(int64_t leaf) const {
    const int64_t blocks = leaf_rows / block_rows;
    const int64_t first = leaf * leaf_rows;
    const int64_t n = std::min(leaf_rows, static_cast<int64_t>(rows.size()) - first);
    return {values.data() + leaf * blocks * d * block_rows,
            halves.data() + first,
            codes.data() + leaf * blocks * c * block_rows,
            static_cast<int>((n + 2 * block_rows - 1) / (2 * block_rows) * 2),
            static_cast<int32_t>(first),
            radii[leaf],
            n_packed == 0 ? nullptr : packed.data() + first * n_packed,
            packings[leaf]};
}

int32_t Tree::leaf_of(const double* coordinates) const {
    int32_t node = 0;
    while (!nodes[node].is_leaf())
        node = coordinates[nodes[node].axis] < nodes[node].value ? left_of(node)
                                                                 : right_of(node, nodes[node]);
    return nodes[node].first_leaf;
}

double scale_of(const Rows& rows, double cost, Workers& workers) {
    const int64_t d = rows.d;
    const int64_t n_chunks = (rows.n + chunk_rows - 1) / chunk_rows;
    const double infinity = std::numeric_limits<double>::infinity();
    std::vector<std::vector<double>> lows(workers.n_threads()), highs(workers.n_threads()),
        loaded(workers.n_threads());
    workers.run(n_chunks, rows.n * d < 200000, [&](int64_t chunk, int thread) {
        std::vector<double>&low = lows[thread], &high = highs[thread], &row = loaded[thread];
        if (low.empty()) {
            low.assign(d, infinity);
            high.assign(d, -infinity);
            row.resize(d);
        }
        for (int64_t i = chunk * chunk_rows; i < std::min(rows.n, (chunk + 1) * chunk_rows); ++i) {
            rows.load(i, row.data());
            for (int64_t j = 0; j < d; ++j) {
                low[j] = std::min(low[j], row[j]);
                high[j] = std::max(high[j], row[j]);
            }
        }
    });
    double span = std::sqrt(cost * static_cast<double>(rows.c));
    for (int64_t j = 0; j < d; ++j) {
        double low = infinity, high = -infinity;
        for (size_t t = 0; t < lows.size(); ++t) {
            if (lows[t].empty()) continue;
            low = std::min(low, lows[t][j]);
            high = std::max(high, highs[t][j]);
        }
        span = std::max(span, high - low);
    }
    if (span == 0.0) return 1.0;
    if (!(span > 0x1p-400 && span < 0x1p400)) return 0.0;
    return std::ldexp(1.0, -std::ilogb(span));
}

int64_t leaf_rows_for(int64_t n_columns) { return n_columns <= 4 ? 64 : 128; }

Axes tree_axes(const Rows& rows, double scale) { return principal_axes(rows, scale, most_axes); }

Tree build_tree(const Rows& rows, double scale, const std::optional<Axes>& axes, double nearest,
                Workers& workers) {
    Tree tree;
    tree.d = rows.d;
    tree.c = rows.c;
    tree.scale = scale;
    tree.is_flat = !axes.has_value();
    tree.leaf_rows = leaf_rows_for(rows.d);
    tree.n_leaves = (rows.n + tree.leaf_rows - 1) / tree.leaf_rows;
    tree.rows.resize(rows.n);
    std::iota(tree.rows.begin(), tree.rows.end(), 0);
    const bool brief = rows.n * (rows.d + 16) < 100000;
    if (axes) {
        tree.axes = *axes;
        const int m = tree.axes.n;
        tree.shrink = static_cast<float>((1.0 - (m + 8) * 0x1p-23) / (1.0 + tree.axes.excess));
        std::vector<float> coordinates(rows.n * m);
        std::vector<double> offs(workers.n_threads());
        std::vector<std::vector<double>> scratch(workers.n_threads());
        workers.run((rows.n + chunk_rows - 1) / chunk_rows, brief, [&](int64_t chunk, int thread) {
            std::vector<double>& row = scratch[thread];
            row.resize(rows.d);
            double own[most_axes];
            for (int64_t i = chunk * chunk_rows; i < std::min(rows.n, (chunk + 1) * chunk_rows);
                 ++i) {
                rows.load(i, row.data());
                offs[thread] = std::max(offs[thread], tree.axes.project(row.data(), own));
                for (int j = 0; j < m; ++j) coordinates[i * m + j] = static_cast<float>(own[j]);
            }
        });
        tree.nodes.resize(2 * tree.n_leaves - 1);
        tree.boxes.resize(tree.nodes.size() * 2 * m);
        Builder builder{tree, coordinates, rows.n};
        std::vector<Builder::Key> keys;
        builder.split(0, 0, static_cast<int32_t>(tree.n_leaves), brief ? 1 : workers.n_threads(),
                      keys);
        // Coordinates were rounded: widen the boxes by as much.
        const double off = *std::max_element(offs.begin(), offs.end());
        for (size_t node = 0; node < tree.nodes.size(); ++node) {
            float* box = tree.boxes.data() + 2 * m * node;
            for (int j = 0; j < m; ++j) {
                box[j] = rounded_down(box[j] - off);
                box[m + j] = rounded_up(box[m + j] + off);
            }
        }
    }
    fill_leaves(tree, rows, nearest, brief, workers);
    return tree;
}

Tree flattened(const Tree& tree, const Rows& rows, double nearest, Workers& workers) {
    Tree flat;
    flat.d = tree.d;
    flat.c = tree.c;
    flat.scale = tree.scale;
    flat.is_flat = true;
    flat.leaf_rows = tree.leaf_rows;
    flat.n_leaves = tree.n_leaves;
    flat.rows = tree.rows;
    fill_leaves(flat, rows, nearest, false, workers);
    return flat;
}

}  // namespace counterpoise
