"""Bad input gets an error that names what was found, what is needed and what to do."""

from __future__ import annotations

import warnings
from decimal import Decimal
from fractions import Fraction

import imblearn.under_sampling
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import OrdinalEncoder
from sklearn.svm import SVC

import counterpoise as cp
from counterpoise import SMOTE, SMOTEN, SMOTENC, InvalidInputError, RandomOverSampler
from counterpoise.models.resampled import ResampledClassifier
from counterpoise.stages import EditedNeighbours
from shared import family
from shared.grids import in_turn

X, Y = family.overlapping()
LABELS = np.array(["no", "yes"])[Y]
FRAME = pd.DataFrame(X, columns=["age", "height", "weight", "pulse"])

each_method = pytest.mark.parametrize("make", family.NUMERIC.values(), ids=family.NUMERIC)


def message(sampler, X, y):
    with pytest.raises(InvalidInputError) as caught:
        sampler.fit_resample(X, y)
    assert isinstance(caught.value, ValueError)
    return str(caught.value)


def says(text, *parts):
    for part in parts:
        assert part in text, f"{part!r} is not in {text!r}"


@pytest.mark.parametrize(
    ("make", "k", "parameter"),
    [
        (lambda: SMOTE(), 5, "k_neighbors"),
        (lambda: cp.BorderlineSMOTE(m_neighbors=30), 5, "k_neighbors"),
        (lambda: cp.SVMSMOTE(), 5, "k_neighbors"),
        (lambda: cp.ADASYN(n_neighbors=4), 4, "n_neighbors"),
        (lambda: SMOTENC([0]), 5, "k_neighbors"),
        (lambda: SMOTEN(), 5, "k_neighbors"),
        (lambda: cp.SMOTEENN(), 5, "k_neighbors"),
        (lambda: cp.SMOTETomek(), 5, "k_neighbors"),
    ],
)
def test_too_few_rows_name_the_class_its_count_and_the_k_that_works(make, k, parameter):
    y = np.array(["fine"] * 66 + ["fraud"] * 4)
    table = X.copy()
    table[66:] *= 0.1  # in the midst of the others, so that every method wants them to grow
    found = message(make(), table, y)
    says(found, "class 'fraud' has 4 rows", f"{parameter}={k}", f"at least {k + 1}")
    says(found, f"lower {parameter} to 3", "RandomOverSampler")


def test_the_k_that_the_error_names_works():
    y = np.array(["fine"] * 66 + ["fraud"] * 4)
    found, _ = SMOTE(k_neighbors=3).fit_resample(X, y)
    assert len(found) == 132


def test_a_class_of_one_row_can_only_be_repeated():
    y = np.array(["fine"] * 69 + ["fraud"])
    found = message(SMOTE(), X, y)
    says(found, "class 'fraud' has 1 row;", "needs at least 6", "use RandomOverSampler")
    assert "lower" not in found
    assert len(RandomOverSampler().fit_resample(X, y)[0]) == 138


@each_method
def test_one_class_is_nothing_to_balance(make):
    says(message(make(), X, np.full(70, "no")), "1 class", "'no'", "70 rows")


@each_method
@pytest.mark.parametrize(
    "empty",
    [
        np.empty((0, 3)),
        sparse.csr_matrix((0, 3)),
        pd.DataFrame({"a": []}),
        pl.DataFrame({"a": []}),
        pa.table({"a": []}),
    ],
    ids=["array", "sparse", "pandas", "polars", "pyarrow"],
)
def test_a_table_without_rows_is_refused(make, empty):
    says(message(make(), empty, []), "0 sample(s)", "empty")


@each_method
@pytest.mark.parametrize(
    "narrow",
    [np.empty((70, 0)), sparse.csr_matrix((70, 0)), pd.DataFrame(index=range(70))],
    ids=["array", "sparse", "pandas"],
)
def test_a_table_without_columns_is_refused(make, narrow):
    says(message(make(), narrow, Y), "0 feature(s)", "no columns")


@each_method
@pytest.mark.parametrize(
    ("table", "dimensions"),
    [
        (X[:, 0], "1D"),
        (X[:, 0].tolist(), "1D"),
        (FRAME["age"], "1D"),
        (X[np.newaxis], "3D"),
        (7.0, "0D"),
        (sparse.coo_array(X[:, 0]), "1D"),
    ],
    ids=["array", "list", "series", "3-D", "number", "sparse"],
)
def test_a_table_has_two_dimensions(make, table, dimensions):
    says(message(make(), table, Y), "Expected 2D", dimensions)


def test_images_are_flattened_to_one_row_each():
    for images in (np.zeros((70, 4, 4)), np.zeros((70, 4, 4, 3)), np.zeros((70, 2, 2)).tolist()):
        found = message(SMOTE(), images, Y)
        says(found, "X.reshape(len(X), -1)")
        assert "reshape(-1, 1)" not in found


def test_rows_of_different_lengths_are_no_table():
    says(message(SMOTE(), [[1.0], [1.0, 2.0]], [0, 1]), "no table", "different lengths")


@pytest.mark.parametrize("value", [np.inf, -np.inf])
@pytest.mark.parametrize(
    ("name", "contain"), in_turn(family.OVER, [*family.DENSE, *family.SPARSE], 4)
)
def test_an_infinite_value_is_named_by_column_and_row(name, contain, value):
    table = X.copy()
    table[12, 2] = table[40, 2] = value
    given = {**family.DENSE, **family.SPARSE}[contain](table)
    column = "'x2'" if hasattr(given, "columns") else "2"
    found = message(family.OVER[name](), given, Y)
    says(found, f"column {column} has {value}", "in row 12", "infinity", "2 in")


def test_infinite_objects_are_named_too():
    for value in (float("inf"), Decimal("inf")):
        frame = FRAME.assign(height=pd.Series([type(value)(1)] * 12 + [value] * 58, dtype=object))
        says(message(SMOTE(), frame, Y), "column 'height' has inf", "in row 12", "58 in")


def test_methods_that_measure_nothing_take_infinite_values():
    table = X.copy()
    table[0] = np.inf
    for sampler, most in ((RandomOverSampler(), max), (cp.RandomUnderSampler(), min)):
        found, found_y = sampler.fit_resample(table, Y)
        assert np.bincount(found_y).tolist() == [most(np.bincount(Y))] * 2
        assert (np.isinf(found) == np.isin(sampler.sample_indices_, [0])[:, np.newaxis]).all()


TEXTS = ["low" if v < 0 else "high" for v in X[:, 1]]
WITH_TEXT = {
    "pandas": FRAME.assign(height=TEXTS),
    "pandas object": FRAME.assign(height=np.array(TEXTS, object)),
    "pandas category": FRAME.assign(height=pd.Categorical(TEXTS)),
    "pandas Arrow": FRAME.assign(height=pd.Series(TEXTS, dtype=pd.ArrowDtype(pa.string()))),
    "polars": pl.DataFrame({"age": X[:, 0], "height": TEXTS}),
    "polars Enum": pl.DataFrame(
        {"age": X[:, 0], "height": pl.Series(TEXTS, dtype=pl.Enum(["low", "high"]))}
    ),
    "pyarrow": pa.table({"age": X[:, 0], "height": TEXTS}),
    "pyarrow dictionary": pa.table({"age": X[:, 0], "height": pa.array(TEXTS).dictionary_encode()}),
}


@pytest.mark.parametrize("table", WITH_TEXT.values(), ids=WITH_TEXT)
@pytest.mark.parametrize(
    "make", [*family.OVER.values(), family.CLEANING["TomekLinks"]], ids=[*family.OVER, "TomekLinks"]
)
def test_text_in_a_table_of_numbers_is_named_and_smotenc_suggested(make, table):
    says(message(make(), table, Y), "column 'height'", f"{TEXTS[0]!r}", "SMOTENC")


def test_text_in_an_array_is_named_by_column_and_row():
    table = X.astype(object)
    table[8, 3] = "n/a"
    says(message(SMOTE(), table, Y), "column 3", "'n/a'", "row 8", "SMOTENC")
    says(message(SMOTE(), table.tolist(), Y), "column 3", "'n/a'", "row 8", "SMOTENC")
    says(message(SMOTE(), X.astype(str), Y), "column 0", "row 0", "SMOTENC")


NUMBERS_AS_TEXT = {
    "array of texts": (X.astype(str), "astype(float)"),
    "array of bytes": (X.astype("S"), "astype(float)"),
    "array of objects": (X.astype(str).astype(object), "astype(float)"),
    "lists": (X.astype(str).tolist(), "astype(float)"),
    "pandas": (FRAME.astype(str), "astype(float)"),
    "pandas objects": (FRAME.astype(str).astype(object), "astype(float)"),
    "polars": (pl.DataFrame(FRAME.astype(str).to_dict("list")), "cast(polars.Float64)"),
    "pyarrow": (pa.table(FRAME.astype(str).to_dict("list")), "cast('float64')"),
}


@pytest.mark.parametrize(("table", "remedy"), NUMBERS_AS_TEXT.values(), ids=NUMBERS_AS_TEXT)
def test_numbers_that_are_written_as_text_are_to_be_converted(table, remedy):
    found = message(SMOTE(), table, Y)
    says(found, "column", repr(str(X[0, 0])), "written as text", remedy, "SMOTENC")
    assert "argument must be" not in found


@pytest.mark.parametrize(
    "values",
    [
        pd.Series(pd.interval_range(0, 70)),
        pd.Series([[1]] * 70),
        pd.Series([{"a": 1}] * 70),
        pd.Series(range(70), dtype=complex),
        pd.Series([1, "x"] * 35, dtype=object),
    ],
    ids=["intervals", "lists", "dicts", "complex", "mixed"],
)
def test_other_columns_that_are_no_numbers_are_named(values):
    says(message(SMOTE(), FRAME.assign(height=values), Y), "column 'height'")


def test_columns_of_lists_are_named_in_polars_and_pyarrow():
    lists = [[1]] * 70
    for table in (pl.DataFrame({"a": lists, "b": Y}), pa.table({"a": lists, "b": Y})):
        says(message(SMOTE(), table, Y), "column 'a'", "no number")


@pytest.mark.parametrize(
    "make", [pytest.param(m, id=n) for n, m in family.NUMERIC.items() if m()._looks_at_values()]
)
def test_complex_numbers_are_refused(make):
    for table in (X + 1j, sparse.csr_matrix(X + 1j)):
        says(message(make(), table, Y), "Complex", "real")


MASKED = np.ma.masked_less(X, 0)
HIDDEN = f"({MASKED.mask.sum()}, the first in row {MASKED.mask.any(axis=1).argmax()})"


@each_method
def test_a_masked_array_is_refused_rather_than_read_without_its_mask(make):
    says(message(make(), MASKED, Y), "masked", HIDDEN, "NaN")
    says(message(make(), list(MASKED), Y), "row 0 is a masked array", "NaN")
    target = np.ma.array(Y, mask=np.arange(70) == 3)
    says(message(make(), X, target), "target", "masked", "(1, the first in row 3)", "remove")
    objects = Y.astype(object)
    objects[3] = np.ma.masked
    says(message(make(), X, objects), "MaskedConstant", "classes")


def test_a_masked_array_that_hides_nothing_is_an_array():
    table, target = np.ma.array(X), np.ma.array(Y)
    expected = SMOTE(random_state=0).fit_resample(X, Y)
    found = SMOTE(random_state=0).fit_resample(table, target)
    assert [type(part) for part in found] == [np.ndarray, np.ndarray]
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_array_equal(found[1], expected[1])


def test_masks_are_not_dropped_wherever_arrays_come_in():
    from sklearn.linear_model import LogisticRegression

    weights = np.ma.array(np.ones(70), mask=np.arange(70) == 5)
    hides = pytest.raises(InvalidInputError, match="masked")
    table = np.column_stack([X, Y])
    hidden_class = np.ma.array(table, mask=np.zeros(table.shape, bool))
    hidden_class.mask[3, -1] = True
    for make in (ResampledClassifier, cp.PriorCorrectedClassifier):
        model = make(resampler=SMOTE(), estimator=LogisticRegression())
        with hides:
            model.fit(MASKED, Y)
        with hides:
            model.fit(X, np.ma.array(Y, mask=np.arange(70) == 3))
        with pytest.raises(InvalidInputError, match=r"sample_weight.*masked"):
            model.fit(X, Y, sample_weight=weights)
    with hides:
        cp.balance(hidden_class, 4)
    with hides:
        cp.balance(hidden_class, 4, ignore=[0])
    with hides:
        cp.diagnose(MASKED, Y)
    with hides:
        cp.quality(MASKED, Y, SMOTE())
    with hides:
        cp.compare(MASKED, Y)
    for name in ("groups", "time"):
        with pytest.raises(InvalidInputError, match=rf"{name}.*masked"):
            cp.compare(X, Y, **{name: np.ma.array(np.arange(70), mask=np.arange(70) == 5)})


@each_method
def test_table_and_target_are_of_the_same_length(make):
    says(message(make(), X, Y[:-1]), "inconsistent", "70 rows", "69")


def test_a_lazy_frame_must_be_collected():
    for sampler in (SMOTE(), RandomOverSampler()):
        says(message(sampler, pl.DataFrame(X).lazy(), Y), "lazy", "collect")
    says(message(SMOTE(), X, pl.DataFrame({"y": Y}).lazy()), "lazy", "collect")


NO_LISTS = {
    "text": ("churned", ["the text 'churned'", "balance(table, 'churned')"]),
    "bytes": (b"churned", ["the text b'churned'"]),
    "dict": (dict(enumerate(Y)), ["a dict", "list(y.values())"]),
    "values of a dict": (dict(enumerate(Y)).values(), ["a single value"]),
    "set": (set(Y.tolist()), ["a set", "no order"]),
    "keys of a dict": (dict.fromkeys(Y.tolist()).keys(), ["a dict_keys", "no order"]),
    "number": (1, ["is 1, a single value"]),
    "numpy number": (np.float64(1), ["is 1.0, a single value"]),
    "iterator": (iter(Y), ["iterator", "a single value"]),
}


@pytest.mark.parametrize(("target", "parts"), NO_LISTS.values(), ids=NO_LISTS)
def test_a_target_that_is_no_list_of_classes_is_named_for_what_it_is(target, parts):
    found = message(SMOTE(), X, target)
    says(found, "the target y is", "one class for each row", *parts)
    assert len(found) < 300


LARGE = np.arange(5000.0)
LARGE_THINGS = {
    "the target of balance as a series": lambda: cp.balance(FRAME, pd.Series(LARGE)),
    "the target of balance as an array": lambda: cp.balance(X, LARGE),
    "the target of balance as a list": lambda: cp.balance(FRAME, LARGE.tolist()),
    "the target of balance as a table": lambda: cp.balance(FRAME, FRAME),
    "a long name": lambda: cp.balance(FRAME, "target " * 500),
    "a table for a parameter": lambda: SMOTE(k_neighbors=FRAME).fit_resample(X, Y),
    "a list for a strategy": lambda: SMOTE(sampling_strategy=list(LARGE)).fit_resample(X, Y),
    "a list from a strategy": lambda: SMOTE(sampling_strategy=lambda y: list(LARGE)).fit_resample(
        X, Y
    ),
    "a strategy of many classes": lambda: SMOTE(
        sampling_strategy=dict.fromkeys(LARGE.tolist(), 5)
    ).fit_resample(X, Y),
    "a table for a count": lambda: SMOTE(sampling_strategy={0: FRAME}).fit_resample(X, Y),
    "many classes to clean": lambda: cp.TomekLinks(sampling_strategy=list(LARGE)).fit_resample(
        X, Y
    ),
    "a target of many classes": lambda: SMOTE(sampling_strategy={-1: 5}).fit_resample(
        np.ones((5000, 1)), LARGE
    ),
    "a table for categories": lambda: SMOTENC(np.outer(LARGE, LARGE)).fit_resample(X, Y),
    "a table of many columns": lambda: SMOTENC(["a"]).fit_resample(
        pd.DataFrame(np.ones((70, 3000))), Y
    ),
    "an array in a cell": lambda: SMOTE().fit_resample(
        FRAME.assign(age=pd.Series([LARGE.tolist()] * 70)), Y
    ),
    "a list in a category": lambda: SMOTENC([0]).fit_resample(
        np.column_stack([pd.Series([LARGE.tolist()] * 70), X]), Y
    ),
}


@pytest.mark.parametrize("call", LARGE_THINGS.values(), ids=LARGE_THINGS)
def test_no_message_shows_the_whole_of_something_large(call):
    with pytest.raises(ValueError) as caught:
        call()
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


def test_an_absent_table_or_target_is_refused():
    says(message(SMOTE(), None, Y), "X is None")
    says(message(SMOTE(), X, None), "y is None")


NO_CLASSES = {
    "continuous": (X[:, 0], ["continuous", "row 0", "cut"]),
    "continuous objects": (X[:, 0].astype(object), ["continuous"]),
    "continuous Float64": (pd.Series(X[:, 0], dtype="Float64"), ["continuous"]),
    "continuous in polars": (pl.Series(X[:, 0]), ["continuous"]),
    "infinite": (np.where(Y == 1, np.inf, 0.0), ["infinity", "classes"]),
    "complex": (Y + 1j, ["classes"]),
    "dates": (pd.Series(pd.Timestamp(2024, 1, 1), range(70)), ["classes"]),
    "unhashable": ([[0, 1][c] if c else {} for c in Y], ["classes"]),
    "two columns": (np.column_stack([Y * 2, Y]), ["1d", "multioutput"]),
    "multilabel": (np.column_stack([np.ones_like(Y), Y]), ["several classes", "multilabel"]),
    "one-hot without a one": (np.column_stack([Y, Y * 0]), ["no class in row"]),
}


@pytest.mark.parametrize(("target", "parts"), NO_CLASSES.values(), ids=NO_CLASSES)
@pytest.mark.parametrize("sampler", [SMOTE(), cp.TomekLinks()], ids=str)
def test_a_target_that_holds_no_classes_is_refused(sampler, target, parts):
    if isinstance(target, pd.Series) and target.dtype.kind == "M":
        target = target.to_numpy()
    says(message(sampler, X, target), *parts)


HOLES = {
    "array": np.where(Y == 1, np.nan, 0.0),
    "objects": np.where(Y == 1, None, LABELS.astype(object)),
    "list": [None if c else "no" for c in Y],
    "list of NA": [pd.NA if c else "no" for c in Y],
    "list of nan": [float("nan") if c else "no" for c in Y],
    "pandas": pd.Series(LABELS).where(Y == 0),
    "Int64": pd.Series(Y, dtype="Int64").mask(Y == 1),
    "boolean": pd.Series(Y == 0, dtype="boolean").mask(Y == 1),
    "category": pd.Series(pd.Categorical(pd.Series(LABELS).where(Y == 0), ["no"])),
    "Categorical": pd.Categorical(pd.Series(LABELS).where(Y == 0), ["no"]),
    "polars": pl.Series([None if c else "no" for c in Y]),
    "polars nan": pl.Series(np.where(Y == 1, np.nan, 0.0)),
    "pyarrow": pa.array([None if c else "no" for c in Y]),
    "pyarrow ints": pa.array([None if c else 3 for c in Y]),
    "frame": pd.DataFrame({"y": pd.Series(LABELS).where(Y == 0)}),
}


@pytest.mark.parametrize("target", HOLES.values(), ids=HOLES)
def test_a_missing_class_is_counted_and_its_first_row_named(target):
    says(message(SMOTE(), X, target), "NaN", "20 rows", f"row {np.argmax(Y)};", "remove")


STRATEGIES = {
    "an unknown label": ({"maybe": 60}, ["'maybe'", "not present", "'no', 'yes'"]),
    "a count below what is there": ({"yes": 10}, ["'yes'", "20 rows", "10", "RandomUnderSampler"]),
    "a ratio that is exceeded": (0.3, ["0.4 to 1", "0.3", "larger"]),
    "a count that is no number": ({"yes": "many"}, ["'many'", "'yes'", "whole number"]),
    "a negative count": ({"yes": -1}, ["-1", "'yes'"]),
    "a count that is no whole number": ({"yes": 45.0}, ["45.0", "'yes'", "whole number"]),
    "a count that is not a number": ({"yes": np.nan}, ["nan", "'yes'", "whole number"]),
    "a count that is a bool": ({"yes": True}, ["True", "'yes'", "whole number"]),
    "a count of no machine": ({"yes": 10**18}, ["'yes'", "any machine", "at most"]),
    "a function that returns a bool": (lambda y: True, ["True", "dict"]),
    "a function that returns no number": (lambda y: np.nan, ["nan", "ratio"]),
    "a function that returns nonsense": (lambda y: [1], ["[1]", "dict"]),
    "a function that names an unknown class": (lambda y: {"maybe": 60}, ["'maybe'"]),
}


@pytest.mark.parametrize(("strategy", "parts"), STRATEGIES.values(), ids=STRATEGIES)
def test_a_strategy_that_cannot_be_met_is_explained(strategy, parts):
    says(message(SMOTE(sampling_strategy=strategy), X, LABELS), *parts)


def test_a_ratio_needs_two_classes():
    y = np.arange(70) % 3
    says(message(SMOTE(sampling_strategy=0.9), X, y), "two classes", "3", "dict")


def test_a_strategy_for_removing_rows_is_explained_too():
    under = cp.RandomUnderSampler
    says(message(under(sampling_strategy={"no": 51}), X, LABELS), "'no'", "50 rows", "51", "fewer")
    says(message(under(sampling_strategy={"maybe": 5}), X, LABELS), "'maybe'", "not present")
    for ratio in (0.3, Fraction(3, 10)):
        says(message(under(sampling_strategy=ratio), X, LABELS), "0.4 to 1", "0.3", "larger")
    for tiny in (5e-324, 1e-310):
        says(message(under(sampling_strategy=tiny), X, LABELS), "0.4 to 1", "larger")
        with pytest.raises(InvalidInputError, match="removes no row"):
            cp.balance(FRAME.assign(Class=LABELS), method="random-under", ratio=tiny)
    says(message(under(sampling_strategy={"no": True}), X, LABELS), "True", "whole number")
    for strategy in (["maybe"], [["no"]], lambda y: ["maybe"]):
        tomek = cp.TomekLinks(sampling_strategy=strategy)
        says(message(tomek, X, LABELS), "not present", "'no', 'yes'")
    tomek = cp.TomekLinks(sampling_strategy=["maybe"])
    says(message(tomek, X, LABELS), "'maybe'", "not present")


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    frame, y = family.mixed()
    says(message(SMOTENC(["town"]), frame, y), "'town'", "age, city, income, plan")
    says(message(SMOTENC([7]), frame, y), "7", "age, city, income, plan")
    says(message(SMOTENC([4]), X, Y), "4", "columns 0 to 3")
    says(message(SMOTENC(["age"]), X, Y), "'age'", "no names")
    says(message(SMOTENC([True, False]), X, Y), "mask of 2", "4 columns")


def test_automatic_categories_need_columns_with_types():
    says(message(SMOTENC("auto"), X, Y), "'auto'", "positions", "dataframe")
    says(message(SMOTENC("auto"), sparse.csr_matrix(X), Y), "'auto'", "positions")


def test_smotenc_needs_numbers_and_categories():
    frame, y = family.mixed()
    says(message(SMOTENC("auto"), frame[["age", "income"]], y), "categorical", "SMOTE")
    says(message(SMOTENC([]), frame[["age", "income"]], y), "categorical", "SMOTE")
    says(message(SMOTENC("auto"), frame[["city", "plan"]], y), "numerical", "SMOTEN")


@pytest.mark.parametrize("library", ["array", "pandas", "pyarrow"])
def test_categories_must_be_hashable(library):
    lists = np.empty(70, object)
    lists[:] = [[1]] * 70
    table = {
        "array": np.column_stack([lists, X[:, 0].astype(object)]),
        "pandas": pd.DataFrame({"a": lists, "b": X[:, 0]}),
        "pyarrow": pa.table({"a": pa.array([{"x": 1}] * 70), "b": X[:, 0]}),
    }[library]
    says(message(SMOTENC([0]), table, Y), "hashed", "column", "leave")


@pytest.mark.parametrize(
    ("sampler", "parameter"),
    [
        (SMOTE(k_neighbors="5"), "k_neighbors"),
        (SMOTE(k_neighbors=0), "k_neighbors"),
        (SMOTE(k_neighbors=2.5), "k_neighbors"),
        (SMOTE(sampling_strategy=1.5), "sampling_strategy"),
        (SMOTE(sampling_strategy="most"), "sampling_strategy"),
        (SMOTE(random_state="seed"), "random_state"),
        (SMOTE(scale="minmax"), "scale"),
        (SMOTE(n_jobs="all"), "n_jobs"),
        (SMOTENC("city"), "categorical_features"),
        (cp.BorderlineSMOTE(kind="borderline-3"), "kind"),
        (RandomOverSampler(shrinkage=-1), "shrinkage"),
        (RandomOverSampler(shrinkage=np.nan), "shrinkage"),
        (RandomOverSampler(shrinkage=np.inf), "shrinkage"),
        (RandomOverSampler(shrinkage=True), "shrinkage"),
        (cp.RandomUnderSampler(sampling_strategy=True), "sampling_strategy"),
        (cp.RandomUnderSampler(replacement=1), "replacement"),
        (SMOTE(sampling_strategy=True), "sampling_strategy"),
        (SMOTE(sampling_strategy=np.nan), "sampling_strategy"),
        (SMOTE(k_neighbors=True), "k_neighbors"),
        (SMOTE(k_neighbors=-3), "k_neighbors"),
        (SMOTE(k_neighbors=np.nan), "k_neighbors"),
        (SMOTE(k_neighbors=NearestNeighbors), "k_neighbors"),
        (SMOTE(rng="philox"), "rng"),
        (cp.BorderlineSMOTE(m_neighbors=2.0), "m_neighbors"),
        (cp.SVMSMOTE(out_step=np.nan), "out_step"),
        (cp.SVMSMOTE(out_step=True), "out_step"),
        (cp.SVMSMOTE(svm_rows=2.5), "svm_rows"),
        (cp.SVMSMOTE(svm_estimator=SVC), "svm_estimator"),
        (cp.KMeansSMOTE(kmeans_estimator=True), "kmeans_estimator"),
        (cp.KMeansSMOTE(kmeans_estimator=0), "kmeans_estimator"),
        (cp.KMeansSMOTE(kmeans_estimator=KMeans), "kmeans_estimator"),
        (cp.KMeansSMOTE(cluster_balance_threshold=np.nan), "cluster_balance_threshold"),
        (cp.KMeansSMOTE(density_exponent=np.inf), "density_exponent"),
        (SMOTENC([0], categorical_encoder=OrdinalEncoder), "categorical_encoder"),
        (cp.RepeatedEditedNearestNeighbours(max_iter=True), "max_iter"),
        (cp.RepeatedEditedNearestNeighbours(max_iter=0), "max_iter"),
        (cp.NeighbourhoodCleaningRule(threshold_cleaning=np.nan), "threshold_cleaning"),
        (
            cp.NeighbourhoodCleaningRule(edited_nearest_neighbours=cp.EditedNearestNeighbours),
            "edited_nearest_neighbours",
        ),
        (cp.SMOTEENN(smote=SMOTE), "smote"),
        (cp.SMOTEENN(smote="smote"), "smote"),
        (cp.SMOTEENN(smote=SVC()), "smote"),
        (cp.SMOTEENN(enn=cp.EditedNearestNeighbours), "enn"),
        (cp.EditedNearestNeighbours(kind_sel="some"), "kind_sel"),
        (cp.SMOTEENN(smote=cp.TomekLinks()), "smote"),
        (cp.SMOTETomek(tomek=SMOTE()), "tomek"),
    ],
    ids=str,
)
def test_a_parameter_of_the_wrong_type_is_named_with_what_it_may_be(sampler, parameter):
    with pytest.raises(ValueError, match=f"{parameter!r} parameter.*must be.*Got"):
        sampler.fit_resample(X, Y)


@pytest.mark.parametrize("factor", [-2, np.nan, np.inf, "a", None, True], ids=repr)
def test_a_shrinkage_of_a_class_is_a_finite_number_from_0(factor):
    sampler = RandomOverSampler(shrinkage={0: 1.0, 1: factor})
    says(message(sampler, X, Y), f"{factor!r} for class 1", "finite number, 0 or more")


def test_a_shrinkage_names_every_class_that_grows():
    says(message(RandomOverSampler(shrinkage={}), X, Y), "no factor for class 1", "names none")


@pytest.mark.parametrize(
    ("make", "parameter"),
    [
        (lambda finder: SMOTE(k_neighbors=finder), "k_neighbors"),
        (lambda finder: cp.BorderlineSMOTE(m_neighbors=finder), "m_neighbors"),
        (lambda finder: cp.SVMSMOTE(m_neighbors=finder), "m_neighbors"),
        (lambda finder: cp.ADASYN(n_neighbors=finder), "n_neighbors"),
        (lambda finder: cp.KMeansSMOTE(k_neighbors=finder), "k_neighbors"),
        (lambda finder: cp.EditedNearestNeighbours(n_neighbors=finder), "n_neighbors"),
        (lambda finder: cp.AllKNN(n_neighbors=finder), "n_neighbors"),
        (lambda finder: cp.NeighbourhoodCleaningRule(n_neighbors=finder), "n_neighbors"),
    ],
)
def test_an_estimator_that_finds_only_the_row_itself_is_refused(make, parameter):
    for n in (1, 0, 2.5):
        found = message(make(NearestNeighbors(n_neighbors=n)), X, Y)
        says(found, f"{parameter}=", f"n_neighbors={n}", "the row itself", "2 or more")


def test_an_object_that_finds_neighbours_need_not_be_an_estimator():
    class Finder:
        n_neighbors = 4

        def fit(self, points):
            self.search = NearestNeighbors(n_neighbors=4).fit(points)

        def kneighbors(self, points, return_distance=False):
            return self.search.kneighbors(points, return_distance=False)

    found, _ = SMOTE(k_neighbors=Finder(), random_state=0).fit_resample(X, Y)
    expected, _ = SMOTE(k_neighbors=3, random_state=0).fit_resample(X, Y)
    np.testing.assert_allclose(found, expected)

    class Short(Finder):
        def kneighbors(self, points, return_distance=False):
            return super().kneighbors(points)[:, :2]

    says(message(SMOTE(k_neighbors=Short()), X, Y), "Short", "(20, 2)", "its n_neighbors, 4")
    says(message(SMOTE(k_neighbors=SearchWithoutNumber()), X, Y), "n_neighbors=None")


class SearchWithoutNumber:
    def kneighbors(self, points):
        return points


def test_an_encoder_that_leaves_a_category_out_is_told_which():
    frame, y = family.mixed()
    lenient = {"handle_unknown": "use_encoded_value", "unknown_value": -1}
    encoder = OrdinalEncoder(categories=[["Bonn", "Ulm"], ["basic", "gold"]], **lenient)
    found = message(SMOTENC(["city", "plan"], categorical_encoder=encoder), frame, y)
    says(found, "leaves out 'Kiel'", "column 1", "all categories")
    found = message(SMOTEN(categorical_encoder=encoder), frame[["city", "plan"]], y)
    says(found, "leaves out 'Kiel'", "column 0")
    strict = OrdinalEncoder(categories=[["Bonn", "Ulm"], ["basic", "gold"]])
    found = message(SMOTENC(["city", "plan"], categorical_encoder=strict), frame, y)
    says(found, "OrdinalEncoder cannot be fitted", "Kiel", "all of them")


def test_a_clustering_must_be_one_and_of_no_more_clusters_than_rows():
    says(message(cp.KMeansSMOTE(kmeans_estimator=71), X, Y), "71 clusters", "70 rows", "fewer")
    says(message(cp.KMeansSMOTE(kmeans_estimator=SVC()), X, Y), "SVC", "n_clusters", "KMeans")


def test_a_machine_that_cannot_be_fitted_says_why():
    tiny = X * 1e-160
    says(message(cp.SVMSMOTE(), tiny, Y), "SVC cannot be fitted", "scale='standard'")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cp.SamplingWarning)
        cp.SVMSMOTE(scale="standard").fit_resample(tiny, Y)


def test_powers_of_a_density_that_no_number_holds_still_share_the_rows_out():
    rare, often = X[Y == 1], X[Y == 0]
    table = np.vstack([rare, 99 + 3 * rare, often, 99 + often])  # the second cluster is sparser
    y = np.repeat([1, 0], [40, 100])
    sampler = cp.KMeansSMOTE(kmeans_estimator=2, cluster_balance_threshold=0.1, random_state=0)
    for exponent, grows in ((4e3, 1), (-4e3, 0)):
        sampler.set_params(density_exponent=exponent)
        grown, _ = sampler.fit_resample(table, y)
        assert len(grown) == 200
        assert ((grown[140:, 0] > 50) == grows).all()


class Homemade(imblearn.under_sampling.NearMiss):
    """A sampler that the package has no counterpart of."""


COMBINED = {
    "cleans itself": (cp.SMOTEENN(smote=cp.SMOTEENN()), ["smote=SMOTEENN()", "cleans its rows"]),
    "a recipe that cleans": (
        cp.SMOTETomek(smote=cp.Oversampler(cp.Recipe(cleaning=EditedNeighbours()))),
        ["cleans its rows itself", "TomekLinks", "such as SMOTE()"],
    ),
    "other units": (
        cp.SMOTEENN(enn=cp.EditedNearestNeighbours(scale="standard")),
        ["enn has scale='standard'", "scale=None", "both the same"],
    ),
    "other units of a rule": (
        cp.NeighbourhoodCleaningRule(
            edited_nearest_neighbours=cp.EditedNearestNeighbours(scale="robust")
        ),
        ["edited_nearest_neighbours has scale='robust'", "scale=None"],
    ),
    "units beside an over-sampler": (
        cp.SMOTEENN(scale="standard", smote=SMOTE()),
        ["SMOTEENN has scale='standard'", "smote=SMOTE()", "give scale='standard' to it"],
    ),
    "numbers beside an over-sampler": (
        cp.SMOTETomek(rng="counter", smote=SMOTE(scale="standard")),
        ["SMOTETomek has rng='counter'", "give rng='counter' to it"],
    ),
    "categories of the cleaner": (
        cp.SMOTEENN(enn=cp.Cleaner(EditedNeighbours(), categorical_features=[0])),
        ["categorical_features", "SMOTENC"],
    ),
    "a bad part": (
        cp.SMOTEENN(enn=cp.Cleaner(EditedNeighbours)),
        ["the class EditedNeighbours", "cleaning=EditedNeighbours()"],
    ),
    "not of ours": (
        cp.SMOTEENN(enn=Homemade()),
        ["'enn' parameter", "Homemade()", "that counterpoise has too"],
    ),
}


@pytest.mark.parametrize(("sampler", "parts"), COMBINED.values(), ids=COMBINED)
def test_a_part_that_a_combination_cannot_use_is_explained(sampler, parts):
    says(message(sampler, X, Y), *parts)


def test_a_failed_call_leaves_no_trace_of_the_one_before():
    sampler = SMOTE(k_neighbors=3, random_state=0)
    sampler.fit_resample(FRAME, Y)
    sampler.fit_resample(X, Y)
    assert not hasattr(sampler, "feature_names_in_")


@pytest.mark.parametrize("sampler", [SMOTE, cp.KMeansSMOTE])
@pytest.mark.parametrize("n_jobs", [10**6, 10**30, -(10**30)])
def test_a_wish_for_more_threads_than_there_can_be_is_no_fault(sampler, n_jobs):
    X = np.random.default_rng(0).normal(size=(40, 2))
    y = np.repeat([0, 1], [28, 12])
    found, _ = sampler(n_jobs=n_jobs, random_state=0).fit_resample(X, y)
    np.testing.assert_array_equal(found, sampler(random_state=0).fit_resample(X, y)[0])


@pytest.mark.parametrize("parameter", ["categorical", "ignore"])
def test_an_array_that_holds_one_value_is_no_list_of_columns(parameter):
    frame = pd.DataFrame({"a": range(20), "y": [0] * 12 + [1] * 8})
    with pytest.raises(InvalidInputError, match=f"{parameter}=.*list of columns"):
        cp.balance(frame, "y", **{parameter: np.array(1)})
