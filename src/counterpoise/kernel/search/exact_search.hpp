// The search that computes every distance in float64.
#pragma once

#include <cstdint>

#include "rows/rows.hpp"
#include "search/metric.hpp"
#include "threads/workers.hpp"

namespace counterpoise {

struct Question {
    Rows queries;
    int64_t k;
    const int64_t* exclude;  // [queries.n] the row that is no answer, or -1; or null
    bool may_miss;
};

struct Answer {
    double* distances;  // [queries.n][k], or null
    int64_t* rows;      // [queries.n][k]
};

void exact_search(const Rows& references, const Metric& metric, const Question& question,
                  Workers& workers, const Answer& answer);

}  // namespace counterpoise
