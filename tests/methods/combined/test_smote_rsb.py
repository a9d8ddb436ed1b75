"""Claims about SMOTE-RSB*: which new rows are in the lower approximation of their class."""

import numpy as np
import pandas as pd
import pytest

from counterpoise import SMOTE, SMOTENC, SMOTERSB
from counterpoise.errors import SamplingWarning


def overlapping(n=80, n_minority=20, seed=0, apart=1.5):
    rng = np.random.default_rng(seed)
    X = np.vstack([rng.normal(size=(n, 3)), rng.normal(size=(n_minority, 3)) + apart])
    return X * [1.0, 1000.0, 0.01], np.repeat([0, 1], [n, n_minority])


def similarities(made, X, y):
    """How similar the most similar row of the majority is to each new row."""
    ranges = np.ptp(X, axis=0)
    apart = np.abs(made[:, None] - X[y == 0]) / ranges
    return (1 - apart).mean(axis=2).max(axis=1)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("seed", [0, 1])
def test_new_rows_stay_that_are_less_similar_to_others_than_the_first_threshold_that_any_is(
    seed, rng
):
    X, y = overlapping(seed=seed)
    made = SMOTE(random_state=0, rng=rng).fit_resample(X, y)[0][100:]
    found = similarities(made, X, y)
    threshold = next(t for t in np.arange(0.4, 0.901, 0.05) if (found < t).any())
    grown, target = SMOTERSB(random_state=0, rng=rng).fit_resample(X, y)
    np.testing.assert_array_equal(grown[:100], X)
    np.testing.assert_array_equal(grown[100:], made[found < threshold])
    assert 0 < len(grown) - 100 < len(made)
    assert (target[100:] == 1).all()


def test_units_do_not_matter():
    X, y = overlapping()
    sampler = SMOTERSB(smote=SMOTE(scale="standard", random_state=0))
    kept = sampler.fit_resample(X, y)[0]
    again = sampler.fit_resample(X * [7.0, 0.01, 5.0], y)[0]
    np.testing.assert_allclose(again, kept * [7.0, 0.01, 5.0])


def test_a_category_that_differs_counts_as_a_whole_range():
    X, y = overlapping(apart=0.3)
    frame = pd.DataFrame(X, columns=list("abc")).assign(
        d=np.where(y, "x", "z"), e=np.where(y, "u", "v")
    )
    sampler = SMOTERSB(
        smote=SMOTENC(["d", "e"], random_state=0, scale="standard"), lowest=0.6, highest=0.6
    )
    sampler.fit_resample(frame, y)
    # No row of the majority has either category, so that none is more similar than 3/5.
    assert sampler.is_synthetic_.sum() == 60


def test_each_class_has_a_threshold_of_its_own():
    X, y = overlapping(apart=0.8)
    far = np.random.default_rng(5).normal(size=(20, 3)) * [1.0, 1000.0, 0.01] + [7, 7e3, 0.07]
    X, y = np.vstack([X, far]), np.append(y, np.full(20, 2))
    sampler = SMOTERSB(random_state=0, highest=1.0)
    grown, target = sampler.fit_resample(X, y)
    made, classes = SMOTE(random_state=0).fit_resample(X, y)
    made, classes = made[120:], classes[120:]
    for klass in (1, 2):
        found = similarities(made[classes == klass], X, y == klass)
        threshold = next(t for t in np.arange(0.4, 1.01, 0.05) if (found < t).any())
        kept = grown[120:][target[120:] == klass]
        np.testing.assert_array_equal(kept, made[classes == klass][found < threshold])


@pytest.mark.parametrize("enough", [0.3, 0.8])
def test_the_threshold_is_raised_until_enough_rows_stay(enough):
    X, y = overlapping()
    made = SMOTE(random_state=0).fit_resample(X, y)[0][100:]
    found = similarities(made, X, y)
    threshold = next(t for t in np.arange(0.4, 1.01, 0.05) if (found < t).mean() >= enough)
    sampler = SMOTERSB(random_state=0, highest=1.0, enough=enough)
    kept = sampler.fit_resample(X, y)[0][100:]
    np.testing.assert_array_equal(kept, made[found < threshold])


def test_where_no_new_row_stays_all_do_and_it_is_told():
    X, y = overlapping(apart=0.0)
    with pytest.warns(SamplingWarning, match=r"keeps all of its 60 new rows.*0.5 or more"):
        grown, _ = SMOTERSB(random_state=0, highest=0.5).fit_resample(X, y)
    np.testing.assert_array_equal(grown, SMOTE(random_state=0).fit_resample(X, y)[0])
