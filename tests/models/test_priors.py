"""The class ratio that a classifier learnt, whatever it is wrapped in."""

from __future__ import annotations

import numpy as np
import pytest
import sklearn
from imblearn.ensemble import (
    BalancedBaggingClassifier,
    BalancedRandomForestClassifier,
    EasyEnsembleClassifier,
    RUSBoostClassifier,
)
from imblearn.pipeline import Pipeline as TheirPipeline
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.feature_selection import RFE
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    FixedThresholdClassifier,
    GridSearchCV,
    RandomizedSearchCV,
    TunedThresholdClassifierCV,
)
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils.class_weight import compute_sample_weight
from threadpoolctl import threadpool_limits

import counterpoise as cp
from counterpoise.comparison.contestants import BalancedWeights
from counterpoise.models.resampled import ResampledClassifier


@pytest.fixture(autouse=True)
def _one_thread():
    with threadpool_limits(1):
        yield


# Half-way only, so that the weights of "balanced" still change the ratio after it.
OVER = cp.RandomOverSampler(sampling_strategy=0.3, random_state=0)


def known_risks(n=12_000, seed=1, n_classes=2):
    """Return rows, classes and the true probability of each class; ones are rare."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3))
    scores = np.column_stack([np.zeros(n), -2.5 + X @ [1.0, -1.0, 0.5], -1.5 + X @ [0.0, 1.0, 1.0]])
    risks = np.exp(scores[:, :n_classes])
    risks /= risks.sum(axis=1, keepdims=True)
    y = (rng.uniform(size=(n, 1)) > risks.cumsum(axis=1)).sum(axis=1)
    return X, y, risks


def corrected(estimator, *, over=OVER, calibration=None, **options):
    """Return a correction that most tests look at alone, without the calibration after it."""
    return cp.PriorCorrectedClassifier(estimator, over, calibration=calibration, **options)


def error(estimator, **fit_params):
    """Return how far risks are off, in the mean over the rows."""
    X, y, risks = known_risks()
    found = corrected(estimator).fit(X, y, **fit_params).predict_proba(X)
    return np.abs(found - risks).mean()


class WeightedLikeBoosting(LogisticRegression):
    """Weights classes under the names that gradient boosting has for it."""

    def __init__(
        self, scale_pos_weight=None, is_unbalance=False, auto_class_weights=None, class_weights=None
    ):
        super().__init__()
        self.scale_pos_weight = scale_pos_weight
        self.is_unbalance = is_unbalance
        self.auto_class_weights = auto_class_weights
        self.class_weights = class_weights

    def fit(self, X, y):
        ratio = (y == 0).sum() / (y == 1).sum()
        weight = (self.scale_pos_weight or 1) * (ratio if self.is_unbalance else 1)
        weight *= {"Balanced": ratio, "SqrtBalanced": ratio**0.5}.get(self.auto_class_weights, 1)
        first, second = self.class_weights or (1, 1)
        return super().fit(X, y, np.where(y == 1, weight * second, first))


BALANCED = LogisticRegression(class_weight="balanced")
FIVEFOLD = LogisticRegression(class_weight={1: 5.0})
SCALED = make_pipeline(StandardScaler(), BALANCED)
MEMBERS = [("a", BALANCED), ("b", SCALED)]

REWEIGHTING = {
    "nothing": LogisticRegression(),
    "balanced": BALANCED,
    "named": FIVEFOLD,
    "pipeline": SCALED,
    "pipeline of imbalanced-learn": TheirPipeline([("a", StandardScaler()), ("b", BALANCED)]),
    "pipeline in a pipeline": make_pipeline(StandardScaler(), SCALED),
    "grid search": GridSearchCV(BALANCED, {"C": [0.1, 1.0]}, cv=2),
    "class weights in the grid": GridSearchCV(
        make_pipeline(LogisticRegression()),
        {"logisticregression__class_weight": ["balanced"], "logisticregression__C": [0.1, 1.0]},
        cv=2,
    ),
    "random search in a pipeline": make_pipeline(
        RandomizedSearchCV(FIVEFOLD, {"C": [0.1, 1.0]}, n_iter=2, cv=2)
    ),
    "calibrated": CalibratedClassifierCV(FIVEFOLD, cv=2),
    "voting": VotingClassifier(MEMBERS, voting="soft"),
    "stacking": StackingClassifier(MEMBERS, FIVEFOLD, cv=2),
    "stacking of weighted members": StackingClassifier(MEMBERS, cv=2),
    "bagging": BaggingClassifier(BALANCED, 5, random_state=0),
    "bagged pipelines": BaggingClassifier(make_pipeline(FIVEFOLD), 5, random_state=0),
    "one against the rest": OneVsRestClassifier(FIVEFOLD),
    "chosen columns": RFE(FIVEFOLD, n_features_to_select=3),
    "tuned threshold": TunedThresholdClassifierCV(BALANCED, cv=2),
    "fixed threshold": FixedThresholdClassifier(SCALED),
    "scale_pos_weight": make_pipeline(WeightedLikeBoosting(scale_pos_weight=9.0)),
    "is_unbalance": BaggingClassifier(WeightedLikeBoosting(is_unbalance=True), 3, random_state=0),
    "auto_class_weights": WeightedLikeBoosting(auto_class_weights="SqrtBalanced"),
    "class_weights": WeightedLikeBoosting(class_weights=[1.0, 4.0]),
    "prior that was given": make_pipeline(LinearDiscriminantAnalysis(priors=[0.5, 0.5])),
    "forest": RandomForestClassifier(
        30, max_depth=9, class_weight="balanced_subsample", min_samples_leaf=60, random_state=0
    ),
    "boosting": make_pipeline(
        HistGradientBoostingClassifier(max_iter=30, max_depth=3, class_weight="balanced")
    ),
    "balanced weights of rows": BalancedWeights(LogisticRegression()),
}


@pytest.mark.parametrize("estimator", REWEIGHTING.values(), ids=REWEIGHTING)
def test_risks_are_the_true_ones_wherever_the_classes_are_weighted(estimator):
    # Trees err by 0.035 without any weights.
    assert error(estimator) < (0.04 if "max_depth" in repr(estimator) else 0.025)


def test_without_looking_through_the_risks_would_be_far_off():
    X, y, risks = known_risks()
    model = corrected(make_pipeline(GridSearchCV(BALANCED, {"C": [1.0]}, cv=2))).fit(X, y)
    model.trained_prior_ = np.array([1.0, 0.3]) / 1.3  # that of the resampled rows
    assert model.predict_proba(X)[:, 1].mean() > 2 * risks[:, 1].mean()


def test_three_weighted_classes_are_corrected():
    X, y, risks = known_risks(n_classes=3)
    over = cp.RandomOverSampler(sampling_strategy={1: 3000}, random_state=0)
    for estimator in (SCALED, VotingClassifier([("a", BALANCED)], voting="soft")):
        model = corrected(estimator, over=over).fit(X, y)
        assert np.abs(model.predict_proba(X) - risks).mean() < 0.02


def test_text_labels_are_corrected_in_wrappers_that_number_them():
    X, y, risks = known_risks()
    labels = np.array(["no", "yes"])[y]
    for estimator in (
        VotingClassifier(MEMBERS, voting="soft"),
        StackingClassifier(MEMBERS, BALANCED, cv=2),
        GridSearchCV(LogisticRegression(), {"class_weight": [{"yes": 5.0}]}, cv=2),
    ):
        found = corrected(estimator).fit(X, labels).predict_proba(X)
        assert np.abs(found - risks).mean() < 0.025


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_a_machine_that_calibrates_itself_ignores_class_weights():
    X, y, risks = known_risks(1500)
    made = [
        corrected(SVC(kernel="linear", probability=True, class_weight=weight, random_state=0))
        .fit(X, y)
        .predict_proba(X)[:, 1]
        .mean()
        for weight in (None, "balanced")
    ]
    np.testing.assert_allclose(made, risks[:, 1].mean(), rtol=0.25)


def test_a_frozen_classifier_below_a_calibration_is_corrected():
    X, y, risks = known_risks()
    frozen = FrozenEstimator(clone(BALANCED).fit(X, y))
    found = corrected(CalibratedClassifierCV(frozen)).fit(X, y).predict_proba(X)
    assert np.abs(found - risks).mean() < 0.025


def test_calibration_on_top_looks_through_too():
    X, y, risks = known_risks(6000)
    model = corrected(make_pipeline(FIVEFOLD), calibration="sigmoid", cv=3).fit(X, y)
    assert np.abs(model.predict_proba(X) - risks).mean() < 0.03


SAMPLER = cp.RandomUnderSampler(random_state=0)
FITTED = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
REFUSED = {
    "sampler in a pipeline": (
        TheirPipeline([("less", SAMPLER), ("model", LogisticRegression())]),
        "resamples the rows itself .less=RandomUnderSampler.*give it as resampler",
    ),
    "sampler in a search": (
        GridSearchCV(TheirPipeline([("less", SAMPLER), ("m", GaussianNB())]), {}, cv=2),
        "resamples the rows itself",
    ),
    "resampled": (ResampledClassifier(SAMPLER, LogisticRegression()), "resamples the rows itself"),
    "resampled one against the rest": (
        OneVsRestClassifier(ResampledClassifier(SAMPLER, LogisticRegression())),
        "resamples the rows itself",
    ),
    "a temperature over class weights": (
        CalibratedClassifierCV(make_pipeline(FIVEFOLD), cv=2, method="temperature"),
        "method='temperature'",
    ),
    "balanced forest": (BalancedRandomForestClassifier(3), "resamples the rows itself"),
    "balanced bagging": (BalancedBaggingClassifier(n_estimators=3), "resamples the rows itself"),
    "easy ensemble": (EasyEnsembleClassifier(2), "resamples the rows itself"),
    "RUSBoost": (RUSBoostClassifier(n_estimators=2, random_state=0), "resamples the rows itself"),
    "balanced forest in a pipeline": (
        make_pipeline(BalancedRandomForestClassifier(3)),
        "resamples the rows itself",
    ),
    "frozen": (FrozenEstimator(FITTED), "was fitted before"),
    "frozen in a vote": (
        VotingClassifier([("a", FrozenEstimator(FITTED))], voting="soft"),
        "was fitted before",
    ),
    "boosting of weighted trees": (
        AdaBoostClassifier(DecisionTreeClassifier(max_depth=1, class_weight="balanced")),
        "estimator__class_weight='balanced'",
    ),
    "unequal votes": (
        VotingClassifier([("a", BALANCED), ("b", LogisticRegression())], voting="soft"),
        "weight the classes differently",
    ),
    "hard votes": (VotingClassifier(MEMBERS), "no predict_proba"),
    "search without a winner": (
        GridSearchCV(LogisticRegression(), {}, cv=2, refit=False),
        "no predict_proba",
    ),
    "no probabilities": (LinearSVC(), "no predict_proba"),
}


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize(("estimator", "message"), REFUSED.values(), ids=REFUSED)
def test_a_ratio_that_cannot_be_known_is_refused(estimator, message):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200, 1)), np.repeat([0, 1], [150, 50])
    over = cp.RandomOverSampler(sampling_strategy=0.6, random_state=0)
    with pytest.raises(cp.InvalidInputError, match=message):
        corrected(estimator, over=over).fit(X, y)


def test_three_weighted_classes_one_against_the_rest_are_refused():
    X, y, _ = known_risks(600, n_classes=3)
    over = cp.RandomOverSampler(random_state=0)
    with pytest.raises(cp.InvalidInputError, match="one class against the rest"):
        corrected(OneVsRestClassifier(BALANCED), over=over).fit(X, y)
    plain = corrected(OneVsRestClassifier(LogisticRegression()), over=over).fit(X, y)
    np.testing.assert_allclose(plain.predict_proba(X).sum(axis=1), 1)


@pytest.mark.parametrize(
    ("estimator", "name"),
    [
        (LogisticRegression(), "sample_weight"),
        (
            make_pipeline(StandardScaler(), LogisticRegression()),
            "logisticregression__sample_weight",
        ),
        (GridSearchCV(LogisticRegression(), {"C": [1.0]}, cv=2), "sample_weight"),
        (BaggingClassifier(LogisticRegression(), 5, random_state=0), "sample_weight"),
        (CalibratedClassifierCV(LogisticRegression(), cv=2), "sample_weight"),
        (VotingClassifier([("a", LogisticRegression())], voting="soft"), "sample_weight"),
        (StackingClassifier([("a", LogisticRegression())], cv=2), "sample_weight"),
    ],
)
def test_weights_of_rows_count_wherever_they_go(estimator, name):
    # Rows weigh as if class 1 stood there three times; that is then the original ratio.
    X, y, risks = known_risks()
    model = corrected(estimator).fit(X, y, **{name: np.where(y == 1, 3.0, 1.0)})
    tripled = risks * [1.0, 3.0]
    tripled /= tripled.sum(axis=1, keepdims=True)
    assert np.abs(model.predict_proba(X) - tripled).mean() < 0.03
    with pytest.raises(cp.InvalidInputError, match="makes all classes weigh the same"):
        corrected(estimator).fit(X, y, **{name: compute_sample_weight("balanced", y)})


def test_a_weight_that_the_classifier_never_gets_does_not_count():
    X, y, risks = known_risks()
    scaled = make_pipeline(StandardScaler(), LogisticRegression())
    weight = np.where(y == 1, 3.0, 1.0)
    model = corrected(scaled).fit(X, y, standardscaler__sample_weight=weight)
    assert np.abs(model.predict_proba(X) - risks).mean() < 0.025
    with sklearn.config_context(enable_metadata_routing=True):
        scaler = StandardScaler().set_fit_request(sample_weight="mass")
        deaf = LogisticRegression().set_fit_request(sample_weight=False)
        hearing = LogisticRegression().set_fit_request(sample_weight="mass")
        model = corrected(make_pipeline(scaler, deaf)).fit(X, y, mass=weight)
        assert np.abs(model.predict_proba(X) - risks).mean() < 0.025
        model = corrected(make_pipeline(scaler, hearing)).fit(X, y, mass=weight)
        assert model.original_prior_[1] > 2 * y.mean()


def test_balanced_twice_is_refused():
    X, y, _ = known_risks(600)
    weight = np.random.default_rng(0).uniform(0.5, 2.0, len(y))
    with pytest.raises(cp.InvalidInputError, match="by their rows or by these weights"):
        corrected(BALANCED).fit(X, y, sample_weight=weight)


class Private(LogisticRegression):
    """Balances the classes where nobody can see it."""

    def fit(self, X, y):
        return super().fit(X, y, compute_sample_weight("balanced", y))


class Listed(ClassifierMixin, BaseEstimator):
    """Takes its members as a plain list."""

    def __init__(self, models=()):
        self.models = models

    def fit(self, X, y):
        self.fitted = [clone(model).fit(X, y) for model in self.models]
        self.classes_ = self.fitted[0].classes_
        return self

    def predict_proba(self, X):
        return np.mean([model.predict_proba(X) for model in self.fitted], axis=0)


def test_weights_that_nobody_can_see_are_told_by_what_they_do():
    X, y, risks = known_risks()
    for scaled in (Private(), make_pipeline(StandardScaler(), Private())):
        with pytest.warns(
            cp.SamplingWarning, match=r"class 1 is 0\.2.*share there is 0\.1"
        ) as told:
            model = corrected(scaled).fit(X, y)
        assert told[0].message.code == "far from the share"
        assert model.predict_proba(X)[:, 1].mean() > 1.8 * risks[:, 1].mean()
        # What the warning advises helps, and there is nothing to warn of.
        model = corrected(scaled, calibration="sigmoid", cv=3).fit(X, y)
        assert np.abs(model.predict_proba(X) - risks).mean() < 0.02


def test_the_check_counts_weights_and_keeps_silent_about_honest_classifiers():
    X, y, _ = known_risks(3000)
    weight = np.where(y == 1, 3.0, 1.0)
    corrected(LogisticRegression()).fit(X, y, sample_weight=weight)
    for n in (60, 300, 3000):
        corrected(GaussianNB()).fit(X[:n], y[:n])


def test_members_in_a_plain_list_are_seen():
    X, y, risks = known_risks()
    with pytest.raises(cp.InvalidInputError, match=r"models__1__class_weight='balanced'"):
        corrected(Listed([LogisticRegression(), BALANCED])).fit(X, y)
    with pytest.raises(cp.InvalidInputError, match=r"resamples the rows itself .models__0__res"):
        corrected(Listed([ResampledClassifier(SAMPLER, GaussianNB())])).fit(X, y)
    found = corrected(Listed([LogisticRegression()])).fit(X, y).predict_proba(X)
    assert np.abs(found - risks).mean() < 0.02


def test_a_rule_around_weighted_classes_is_looked_through():
    X, y, risks = known_risks()
    rule = cp.DecisionRule(SCALED, recall=0.5, n_bootstraps=1)
    found = corrected(make_pipeline(rule)).fit(X, y).predict_proba(X)
    assert np.abs(found - risks).mean() < 0.02
