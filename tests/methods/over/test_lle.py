"""Claims about LLE-SMOTE: neighbours along a curve, not across its turns."""

import numpy as np
import pytest
from sklearn.manifold import LocallyLinearEmbedding
from sklearn.neighbors import NearestNeighbors

from counterpoise import LLESMOTE, InvalidInputError


def table(n_minority=30, n_columns=4, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(40 + n_minority, n_columns))
    return X, np.repeat([0, 1], [40, n_minority])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_partners_are_the_nearest_rows_of_the_embedding(rng):
    X, y = table()
    sampler = LLESMOTE(k_neighbors=4, sampling_strategy={1: 1530}, random_state=0, rng=rng)
    made = sampler.fit_resample(X, y)[0][70:]
    minority = X[40:]
    learner = LocallyLinearEmbedding(n_neighbors=4, n_components=2, eigen_solver="dense")
    space = learner.fit_transform(minority / np.abs(minority).max())
    found = NearestNeighbors(n_neighbors=4).fit(space).kneighbors(return_distance=False)
    wanted = {(40 + i, 40 + j) for i in range(30) for j in found[i]}
    parents = sampler.lineage_.parents
    assert {tuple(pair) for pair in parents} == wanted
    gap = sampler.lineage_.gaps
    np.testing.assert_allclose(made, X[parents[:, 0]] * (1 - gap) + X[parents[:, 1]] * gap)


def test_rows_that_the_embedding_is_not_learnt_from_have_near_partners_too():
    X, y = table()
    angle = np.linspace(0, 6, 30)
    X[40:] = np.column_stack([np.cos(angle), np.sin(angle), angle, angle])
    sampler = LLESMOTE(
        k_neighbors=5, n_components=1, max_rows=22, sampling_strategy={1: 830}, random_state=0
    )
    sampler.fit_resample(X, y)
    assert len(np.unique(sampler.lineage_.base)) == 30
    assert np.abs(np.diff(sampler.lineage_.parents, axis=1)).max() <= 8


def test_a_class_with_too_few_rows_is_told_what_to_do():
    X, y = table(n_minority=4)
    with pytest.raises(InvalidInputError, match=r"k_neighbors=5 needs at least 6: lower k_neigh"):
        LLESMOTE().fit_resample(X, y)
