"""Claims about the minority cloning technique."""

import numpy as np
import pandas as pd
import pytest

from counterpoise import MCT


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_copies_are_in_proportion_to_the_similarity_to_the_middle(rng):
    X = np.r_[np.zeros(40), [0.0, 4.0, 5.0, 6.0, 10.0]][:, np.newaxis]
    y = np.repeat([0, 1], [40, 5])
    sampler = MCT(random_state=0, rng=rng)
    X_new, _ = sampler.fit_resample(X, y)
    # Over a range of 10 about the median 5 the similarities are 0.5, 0.9, 1, 0.9 and 0.5.
    counts = np.bincount(sampler.lineage_.base - 40)
    assert np.abs(counts - 35 * np.array([0.5, 0.9, 1, 0.9, 0.5]) / 3.8).max() < 1
    np.testing.assert_array_equal(X_new[45:], X[sampler.lineage_.base])


def test_a_category_counts_by_whether_it_is_the_most_frequent_and_a_missing_number_not_at_all():
    city = ["a"] * 30 + ["a", "b", "b", "b"]
    table = pd.DataFrame({"x": [1.0] * 30 + [0.0, 0.0, np.nan, 2.0], "city": city})
    y = np.repeat([0, 1], [30, 4])
    sampler = MCT(categorical_features="auto", random_state=0)
    sampler.fit_resample(table, y)
    # Median 0 and range 2 of x; the most frequent city is b.
    likeness = np.array([(1 + 0) / 2, (1 + 1) / 2, 1.0, (0 + 1) / 2])
    counts = np.bincount(sampler.lineage_.base - 30)
    assert np.abs(counts - 26 * likeness / likeness.sum()).max() < 1
