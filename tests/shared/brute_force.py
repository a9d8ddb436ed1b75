"""The answer that the index must give: every distance in float64, column by column, then a sort."""

import numpy as np

from counterpoise.neighbors import MixedMetric, ValueDifferenceMetric

ORDINARY = 500
"""Exponents beyond which squares are not told in float64."""

FEW = 32
"""Queries of which a column is looked at at once."""


def distances(queries, rows, query_codes=None, row_codes=None, metric="euclidean"):
    """Return all distances, (n_queries, n_rows), added up in the order of the columns.

    Numbers whose squares overflow or vanish are measured in a power of two, which rounds nothing.
    """
    queries, rows = np.asarray(queries, np.float64), np.asarray(rows, np.float64)
    peak = np.nanmax(np.abs(rows), initial=0)
    power = int(np.frexp(peak)[1])
    if metric == "euclidean" and peak and abs(power) > ORDINARY:
        queries, rows = np.ldexp(queries, -power), np.ldexp(rows, -power)
        return np.ldexp(distances(queries, rows).astype(np.longdouble), power)
    if query_codes is None:
        query_codes = np.empty((len(queries), 0), np.int32)
        row_codes = np.empty((len(rows), 0), np.int32)
    with np.errstate(all="ignore"):
        total, present = _squares(queries, rows)
        differing = np.zeros(total.shape)
        for j, (a, b) in enumerate(zip(query_codes.T, row_codes.T, strict=True)):
            both = (a[:, None] >= 0) & (b >= 0)
            present += both
            if isinstance(metric, ValueDifferenceMetric):
                shares = metric.distributions[j]
                delta = np.zeros(total.shape)
                for k in range(shares.shape[1]):
                    delta += np.abs(shares[a, k][:, None] - shares[b, k])
                total += np.where(both, delta * delta, 0)
            else:
                differing += both & (a[:, None] != b)
        if isinstance(metric, MixedMetric):
            total += differing * metric.cost
        n_coordinates = queries.shape[1] + query_codes.shape[1]
        total = np.where(present > 0, total * (n_coordinates / present), np.inf)
        return total if isinstance(metric, ValueDifferenceMetric) else np.sqrt(total)


def _squares(queries, rows):
    """Return the sums of squared differences, and of how many columns each is."""
    total = np.zeros((len(queries), len(rows)))
    if not (np.isnan(queries).any() or np.isnan(rows).any()):
        for first in range(0, len(queries), FEW):  # so few that they stay in the cache
            part = total[first : first + FEW]
            for a, b in zip(queries[first : first + FEW].T, rows.T, strict=True):
                difference = a[:, None] - b
                difference *= difference
                part += difference
        return total, np.full(total.shape, float(queries.shape[1]))
    present = np.zeros(total.shape)
    for a, b in zip(queries.T, rows.T, strict=True):
        difference = a[:, None] - b
        both = ~np.isnan(difference)
        present += both
        total += np.where(both, difference * difference, 0)
    return total, present


def nearest(square, k, exclude=None):
    """Return distances and rows of the k nearest by (distance, row number)."""
    if exclude is not None:
        queries = np.flatnonzero(exclude >= 0)
        square = square.copy()
        square[queries, exclude[queries]] = np.nan  # which is beyond infinity
    farthest = np.partition(square, k - 1, axis=1)[:, k - 1 : k]
    assert not np.isnan(farthest).any(), "there are fewer than k rows"
    query, row = np.nonzero(square <= farthest)  # and ties of the last, by row number
    order = np.lexsort((square[query, row], query))
    query, row = query[order], row[order]
    first = np.arange(len(query)) - np.searchsorted(query, query) < k
    order = row[first].reshape(len(square), k)
    with np.errstate(over="ignore"):
        return np.take_along_axis(square, order, axis=1).astype(np.float64), order


def own(rows, k, codes=None, metric="euclidean"):
    """Return distances and rows of the k nearest others of each row."""
    return nearest(distances(rows, rows, codes, codes, metric), k, np.arange(len(rows)))


def check_own(index, rows, k, codes=None):
    """Assert that the index answers for its own rows as a brute-force search does."""
    same(index.kneighbors(n_neighbors=k), own(rows, k, codes, index.metric))


def same(found, expected):
    """Assert that two answers agree to the last bit."""
    np.testing.assert_array_equal(found[1], expected[1])
    np.testing.assert_array_equal(found[0], expected[0])
