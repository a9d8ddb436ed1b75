"""Claims about SN-SMOTE, against centroids that are computed one by one."""

import numpy as np
import pytest

from counterpoise import SNSMOTE
from counterpoise.errors import InvalidInputError


def by_hand(points, i, k):
    """Nearest centroid neighbours by their definition."""
    chosen = []
    for _ in range(k):
        free = [j for j in range(len(points)) if j != i and j not in chosen]
        away = [np.linalg.norm(points[[*chosen, j]].mean(axis=0) - points[i]) for j in free]
        chosen.append(free[int(np.argmin(away))])
    return chosen


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize(("n_columns", "k", "scale"), [(2, 5, None), (4, 7, "standard")])
def test_partners_keep_their_centroid_nearest_to_the_seed(n_columns, k, scale, rng):
    draw = np.random.default_rng(0)
    X, y = draw.normal(size=(120, n_columns)), np.repeat([0, 1], [90, 30])
    X[:, 0] *= 20
    sampler = SNSMOTE(k_neighbors=k, scale=scale, rng=rng, random_state=0)
    sampler.set_params(sampling_strategy={1: 1530}).fit_resample(X, y)
    points = X[y == 1] / (X.std(axis=0) if scale else 1)
    pairs = np.unique(sampler.lineage_.parents, axis=0) - 90
    for i in range(30):
        assert set(pairs[pairs[:, 0] == i, 1]) == set(by_hand(points, i, k))


def test_too_small_a_class_is_told_how_many_rows_it_needs():
    X, y = np.arange(20.0)[:, np.newaxis], np.repeat([0, 1], [16, 4])
    with pytest.raises(InvalidInputError, match="has 4 rows; k_neighbors=5 needs at least 6"):
        SNSMOTE().fit_resample(X, y)
