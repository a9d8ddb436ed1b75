from __future__ import annotations

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from counterpoise import OneSidedSelection, TomekLinks
from shared import family

X, Y = family.overlapping(90, 25, 3)


@pytest.mark.parametrize(("k", "n_seeds"), [(1, 1), (1, 5), (3, 20), (2, 20)])
def test_rows_that_the_seeds_tell_leave_and_then_those_in_tomek_links(k, n_seeds):
    majority = np.flatnonzero(Y == 0)
    first = np.random.RandomState(2).randint(0, len(majority), n_seeds)
    known = [*np.flatnonzero(Y == 1), *majority[first]]
    others = np.delete(majority, first)
    model = KNeighborsClassifier(k, algorithm="brute").fit(X[known], Y[known])
    untold = others[model.predict(X[others]) == 1]
    rows = np.concatenate([majority[first], untold, np.flatnonzero(Y == 1)])
    tomek = TomekLinks(sampling_strategy=[0])
    tomek.fit_resample(X[rows], Y[rows])
    sampler = OneSidedSelection(random_state=2, n_neighbors=k, n_seeds_S=n_seeds)
    sampler.fit_resample(X, Y)
    np.testing.assert_array_equal(sampler.sample_indices_, rows[tomek.sample_indices_])


def test_a_classifier_that_is_given_decides_as_the_number_does():
    for k in (1, 3):
        given, own = (
            OneSidedSelection(random_state=0, n_seeds_S=9, n_neighbors=n).fit_resample(X, Y)[0]
            for n in (KNeighborsClassifier(k), k)
        )
        np.testing.assert_array_equal(given, own)
