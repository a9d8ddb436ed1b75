// The search in which all rows ask for their neighbours and each pair is compared once for both.
#pragma once

#include "search/exact_search.hpp"
#include "search/tree.hpp"

namespace counterpoise {

// Whether the memory it needs, some 300 bytes for each row, is in proportion.
bool can_pair(const Tree& tree, const Question& question);

void pair_search(const Tree& tree, const Rows& rows, const Metric& metric, const Question& question,
                 Workers& workers, const Answer& answer);

}  // namespace counterpoise
