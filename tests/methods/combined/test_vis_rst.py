"""Claims about VIS-RST: which rows grow in which kind of table, and which new rows stay."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from counterpoise import VISRST, Oversampler, Recipe
from counterpoise.errors import SamplingWarning
from counterpoise.stages import SeedPartners, VersatileSeeds


def table(apart, n=100, n_minority=30, seed=0):
    rng = np.random.default_rng(seed)
    X = np.vstack([rng.normal(size=(n, 2)), rng.normal(size=(n_minority, 2)) * 0.7 + apart])
    return X, np.repeat([0, 1], [n, n_minority])


def kinds(X, y, k=5):
    """Rows of the minority in danger, and safe ones."""
    near = NearestNeighbors(n_neighbors=k + 1).fit(X).kneighbors(X[y == 1])[1][:, 1:]
    n_other = (y[near] == 0).sum(axis=1)
    rows = np.flatnonzero(y == 1)
    return rows[(n_other >= k / 2) & (n_other < k)], rows[n_other < k / 2]


def seeds_only(X, y, rng="numpy", n=70):
    recipe = Recipe(seeds=VersatileSeeds(), neighbourhood=SeedPartners())
    sampler = Oversampler(recipe, random_state=0, rng=rng, sampling_strategy={1: 30 + n})
    grown, _ = sampler.fit_resample(X, y)
    return sampler.lineage_, grown[130:]


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_where_few_are_in_danger_these_grow_and_each_safe_row_once(rng):
    X, y = table(2.0)
    danger, safe = kinds(X, y)
    assert 0 < len(danger) < 15
    told, _ = seeds_only(X, y, rng)
    base = told.base
    np.testing.assert_array_equal(np.sort(base[: len(safe)]), safe)
    assert np.isin(base[len(safe) :], danger).all()
    assert len(base) == 70


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_where_most_are_in_danger_these_are_copied_and_safe_rows_grow(rng):
    X, y = table(0.7, seed=3)
    danger, safe = kinds(X, y)
    assert len(danger) > 15
    assert len(safe)
    told, made = seeds_only(X, y, rng)
    np.testing.assert_array_equal(np.sort(told.base[: len(danger)]), danger)
    np.testing.assert_array_equal(made[: len(danger)], X[told.base[: len(danger)]])
    assert np.isin(told.base[len(danger) :], safe).all()
    # Fewer than those in danger: some are drawn.
    told, _ = seeds_only(X, y, rng, n=5)
    assert len(set(told.base.tolist())) == 5
    assert np.isin(told.base, danger).all()


def test_without_safe_rows_those_in_danger_grow():
    # Pairs of the minority amid the majority: one neighbour of five is of the class.
    X = np.repeat(np.arange(16.0), 5)[:, np.newaxis] * [10.0, 0.0]
    X += np.random.default_rng(0).normal(size=X.shape)
    X = np.vstack([X, np.repeat(X[:50:5], 2, axis=0) + 1e-4])
    y = np.repeat([0, 1], [80, 20])
    danger, safe = kinds(X, y)
    assert len(danger) == 20
    assert not len(safe)
    recipe = Recipe(seeds=VersatileSeeds(), neighbourhood=SeedPartners())
    sampler = Oversampler(recipe, random_state=0)
    sampler.fit_resample(X, y)
    assert np.isin(sampler.lineage_.base, danger).all()
    assert len(sampler.lineage_) == 60


def test_a_share_of_the_new_rows_or_more_stays_those_least_like_others():
    X, y = table(2.5)
    _, made = seeds_only(X, y)
    sampler = VISRST(random_state=0, enough=0.3, sampling_strategy={1: 100})
    kept = sampler.fit_resample(X, y)[0][130:]
    ranges = np.ptp(X, axis=0)
    alike = (1 - np.abs(made[:, None] - X[:100]) / ranges).mean(axis=2).max(axis=1)
    threshold = next(t for t in np.arange(0.4, 1.01, 0.05) if (alike < t).mean() > 0.3)
    np.testing.assert_array_equal(kept, made[alike < threshold])
    assert 0 < len(kept) < 65


def test_a_class_of_noise_is_told():
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(8, 2)) * 100
    X = np.vstack([np.repeat(centres, 8, axis=0) + rng.normal(size=(64, 2)), centres])
    y = np.repeat([0, 1], [64, 8])
    with pytest.warns(SamplingWarning, match=r"no new rows and not the 56.*noise"):
        VISRST(random_state=0).fit_resample(X, y)
