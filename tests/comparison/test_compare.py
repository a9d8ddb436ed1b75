"""The comparison as its users meet it."""

from __future__ import annotations

import contextlib
import inspect
import json
import sqlite3
import time
from dataclasses import MISSING, fields

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

import counterpoise as cp
from counterpoise.comparison import METRICS, running
from counterpoise.comparison.columns import CodedColumns
from counterpoise.comparison.comparing import compare_raw
from counterpoise.comparison.request import Request
from counterpoise.comparison.splits import Splitting
from counterpoise.comparison.verdict import VERDICTS
from counterpoise.targets.labelled_table import read_labelled
from shared.family import overlapping
from shared.grids import examples, part_of

FAST = {"models": "naive-bayes", "folds": 3, "n_repeats": 1, "inner_folds": 2, "trials": 1}
TABLE = overlapping(150, 40)


def fast(X=None, y=None, **options):
    X, y = (TABLE[0] if X is None else X), (TABLE[1] if y is None else y)
    return cp.compare(X, y, **{**FAST, **options})


def raw_table(n=240, seed=0):
    rng = np.random.default_rng(seed)
    y = np.where(rng.uniform(size=n) < 0.25, "yes", "no")
    frame = pd.DataFrame(
        {
            "customer_id": rng.permutation(10 * n)[:n],
            "minutes": rng.normal(100, 30, n) + 40 * (y == "yes"),
            "plan": rng.choice(["basic", "gold", None], n),
            "patient": rng.integers(0, 30, n),
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(n), "D"),
        }
    )
    frame.loc[::17, "minutes"] = np.nan
    return frame, y


class KeepsRows:
    """A sampler that remembers what it was given."""

    given: list = []  # noqa: RUF012

    def fit_resample(self, X, y):
        type(self).given.append(np.asarray(X)[:, 0].copy())
        return X, y

    def get_params(self, deep=True):
        return {}

    def set_params(self, **params):
        return self


def test_no_row_that_is_predicted_was_ever_seen_by_the_resampler():
    KeepsRows.given = []
    X = np.arange(120.0)[:, None] + [0, 0.5]
    fast(X, np.arange(120) % 4 == 0, methods={"spy": KeepsRows()})
    splitting = Splitting(3, 1, 2, 0)
    codes = (np.arange(120) % 4 == 0).astype(int)
    folds = splitting.outer(codes)
    assert KeepsRows.given
    for rows in KeepsRows.given:
        assert any(set(rows) <= set(X[fold.train, 0]) for fold in folds)


def test_the_dict_has_what_is_promised_and_is_json():
    found = fast(methods=["random", "smote"])
    plain = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert plain["verdict"] in VERDICTS
    assert set(plain["gain"]) >= {"value", "interval", "margin", "smallest_difference"}
    assert {"model", "contestant", "title", "settings", "code"} <= set(plain["winner"])
    assert set(plain["differences"][0]) >= {
        *("model", "contestant", "baseline", "metric", "difference", "interval", "p_value")
    }
    names = {c["contestant"] for c in plain["contestants"]}
    assert names == {"nothing", "class-weights", "threshold", "random", "smote"}
    for contestant in plain["contestants"]:
        assert set(contestant["scores"]) == set(METRICS)
        assert len(contestant["scores"]["f1"]["values"]) == 3
    curves = plain["curves"]["naive-bayes/smote"]
    assert sum(point["n"] for point in curves["calibration"]) == 190
    assert {"recall", "precision"} == set(curves["precision_recall"][0])


def test_the_same_seed_gives_the_same_result_whatever_the_processes():
    options = {"methods": ["smote"], "n_repeats": 1, "trials": 2}
    first, second = fast(**options), fast(**options, n_jobs=2)
    for one, other in zip(first.contestants, second.contestants, strict=True):
        one.pop("seconds"), other.pop("seconds")
        assert one == other
    assert first.sentence == second.sentence


def test_a_threshold_changes_nothing_but_labels():
    scores = {c["contestant"]: c["scores"] for c in fast(methods=["random"]).contestants}
    for name in set(METRICS) - {"f1_predict", "balanced_accuracy_predict"}:
        assert scores["threshold"][name] == scores["nothing"][name]
    assert scores["threshold"]["f1_predict"] == scores["threshold"]["f1"]


def test_brier_scores_show_the_harm():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(600, 2))
    y = rng.uniform(size=600) < 1 / (1 + np.exp(2.5 - 1.5 * X[:, 0]))
    found = fast(X, y, models="logistic", methods=["random"], metric="brier", folds=5)
    assert found.verdict == "harms"
    assert found.sentence.startswith("Do not resample")
    assert found.winner["contestant"] == "nothing"
    assert found.differences[0]["interval"][1] < 0


def test_two_folds_of_four_rare_rows_tell_nothing():
    # All folds agree there in 6 of 100 tables of noise, and their spread is zero.
    rng = np.random.default_rng(0)
    for _ in range(examples(8)):
        found = fast(rng.normal(size=(60, 2)), np.repeat([0, 1], [56, 4]), methods=["random"])
        assert found.verdict == "cannot tell"
        assert found.gain["would_settle"] == {"folds": 5}
        assert "fewer than 5 different test folds" in found.sentence
        assert "--resume" in found.sentence


def test_where_both_sides_are_perfect_nothing_is_left_to_gain():
    rng = np.random.default_rng(4)
    y = np.repeat([0, 1], [135, 15])
    found = fast(rng.normal(size=(150, 2)) + 9 * y[:, None], y, methods=["random"], folds=5)
    assert found.verdict == "cannot tell"
    assert "perfect in every fold: nothing is left to gain" in found.sentence
    assert "rows will" not in found.sentence


class Twice(KeepsRows):
    """A sampler that gives every row twice, which changes no order of one column."""

    def fit_resample(self, X, y):
        return np.repeat(X, 2, axis=0), np.repeat(y, 2)


class Shuffled(KeepsRows):
    """A sampler that deals the classes anew."""

    def fit_resample(self, X, y):
        return X, np.random.default_rng(int(1e6 * X[0, 0]) % 97).permutation(y)


def test_an_interval_with_one_known_side_is_told():
    X, y = overlapping(150, 40)
    found = fast(
        X[:, :1],
        y,
        models="logistic",
        methods={"twice": Twice(), "shuffled": Shuffled()},
        baselines=["nothing"],
        folds=5,
        metric="roc_auc",
    )
    assert found.verdict == "cannot tell"
    assert np.isfinite(found.gain["interval"]).tolist() == [True, False]
    assert ", at least -0." in found.sentence


def test_a_method_that_changes_no_row_is_equivalent_and_the_margin_can_be_set():
    sampler = {"spy": KeepsRows()}
    found = fast(methods=sampler, baselines=["nothing"], folds=5, margin=0.0)
    assert found.verdict == "equivalent"
    assert found.sentence.startswith("Do not resample: it makes no difference")
    copies = {"methods": ["random"], "baselines": ["nothing"], "folds": 5}
    assert fast(**copies, margin=0.9).verdict == "equivalent"
    brier = fast(**copies, margin=0.1, metric="brier")
    p = TABLE[1].mean()
    assert brier.gain["margin"] == pytest.approx(0.1 * p * (1 - p))


def test_only_a_verdict_against_resampling_says_do_not_resample():
    unsure = fast(*overlapping(100, 12), methods=["smote"], folds=5)
    assert unsure.verdict == "cannot tell"
    assert "Do not resample" not in unsure.sentence
    assert "smallest difference that this run could have shown" in unsure.sentence


@pytest.mark.parametrize("metric", part_of(["average_precision", "f1", "cost"], ["f1"]))
def test_the_code_makes_the_winner(metric):
    frame, y = raw_table()
    found = fast(frame, y, metric=metric, ignore=["day"], methods=["random", "auto"])
    space: dict = {}
    exec(found.code, space)
    ours, theirs = found.make_estimator().fit(frame, y), space["model"].fit(frame, y)
    np.testing.assert_array_equal(ours.predict_proba(frame), theirs.predict_proba(frame))
    assert set(ours.predict(frame)) <= {"yes", "no"}


def test_the_estimator_of_a_resampling_winner_resamples():
    # Asked against doing nothing, and by the labels of predict(), resampling must win.
    X, y = overlapping(400, 40, seed=1)
    found = fast(
        X,
        y,
        models="logistic",
        methods=["smote"],
        baselines=["nothing"],
        metric="balanced_accuracy_predict",
        folds=5,
        n_repeats=2,
    )
    assert found.verdict == "helps"
    assert found.winner["contestant"] == "smote"
    assert "SMOTE(" in found.code
    model = found.make_estimator().fit(X, y)
    assert model.predict(X).mean() > 0.15


@pytest.mark.parametrize("kind", [lambda f: f, pl.from_pandas], ids=["pandas", "polars"])
def test_raw_tables_are_read_by_their_columns(kind):
    frame, y = raw_table()
    found = fast(kind(frame), y, methods=["auto"])
    assert {c["contestant"] for c in found.contestants} >= {"smotenc"}
    found.make_estimator().fit(kind(frame), y).predict(kind(frame))


def test_groups_stay_together():
    frame, y = raw_table()
    found = fast(frame, y, groups="patient", methods=["random"], ignore=["day"])
    assert found.folds["kind"] == "grouped and stratified"
    codes = (y == "yes").astype(int)
    groups = frame["patient"].to_numpy()
    splitting = Splitting(3, 2, 2, 0, groups)
    for fold in splitting.outer(codes):
        assert not set(groups[fold.train]) & set(groups[fold.test])
        for train, test in splitting.inner(codes, fold.train):
            assert not set(groups[train]) & set(groups[test])
            assert set(train) | set(test) <= set(fold.train)


def test_training_rows_are_earlier_than_test_rows():
    frame, y = raw_table()
    found = fast(frame, y, time="day", methods=["random"])
    assert found.folds["kind"] == "time-ordered"
    times = np.repeat(np.arange(60), 4)
    codes = (np.arange(240) % 3 == 0).astype(int)
    splitting = Splitting(4, 1, 2, 0, None, times)
    for fold in splitting.outer(codes):
        assert times[fold.train].max() < times[fold.test].min()
        for train, test in splitting.inner(codes, fold.train):
            assert times[train].max() < times[test].min()


def test_three_classes_are_compared_by_macro_averages():
    rng = np.random.default_rng(0)
    y = np.repeat(["a", "b", "c"], [100, 40, 20])
    X = rng.normal(size=(160, 2)) + np.repeat([0, 1, 2], [100, 40, 20])[:, None]
    found = fast(X, y, methods=["random", "random-under", "smote"], trials=3, metric="f1")
    assert all(set(c["scores"]) == set(METRICS) for c in found.contestants)
    assert set(found.make_estimator().fit(X, y).predict(X)) <= {"a", "b", "c"}


def test_settings_are_tuned_within_what_the_classes_allow():
    X, y = overlapping(60, 12)
    found = fast(X, y, methods=["smote"], trials=6)
    settings = next(c["settings"] for c in found.contestants if c["contestant"] == "smote")
    assert 1 <= settings["k"] <= 3
    assert 0.2 < settings["ratio"] <= 1


def test_a_journal_saves_all_work_and_more_models_only_add(tmp_path, monkeypatch):
    path = tmp_path / "work.journal"
    first = fast(methods=["random"], resume=path)
    assert first.budget["resumed"] == 0
    from counterpoise.comparison import running

    monkeypatch.setattr(running, "evaluate", lambda *a: pytest.fail("worked again"))
    again = fast(methods=["random"], resume=path)
    assert again.budget["resumed"] == 12
    assert again.sentence == first.sentence
    assert again.contestants == first.contestants
    assert again.curves.keys() == first.curves.keys()
    monkeypatch.undo()
    more = fast(methods=["random"], models=["naive-bayes", "logistic"], resume=path)
    assert more.budget["resumed"] == 12


def test_a_journal_of_other_data_is_not_taken(tmp_path):
    path = tmp_path / "work.journal"
    fast(methods=["random"], resume=path)
    assert fast(TABLE[0] + 1e-9, methods=["random"], resume=path).budget["resumed"] == 0


def test_a_file_that_is_no_journal_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a journal, and longer than a header of a hundred bytes " * 4)
    before = path.read_bytes()
    with pytest.raises(cp.InvalidInputError, match="cannot be used as a journal"):
        fast(resume=path)
    assert path.read_bytes() == before


def test_a_database_for_something_else_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "shop.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE plan (price INTEGER)")
        file.commit()
    before = path.read_bytes()
    with pytest.raises(cp.InvalidInputError, match="cannot be used as a journal"):
        fast(resume=path)
    assert path.read_bytes() == before


def test_a_journal_is_a_file_whatever_its_name_means_to_the_database(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fast(methods=["random"], resume=":memory:")
    assert fast(methods=["random"], resume=":memory:").budget["resumed"] == 12


def test_the_budget_ends_the_work_with_a_verdict():
    X, y = overlapping(3000, 300)
    begun = time.time()
    found = cp.compare(
        X, y, methods=["random", "smote"], models="logistic", budget=3, n_repeats=200
    )
    assert found.verdict in VERDICTS
    assert found.budget["saved"]
    assert found.budget["used"] < 3 * 60  # a busy machine, not a promise
    assert time.time() - begun < 3 * 60


def test_who_runs_out_of_time_is_judged_by_the_folds_it_has_done(monkeypatch):
    whole = running.evaluate

    def evaluate(data, fold, settings, model, *rest):
        if model.name == "slow" and fold.number == 2:
            raise running.OutOfTimeError
        return whole(data, fold, settings, model, *rest)

    monkeypatch.setattr(running, "evaluate", evaluate)
    # The poor one has done more folds, and is no winner for that.
    models = {"poor": DummyClassifier(), "slow": LogisticRegression()}
    found = fast(models=models, methods=["random"])
    assert found.winner["model"] == "slow"
    notes = {(c["model"], c["contestant"]): c["note"] for c in found.contestants}
    assert notes["slow", "nothing"] == "2 of 3 folds"
    assert notes["poor", "nothing"] == ""
    assert "over 2 folds" in found.sentence


def test_naive_bayes_survives_a_category_that_a_class_never_has():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [540, 60])
    table = pd.DataFrame(
        {
            "telling": rng.normal(size=600) + 2 * y,
            **{f"rare{i}": np.where((rng.uniform(size=600) < 0.02) & (y == 0), "t", "f")
               for i in range(4)},
        }
    )  # fmt: skip
    found = fast(table, y, methods=["random"])
    assert found.contestants[0]["scores"]["average_precision"]["mean"] > 0.5


def test_what_fails_is_noted_and_the_rest_goes_on():
    class Fails(KeepsRows):
        def fit_resample(self, X, y):
            raise RuntimeError("no neighbours today")

    found = fast(methods={"fails": Fails(), "random": cp.RandomOverSampler(random_state=0)})
    note = next(c["note"] for c in found.contestants if c["contestant"] == "fails")
    assert "no neighbours today" in note
    assert found.differences[0]["contestant"] == "random"


def test_the_hopeless_are_given_up_and_said_so():
    class Flips(KeepsRows):
        def fit_resample(self, X, y):
            return X, 1 - y

    samplers = {"flips": Flips(), "random": cp.RandomOverSampler(random_state=0)}
    found = fast(*overlapping(400, 80), methods=samplers, folds=5, n_repeats=3)
    flips = next(c for c in found.contestants if c["contestant"] == "flips")
    assert flips["note"].startswith("given up after 5 folds")
    assert len(flips["scores"]["f1"]["values"]) == 5


def test_a_model_without_weights_says_so():
    found = fast(models={"knn": KNeighborsClassifier()}, methods=["random"])
    note = next(c["note"] for c in found.contestants if c["contestant"] == "class-weights")
    assert note == "the model takes no weights"


def test_progress_is_told_to_its_end():
    told = []
    fast(methods=["random"], progress=lambda *step: told.append(step))
    assert told[-1][0] == told[-1][1] == 9


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"metric": "accuracy"}, "metric='accuracy' is not known"),
        ({"models": "xgb"}, "models='xgb' is not known"),
        ({"models": [object()]}, "it must be a classifier"),
        ({"methods": ["smot"]}, "methods='smot' is not known .did you mean 'smote'"),
        ({"methods": []}, "needs a baseline and a method"),
        ({"baselines": ["random"]}, "baselines names 'random'"),
        ({"methods": ["smotenc"]}, "takes mixed columns"),
        ({"methods": ["smote", "smote"]}, "twice"),
        ({"positive": 7}, "no class of the target"),
        ({"costs": [[0, 1]]}, "needs \\(2, 2\\)"),
        ({"folds": 1}, "folds=1 cannot be used"),
        ({"level": 1.0}, "level=1.0 cannot be used"),
        ({"margin": -0.01}, "margin=-0.01 cannot be used"),
        ({"budget": -1}, "budget=-1"),
        ({"groups": [1, 2]}, "one value for each"),
        ({"time": np.arange(190), "groups": np.arange(190)}, "cannot be combined"),
        ({"groups": "nobody"}, "is no column"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do(options, message):
    with pytest.raises(cp.InvalidInputError, match=message):
        fast(**options)


def test_too_few_rows_are_refused():
    with pytest.raises(cp.InvalidInputError, match="class 1 has 3 rows"):
        fast(np.arange(60.0)[:, None], np.repeat([0, 1], [57, 3]))


def test_columns_become_codes_and_new_categories_codes_of_none():
    frame, _ = raw_table()
    coder = CodedColumns(["plan", "minutes"], ["plan"]).fit(frame)
    fresh = pd.DataFrame({"minutes": [1.5], "plan": ["platinum"]})
    assert coder.transform(fresh).tolist() == [[2.0, 1.5]]


def test_any_classifier_and_sampler_of_one_s_own_take_part():
    found = fast(
        models=[LogisticRegression(C=0.1), KNeighborsClassifier(3)],
        methods=[cp.ADASYN(random_state=0)],
    )
    assert {c["model"] for c in found.contestants} == {"LogisticRegression", "KNeighborsClassifier"}
    assert {c["contestant"] for c in found.contestants} >= {"ADASYN"}


def test_a_request_has_the_parameters_of_compare_with_their_defaults():
    signature = inspect.signature(cp.compare).parameters
    declared = {f.name: f.default for f in fields(Request) if f.default is not MISSING}
    assert declared == {
        name: p.default for name, p in signature.items() if name not in ("X", "y", "verbose")
    }


def test_the_roles_that_a_raw_table_was_given_are_those_of_its_comparison():
    frame, y = raw_table()
    frame["branch"] = np.arange(len(frame)) % 7  # numbers, and named as a category
    frame["open"] = np.arange(len(frame)) % 2  # a category by its values
    frame["churned"] = y
    labelled = read_labelled(frame, "churned", categorical=["branch"], ignore=["patient"])
    found = compare_raw(labelled, Request(**FAST, groups="patient", methods=["random"]))
    assert found.folds["kind"] == "grouped and stratified"
    coder = found.make_estimator().steps[0][1]
    assert sorted(coder.columns) == ["branch", "day", "minutes", "open", "plan"]
    assert sorted(coder.categorical) == ["branch", "open", "plan"]


def test_columns_of_an_array_are_found_behind_those_that_are_left_out():
    X, y = TABLE
    groups = np.arange(len(y)) % 20
    whole = np.column_stack([y, groups, X])
    labelled = read_labelled(whole, 0, ignore=[1])
    options = {**FAST, "methods": ["random"], "metric": "brier"}
    found = compare_raw(labelled, Request(**options, groups=1))
    expected = cp.compare(X, y, **options, groups=groups)
    assert [c["scores"] for c in found.contestants] == [c["scores"] for c in expected.contestants]
    model = found.make_estimator().fit(X, y)
    assert np.array_equal(model.predict(X), expected.make_estimator().fit(X, y).predict(X))


def test_a_time_that_pandas_says_is_na_is_refused():
    frame, y = raw_table()
    frame["week"] = pd.array(np.arange(len(frame)) // 7, "Int64")
    frame.loc[3, "week"] = pd.NA
    with pytest.raises(cp.InvalidInputError, match="time column has missing values"):
        fast(frame, y, time="week")


def test_a_comparison_without_columns_says_why_each_is_ignored():
    with pytest.raises(cp.InvalidInputError, match="every one is ignored"):
        fast(ignore=list(range(TABLE[0].shape[1])))
