// Which search answers a question, and the tree that is kept from one question to the next.
#pragma once

#include <memory>
#include <mutex>

#include "search/exact_search.hpp"
#include "search/tree.hpp"

namespace counterpoise {

// Tests force a plan; otherwise it is the quickest for the question.
enum class Plan { automatic, exact, flat, tree, pairs };

class Searcher {
public:
    // Raise std::invalid_argument or std::out_of_range unless the metric prices every code.
    Searcher(const Rows& references, Metric metric);

    // Raise the same unless the question fits the references. Values are looked at here, and taken
    // on trust by `search`.
    void check(const Question& question) const;

    void search(const Question& question, Workers& workers, const Answer& answer,
                Plan plan = Plan::automatic);

private:
    std::shared_ptr<const Tree> tree_for(const Question& question, Workers& workers, Plan plan);

    Rows references_;
    Metric metric_;
    std::mutex building_;
    std::shared_ptr<const Tree> tree_;
    double scale_ = -1.0;     // not yet known
    int64_t n_asked_ = 0;     // queries so far
    bool boxes_help_ = true;  // or it was told that they do not
};

}  // namespace counterpoise
