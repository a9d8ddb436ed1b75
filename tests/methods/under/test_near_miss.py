from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from counterpoise import InvalidInputError, NearMiss, SamplingWarning
from shared import family

X, Y = family.overlapping(90, 25, 3)
FAR = cdist(X, X[Y == 1])
MAJORITY = np.flatnonzero(Y == 0)


def kept(**parameters):
    sampler = NearMiss(**parameters)
    sampler.fit_resample(X, Y)
    return sampler.sample_indices_[Y[sampler.sample_indices_] == 0]


@pytest.mark.parametrize("k", [1, 3, 25])
def test_version_1_keeps_the_rows_nearest_to_their_nearest_minority_rows(k):
    mean = np.sort(FAR, axis=1)[MAJORITY, :k].mean(axis=1)
    assert kept(n_neighbors=k).tolist() == MAJORITY[np.argsort(mean)[:25]].tolist()


@pytest.mark.parametrize("k", [1, 3, 25])
def test_version_2_keeps_the_rows_nearest_to_their_farthest_minority_rows(k):
    mean = np.sort(FAR, axis=1)[MAJORITY, -k:].mean(axis=1)
    expected = MAJORITY[np.argsort(mean)[:25]].tolist()
    assert kept(version=2, n_neighbors=k).tolist() == expected


def test_version_2_is_the_same_where_distances_are_measured_one_by_one():
    plain = NearMiss(version=2).fit_resample(X, Y)[0]
    # A category that all rows share changes no distance, and leaves the way through one more axis.
    table = np.column_stack([X, np.ones(len(X))])
    mixed = NearMiss(version=2, categorical_features=[3]).fit_resample(table, Y)[0]
    np.testing.assert_array_equal(mixed[:, :3], plain)


def test_version_3_keeps_the_farthest_of_the_rows_around_minority_rows():
    near = np.unique(MAJORITY[np.argsort(FAR[MAJORITY], axis=0)[:4].ravel()])
    mean = np.sort(FAR, axis=1)[near, :3].mean(axis=1)
    expected = near[np.argsort(-mean)][:25].tolist()
    assert kept(version=3, n_neighbors_ver3=4).tolist() == expected


def test_a_short_list_is_told_with_both_counts():
    near = np.unique(MAJORITY[np.argsort(FAR[MAJORITY], axis=0)[:1].ravel()])
    with pytest.warns(SamplingWarning, match=f"keeps {len(near)} rows and not the 25 asked for"):
        assert len(kept(version=3, n_neighbors_ver3=1)) == len(near) < 25


def test_too_few_minority_rows_are_told_with_what_to_do():
    with pytest.raises(InvalidInputError, match="class 1 has 25 rows; n_neighbors=26 needs at lea"):
        kept(n_neighbors=26)


def test_the_search_of_version_3_is_there_in_version_3_only():
    sampler = NearMiss(version=3)
    sampler.fit_resample(X, Y)
    assert sampler.nn_ver3_.n_neighbors == 3
    sampler.set_params(version=1).fit_resample(X, Y)
    assert not hasattr(sampler, "nn_ver3_")
