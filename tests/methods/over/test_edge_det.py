"""Claims about Edge-Det-SMOTE, against gradients that are taken column by column."""

import numpy as np
import pytest
from scipy import stats

from counterpoise import EdgeDetSMOTE
from counterpoise.errors import SamplingWarning


def weights_by_hand(X, y):
    squares = np.zeros(len(X))
    for column in X.T:
        order = np.argsort(column)
        line = y[order].astype(float)
        for place, row in enumerate(order):
            before = line[max(place - 1, 0)]
            after = line[min(place + 1, len(line) - 1)]
            squares[row] += (after - before) ** 2
    return np.sqrt(squares)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_rows_grow_in_proportion_to_the_length_of_their_gradients(rng):
    generator = np.random.default_rng(0)
    X = generator.normal(size=(80, 3))
    y = np.repeat([0, 1], [50, 30])
    X[y == 1] += 0.8
    n_new = 6000
    sampler = EdgeDetSMOTE(random_state=0, sampling_strategy={1: 30 + n_new}, rng=rng)
    sampler.fit_resample(X, y)
    weights = weights_by_hand(X, y)[50:]
    assert len(np.unique(weights)) == 4, "the table should have all strengths of edges"
    counts = np.bincount(sampler.lineage_.base, minlength=80)[50:]
    assert not counts[weights == 0].any()
    grows = weights > 0
    expected = n_new * weights[grows] / weights.sum()
    assert stats.chisquare(counts[grows], expected).pvalue > 1e-4


def test_equal_values_are_one_step_whatever_the_order_of_rows():
    X = np.array([[0.0], [1], [1], [1], [2], [2], [3], [4]])
    y = np.array([0, 0, 1, 1, 1, 1, 0, 0])
    turned = np.arange(8)[::-1]
    for order in (np.arange(8), turned):
        sampler = EdgeDetSMOTE(random_state=0, k_neighbors=2, sampling_strategy={1: 3004})
        with pytest.raises(ValueError, match="1"):
            sampler.set_params(k_neighbors=9).fit_resample(X[order], y[order])
        sampler.set_params(k_neighbors=2).fit_resample(X[order], y[order])
        values = X[order][sampler.lineage_.base, 0]
        # The value 1 stands between shares of 0 and 1, and 2 between those of 2/3 and 0.
        assert abs((values == 1).mean() - 1 / (1 + 2 / 3)) < 0.05


def test_a_class_without_an_edge_gets_no_rows_and_a_warning():
    X = np.arange(40.0)[:, np.newaxis]
    y = np.zeros(40, int)
    y[5::9] = 1
    with pytest.warns(SamplingWarning, match="no edge"):
        _, y_new = EdgeDetSMOTE(random_state=0, k_neighbors=2).fit_resample(X, y)
    assert (y_new == 1).sum() == 4
