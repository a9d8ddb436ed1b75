#include "search/exact_search.hpp"

#include <cmath>
#include <vector>

#include "levels/level.hpp"
#include "search/selection.hpp"

namespace counterpoise {
namespace {

// Queries that are answered together: a block of references is laid out once for all of them.
constexpr int64_t batch_rows = 64;

struct Scratch {
    std::vector<double> queries;
    std::vector<double> prices;
    std::vector<const double*> price_lists;
    std::vector<double> row;
    std::vector<double> values;
    std::vector<int32_t> codes;
    std::vector<Selection> selections = std::vector<Selection>(batch_rows);
};

// What each category of the other row adds to the distance from this query.
void list_prices(const Metric& metric, const int32_t* codes, double* prices, const double** lists) {
    for (size_t j = 0; j < metric.distributions.size(); ++j) {
        const int64_t n = metric.distributions[j].n_categories;
        lists[j] = prices;
        for (int64_t b = 0; b < n && codes[j] >= 0; ++b)
            prices[b] = metric.price(static_cast<int64_t>(j), codes[j], static_cast<int32_t>(b));
        prices += n;
    }
}

void lay_out(const Rows& rows, int64_t first, int n_valid, Scratch& scratch) {
    for (int lane = 0; lane < n_valid; ++lane) {
        rows.load(first + lane, scratch.row.data());
        for (int64_t j = 0; j < rows.d; ++j) scratch.values[j * block_rows + lane] = scratch.row[j];
        for (int64_t j = 0; j < rows.c; ++j)
            scratch.codes[j * block_rows + lane] = rows.codes[(first + lane) * rows.c + j];
    }
}

// The largest squared distance whose root may still be at most the limit. The root is rounded, so
// the square of the limit is widened by more than two roundings, and by the smallest numbers.
double squared(double limit, bool root) {
    return root ? limit * limit * (1 + 0x1p-50) + 0x1p-1070 : limit;
}

}  // namespace

void exact_search(const Rows& references, const Metric& metric, const Question& question,
                  Workers& workers, const Answer& answer) {
    const Level& level = chosen_level();
    const Rows& queries = question.queries;
    const int64_t d = queries.d, c = queries.c, k = question.k;
    const ExactShape shape{d, c, metric.cost, question.may_miss};
    int64_t n_prices = 0;
    for (const Distribution& of : metric.distributions) n_prices += of.n_categories;
    const int64_t n_lists = static_cast<int64_t>(metric.distributions.size());

    std::vector<Scratch> scratches(workers.n_threads());
    auto answer_group = [&](int64_t group, int thread) {
        Scratch& scratch = scratches[thread];
        const int64_t begin = group * batch_rows;
        const int64_t n_group = std::min(batch_rows, queries.n - begin);
        scratch.queries.resize(batch_rows * d + 1);
        scratch.prices.resize(batch_rows * n_prices + 1);
        scratch.price_lists.resize(batch_rows * n_lists + 1);
        scratch.row.resize(d + 1);
        scratch.values.resize(d * block_rows + 1);
        scratch.codes.resize(c * block_rows + 1);
        for (int64_t i = 0; i < n_group; ++i) {
            queries.load(begin + i, scratch.queries.data() + i * d);
            if (metric.by_value)
                list_prices(metric, queries.codes + (begin + i) * c,
                            scratch.prices.data() + i * n_prices,
                            scratch.price_lists.data() + i * n_lists);
            scratch.selections[i].start(k);
        }
        double found[block_rows];
        int32_t lanes[block_rows];
        for (int64_t first = 0; first < references.n && !workers.stopped(); first += block_rows) {
            const int n_valid =
                static_cast<int>(std::min<int64_t>(block_rows, references.n - first));
            lay_out(references, first, n_valid, scratch);
            const ExactBlock block{scratch.values.data(), scratch.codes.data(), n_valid};
            for (int64_t i = 0; i < n_group; ++i) {
                const ExactQuery query{
                    scratch.queries.data() + i * d,
                    c == 0 ? nullptr : queries.codes + (begin + i) * c,
                    metric.by_value ? scratch.price_lists.data() + i * n_lists : nullptr,
                };
                Selection& selection = scratch.selections[i];
                const double limit = squared(selection.limit(), !metric.by_value);
                const int n_found = level.exact_block(shape, query, block, limit, found, lanes);
                const int64_t excluded =
                    question.exclude == nullptr ? -1 : question.exclude[begin + i];
                for (int f = 0; f < n_found; ++f)
                    if (first + lanes[f] != excluded)
                        selection.offer(metric.by_value ? found[f] : std::sqrt(found[f]),
                                        first + lanes[f]);
            }
        }
        if (workers.stopped()) return;
        for (int64_t i = 0; i < n_group; ++i)
            scratch.selections[i].finish(
                answer.distances == nullptr ? nullptr : answer.distances + (begin + i) * k,
                answer.rows + (begin + i) * k);
    };
    const double work = static_cast<double>(queries.n) * static_cast<double>(references.n) *
                        static_cast<double>(d + c + 4);
    workers.run((queries.n + batch_rows - 1) / batch_rows, work < 2e6, answer_group);
}

}  // namespace counterpoise
