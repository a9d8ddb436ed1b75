from __future__ import annotations

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from counterpoise import CondensedNearestNeighbour, InvalidInputError
from counterpoise.stages.cleanings import condensed_neighbours
from shared import family

X, Y = family.overlapping(200, 40, 3)


def condensed(**parameters):
    sampler = CondensedNearestNeighbour(random_state=1, **parameters)
    sampler.fit_resample(X, Y)
    return sampler


def hart(k, n_seeds, minority=1):
    """Return the rows that stay, by one classifier after the other."""
    rival = 1 - minority
    members = np.flatnonzero(rival == Y)
    kept = members[np.random.RandomState(1).randint(0, len(members), n_seeds)].tolist()
    for place, row in enumerate(members):
        known = [*np.flatnonzero(minority == Y), *kept]
        model = KNeighborsClassifier(k, algorithm="brute").fit(X[known], Y[known])
        if place not in kept and model.predict(X[[row]]) != rival:
            kept.append(int(row))
    return kept


@pytest.mark.parametrize("block", [7, 512])
@pytest.mark.parametrize(("k", "n_seeds"), [(1, 1), (3, 1), (4, 6)])
def test_a_row_stays_if_the_rows_kept_before_it_get_it_wrong(k, n_seeds, block, monkeypatch):
    monkeypatch.setattr(condensed_neighbours, "_BLOCK", block)
    found = condensed(n_neighbors=k, n_seeds_S=n_seeds).sample_indices_
    assert found[Y[found] == 0].tolist() == hart(k, n_seeds)


def test_a_classifier_that_is_given_decides_as_the_number_does():
    for k in (1, 3):
        given = condensed(n_neighbors=KNeighborsClassifier(k))
        np.testing.assert_array_equal(
            given.sample_indices_, condensed(n_neighbors=k).sample_indices_
        )


def test_the_classifier_at_the_end_knows_the_minority_and_all_kept_rows():
    sampler = condensed()
    (model,) = sampler.estimators_
    assert model.n_samples_fit_ == len(sampler.sample_indices_)


def test_more_neighbours_than_rows_to_vote_are_refused():
    with pytest.raises(InvalidInputError, match=r"have 41 rows; n_neighbors=42 needs at least 42"):
        condensed(n_neighbors=42)


def test_a_search_that_cannot_predict_is_refused():
    with pytest.raises(ValueError, match="n_neighbors"):
        condensed(n_neighbors=SVC())
    with pytest.raises(InvalidInputError, match="no predict method"):
        condensed(n_neighbors=KNeighborsClassifierWithoutPredict())


class KNeighborsClassifierWithoutPredict:
    def kneighbors(self, X):
        return X


def test_another_seed_keeps_other_rows_with_either_source_of_random_numbers():
    for rng in ("numpy", "counter"):
        kept = {
            tuple(
                CondensedNearestNeighbour(random_state=seed, rng=rng)
                .fit(X, Y)
                .fit_resample(X, Y)[0][:, 0]
            )
            for seed in range(3)
        }
        assert len(kept) == 3
