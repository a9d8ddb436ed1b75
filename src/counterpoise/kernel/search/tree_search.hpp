// The search in float32 over a tree, settled in float64.
#pragma once

#include "search/exact_search.hpp"
#include "search/tree.hpp"

namespace counterpoise {

// Whether to compare each pair of rows once for both, where every row asks for its neighbours.
enum class Pairing { never, where_it_pays, always };

// False, and no answer, where a query is too far away for float32.
bool tree_search(const Tree& tree, const Rows& references, const Metric& metric,
                 const Question& question, Workers& workers, const Answer& answer, Pairing pairing);

}  // namespace counterpoise
