"""The index answers as a brute-force search in float64 does, to the last bit."""

import functools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterpoise.neighbors import MixedMetric, NeighborIndex
from shared import brute_force as brute
from shared.grids import examples

hostile = settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def normal(rng, n, d):
    return rng.normal(size=(n, d))


def grid(rng, n, d):
    return rng.integers(0, 3, size=(n, d)).astype(float)


def far_from_the_origin(rng, n, d):
    return 1e8 + 1e-3 * rng.normal(size=(n, d))


def two_far_clusters(rng, n, d):
    return rng.choice([-1e8, 1e8], size=(n, 1)) + 1e-3 * rng.normal(size=(n, d))


def duplicates(rng, n, d):
    return rng.normal(size=(max(1, n // 7), d))[rng.integers(0, max(1, n // 7), n)]


def all_alike(rng, n, d):
    return np.full((n, d), 0.1)


def near_ties(rng, n, d):
    return grid(rng, n, d) + 1e-12 * rng.normal(size=(n, d))


def denormal(rng, n, d):
    return rng.integers(-5, 6, size=(n, d)) * 5e-324


def squares_underflow(rng, n, d):
    return 1e-162 * rng.normal(size=(n, d))


def huge(rng, n, d):
    return 1e150 * rng.normal(size=(n, d))


def squares_overflow(rng, n, d):
    return 1e300 * rng.normal(size=(n, d))


def all_alike_at_the_end_of_float32(rng, n, d):
    return np.full((n, d), 3e38)


def one_long_column(rng, n, d):
    rows = rng.normal(size=(n, d))
    rows[:, 0] *= 1e9
    return rows


def an_outlier(rng, n, d):
    rows = rng.normal(size=(n, d))
    rows[0] = 1e12
    return rows


def heavy_tails(rng, n, d):
    return rng.standard_cauchy(size=(n, d)) ** 3


def flat(rng, n, d):
    return rng.normal(size=(n, 2)) @ rng.normal(size=(2, d))


TABLES = [
    normal, grid, far_from_the_origin, two_far_clusters, duplicates, all_alike, near_ties,
    denormal, squares_underflow, huge, squares_overflow,
    all_alike_at_the_end_of_float32, one_long_column, an_outlier,
    heavy_tails, flat,
]  # fmt: skip

shapes = st.tuples(
    st.integers(2, 500), st.sampled_from([1, 2, 3, 5, 8, 17, 33]), st.integers(0, 2**32 - 1)
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
@given(shape=shapes, k=st.integers(1, 12), single=st.booleans())
@hostile
def test_a_rows_own_neighbours_are_those_of_brute_force(table, plan, shape, k, single):
    n, d, seed = shape
    rows = table(np.random.default_rng(seed), n, d)
    if single:
        with np.errstate(over="ignore"):
            rows = np.clip(rows, -3e38, 3e38).astype(np.float32)
    brute.check_own(NeighborIndex().fit(rows), rows, min(k, n - 1))


@given(shape=shapes, k=st.integers(1, 12), single=st.booleans(), far=st.sampled_from([0, 30, 1e30]))
@hostile
def test_the_neighbours_of_foreign_rows_are_those_of_brute_force(plan, shape, k, single, far):
    n, d, seed = shape
    rng = np.random.default_rng(seed)
    rows, queries = rng.normal(size=(n, d)), far + rng.normal(size=(n // 3 + 1, d))
    queries[0] = rows[0]
    if single:
        rows, queries = rows.astype(np.float32), queries.astype(np.float32)
    exclude = rng.integers(-1, n, len(queries))
    k = min(k, n - 1)
    expected = brute.nearest(brute.distances(queries, rows), k, exclude)
    found = NeighborIndex().fit(rows).kneighbors(queries, k, exclude=exclude)
    brute.same(found, expected)


@pytest.mark.parametrize("table", [normal, grid, one_long_column, all_alike])
@given(shape=shapes, k=st.integers(1, 9), cost=st.sampled_from([0.0, 1.0, 0.7, 1e6, 1e-9]))
@hostile
def test_mixed_rows_are_compared_as_brute_force_compares_them(table, plan, shape, k, cost):
    n, d, seed = shape
    rng = np.random.default_rng(seed)
    rows = table(rng, n, d)
    codes = rng.integers(0, 3, size=(n, 1 + seed % 4)).astype(np.int32)
    index = NeighborIndex(metric=MixedMetric(cost)).fit(rows, codes=codes)
    brute.check_own(index, rows, min(k, n - 1), codes)


# Every level and every search must give one and the same answer, which brute force gives once.
@functools.cache
def half_of_them_rounded(n, d):
    rows = np.random.default_rng(n).normal(size=(n, d))
    rows[: n // 2] = np.round(rows[: n // 2])
    return rows, brute.nearest(brute.distances(rows[:400], rows), 6, np.arange(400))


@functools.cache
def hostile_rows(table, n_columns):
    rows = table(np.random.default_rng(5), 333, n_columns)
    return rows, brute.own(rows, 6)


@functools.cache
def rows_and_queries(n_columns):
    rng = np.random.default_rng(n_columns)
    rows = rng.normal(size=(450, n_columns)) * 10.0 ** rng.integers(-3, 3, n_columns)
    rows[100:130] = rows[:30] * (1 + 1e-7)
    asked = [rng.normal(size=(n_queries, n_columns)) for n_queries in (1, 7, 16, 130)]
    answers = [brute.nearest(brute.distances(queries, rows), 6) for queries in asked]
    return rows, brute.own(rows, 6), list(zip(asked, answers, strict=True))


@functools.cache
def a_speck_between_two_far_away(seed):
    rng = np.random.default_rng(seed)
    rows = 1e-13 * rng.normal(size=(2000, 12))
    rows[rng.choice(2000, 2, replace=False)] = [[1.0], [-1.0]]
    return rows, brute.own(rows, 5)


@pytest.mark.parametrize(("n", "d"), [(5000, 3), (3000, 10), (2500, 30)])
def test_every_level_and_any_number_of_threads_give_the_same_answer(level, n, d):
    rows, expected = half_of_them_rounded(n, d)
    for n_jobs in (1, 2, 3):
        distances, neighbours = NeighborIndex(n_jobs=n_jobs).fit(rows).kneighbors(n_neighbors=6)
        brute.same((distances[:400], neighbours[:400]), expected)


@pytest.mark.parametrize("n_columns", [7, 17])
@pytest.mark.parametrize(
    "table", [normal, grid, two_far_clusters, near_ties, an_outlier, heavy_tails]
)
def test_every_level_agrees_on_hostile_rows(table, plan, level, n_columns):
    rows, expected = hostile_rows(table, n_columns)
    brute.same(NeighborIndex().fit(rows).kneighbors(n_neighbors=6), expected)


@pytest.mark.parametrize("n_columns", [5, 6, 15, 16, 31, 32, 33, 64, 65, 100])
def test_every_level_is_exact_whatever_the_columns(plan, level, n_columns):
    rows, expected, asked = rows_and_queries(n_columns)
    index = NeighborIndex(n_jobs=2).fit(rows)
    brute.same(index.kneighbors(n_neighbors=6), expected)
    for queries, answer in asked:
        brute.same(index.kneighbors(queries, n_neighbors=6), answer)


@pytest.mark.parametrize("n", [2, 31, 32, 33, 63, 64, 65, 127, 128, 129, 257])
def test_as_many_neighbours_as_there_are_others(plan, n):
    rows = np.random.default_rng(n).normal(size=(n, 3))
    brute.check_own(NeighborIndex().fit(rows), rows, n - 1)


@pytest.mark.parametrize("k", [6, 23, 24])
def test_pairs_are_exact_where_rows_take_products_to_the_ends_of_their_range(k, monkeypatch):
    # Of two neighbouring numbers, of all alike and of a few signs: the largest sums of two products
    # and of a whole row that bytes can have, with many ties. More leaves than are foretold.
    monkeypatch.setattr(NeighborIndex, "_plan", "pairs")
    rng = np.random.default_rng(k)
    rows = rng.choice([-1.0, 1.0], size=(3200, 13))
    rows[:500] *= rng.normal(size=(500, 1))
    rows[500:900, 2:] = 0.0
    rows[900:1300] += 0.01 * rng.normal(size=(400, 13))
    rows[1300:1400] = 1.0
    index = NeighborIndex(n_jobs=2).fit(rows)
    found = index.kneighbors(n_neighbors=k)
    monkeypatch.setattr(NeighborIndex, "_plan", "exact")
    brute.same(found, NeighborIndex(n_jobs=2).fit(rows).kneighbors(n_neighbors=k))


@pytest.mark.parametrize("seed", range(4))
def test_every_level_is_exact_where_most_rows_are_a_speck_between_two_far_away(plan, level, seed):
    # Most often neither is in the sample that tells the centre, so the leaves without them are
    # tiny, and not compared in the way of the two that hold them.
    rows, expected = a_speck_between_two_far_away(seed)
    brute.same(NeighborIndex(n_jobs=1).fit(rows).kneighbors(n_neighbors=5), expected)


def test_a_table_whose_boxes_rule_nothing_out_answers_alike_however_often_it_is_asked():
    # The first question finds the boxes useless and scans every row; with the second so many have
    # asked that there is a tree.
    rng = np.random.default_rng(3)
    rows, queries = rng.normal(size=(7000, 64)), rng.normal(size=(3200, 64))
    index = NeighborIndex().fit(rows)
    first, second = index.kneighbors(queries, 5), index.kneighbors(queries, 5)
    brute.same(second, first)
    few = np.arange(0, 3200, 80)
    expected = brute.nearest(brute.distances(queries[few], rows), 5)
    brute.same((first[0][few], first[1][few]), expected)
