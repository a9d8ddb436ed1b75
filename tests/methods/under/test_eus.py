from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from counterpoise import EUS, InvalidInputError, RandomUnderSampler
from counterpoise.stages.cleanings.evolved_selection import evolve
from shared import family

X, Y = family.overlapping(60, 15, 3)


def geometric_mean(kept):
    """Return how well the nearest kept row, other than itself, tells the class of each row."""
    far = cdist(X, X[kept])
    far[kept, np.arange(len(kept))] = np.inf
    right = Y[kept][far.argmin(axis=1)] == Y
    return np.sqrt(right[Y == 0].mean() * right[Y == 1].mean())


def test_the_score_is_what_a_nearest_neighbour_rule_gets_right():
    sampler = EUS(n_evaluations=300, random_state=0)
    sampler.fit_resample(X, Y)
    assert sampler.scores_[0] == pytest.approx(geometric_mean(sampler.sample_indices_))


def test_what_it_keeps_is_better_than_the_best_of_as_many_random_selections():
    random = []
    for seed in range(300):
        sampler = RandomUnderSampler(random_state=seed)
        sampler.fit_resample(X, Y)
        random.append(geometric_mean(sampler.sample_indices_))
    evolved = EUS(n_evaluations=300, random_state=0)
    evolved.fit_resample(X, Y)
    assert evolved.scores_[0] > max(random)


@pytest.mark.parametrize("effort", [(4, 4), (4, 7), (10, 400), (50, 20)])
@pytest.mark.parametrize("n_kept", [1, 5, 19])
def test_no_more_selections_are_tried_than_allowed_and_each_has_the_size(effort, n_kept):
    tried = []

    def scores(subsets):
        assert (subsets.sum(axis=1) == n_kept).all()
        tried.extend(subsets)
        return subsets[:, :5].sum(axis=1) / 5.0

    best, score = evolve(scores, 20, n_kept, effort, np.random.RandomState(0))
    assert len(tried) <= effort[1]
    assert score == max(subset[:5].sum() / 5 for subset in tried) == best[:5].sum() / 5
    if effort == (10, 400):
        assert len(tried) == 400
        assert score == min(n_kept, 5) / 5


def test_a_minority_of_one_row_is_refused():
    with pytest.raises(InvalidInputError, match="class 1 has 1 row"):
        EUS().fit_resample(X[:20], np.repeat([0, 1], [19, 1]))
