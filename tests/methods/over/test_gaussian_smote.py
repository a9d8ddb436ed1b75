"""Claims about Gaussian-SMOTE: a uniform point of a segment, and normal noise about it."""

import numpy as np
import pytest
from scipy import stats

from counterpoise import SMOTE, GaussianSMOTE, materialise
from counterpoise.core.lineage import Lineage
from counterpoise.core.rows import Rows


def table(n=120, n_minority=30, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3)) * [1.0, 50.0, 0.01]
    X[-n_minority:] += [2.0, 80.0, 0.02]
    return X, np.repeat([0, 1], [n - n_minority, n_minority])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_about_the_segment_each_column_has_noise_of_its_share_of_the_class_s_spread(rng):
    X, y = table()
    sampler = GaussianSMOTE(random_state=0, sigma=0.3, sampling_strategy={1: 4030}, rng=rng)
    made = sampler.fit_resample(X, y)[0][len(X) :]
    told = sampler.lineage_
    on_segment = materialise(
        Lineage(told.klass, told.parents, told.gaps), Rows(X, np.empty((len(X), 0), np.int32))
    ).numeric
    noise = (made - on_segment) / (0.3 * X[y == 1].std(axis=0))
    for column in noise.T:
        assert stats.kstest(column, "norm").pvalue > 1e-4
    assert np.abs(np.corrcoef(noise.T) - np.eye(3)).max() < 0.08
    assert stats.kstest(told.gaps[:, 0], "uniform").pvalue > 1e-4


def test_partners_are_the_nearest_rows_of_the_class_as_in_smote():
    X, y = table()
    ours, plain = GaussianSMOTE(random_state=0, k_neighbors=2), SMOTE(random_state=0, k_neighbors=2)
    pairs = []
    for sampler in (ours, plain):
        sampler.set_params(sampling_strategy={1: 3000}).fit_resample(X, y)
        pairs.append({tuple(pair) for pair in sampler.lineage_.parents.tolist()})
    assert pairs[0] == pairs[1]


def test_without_noise_it_is_smote():
    X, y = table()
    sampler = GaussianSMOTE(random_state=0, sigma=0)
    sampler.fit_resample(X, y)
    assert sampler.lineage_.is_between.all()


def test_a_constant_column_stays_constant_and_a_category_is_one_of_the_neighbourhood_s():
    X, y = table()
    X[:, 1] = 7.5
    X[:, 2] = np.arange(len(X)) // 20
    sampler = GaussianSMOTE(random_state=0, sigma=1.0, categorical_features=[2])
    made = sampler.fit_resample(X, y)[0][len(X) :]
    assert (made[:, 1] == 7.5).all()
    assert set(made[:, 2]) <= set(X[y == 1, 2])
