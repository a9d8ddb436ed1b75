"""Claims about SMOTE-Cosine, against two votes counted by hand."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from counterpoise import SMOTECosine


def elected(minority, k):
    """Each row's k partners by the points of both votes."""
    votes = [cdist(minority, minority), cdist(minority, minority, "cosine")]
    chosen = []
    for i in range(len(minority)):
        points = {}
        for distance in votes:
            order = [j for j in np.argsort(distance[i]) if j != i][:k]
            for rank, j in enumerate(order):
                points[j] = points.get(j, 0) + k - rank
        chosen.append(sorted(points, key=lambda j: -points[j])[:k])  # stable: distance first
    return chosen


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_partners_are_those_that_distance_and_direction_elect(rng):
    random = np.random.default_rng(0)
    X, y = random.normal(size=(80, 3)) + 1, np.repeat([0, 1], [50, 30])
    sampler = SMOTECosine(k_neighbors=4, sampling_strategy={1: 2030}, random_state=0, rng=rng)
    sampler.fit_resample(X, y)
    wanted = {(i, j) for i, own in enumerate(elected(X[50:], 4)) for j in own}
    assert {tuple(pair) for pair in sampler.lineage_.parents - 50} == wanted


def test_a_row_in_the_same_direction_is_a_partner_however_far_it_is():
    angle = np.linspace(0, 1.5, 12)
    near = np.column_stack([np.cos(angle), np.sin(angle)])
    X = np.vstack([np.full((20, 2), -5.0), near, 100 * near[:1]])
    sampler = SMOTECosine(k_neighbors=2, sampling_strategy={1: 500}, random_state=0)
    sampler.fit_resample(X, np.repeat([0, 1], [20, 13]))
    assert (20, 32) in set(map(tuple, sampler.lineage_.parents.tolist()))


def test_a_row_of_zeros_and_huge_numbers_have_directions_or_none_without_harm():
    random = np.random.default_rng(0)
    X, y = random.normal(size=(40, 3)) * 1e150, np.repeat([0, 1], [25, 15])
    X[30] = 0
    assert np.isfinite(SMOTECosine(random_state=0).fit_resample(X, y)[0]).all()
