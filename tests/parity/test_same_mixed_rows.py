"""SMOTE-NC and SMOTE-N against imbalanced-learn 0.14.2."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from imblearn.metrics.pairwise import ValueDifferenceMetric
from scipy import sparse
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

from shared.oracle import both

SEEDS = range(6)


def mixed_table(seed, n_rows=300, weights=(0.8, 0.2), sizes=(2, 4, 7)):
    """Return numeric columns without ties, category codes and a target."""
    rng = np.random.RandomState(seed)
    y = rng.choice(len(weights), n_rows, p=weights)
    numbers = rng.randn(n_rows, 3) + 0.5 * y[:, np.newaxis]
    codes = np.column_stack([rng.randint(0, size, n_rows) for size in sizes])
    return numbers, codes, y


@pytest.mark.parametrize("weights", [(0.8, 0.2), (0.65, 0.2, 0.15)], ids=["two", "three"])
@pytest.mark.parametrize("k", [1, 3, 5, 6])
@pytest.mark.parametrize("stateful", [False, True], ids=["seed", "RandomState"])
def test_smotenc_gives_the_oracle_s_rows_on_an_array(weights, k, stateful):
    for seed in SEEDS:
        numbers, codes, y = mixed_table(seed, weights=weights)
        X = np.column_stack([codes[:, 0], numbers[:, 0], codes[:, 1], numbers[:, 1:], codes[:, 2]])
        oracle, ours = both(
            "SMOTENC",
            {"categorical_features": [0, 2, 5], "k_neighbors": k},
            seed,
            stateful=stateful,
        )
        expected, found = oracle.fit_resample(X, y), ours.fit_resample(X, y)
        np.testing.assert_allclose(found[0], expected[0], rtol=1e-10)
        np.testing.assert_array_equal(found[1], expected[1])
        np.testing.assert_array_equal(ours.categorical_features_, oracle.categorical_features_)
        np.testing.assert_array_equal(ours.continuous_features_, oracle.continuous_features_)
        assert ours.median_std_ == pytest.approx(oracle.median_std_)


def test_smotenc_gives_the_oracle_s_rows_on_a_sparse_matrix():
    numbers, codes, y = mixed_table(1)
    X = sparse.csr_matrix(np.column_stack([codes[:, 0], numbers, codes[:, 1]]).astype(float))
    oracle, ours = both("SMOTENC", {"categorical_features": [0, 4]}, 1)
    expected, found = oracle.fit_resample(X, y)[0], ours.fit_resample(X, y)[0]
    np.testing.assert_allclose(found.toarray(), expected.toarray(), rtol=1e-10)


@pytest.mark.parametrize("features", [["a", "b"], [0, 2], [True, False, True, False]])
def test_smotenc_gives_the_oracle_s_rows_on_a_dataframe(features):
    for seed in SEEDS:
        numbers, codes, y = mixed_table(seed)
        table = pd.DataFrame(
            {
                "a": np.array(list("xyzwvut"))[codes[:, 2]],
                "n": numbers[:, 0],
                "b": pd.Categorical(np.array(list("pqrs"))[codes[:, 1]]),
                "m": numbers[:, 1],
            }
        )
        oracle, ours = both("SMOTENC", {"categorical_features": features}, seed)
        expected, found = oracle.fit_resample(table, y)[0], ours.fit_resample(table, y)[0]
        assert found["b"].dtype == table["b"].dtype
        for column in "ab":
            assert found[column].astype(str).tolist() == expected[column].astype(str).tolist()
        np.testing.assert_allclose(
            found[["n", "m"]], expected[["n", "m"]].astype(float), rtol=1e-10
        )


def test_an_encoder_s_order_of_categories_decides_ties_as_in_the_oracle():
    for seed in SEEDS:
        numbers, codes, y = mixed_table(seed, sizes=(5, 5, 5))
        table = pd.DataFrame(numbers, columns=list("xyz"))
        letters = np.array(list("abcde"))
        for j in range(3):
            table[f"c{j}"] = letters[codes[:, j]]
        order = [list("dbeca")] * 3
        encoder = OneHotEncoder(categories=order, handle_unknown="ignore")
        oracle, ours = both(
            "SMOTENC", {"categorical_features": [3, 4, 5], "categorical_encoder": encoder}, seed
        )
        expected, found = oracle.fit_resample(table, y)[0], ours.fit_resample(table, y)[0]
        assert found.iloc[:, 3:].to_numpy().tolist() == expected.iloc[:, 3:].to_numpy().tolist()
        assert [list(c) for c in ours.categorical_encoder_.categories_] == order


def test_smoten_measures_the_oracle_s_distances():
    from counterpoise.core.rows import Rows
    from counterpoise.neighbors import NeighborIndex
    from counterpoise.space.geometry import Geometry

    _, codes, y = mixed_table(4, n_rows=120)
    expected = ValueDifferenceMetric().fit(codes, y).pairwise(codes)
    geometry = Geometry(Rows(np.empty((120, 0)), codes.astype(np.int32)), y, nominal=True)
    index = NeighborIndex(n_neighbors=119, metric=geometry.metric(None))
    index.fit(geometry.points, codes=geometry.rows.codes)
    distances, found = index.kneighbors(geometry.points, codes=geometry.rows.codes)
    np.testing.assert_allclose(distances, np.take_along_axis(expected, found, axis=1), atol=1e-12)


def test_smoten_gives_the_oracle_s_rows_where_no_two_distances_are_equal():
    compared = 0
    for seed in range(40):
        rng = np.random.RandomState(seed)
        y = np.repeat([0, 1], [60, 8])
        # One column of many values, unevenly shared by the classes, tells all minority rows apart.
        X = np.column_stack([rng.randint(0, 40, 68), rng.randint(0, 25, 68), rng.randint(0, 9, 68)])
        distances = ValueDifferenceMetric().fit(X, y).pairwise(X)[60:, 60:]
        rows = [np.sort(row) for row in distances]
        if min(np.diff(row).min() for row in rows) < 1e-9:
            continue
        for k in (1, 3, 4):
            oracle, ours = both("SMOTEN", {"k_neighbors": k}, seed)
            expected, found = oracle.fit_resample(X, y), ours.fit_resample(X, y)
            np.testing.assert_array_equal(found[0], expected[0])
            np.testing.assert_array_equal(found[1], expected[1])
            compared += 1
    assert compared >= 15


@pytest.mark.parametrize("encoder", [None, OrdinalEncoder(categories=[list("cab")] * 3)])
def test_smoten_grows_tables_of_text_to_the_oracle_s_counts(encoder):
    rng = np.random.RandomState(0)
    X, y = rng.choice(list("abc"), (200, 3)), np.repeat([0, 1], [150, 50])
    oracle, ours = both("SMOTEN", {"categorical_encoder": encoder}, 0)
    expected, found = oracle.fit_resample(X, y), ours.fit_resample(X, y)
    assert found[0].shape == expected[0].shape
    np.testing.assert_array_equal(found[1], expected[1])
    assert set(found[0].ravel()) == set("abc")
