#include "rows/compressed.hpp"

namespace counterpoise {

bool is_sound(const Compressed& rows) {
    if (rows.n_starts < 1 || rows.n_columns < 0 || rows.starts[0] < 0) return false;
    for (int64_t row = 1; row < rows.n_starts; ++row)
        if (rows.starts[row] < rows.starts[row - 1]) return false;
    const int64_t end = rows.starts[rows.n_starts - 1];
    if (end > rows.n_values) return false;
    for (int64_t at = 0; at < end; ++at)
        if (rows.columns[at] < 0 || rows.columns[at] >= rows.n_columns) return false;
    return true;
}

}  // namespace counterpoise
