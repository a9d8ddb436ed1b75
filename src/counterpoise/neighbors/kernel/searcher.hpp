// Which search answers a question, and the tree that is kept from one question to the next.
#pragma once

#include <memory>
#include <mutex>

#include "exact_search.hpp"
#include "tree.hpp"

namespace counterpoise {

// Tests force a plan; otherwise it is the quickest for the question.
enum class Plan { automatic, exact, flat, tree, pairs };

class Searcher {
public:
    Searcher(const Rows& references, Metric metric) : references_(references), metric_(std::move(metric)) {}

    void search(const Question& question, Workers& workers, const Answer& answer, Plan plan = Plan::automatic);

private:
    std::shared_ptr<const Tree> tree_for(const Question& question, Workers& workers, Plan plan);

    Rows references_;
    Metric metric_;
    std::mutex building_;
    std::shared_ptr<const Tree> tree_;
    double scale_ = -1.0;  // not yet known
    int64_t n_asked_ = 0;  // queries so far
};

}  // namespace counterpoise
