"""Claims about AHC, against the clusters that scipy's trees have at each of their levels."""

import heapq

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage

from counterpoise import AHC
from counterpoise.errors import SamplingWarning
from counterpoise.kernel import _kernel


def table(n=60, n_minority=9, seed=0):
    rng = np.random.default_rng(seed)
    X = np.vstack([rng.normal(size=(n, 2)), rng.normal(size=(n_minority, 2)) + 2])
    return X, np.repeat([0, 1], [n, n_minority])


def middles(points, values):
    """The mean of each cluster of two rows or more, at each number of clusters."""
    clusters = set()
    for kind in ("single", "complete"):
        tree = linkage(points, kind)
        for level in range(1, len(points)):
            labels = fcluster(tree, level, "maxclust")
            clusters |= {frozenset(np.flatnonzero(labels == label)) for label in labels}
    return np.array([values[sorted(c)].mean(axis=0) for c in clusters if len(c) > 1])


def in_order(rows):
    return rows[np.lexsort(rows.round(9).T)]


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("scale", [None, "standard"])
def test_new_rows_are_the_middles_of_all_clusters_of_both_trees(scale, rng):
    X, y = table()
    X *= [1.0, 30.0]
    sampler = AHC(random_state=0, scale=scale, rng=rng)
    grown, target = sampler.fit_resample(X, y)
    points = X / (X.std(axis=0) if scale else 1.0)
    wanted = middles(points[60:], X[60:])
    assert 8 <= len(wanted) <= 16
    np.testing.assert_allclose(in_order(grown[sampler.is_synthetic_]), in_order(wanted), atol=1e-9)
    assert np.bincount(target).tolist() == [9 + len(wanted)] * 2


def test_of_more_clusters_than_rows_asked_for_some_are_drawn():
    X, y = table()
    wanted = {tuple(row) for row in middles(X[60:], X[60:]).round(9)}
    made = []
    for seed in range(4):
        grown, target = AHC(random_state=seed, sampling_strategy={1: 15}).fit_resample(X, y)
        assert np.bincount(target).tolist() == [60, 15]
        made.append({tuple(row) for row in grown[-6:].round(9)})
    assert all(len(rows) == 6 and rows <= wanted for rows in made)
    assert made[0] != made[1]


def test_the_base_is_the_row_of_the_class_nearest_to_the_middle():
    X, y = table()
    sampler = AHC(random_state=0)
    made = sampler.fit_resample(X, y)[0][sampler.is_synthetic_]
    far = np.linalg.norm(made[:, None] - X[60:], axis=2)
    np.testing.assert_array_equal(sampler.lineage_.base, 60 + far.argmin(axis=1))


def test_rows_that_stay_stand_for_clusters_of_their_class():
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(18, 2)) * 100
    majority = np.repeat(centres, 5, axis=0) + rng.normal(size=(90, 2)) * 0.01
    minority = rng.normal(size=(9, 2)) + 500
    X, y = np.vstack([majority, minority]), np.repeat([0, 1], [90, 9])
    grown, target = AHC(random_state=0, sampling_strategy=0.5).fit_resample(X, y)
    kept = grown[target == 0]
    assert len(kept) == 2 * (target == 1).sum()
    few = AHC(random_state=0, sampling_strategy={1: 45}).fit_resample(X, y)
    n = np.bincount(few[1])[0]
    stands = {int(np.linalg.norm(centres - row, axis=1).argmin()) for row in few[0][:n]}
    assert n > 18
    assert len(stands) == 18  # each cluster keeps a row


def cells_one_after_another(points, n_cells):
    """Cells of points, cut while there are too few: the one that deviates most, at its mean."""

    def queued(cell):
        own = points[cell] - points[cell].mean(axis=0)
        spread = np.square(own).sum(axis=0)
        return (-spread.sum() if len(cell) > 1 else np.inf, cell[0], cell.tolist(), spread.argmax())

    heap = [queued(np.arange(len(points)))]
    while len(heap) < n_cells:
        *_, cell, column = heapq.heappop(heap)
        cell = np.array(cell)
        right = points[cell, column] > points[cell, column].mean()
        if not right.any():
            right = np.arange(len(cell)) >= len(cell) // 2
        for half in (cell[~right], cell[right]):
            heapq.heappush(heap, queued(half))
    return {frozenset(cell) for _, _, cell, _ in heap}


@pytest.mark.parametrize("n_cells", [1, 2, 7, 40, 119, 120])
@pytest.mark.parametrize("power", [1, 4])
def test_cells_are_those_that_halving_the_widest_one_again_and_again_gives(n_cells, power):
    rng = np.random.default_rng(0)
    points = np.sinh(power * rng.normal(size=(120, 3)))
    cell = _kernel.halved_cells(points, n_cells)[:, 0]
    found = {frozenset(np.flatnonzero(cell == number).tolist()) for number in np.unique(cell)}
    assert found == cells_one_after_another(points, n_cells)


@pytest.mark.parametrize("n_cells", [1, 30, 120])
def test_rows_that_are_alike_are_halved_too(n_cells):
    points = np.repeat([[0.1, 0.2], [0.3, 0.1]], 60, axis=0)
    assert len(np.unique(_kernel.halved_cells(points, n_cells)[:, 0])) == n_cells


def test_a_missing_value_does_not_count_in_the_middle():
    X, y = table()
    X[64, 0] = np.nan
    sampler = AHC(random_state=0)
    made = sampler.fit_resample(X, y)[0][sampler.is_synthetic_]
    np.testing.assert_array_equal(np.isnan(made), np.isnan(X[sampler.lineage_.base]))
    all_of_them = np.nanmean(X[60:], axis=0)
    assert np.isclose(made, all_of_them).all(axis=1).any()


def test_without_thinning_all_rows_stay_and_what_is_missing_is_told():
    X, y = table()
    with pytest.warns(SamplingWarning, match=r"not the 51 asked for: .*fewer clusters"):
        grown, target = AHC(random_state=0, thin=False).fit_resample(X, y)
    np.testing.assert_array_equal(grown[:69], X)
    assert 9 < (target == 1).sum() <= 25
