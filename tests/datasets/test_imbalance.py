from __future__ import annotations

import imblearn.datasets
import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.utils._param_validation import InvalidParameterError

from counterpoise import InvalidInputError
from counterpoise.datasets import make_imbalance

X = np.arange(120.0).reshape(60, 2)
Y = np.repeat([0, 1, 2], 20)


@pytest.mark.parametrize(
    "strategy", [{0: 3}, {2: 5, 0: 20}, {1: 0}, lambda y: {1: int((y == 0).sum()) // 4}]
)
@pytest.mark.parametrize("seed", [0, 7])
def test_the_rows_are_the_oracle_s(strategy, seed):
    given = {"sampling_strategy": strategy, "random_state": seed}
    expected = imblearn.datasets.make_imbalance(X, Y, **given)
    for found, wanted in zip(make_imbalance(X, Y, **given), expected, strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_a_function_gets_further_arguments():
    _, y = make_imbalance(X, Y, sampling_strategy=lambda y, k: {0: k}, k=4)
    assert np.bincount(y).tolist() == [4, 20, 20]


def test_frames_come_back_as_frames():
    labels = np.array(["a", "b", "c"])[Y]
    frame = pd.DataFrame(X, columns=["u", "v"])
    given = {"sampling_strategy": {"b": 2}, "random_state": 0}
    out, y = make_imbalance(frame, pd.Series(labels), **given)
    assert list(out) == ["u", "v"]
    assert y.value_counts().to_dict() == {"a": 20, "b": 2, "c": 20}
    out, y = make_imbalance(pl.DataFrame(X), pl.Series(labels), **given)
    assert isinstance(out, pl.DataFrame)
    assert isinstance(y, pl.Series)


def test_sizes_are_printed_if_asked_for(capsys):
    make_imbalance(X, Y, sampling_strategy={0: 3}, verbose=True)
    told = capsys.readouterr().out
    assert "original target distribution in the dataset is: {0: 20, 1: 20, 2: 20}" in told
    assert "Make the dataset imbalanced: {0: 3, 1: 20, 2: 20}" in told


@pytest.mark.parametrize("strategy", [{0: 21}, {5: 1}, {0: -1}, None])
def test_sizes_that_cannot_be_are_refused(strategy):
    with pytest.raises(InvalidInputError):
        make_imbalance(X, Y, sampling_strategy=strategy)
    with pytest.raises(InvalidParameterError):
        make_imbalance(X, Y, sampling_strategy="auto")
