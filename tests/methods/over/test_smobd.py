"""Claims about SMOBD: who is noise, and who grows how much, measured pair by pair."""

import numpy as np
import pytest
from scipy import stats
from scipy.spatial.distance import cdist

from counterpoise import SMOBD


def table(seed=0):
    """A dense and a sparse group of the minority, and a stray row."""
    rng = np.random.default_rng(seed)
    minority = np.vstack(
        [rng.normal(size=(20, 2)) * 0.2, rng.normal(size=(20, 2)) + 8, [[30.0, -30.0]]]
    )
    X = np.vstack([rng.normal(size=(60, 2)) * 3 + 4, minority])
    return X, np.repeat([0, 1], [60, 41])


def weights_of(minority, eta, t, min_samples, eps):
    """Each row's weight, 0 for noise, step by step."""
    far = cdist(minority, minority)
    np.fill_diagonal(far, np.inf)
    order = np.argsort(far, axis=1)[:, :min_samples]
    core = np.array([far[i, row[-1]] for i, row in enumerate(order)])
    reach = np.array([min(max(far[i, j], core[j]) for j in row) for i, row in enumerate(order)])
    noise = (core > t * core.mean()) & (reach > t * reach.mean())
    about = (far <= (core.mean() if eps is None else eps)).sum(axis=1)
    weight = eta * core / core[~noise].max() + (1 - eta) * about / about[~noise].max()
    return np.where(noise, 0.0, weight)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize(("eta", "eps"), [(0.5, None), (0.0, 1.0), (1.0, None)])
def test_a_row_grows_by_its_core_distance_and_the_rows_about_it(eta, eps, rng):
    X, y = table()
    sampler = SMOBD(
        random_state=0, eta=eta, eps=eps, min_samples=4, sampling_strategy={1: 5041}, rng=rng
    )
    sampler.fit_resample(X, y)
    weight = weights_of(X[y == 1], eta, 1.8, 4, eps)
    counts = np.bincount(sampler.lineage_.base, minlength=len(X))[y == 1]
    assert (counts[weight == 0] == 0).all()
    wanted = weight / weight.sum() * 5000
    assert stats.chisquare(counts[weight > 0], wanted[weight > 0]).pvalue > 1e-4


def test_noise_is_no_partner_either_and_a_greater_t_spares_it():
    X, y = table()
    stray = len(X) - 1
    for t, is_noise in ((1.8, True), (1e3, False)):
        sampler = SMOBD(random_state=0, t=t, k_neighbors=30, sampling_strategy={1: 2000})
        sampler.fit_resample(X, y)
        assert (stray not in sampler.lineage_.parents) == is_noise


def test_equal_rows_are_all_alike():
    X, y = table()
    X[60:] = 1.0
    sampler = SMOBD(random_state=0, eta=1.0, sampling_strategy={1: 3000})
    made = sampler.fit_resample(X, y)[0][len(X) :]
    assert (made == 1.0).all()
    assert len(np.unique(sampler.lineage_.base)) == 41
