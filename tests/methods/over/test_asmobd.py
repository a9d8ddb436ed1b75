"""Claims about ASMOBD: who is noise, and who grows how much, measured pair by pair."""

import numpy as np
import pytest
from scipy import stats
from scipy.spatial.distance import cdist

from counterpoise import ASMOBD
from counterpoise.errors import UnsuitableTableError


def table(seed=0):
    """Two groups of the minority, one of them among the majority, and a stray row there."""
    rng = np.random.default_rng(seed)
    minority = np.vstack(
        [rng.normal(size=(20, 2)) * 0.6, rng.normal(size=(20, 2)) * 0.4 + 8, [[30.0, -30.0]]]
    )
    majority = np.vstack([rng.normal(size=(50, 2)), rng.normal(size=(10, 2)) * 0.1 + [30, -30]])
    return np.vstack([majority, minority]), np.repeat([0, 1], [60, 41])


def weights_of(X, y, eta, t, min_samples, smoothing):
    """Each row's weight, 0 for noise, step by step."""
    far = cdist(X[y == 1], X)
    far[np.arange(41), np.arange(60, 101)] = np.inf
    core = np.sort(far[:, y == 1], axis=1)[:, min_samples - 1]
    foreign = (y[np.argsort(far, axis=1)[:, :min_samples]] == 0).mean(axis=1)
    noise = (core > t * core.mean()) & (foreign == 1)
    weight = eta * core / core[~noise].max() + (1 - eta) * foreign
    weight += smoothing * weight[~noise].mean()
    return np.where(noise, 0.0, weight)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize(("eta", "smoothing"), [(0.5, 0.05), (0.0, 0.0), (1.0, 1.0)])
def test_a_row_grows_by_its_core_distance_and_its_foreign_neighbours(eta, smoothing, rng):
    X, y = table()
    sampler = ASMOBD(
        random_state=0, eta=eta, smoothing=smoothing, sampling_strategy={1: 5041}, rng=rng
    )
    sampler.fit_resample(X, y)
    weight = weights_of(X, y, eta, 4.0, 3, smoothing)
    counts = np.bincount(sampler.lineage_.base, minlength=len(X))[y == 1]
    assert weight[-1] == 0
    assert (counts[weight == 0] == 0).all()
    wanted = weight / weight.sum() * 5000
    assert stats.chisquare(counts[weight > 0], wanted[weight > 0]).pvalue > 1e-4


def test_noise_is_no_partner_either_and_a_greater_t_spares_it():
    X, y = table()
    stray = len(X) - 1
    for t, is_noise in ((4.0, True), (1e3, False)):
        sampler = ASMOBD(random_state=0, t=t, k_neighbors=30, sampling_strategy={1: 2000})
        sampler.fit_resample(X, y)
        assert (stray not in sampler.lineage_.parents) == is_noise


def test_a_class_of_rows_without_common_values_is_refused():
    X = np.random.default_rng(0).normal(size=(30, 5))
    X[26:] = np.nan
    X[np.arange(26, 30), np.arange(4)] = 1.0
    with pytest.raises(UnsuitableTableError, match="are noise"):
        ASMOBD(k_neighbors=1).fit_resample(X, np.repeat([0, 1], [26, 4]))
