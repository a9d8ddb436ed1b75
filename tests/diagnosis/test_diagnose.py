"""What `diagnose` measures, against definitions and brute force."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import sparse
from sklearn.metrics import roc_auc_score

from counterpoise import InvalidInputError, diagnose
from counterpoise.core.rows import Rows
from counterpoise.diagnosis import diagnose_raw
from counterpoise.diagnosis.columns import distance_shares
from counterpoise.diagnosis.contrast import auc, column_odds
from counterpoise.diagnosis.density import intrinsic_dimension
from counterpoise.diagnosis.duplicates import same_rows
from counterpoise.diagnosis.minority_types import row_types
from counterpoise.diagnosis.study import Study
from counterpoise.methods.registry import METHODS
from counterpoise.neighbors import NeighborIndex
from counterpoise.targets.labelled_table import read_labelled


def study_of(X, y, **options):
    X = np.asarray(X, np.float64)
    rows = Rows(X, np.empty((len(X), 0), np.int32))
    labels = np.unique(y).tolist()
    codes = np.searchsorted(labels, y)
    return Study(rows, codes, labels, list(range(X.shape[1])), [], scale=None, **options)


def two_clouds(seed=0, n=600, n_rare=60, d=4, apart=3.0):
    rng = np.random.default_rng(seed)
    X = np.concatenate([rng.normal(size=(n, d)), rng.normal(size=(n_rare, d)) + apart / d**0.5])
    return X, np.repeat([0, 1], [n, n_rare])


def brute_types(X, y, klass):
    """Napierala and Stefanowski's types by the words of the paper, one row at a time."""
    D = ((X[:, None] - X[None]) ** 2).sum(axis=2)
    np.fill_diagonal(D, np.inf)
    near = np.argsort(D, axis=1, kind="stable")[:, :5]
    types = []
    for i in np.flatnonzero(y == klass):
        friends = [j for j in near[i] if y[j] == klass]
        if len(friends) >= 4:
            types.append(0)
        elif len(friends) >= 2:
            types.append(1)
        elif not friends:
            types.append(3)
        else:
            theirs = [j for j in near[friends[0]] if y[j] == klass]
            types.append(2 if theirs in ([], [i]) else 1)
    return types


@pytest.mark.parametrize("seed", range(5))
def test_types_are_those_of_the_paper(seed):
    X, y = two_clouds(seed, 300, 60, 2, 1.5)
    assert row_types(study_of(X, y), 1).tolist() == brute_types(X, y, 1)


def test_all_four_types_occur_in_the_test_above():
    X, y = two_clouds(0, 300, 60, 2, 1.5)
    assert set(brute_types(X, y, 1)) == {0, 1, 2, 3}


@pytest.mark.parametrize("dimension", [1, 2, 5])
def test_the_dimension_of_a_flat_is_found_whatever_it_lies_in(dimension):
    rng = np.random.default_rng(dimension)
    points = rng.uniform(size=(4000, dimension)) @ rng.normal(size=(dimension, 12))
    distances, _ = NeighborIndex(10).fit(points).kneighbors()
    assert intrinsic_dimension(distances) == pytest.approx(
        dimension, rel=0.15
    )  # the edges take some


def test_shares_are_those_of_the_mean_squared_distance():
    rng = np.random.default_rng(0)
    X = rng.exponential(size=(300, 3)) * [1, 5, 0.2]
    squares = (X[:, None] - X[None]) ** 2
    expected = squares.sum(axis=(0, 1)) / squares.sum()
    assert distance_shares(X) == pytest.approx(expected)


def test_auc_is_that_of_scikit_learn():
    rng = np.random.default_rng(0)
    scores, truth = rng.integers(0, 9, 300), rng.random(300) < 0.2
    assert auc(scores, truth) == pytest.approx(roc_auc_score(truth, scores))


def test_odds_of_a_fold_come_from_the_others():
    rng = np.random.default_rng(0)
    bins, truth = rng.integers(0, 4, 200), rng.random(200) < 0.3
    folds = np.arange(200) % 5
    odds = column_odds(bins, truth, folds)
    changed = truth.copy()
    changed[folds == 0] = ~changed[folds == 0]
    assert np.array_equal(column_odds(bins, changed, folds)[folds == 0], odds[folds == 0])
    assert not np.array_equal(column_odds(bins, changed, folds)[folds == 1], odds[folds == 1])


def test_noise_alone_gives_nothing_away():
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(2000, 40)), (rng.random(2000) < 0.02).astype(int)
    assert diagnose(X, y).find("leaking-column").figure["auc"] < 0.8


def test_same_rows_are_the_same():
    numeric = np.array([[0.0, np.nan], [1.0, 2.0], [-0.0, np.nan], [1.0, 2.0], [1.0, 2.0]])
    codes = np.array([[0], [1], [0], [1], [-1]], np.int32)
    assert same_rows(Rows(numeric, codes)).tolist() == [0, 1, 0, 1, 4]


def test_same_rows_are_those_of_pandas():
    rng = np.random.default_rng(0)
    numeric = rng.integers(0, 3, (500, 4)).astype(float)
    first = same_rows(Rows(numeric, np.empty((500, 0), np.int32)))
    copies = pd.DataFrame(numeric).duplicated().to_numpy()
    assert np.array_equal(first != np.arange(500), copies)
    assert np.array_equal(numeric[first], numeric)


def test_every_container_gives_the_same_diagnosis():
    X, y = two_clouds()
    expected = diagnose(X, y).to_dict()["recommendation"]
    names = list("abcd")
    for table in (pd.DataFrame(X, columns=names), pl.DataFrame(X, schema=names), X.tolist()):
        assert diagnose(table, y).to_dict()["recommendation"] == expected
    assert diagnose(sparse.csr_array(X), y).to_dict()["recommendation"] == expected


def test_the_order_of_the_rows_does_not_matter():
    X, y = two_clouds()
    order = np.random.default_rng(0).permutation(len(X))
    a, b = diagnose(X, y), diagnose(X[order], y[order])
    for code in ("minority-types", "scattered-minority", "supported-k", "small-disjuncts"):
        assert a.find(code).figure == pytest.approx(b.find(code).figure)


def test_the_same_seed_gives_the_same_diagnosis_of_a_large_table():
    X, y = two_clouds(0, 20_000, 6_000)
    assert diagnose(X, y, seed=3).to_dict() == diagnose(X, y, seed=3).to_dict()


def test_it_is_plain_json_without_nan():
    X, y = two_clouds()
    X[:, 0] = 1.0
    X[5:9, 1] = np.nan
    text = json.dumps(diagnose(X, y).to_dict(), allow_nan=False)
    finding = json.loads(text)["findings"][0]
    assert {"code", "severity", "figure", "sentence", "advice"} <= set(finding)


def test_what_it_recommends_can_be_done():
    from counterpoise import balance

    X, y = two_clouds(0, 800, 60)
    recommendation = diagnose(X, y).recommendation
    assert recommendation.method in METHODS
    table = pd.DataFrame(X, columns=list("abcd")).assign(y=y)
    grown = balance(
        table, "y", method=recommendation.method, k=recommendation.k, ratio=recommendation.ratio
    )
    assert len(grown) > len(table)


def test_each_smaller_class_is_looked_at():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(700, 3))
    y = np.repeat(["a", "b", "c"], [500, 150, 50])
    X[y == "b"] += 4
    diagnosis = diagnose(X, y)
    assert not diagnosis.find("scattered-minority", "b").raised
    assert diagnosis.find("scattered-minority", "c").raised


def test_mixed_and_missing_columns_are_taken():
    X, y = two_clouds()
    table = pd.DataFrame(X, columns=list("abcd"))
    table["plan"] = np.where(np.arange(len(X)) % 3, "x", None)
    table.loc[::7, "a"] = np.nan
    table.loc[3] = None
    diagnosis = diagnose(table, y)
    assert diagnosis.find("categorical-columns").figure["categorical"] == 1
    assert diagnosis.find("missing-values").figure["blank_rows"] == 1
    assert diagnosis.recommendation.method == "smotenc"


def test_categories_alone_are_taken():
    rng = np.random.default_rng(0)
    y = np.repeat(["n", "y"], [300, 60])
    table = pd.DataFrame({c: rng.choice(list("pqrs"), 360) for c in "abcde"})
    table.loc[y == "y", ["a", "b", "c"]] = "p"
    assert diagnose(table, y).recommendation.method == "smoten"


def test_a_class_of_one_row_is_no_fault():
    X, y = two_clouds(0, 50, 1)
    assert not diagnose(X, y).recommendation.resample


def test_balanced_classes_need_nothing():
    X, y = two_clouds(0, 100, 100)
    recommendation = diagnose(X, y).recommendation
    assert not recommendation.resample
    assert "nothing to balance" in recommendation.reasons[0]


def test_columns_of_an_array_are_called_by_their_positions_in_the_whole():
    X, y = two_clouds()
    X[:, 2] *= 1000
    diagnosis = diagnose_raw(read_labelled(np.column_stack([y, X]), 0, ignore=[1]))
    assert diagnosis.find("dominating-column").columns == (3,)


def test_a_raw_table_tells_what_was_ignored():
    X, y = two_clouds()
    table = pd.DataFrame(X, columns=list("abcd")).assign(customer_id=range(len(X)), y=y)
    diagnosis = diagnose_raw(read_labelled(table, "y"))
    assert diagnosis.target == "y"
    assert diagnosis.find("ignored-columns").columns == ("customer_id",)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"k": 0}, "k=0"), ({"scale": "log"}, "scale='log'"), ({"seed": -1}, "seed=-1")],
)
def test_a_parameter_that_cannot_be_used_is_named(options, message):
    with pytest.raises(InvalidInputError, match=message):
        diagnose(*two_clouds(), **options)


def test_one_class_is_refused():
    with pytest.raises(InvalidInputError, match="more than 1 class"):
        diagnose([[1.0], [2.0]], ["a", "a"])
