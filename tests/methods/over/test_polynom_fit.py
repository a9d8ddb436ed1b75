"""Claims about polynom-fit-SMOTE, against its four topologies made by hand."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from counterpoise import InvalidInputError, PolynomFitSMOTE


def table(n=40, n_minority=9, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3)) * [1.0, 10.0, 0.1]
    return X, np.repeat([0, 1], [n - n_minority, n_minority])


def grown(X, y, n_new, **parameters):
    wanted = int((y == 1).sum()) + n_new
    sampler = PolynomFitSMOTE(sampling_strategy={1: wanted}, random_state=0, **parameters)
    return sampler.fit_resample(X, y)[0][len(X) :], sampler


def in_steps(pairs, n_new):
    """Even steps on segments, each pair's number of them as equal as can be."""
    n_each = [(i + 1) * n_new // len(pairs) - i * n_new // len(pairs) for i in range(len(pairs))]
    return np.array(
        [
            start + (end - start) * step / (n + 1)
            for (start, end), n in zip(pairs, n_each, strict=True)
            for step in range(1, n + 1)
        ]
    )


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("n_new", [5, 9, 31])
def test_star_steps_from_each_row_to_the_mean(n_new, rng):
    X, y = table()
    made, _ = grown(X, y, n_new, topology="star", rng=rng)
    mean = X[y == 1].mean(axis=0)
    np.testing.assert_allclose(made, in_steps([(row, mean) for row in X[y == 1]], n_new))


@pytest.mark.parametrize("n_new", [5, 8, 31])
def test_bus_steps_from_each_row_to_the_next(n_new):
    X, y = table()
    made, _ = grown(X, y, n_new, topology="bus")
    rows = X[y == 1]
    np.testing.assert_allclose(made, in_steps(list(pairwise(rows)), n_new))


@pytest.mark.parametrize("n_new", [36, 80])
def test_mesh_steps_between_any_two_rows(n_new):
    X, y = table()
    made, _ = grown(X, y, n_new, topology="mesh")
    np.testing.assert_allclose(made, in_steps(list(combinations(X[y == 1], 2)), n_new))


def test_mesh_draws_different_pairs_where_there_are_more_than_new_rows():
    X, y = table()
    made, sampler = grown(X, y, 20, topology="mesh")
    pairs = sampler.lineage_.parents
    assert len(np.unique(pairs, axis=0)) == 20
    assert (pairs[:, 0] < pairs[:, 1]).all()
    np.testing.assert_allclose(made, X[pairs].mean(axis=1))


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_poly_lies_on_the_polynomials_of_each_column_over_the_order_of_rows(rng):
    X, y = table(n_minority=15)
    X[y == 1, 0] = np.arange(15) * 2.0  # tells where on the curve a row lies
    made, sampler = grown(X, y, 300, topology="poly", degree=3, rng=rng)
    at = made[:, 0] / 2
    for column in (1, 2):
        curve = np.polyfit(np.arange(15), X[y == 1, column], 3)
        np.testing.assert_allclose(made[:, column], np.polyval(curve, at), atol=1e-8)
    assert at.min() < 1
    assert at.max() > 13
    np.testing.assert_array_equal(sampler.lineage_.base, 25 + np.rint(at).astype(int))


def test_poly_of_few_rows_goes_through_them():
    X, y = table(n_minority=2)
    made, _ = grown(X, y, 50, topology="poly", degree=3)
    start, end = X[y == 1]
    share = (made - start) / (end - start)
    np.testing.assert_allclose(share, np.repeat(share[:, :1], 3, axis=1))


@pytest.mark.parametrize("topology", ["star", "bus", "mesh", "poly"])
def test_any_slice_has_the_rows_of_the_whole(topology):
    X, y = table()
    _, sampler = grown(X, y, 31, topology=topology, rng="counter")
    whole, part = sampler.draft_.lineage(), sampler.draft_.lineage(7, 23)
    np.testing.assert_array_equal(part.parents, whole.parents[7:23])
    np.testing.assert_array_equal(part.gaps, whole.gaps[7:23])


@pytest.mark.parametrize("topology", ["star", "bus", "mesh", "poly"])
def test_a_single_row_is_refused(topology):
    X, y = table(n_minority=1)
    with pytest.raises(InvalidInputError, match=r"has 1 row; .* needs at least 2: use RandomOver"):
        grown(X, y, 5, topology=topology)


def test_a_missing_value_does_not_spoil_the_mean():
    X, y = table()
    X[-1, 1] = np.nan
    made, sampler = grown(X, y, 18, topology="star")
    mean = np.nanmean(X[y == 1], axis=0)
    base = X[sampler.lineage_.base]
    gap = ((made - base) / (mean - base))[:, 0]
    np.testing.assert_allclose(made, base + gap[:, np.newaxis] * (mean - base))
