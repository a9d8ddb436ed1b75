"""The class of each row, whatever holds it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from counterpoise import SMOTE, SMOTEENN, RandomUnderSampler
from counterpoise.targets import Target
from shared import family

# What this file claims holds for whichever number of rows a method makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)

X, CODES = family.overlapping()


def text(codes):
    return [["no", "yes"][c] for c in codes]


def series(values, **options):
    return pd.Series(values, name="sick", index=[f"r{i}" for i in range(len(CODES))], **options)


TEXTS = text(CODES)
TARGETS = {
    "array of int64": CODES,
    "array of distant int8": np.array([-100, 100], "i1")[CODES],
    "array of int8": CODES.astype("i1"),
    "array of uint64": CODES.astype("u8") + np.uint64(2**63),
    "array of bools": CODES == 1,
    "array of whole floats": CODES.astype(float),
    "array of texts": np.array(TEXTS),
    "array of bytes": np.array(TEXTS).astype("S"),
    "array of objects": np.array(TEXTS, object),
    "read-only array": np.array(TEXTS),
    "list of texts": TEXTS,
    "list of ints": CODES.tolist(),
    "list of bools": (CODES == 1).tolist(),
    "list of mixed types": [[1, "yes"][c] for c in CODES],
    "series of ints": series(CODES),
    "series of texts": series(TEXTS),
    "series of objects": series(TEXTS, dtype=object),
    "series of string": series(TEXTS, dtype="string"),
    "series of Int64": series(CODES, dtype="Int64"),
    "series of boolean": series(CODES == 1, dtype="boolean"),
    "series of categories": series(pd.Categorical(TEXTS, ["yes", "never", "no"], ordered=True)),
    "series of Arrow strings": series(TEXTS, dtype=pd.ArrowDtype(pa.string())),
    "Categorical": pd.Categorical(TEXTS),
    "Index": pd.Index(TEXTS),
    "nullable array": pd.array(CODES, dtype="Int8"),
    "one column of pandas": pd.DataFrame({"sick": series(TEXTS)}),
    "polars series": pl.Series("sick", TEXTS),
    "polars categories": pl.Series("sick", TEXTS, dtype=pl.Categorical),
    "polars Enum": pl.Series("sick", TEXTS, dtype=pl.Enum(["yes", "never", "no"])),
    "polars bools": pl.Series("sick", CODES == 1),
    "one column of polars": pl.DataFrame({"sick": TEXTS}),
    "pyarrow array": pa.array(TEXTS),
    "pyarrow chunks": pa.chunked_array([TEXTS[:30], TEXTS[30:]]),
    "pyarrow dictionary": pa.array(TEXTS).dictionary_encode(),
    "pyarrow ints": pa.array(CODES),
    "one column of pyarrow": pa.table({"sick": TEXTS}),
    "one-hot array": np.eye(2, dtype=int)[CODES],
    "one-hot frame": pd.DataFrame(np.eye(2, dtype=bool)[CODES], columns=["no", "yes"]),
}
TARGETS["read-only array"].flags.writeable = False
each_target = pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)


def type_of(target):
    """Return all there is to a target but its rows."""
    if isinstance(target, np.ndarray):
        return type(target), target.dtype, target.shape[1:]
    if isinstance(target, pd.DataFrame):
        return type(target), list(target.dtypes), list(target.columns)
    if isinstance(target, pl.DataFrame | pa.Table):
        return type(target), target.schema
    if isinstance(target, list):
        return list
    return type(target), getattr(target, "dtype", None) or target.type, getattr(target, "name", 0)


def rows_of(target):
    if isinstance(target, pd.DataFrame):
        return target.to_numpy().tolist()
    if isinstance(target, pl.DataFrame):
        return target.rows()
    if isinstance(target, pa.Table):
        return target.to_pylist()
    if isinstance(target, np.ndarray):
        return target.tolist()
    return family.plain(target)


@each_target
@pytest.mark.parametrize(
    "sampler",
    [SMOTE(k_neighbors=3, random_state=0), SMOTEENN(random_state=0), RandomUnderSampler()],
    ids=lambda sampler: type(sampler).__name__,
)
def test_a_target_of_any_kind_comes_back_as_that_kind(sampler, target):
    _, found = sampler.fit_resample(X, target)
    assert type_of(found) == type_of(target)
    codes = np.concatenate([CODES[sampler._original_rows], sampler.lineage_.klass])
    examples = {c: rows_of(target)[int(np.argmax(c == CODES))] for c in (0, 1)}
    by_class = sorted(map(str, (examples[c] for c in codes)))
    assert sorted(map(str, rows_of(found))) == by_class


@each_target
def test_a_target_of_any_kind_leads_to_the_same_rows(target):
    expected, _ = SMOTE(random_state=0).fit_resample(X, CODES)
    found, _ = SMOTE(random_state=0).fit_resample(X, target)
    np.testing.assert_array_equal(found, expected)


COLUMN_VECTORS = {
    "array": (CODES[:, np.newaxis], CODES),
    "array of texts": (np.array(TEXTS)[:, np.newaxis], np.array(TEXTS)),
    "array of objects": (np.array(TEXTS, object)[:, np.newaxis], np.array(TEXTS, object)),
    "matrix": (np.asmatrix(CODES).T, CODES),
    "list": ([[text] for text in TEXTS], TEXTS),
    "list of arrays": ([np.array([code]) for code in CODES], CODES.tolist()),
}


@pytest.mark.parametrize(("given", "column"), COLUMN_VECTORS.values(), ids=COLUMN_VECTORS)
@pytest.mark.parametrize(
    "sampler", [SMOTE(random_state=0), SMOTEENN(random_state=0)], ids=lambda s: type(s).__name__
)
def test_a_column_vector_comes_back_as_the_column_that_classifiers_expect(sampler, given, column):
    _, expected = sampler.fit_resample(X, column)
    _, found = sampler.fit_resample(X, given)
    assert type_of(found) == type_of(column)
    assert rows_of(found) == rows_of(expected)


def test_shapes_of_targets_are_imbalanced_learn_s():
    import imblearn.over_sampling

    frame = pd.DataFrame({"sick": CODES})
    for given in (CODES, CODES[:, np.newaxis], CODES[:, np.newaxis].tolist(), frame):
        _, theirs = imblearn.over_sampling.SMOTE(random_state=0).fit_resample(X, given)
        _, ours = SMOTE(random_state=0).fit_resample(X, given)
        assert type(ours) is type(theirs)
        assert np.shape(ours) == np.shape(theirs)


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "i8", "f2", "f4", "f8"])
@pytest.mark.parametrize("contain", [np.asarray, pd.Series, pl.Series, pa.array])
def test_classes_at_the_ends_of_a_narrow_type_stay_apart(contain, dtype):
    values = np.repeat(np.array([-100, -27, 28, 100], dtype), [30, 16, 14, 10])
    if dtype == "f2" and contain is pl.Series:
        values = values.astype("f4")  # polars has had half precision for a short time only
    for sampler, n in ((SMOTE(random_state=0), 30), (RandomUnderSampler(random_state=0), 10)):
        _, found = sampler.fit_resample(X, contain(values))
        assert Target(found).counts == dict.fromkeys([-100, -27, 28, 100], n)


def test_labels_are_plain_python_values_for_the_strategy():
    for target in (TARGETS["array of int8"], TARGETS["series of Int64"], TARGETS["pyarrow ints"]):
        _, found = SMOTE(sampling_strategy={1: 30}, random_state=0).fit_resample(X, target)
        assert sum(v == 1 for v in family.plain(found)) == 30
    target = TARGETS["list of mixed types"]
    sampler = SMOTE(sampling_strategy={"yes": 30}, random_state=0)
    _, found = sampler.fit_resample(X, target)
    assert (found.count("yes"), found.count(1)) == (30, 50)
    assert Target(target).labels == [1, "yes"]


def test_a_series_takes_the_index_of_the_table_where_that_has_one():
    frame = pd.DataFrame(X, index=[f"row {i}" for i in range(len(X))])
    for sampler in (SMOTE(random_state=0), SMOTEENN(random_state=0), RandomUnderSampler()):
        found, found_y = sampler.fit_resample(frame, pd.Series(CODES))
        pd.testing.assert_index_equal(found.index, found_y.index)


def test_a_series_beside_an_array_keeps_its_labels_and_gives_new_rows_new_ones():
    for given in (X, X.tolist(), pl.DataFrame(X)):
        _, found = SMOTE(random_state=0).fit_resample(given, series(TEXTS))
        assert found.index[: len(X)].tolist() == series(TEXTS).index.tolist()
        assert found.index[len(X)] == "synthetic-0"
        assert found.index.is_unique
        _, found = SMOTEENN(random_state=0).fit_resample(given, pd.Series(CODES))
        assert found.index.is_unique


def test_classes_that_no_row_has_are_no_classes():
    target = Target(pd.Categorical(["a", "b", "a"], ["z", "b", "a"]))
    assert target.labels == ["a", "b"]
    assert target.codes.tolist() == [0, 1, 0]


def test_a_range_or_tuple_may_be_a_target():
    assert Target(range(3)).take(np.array([2, 0])).tolist() == [2, 0]
    assert Target(("a", "b")).take(np.array([1, 1])) == ["b", "b"]
