// Reference rows in an order in which near rows are near, cut into leaves of equal size.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "levels/level.hpp"
#include "rows/rows.hpp"
#include "search/axes.hpp"
#include "search/metric.hpp"
#include "threads/memory.hpp"
#include "threads/workers.hpp"

namespace counterpoise {

// A node holds n_leaves leaves from first_leaf on. Its left child is the next node, and holds half
// of them, rounded down; a tree of m leaves has 2 m - 1 nodes, so the right child's place is known.
struct Node {
    int32_t first_leaf;
    int32_t n_leaves;
    int32_t axis;  // of the split, for ordering queries
    float value;

    bool is_leaf() const { return n_leaves == 1; }
};

inline int32_t left_of(int32_t node) { return node + 1; }
inline int32_t right_of(int32_t node, const Node& of) { return node + 2 * (of.n_leaves / 2); }

struct Tree {
    int64_t d = 0;
    int64_t c = 0;
    double scale = 1.0;     // a power of two; distances are taken between scaled rows
    bool is_flat = false;   // no nodes, and one centre for all leaves: every leaf is to be scanned
    bool in_bytes = false;  // leaves are kept in 8 bits, which tell most near rows from far ones
    Axes axes;
    float shrink = 1.0f;    // for bounds, see README.md
    int64_t leaf_rows = 0;  // a multiple of block_rows
    int64_t n_leaves = 0;
    std::vector<int32_t> rows;  // [n] row number at each position
    std::vector<Node> nodes;
    std::vector<float> boxes;       // [nodes][2][axes.n] low, then high
    std::vector<double> centres;    // [n_leaves][d], scaled
    std::vector<float> radii;       // [n_leaves]
    Raw<float> values;              // [n_leaves][leaf_rows / block_rows][d][block_rows]
    Raw<float> halves;              // [n_leaves][leaf_rows]
    Raw<int32_t> codes;             // as values, c columns
    int64_t n_packed = 0;           // columns of `packed`; 0 where the level's products are floats'
    Raw<int32_t> packed;            // as values, n_packed columns; see the level's products
    std::vector<Packing> packings;  // [n_leaves] what these count

    const float* box(int32_t node) const {
        return boxes.data() + 2 * axes.n * static_cast<int64_t>(node);
    }
    Panel panel(int64_t leaf) const;

    // The leaf in whose part of space a point lies.
    int32_t leaf_of(const double* coordinates) const;
};

// The power of two that makes the rows about as large as 1, or 0 where float32 cannot hold them.
double scale_of(const Rows& rows, double cost, Workers& workers);

// The axes of a tree of these rows.
Axes tree_axes(const Rows& rows, double scale);
int64_t leaf_rows_for(int64_t n_columns);

// A tree on these axes; flat where there are none. Then `nearest` is the squared distance of rows
// that are near each other, which tells whether 8 bits will do, or 0 where that is not known.
Tree build_tree(const Rows& rows, double scale, const std::optional<Axes>& axes, double nearest,
                Workers& workers);

// The same order of rows, flat.
Tree flattened(const Tree& tree, const Rows& rows, double nearest, Workers& workers);

}  // namespace counterpoise
