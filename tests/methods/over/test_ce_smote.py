"""Claims about CE-SMOTE."""

import numpy as np
import pytest

from counterpoise import CESMOTE
from counterpoise.errors import SamplingWarning
from counterpoise.stages.seeds.consistency_seeds import consistency


def test_only_rows_on_which_clusterings_disagree_grow():
    # Of three blobs in a line, two clusters put the middle one to its left or to its right.
    rng = np.random.default_rng(0)
    blob = np.repeat([0, 1, 2], 40)
    X = rng.normal(size=(120, 2)) + np.array([[-30, 0], [0, 0], [30, 0]])[blob]
    y = np.tile([0, 0, 0, 1], 30)
    sampler = CESMOTE(n_clusters=2, n_partitions=8, random_state=0)
    _, y_new = sampler.fit_resample(X, y)
    assert (y_new == 1).sum() == 90
    assert set(sampler.lineage_.base) == set(np.flatnonzero((blob == 1) & (y == 1)))


def test_names_of_clusters_do_not_count():
    labels = np.array([[0, 0, 1, 1, 2, 2], [2, 2, 0, 0, 1, 1], [1, 1, 2, 0, 0, 0]])
    np.testing.assert_allclose(consistency(labels), [1, 1, 1, 2 / 3, 1, 1])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_class_without_a_border_gets_no_rows_and_a_warning(rng):
    draw = np.random.default_rng(0)
    X = np.vstack([draw.normal(size=(40, 2)), draw.normal(size=(12, 2)) + 100])
    y = np.repeat([0, 1], [40, 12])
    sampler = CESMOTE(n_clusters=2, random_state=0, rng=rng)
    with pytest.warns(SamplingWarning, match="none is at a border"):
        _, y_new = sampler.fit_resample(X, y)
    assert len(y_new) == 52
