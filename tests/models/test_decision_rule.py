"""Decisions by costs, capacity, precision and recall."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
import sklearn
from scipy.stats import norm
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.utils.estimator_checks import parametrize_with_checks
from threadpoolctl import threadpool_limits

import counterpoise as cp
from counterpoise.models.class_factors import decide
from counterpoise.models.resampled import ResampledClassifier


@pytest.fixture(autouse=True)
def _one_thread():
    with threadpool_limits(1):
        yield


class Column(ClassifierMixin, BaseEstimator):
    """A classifier that is fitted already: its risk is the first column."""

    def __init__(self, classes=(0, 1)):
        self.classes = classes
        self.classes_ = np.array(classes)

    def fit(self, X, y):
        return self

    def predict_proba(self, X):
        p = np.asarray(X, float)
        return np.column_stack([1 - p[:, 0], p[:, 0]]) if len(self.classes) == 2 else p

    def __sklearn_is_fitted__(self):
        return True


FLAT = [[0, 1], [1, 0]]


def rule(estimator=None, **options):
    goals = {"costs", "capacity", "precision", "recall"}
    if not goals & options.keys():
        options["costs"] = FLAT
    options = {"n_bootstraps": 5, "random_state": 0, **options}
    estimator = LogisticRegression() if estimator is None else estimator
    return cp.DecisionRule(estimator, **options)


def by_column(**options):
    return rule(Column(), cv="prefit", **options)


def risks(n=2000, seed=0, share=None):
    """Return true risks as a table of one column, and classes drawn from them."""
    rng = np.random.default_rng(seed)
    p = rng.beta(1, 6, n).round(3)
    return p[:, None], (rng.uniform(size=n) < p).astype(int)


@parametrize_with_checks(
    [
        rule(cv=3),
        rule(recall=0.8, cv=2),
        rule(capacity=0.5, cv=3),
        rule(GaussianNB(), precision=0.1, cv=3),
    ],
    # As for scikit-learn's own classifiers with a threshold: it is not the one of 0.5.
    expected_failed_checks=lambda _: {"check_classifiers_train": "argmax is not the decision"},
)
@pytest.mark.filterwarnings("ignore::counterpoise.errors.SamplingWarning")
def test_it_passes_scikit_learn_s_checks(estimator, check):
    check(estimator)


@pytest.mark.parametrize("prior", [None, [0.97, 0.03], {0: 0.5, 1: 0.5}])
@pytest.mark.parametrize("seed", range(5))
def test_no_threshold_costs_less_under_the_deployment_prior(seed, prior):
    X, y = risks(300, seed)
    costs = np.array([[0.5, 3.0], [17.0, 1.0]])
    found = by_column(costs=costs, deployment_prior=prior).fit(X, y)
    share = np.bincount(y) / len(y)
    deployed = share if prior is None else np.array([prior[0], prior[1]])
    weight = (deployed / share)[y]

    def cost(threshold):
        return weight @ costs[y, (X[:, 0] >= threshold).astype(int)]

    every = [cost(t) for t in [*np.unique(X), np.inf, *np.linspace(0, 1, 301)]]
    assert cost(found.threshold_) <= min(every) + 1e-9
    np.testing.assert_array_equal(found.predict(X), (X[:, 0] >= found.threshold_).astype(int))


def test_a_table_of_costs_of_two_classes_is_the_true_class_by_the_decision():
    X, y = risks()
    by_name = by_column(costs={"miss": 9, "false alarm": 1}).fit(X, y)
    matrix = by_column(costs=[[0, 1], [9, 0]]).fit(X, y)
    assert by_name.threshold_ == matrix.threshold_
    assert by_name.theoretical_threshold_ == pytest.approx(0.1)
    # Right risks: what is found on 60,000 rows approaches what theory says.
    assert by_column(costs=[[0, 1], [9, 0]]).fit(*risks(60_000)).threshold_ == pytest.approx(
        0.1, abs=0.02
    )


def test_under_another_prior_the_theoretical_threshold_is_where_corrected_risks_cross():
    X, y = risks(60_000)
    found = by_column(costs=[[0, 1], [9, 0]], deployment_prior=[0.98, 0.02]).fit(X, y)
    share = np.bincount(y) / len(y)
    t = found.theoretical_threshold_
    from counterpoise.calibration import correct_prior

    assert correct_prior([[1 - t, t]], share, [0.98, 0.02])[0, 1] == pytest.approx(0.1)
    assert found.threshold_ == pytest.approx(t, abs=0.06)


def test_the_smaller_class_is_flagged_unless_another_is_named():
    X, y = risks()
    labels = np.where(y == 1, "a fraud", "legit")
    model = Column(("a fraud", "legit"))
    honest = by_column(recall=0.7).fit(X, y)
    found = rule(model, cv="prefit", recall=0.7).fit(1 - X, labels)
    assert found.positive_class_ == "a fraud"
    np.testing.assert_array_equal(found.predict(1 - X) == "a fraud", honest.predict(X) == 1)
    other = rule(model, cv="prefit", recall=0.7, positive="legit").fit(1 - X, labels)
    assert other.positive_class_ == "legit"
    assert (other.predict(1 - X)[labels == "legit"] == "legit").mean() >= 0.7
    # Costs stay in the order of the labels, whichever class is flagged.
    cost = np.array([[0.0, 9.0], [1.0, 0.0]])
    by_cost = rule(model, cv="prefit", costs=cost).fit(1 - X, labels).predict(1 - X)
    np.testing.assert_array_equal(
        by_cost == "a fraud", by_column(costs=cost[::-1, ::-1]).fit(X, y).predict(X) == 1
    )
    named = rule(model, cv="prefit", costs={"miss": 9, "false alarm": 1}).fit(1 - X, labels)
    np.testing.assert_array_equal(named.predict(1 - X), by_cost)


def test_a_capacity_in_rows_flags_the_riskiest_of_those_asked_for():
    X, y = risks()
    X = X + np.random.default_rng(1).uniform(0, 1e-6, X.shape)
    found = by_column(capacity=200).fit(X, y)
    for part in (X, X[:700], X[::-1]):
        flagged = found.predict(part) == 1
        assert flagged.sum() == 200
        assert part[flagged].min() > part[~flagged].max()
    assert found.predict(X[:150]).sum() == 150
    flagged = found.predict(X) == 1
    assert (X[:, 0] >= found.threshold_).sum() == 200
    wide = by_column(capacity=200, n_bootstraps=100).fit(X, y).expected_["precision"]
    assert wide.low < y[flagged].mean() < wide.high
    assert str(found.expected_["flagged"]) == "0.1 (0.1 to 0.1)"


def test_ties_for_the_last_places_are_told():
    X = np.repeat([0.9, 0.5, 0.1], [3, 10, 20])[:, None]
    y = np.repeat([1, 0, 1, 0], [3, 6, 4, 20])
    found = by_column(capacity=8).fit(X, y)
    # Of the ten rows of one score five are flagged, and 40 % of them are positive.
    assert found.expected_["precision"].value == pytest.approx((3 + 2) / 8, abs=0.15)
    with pytest.warns(cp.SamplingWarning, match="10 rows have the same score.*room for 5"):
        assert found.predict(X).tolist() == [1] * 8 + [0] * 25
    assert by_column(capacity=3).fit(X, y).predict(X).sum() == 3
    assert by_column(capacity=0.3).fit(X, y).predict(X).sum() == 3
    with pytest.raises(cp.InvalidInputError, match=r"9\.09% of the rows have the same score"):
        by_column(capacity=0.05).fit(X, y)


def test_a_share_is_no_more_than_that_of_the_rows_in_deployment():
    X, y = risks()
    for prior in (None, [0.7, 0.3]):
        found = by_column(capacity=0.1, deployment_prior=prior).fit(X, y)
        weight = np.ones(2) if prior is None else np.array(prior) / (np.bincount(y) / len(y))
        score, weight = X[:, 0], weight[y]

        def flagged(threshold, score=score, weight=weight):
            return weight[score >= threshold].sum() / weight.sum()

        assert flagged(found.threshold_) <= 0.1 + 1e-12
        assert flagged(score[score < found.threshold_].max()) > 0.1


def test_wanted_precision_and_recall_are_reached_and_the_impossible_is_refused():
    X, y = risks(4000)
    found = by_column(precision=0.4).fit(X, y)
    flagged = found.predict(X) == 1
    assert y[flagged].mean() >= 0.4
    found = by_column(recall=0.9).fit(X, y)
    caught = (found.predict(X) == 1)[y == 1]
    assert 0.9 <= caught.mean() < 0.92
    noise = np.random.default_rng(0).uniform(size=y.shape)[:, None].round(1)
    with pytest.raises(cp.InvalidInputError, match=r"no threshold has precision=0.9.*lower prec"):
        by_column(precision=0.9).fit(noise, y)


def test_a_goal_that_few_rows_reach_by_luck_is_said_to_be_unproven():
    y = np.repeat([0, 1], [270, 30])
    X = norm.cdf(np.random.default_rng(0).normal(size=300) + 1.5 * y)[:, None]
    for goal in ("precision", "recall"):
        told = rf"{goal}=0.9999 is not shown: the best.*as low as 0\.\d+.*such rows would show it: "
        with pytest.warns(cp.SamplingWarning, match=told) as said:
            by_column(**{goal: 0.9999}).fit(X, y)
        assert [one.message.code for one in said] == ["goal not shown"]
    for goal in ({"precision": 0.3}, {"recall": 0.8}, {"capacity": 3}):
        by_column(**goal).fit(X, y)  # a warning would fail the test


def test_the_rule_is_chosen_on_rows_that_the_classifier_did_not_learn():
    # A forest knows the rows it learnt: on them it would seem to find all without any mistake.
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(400, 3)), np.repeat([0, 1], [300, 100])
    forest = RandomForestClassifier(20, random_state=0)
    found = rule(forest, recall=0.5, n_bootstraps=50).fit(X, y)
    assert forest.fit(X, y).score(X, y) > 0.98
    assert found.expected_["precision"].value < 0.4


@pytest.mark.parametrize(
    "estimator",
    [
        make_pipeline(StandardScaler(), LogisticRegression()),
        LinearSVC(),
        RandomForestClassifier(20, min_samples_leaf=20, random_state=0),
        GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=2),
        ResampledClassifier(cp.SMOTE(random_state=0), LogisticRegression()),
        cp.PriorCorrectedClassifier(LogisticRegression(), cp.SMOTE(random_state=0)),
        LogisticRegression(class_weight="balanced"),
    ],
    ids=lambda e: type(e).__name__,
)
def test_any_classifier_decides_nearly_as_well_as_the_true_risks(estimator):
    rng = np.random.default_rng(3)
    X = rng.normal(size=(3000, 2))
    p = 1 / (1 + np.exp(2.5 - X @ [1.5, -1.0]))
    y = (rng.uniform(size=3000) < p).astype(int)
    train = np.arange(3000) < 1500
    costs = np.array([[0, 1], [8, 0]])
    found = rule(estimator, costs=costs, cv=3).fit(X[train], y[train])

    def cost(decided):
        return costs[y[~train], decided].mean()

    best = cost((p[~train] >= 1 / 9).astype(int))
    assert cost(found.predict(X[~train])) < 1.25 * best
    assert hasattr(found, "theoretical_threshold_") == hasattr(estimator, "predict_proba")


def test_a_fitted_classifier_is_left_as_it_is():
    X, y = risks(600)
    model = LogisticRegression().fit(X[:300], y[:300])
    before = model.coef_.copy()
    frozen = rule(FrozenEstimator(model), recall=0.8).fit(X[300:], y[300:])
    prefit = rule(model, recall=0.8, cv="prefit").fit(X[300:], y[300:])
    assert frozen.threshold_ == prefit.threshold_
    np.testing.assert_array_equal(model.coef_, before)
    with pytest.raises(sklearn.exceptions.NotFittedError):
        rule(LogisticRegression(), cv="prefit").fit(X, y)
    with pytest.raises(cp.InvalidInputError, match="knows the classes 0, 1, and the rows"):
        rule(model, cv="prefit").fit(X, np.where(y == 1, 2, 0))


def test_what_a_fitted_classifier_cannot_take_is_refused():
    X, y = risks(100)
    with pytest.raises(cp.InvalidInputError, match="epochs would reach nobody"):
        by_column(recall=0.5).fit(X, y, epochs=3)


def test_a_weight_of_three_counts_as_three_rows():
    X, y = risks(500)
    weight = np.random.default_rng(0).integers(0, 4, 500)
    again = np.repeat(np.arange(500), weight)
    for goal in ({"costs": [[0, 1], [6, 0]]}, {"recall": 0.7}, {"capacity": 0.1}):
        weighted = by_column(**goal).fit(X, y, sample_weight=weight)
        repeated = by_column(**goal).fit(X[again], y[again])
        assert weighted.predict(X[again]).tolist() == repeated.predict(X[again]).tolist()
    with pytest.raises(cp.InvalidInputError, match="class 1 has a sample_weight of 0 in all"):
        by_column().fit(X, y, sample_weight=1.0 - y)
    with pytest.raises(cp.InvalidInputError, match="values below 0"):
        by_column().fit(X, y, sample_weight=weight - 1)


def test_dataframes_clones_pickles_and_cross_validation_work():
    X, y = risks(400)
    frame = pd.DataFrame({"a": X[:, 0], "b": 1.0})
    found = rule(recall=0.8).fit(frame, y)
    assert found.feature_names_in_.tolist() == ["a", "b"]
    np.testing.assert_array_equal(
        pickle.loads(pickle.dumps(found)).predict(frame), found.predict(frame)
    )
    assert clone(found).get_params()["recall"] == 0.8
    assert len(cross_val_score(rule(recall=0.8, cv=2), X, y, scoring="recall", cv=3)) == 3
    again = clone(found).fit(frame, y)
    assert again.threshold_band_ == found.threshold_band_


def three(n=3000, seed=0):
    """Return right probabilities of three classes, the last ones rare, and classes from them."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(n, 3)) * 1.5 - [0, 1, 2]
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return p, (rng.uniform(size=(n, 1)) > p.cumsum(axis=1)).sum(axis=1)


HARD = np.array([[0.0, 1, 2], [3, 0, 1], [25, 10, 0]])


def test_three_classes_cost_no_more_than_by_right_probabilities():
    p, y = three()
    found = rule(Column((0, 1, 2)), cv="prefit", costs=HARD, n_bootstraps=20).fit(p, y)
    by_theory = HARD[y, decide(p, np.ones(3), HARD)].mean()
    chosen = HARD[y, found.predict(p)].mean()
    assert chosen <= by_theory
    assert chosen < 0.7 * HARD[y, p.argmax(axis=1)].mean()
    assert found.expected_["cost"].low < by_theory < found.expected_["cost"].high
    assert (found.factors_band_[:, 0] < 1).all()
    assert (found.factors_band_[:, 1] > 1).all()


def test_probabilities_of_balanced_rows_cost_hardly_more():
    p, y = three()
    balanced = p / p.mean(axis=0)
    balanced /= balanced.sum(axis=1, keepdims=True)
    found = rule(Column((0, 1, 2)), cv="prefit", costs=HARD).fit(balanced, y)
    new_p, new_y = three(seed=1)
    new = new_p / p.mean(axis=0)
    new /= new.sum(axis=1, keepdims=True)
    best = HARD[new_y, decide(new_p, np.ones(3), HARD)].mean()
    assert HARD[new_y, decide(new, np.ones(3), HARD)].mean() > 1.1 * best
    assert HARD[new_y, found.predict(new)].mean() < 1.04 * best


def test_three_classes_follow_the_deployment_prior():
    p, y = three(6000)
    prior = np.array([0.2, 0.3, 0.5])
    found = rule(Column((0, 1, 2)), cv="prefit", costs=HARD, deployment_prior=prior).fit(p, y)
    weight = (prior / (np.bincount(y) / len(y)))[y]

    def cost(decided):
        return weight @ HARD[y, decided] / weight.sum()

    assert cost(found.predict(p)) <= cost(decide(p, prior / p.mean(axis=0), HARD))
    assert cost(found.predict(p)) < cost(decide(p, np.ones(3), HARD))


def normal_truth(threshold, share):
    """Return what a threshold on scores N(0, 1) and N(1.5, 1) gives, by the distributions."""
    recall, false = norm.sf(threshold - 1.5), norm.sf(threshold)
    flagged = share * recall + (1 - share) * false
    return {
        "recall": recall,
        "flagged": flagged,
        "precision": share * recall / flagged,
        "cost": 10 * share * (1 - recall) + (1 - share) * false,
    }


@pytest.mark.filterwarnings("ignore:.*is not shown")
@pytest.mark.parametrize("goal", [{"costs": [[0, 1], [10, 0]]}, {"precision": 0.5}])
def test_the_bands_hold_the_truth_although_the_rule_was_chosen_on_the_same_rows(goal):
    held = []
    y = np.repeat([0, 1], [270, 30])
    for seed in range(40):
        z = np.random.default_rng(seed).normal(size=300) + 1.5 * y
        found = by_column(n_bootstraps=60, **goal).fit(norm.cdf(z)[:, None], y)
        truth = normal_truth(norm.ppf(found.threshold_), 0.1)
        held += [one.low <= truth[name] <= one.high for name, one in found.expected_.items()]
    assert np.mean(held) > 0.85


REFUSED = {
    "no goal": ({"costs": None}, "no goal is given; a rule has one goal"),
    "two goals": ({"recall": 0.5, "capacity": 3}, "capacity and recall are given"),
    "wrong shape": ({"costs": [[0, 1, 1], [1, 0, 1], [1, 1, 0]]}, "cannot be used for 2 classes"),
    "wrong words": ({"costs": {"hit": 1, "miss": 2}}, '"false alarm"'),
    "no numbers": ({"costs": "high"}, "cannot be used for 2 classes"),
    "infinite": ({"costs": [[0, 1], [np.inf, 0]]}, "finite numbers"),
    "capacity of none": ({"capacity": 0}, "capacity=0"),
    "capacity above all": ({"capacity": 1.5}, "a share of them"),
    "precision above 1": ({"precision": 2}, "precision=2"),
    "recall of 0": ({"recall": 0.0}, "recall=0.0"),
    "unknown class": ({"recall": 0.5, "positive": "x"}, "they are 0, 1"),
    "no distribution": ({"recall": 0.5, "deployment_prior": [0.5, 0.6]}, "no distribution"),
    "no share": ({"recall": 0.5, "deployment_prior": [1.0, 0.0]}, "leaves out a class"),
    "no samples": ({"recall": 0.5, "n_bootstraps": 0}, "n_bootstraps=0"),
    "many folds": ({"recall": 0.5, "cv": 400}, "needs at least 400 of each class"),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_wrong_settings_are_refused(options, message, monkeypatch):
    X, y = risks(300)
    model = cp.DecisionRule(LogisticRegression(), **options)
    monkeypatch.setattr(LogisticRegression, "fit", lambda *_, **__: pytest.fail("fitted before"))
    with pytest.raises(cp.InvalidInputError, match=message):
        model.fit(X, y)


def test_three_classes_need_a_matrix():
    p, y = three(300)
    with pytest.raises(cp.InvalidInputError, match=r"Only binary classification.*multiclass"):
        rule(Column((0, 1, 2)), cv="prefit", recall=0.5).fit(p, y)
    with pytest.raises(cp.InvalidInputError, match="no predict_proba"):
        rule(LinearSVC(), costs=HARD).fit(p, y)


def test_a_rule_that_decides_the_same_for_all_says_so():
    X, y = risks()
    for costs, whom in (([[0, 1], [0, 0]], "nobody"), ([[0, -1], [9, 0]], "every row")):
        with pytest.warns(cp.SamplingWarning, match=f"flags {whom}") as told:
            found = by_column(costs=costs).fit(X, y)
        assert told[0].message.code == "one decision for all"
        assert len(np.unique(found.predict(X))) == 1
