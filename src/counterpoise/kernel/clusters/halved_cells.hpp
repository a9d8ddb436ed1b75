// Points cut into cells, of which the one that deviates most is halved again and again.
#pragma once

#include <cstdint>

namespace counterpoise {

// Write the cell of each of n points of d numbers, for at most n_cells cells. The cell with the
// largest sum of squared deviations from its mean is halved, at the mean of the column in which it
// deviates most; where all numbers of that column are alike, half of its points go each way, in
// their order. Between equal cells the one whose first point comes first is halved.
void halved_cells(const double* points, int64_t n, int64_t d, int64_t n_cells, int64_t* cells);

}  // namespace counterpoise
