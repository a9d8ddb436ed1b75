"""Probabilities under the original ratio."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import sklearn
from imblearn.over_sampling import SMOTE as TheirSMOTE
from sklearn.base import clone
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks
from threadpoolctl import threadpool_limits

import counterpoise as cp
from counterpoise.comparison.metrics import calibration_line
from counterpoise.models.prior_corrected import correct_prior, estimate_prior
from counterpoise.models.resampled import ResampledClassifier


@pytest.fixture(autouse=True)
def _one_thread():
    with threadpool_limits(1):
        yield


OVER, UNDER = cp.RandomOverSampler(random_state=0), cp.RandomUnderSampler(random_state=0)
RESAMPLERS = {"over": OVER, "under": UNDER}


def corrected(resampler, estimator=None, *, calibration=None, **options):
    """Return a correction that most tests look at alone, without the calibration after it."""
    estimator = LogisticRegression() if estimator is None else estimator
    return cp.PriorCorrectedClassifier(estimator, resampler, calibration=calibration, **options)


@parametrize_with_checks(
    [
        corrected(OVER),
        corrected(UNDER, calibration="sigmoid", cv=2),
        ResampledClassifier(OVER, LogisticRegression()),
    ]
)
@pytest.mark.filterwarnings("ignore:.*cannot be told")  # their tables are that easy
def test_it_passes_scikit_learn_s_checks(estimator, check):
    check(estimator)


def known_risks(n, seed, shift=-3.0, n_classes=2):
    """Return rows, classes and the true probability of each class."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3))
    scores = np.column_stack(
        [np.zeros(n), shift + X @ [1.0, -1.0, 0.5], shift / 2 + X @ [0.0, 1.0, 1.0]]
    )[:, :n_classes]
    risks = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    y = (rng.uniform(size=(n, 1)) > risks.cumsum(axis=1)).sum(axis=1)
    return X, y, risks


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("resampler", RESAMPLERS.values(), ids=RESAMPLERS)
def test_the_correction_approaches_the_true_risks_as_rows_grow(resampler, n_classes):
    def error(n):
        X, y, risks = known_risks(n, seed=1, n_classes=n_classes)
        return np.abs(corrected(resampler).fit(X, y).predict_proba(X) - risks).mean()

    assert error(60_000) < 0.004
    assert error(60_000) < error(1_000) / 3


def test_without_the_correction_the_risks_are_far_off():
    X, y, risks = known_risks(50_000, seed=1)
    plain = ResampledClassifier(OVER, LogisticRegression()).fit(X, y).predict_proba(X)
    assert np.abs(plain - risks).mean() > 0.1


def test_naive_bayes_is_corrected_exactly_for_its_own_prior():
    # Over-sampling to whole multiples repeats every row equally often, so that only the prior of
    # naive Bayes changes, and the correction must undo it to rounding.
    X, y, _ = known_risks(2000, seed=2, shift=-1.0)
    rare = np.flatnonzero(y == 1)
    twice = np.concatenate([np.arange(len(y)), rare])

    class Twice(cp.RandomOverSampler):
        def fit_resample(self, X, y):
            super().fit_resample(X, y)
            self.sample_indices_ = twice
            return X[twice], y[twice]

    before = GaussianNB().fit(X, y).predict_proba(X)
    after = corrected(Twice(random_state=0), GaussianNB()).fit(X, y).predict_proba(X)
    np.testing.assert_allclose(after, before, atol=1e-9)


def test_class_weights_of_the_classifier_are_corrected_too():
    X, y, risks = known_risks(50_000, seed=1)
    model = corrected(UNDER, LogisticRegression(class_weight={0: 1, 1: 3}))
    assert np.abs(model.fit(X, y).predict_proba(X) - risks).mean() < 0.01


@pytest.mark.parametrize("sampler", [OVER, cp.SMOTE(random_state=0)])
def test_forests_get_right_risks_by_default_and_without_calibration_a_warning(sampler):
    X, y, _ = known_risks(3000, seed=1)
    forest = RandomForestClassifier(20, random_state=0)
    Z, z, _ = known_risks(3000, seed=2)
    right = cp.PriorCorrectedClassifier(forest, sampler, cv=3).fit(X, y).predict_proba(Z)[:, 1]
    assert 0.8 < right.mean() / z.mean() < 1.25
    with pytest.warns(cp.SamplingWarning, match="cannot be told") as said:
        wrong = corrected(sampler, forest).fit(X, y).predict_proba(Z)[:, 1]
    assert [one.message.code for one in said] == ["known by heart"]
    assert wrong.mean() < 0.8 * z.mean()


@pytest.mark.filterwarnings("ignore:.*cannot be told")  # the table is that easy
def test_calibration_is_restored_on_a_real_table():
    table = pd.read_csv("examples/data/hypothyroid.csv", na_values=["", "?"])
    y = (table["diagnosis"] == table["diagnosis"].value_counts().idxmin()).to_numpy().astype(int)
    X = np.log1p(table[["TSH", "T3", "TT4", "FTI"]].apply(pd.to_numeric, errors="coerce"))
    X = X.fillna(X.median()).to_numpy()
    linear = make_pipeline(StandardScaler(), LogisticRegression())
    folds = StratifiedKFold(5, shuffle=True, random_state=0)

    def held_out(model):
        p = cross_val_predict(model, X, y, cv=folds, method="predict_proba")[:, 1]
        return p, *calibration_line(y == 1, p)

    raw, _, raw_intercept = held_out(ResampledClassifier(OVER, linear))
    right, _, intercept = held_out(corrected(OVER, linear))
    assert raw_intercept < -1.5
    assert abs(intercept) < 0.4
    assert np.mean((right - y) ** 2) < 0.7 * np.mean((raw - y) ** 2)
    smote = cp.SMOTE(random_state=0, scale="standard")
    fine, slope, fine_intercept = held_out(corrected(smote, linear, calibration="sigmoid"))
    assert abs(fine_intercept) < 0.2
    assert 0.7 < slope < 1.3
    assert np.mean((fine - y) ** 2) < np.mean((raw - y) ** 2)


@pytest.mark.parametrize("calibration", ["isotonic", "sigmoid"])
@pytest.mark.parametrize("n_classes", [2, 3])
def test_calibrated_probabilities_are_distributions(calibration, n_classes):
    X, y, _ = known_risks(1500, seed=3, shift=-1.0, n_classes=n_classes)
    p = corrected(cp.SMOTE(random_state=0), calibration=calibration).fit(X, y).predict_proba(X)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert (p >= 0).all()
    np.testing.assert_allclose(p.mean(axis=0), np.bincount(y) / len(y), atol=0.02)


def test_em_finds_the_deployed_ratio():
    X, y, _ = known_risks(40_000, seed=4, shift=-1.0)
    model = corrected(UNDER, deployment_prior="em").fit(X, y)
    rng = np.random.default_rng(0)
    fresh, target, _ = known_risks(40_000, seed=5, shift=-1.0)
    rows = np.concatenate(
        [
            rng.choice(np.flatnonzero(target == 1), 800),
            rng.choice(np.flatnonzero(target == 0), 9200),
        ]
    )
    assert model.original_prior_[1] > 0.25
    assert abs(model.estimate_prior(fresh[rows])[1] - 0.08) < 0.02
    assert abs(model.predict_proba(fresh[rows])[:, 1].mean() - 0.08) < 0.02


def test_em_leaves_a_right_ratio_alone():
    _, _, risks = known_risks(100_000, seed=6)
    np.testing.assert_allclose(
        estimate_prior(risks, risks.mean(axis=0)), risks.mean(axis=0), atol=1e-6
    )


def test_a_deployment_prior_may_be_given_by_label_or_in_order():
    X, y, _ = known_risks(2000, seed=7)
    labels = np.array(["no", "yes"])[y]
    first = corrected(OVER, deployment_prior=[0.8, 0.2]).fit(X, labels).predict_proba(X)
    second = corrected(OVER, deployment_prior={"yes": 0.2, "no": 0.8}).fit(X, labels)
    np.testing.assert_array_equal(first, second.predict_proba(X))
    plain = corrected(OVER).fit(X, labels)
    expected = correct_prior(plain.predict_proba(X), plain.original_prior_, [0.8, 0.2])
    np.testing.assert_allclose(first, expected)


@pytest.mark.parametrize(
    ("prior", "message"),
    [([0.5, 0.6], "no distribution"), ("auto", "not known"), ({"a": 1.0}, "the classes are")],
)
def test_a_wrong_deployment_prior_is_refused(prior, message):
    X, y, _ = known_risks(300, seed=8, shift=-1.0)
    with pytest.raises(cp.InvalidInputError, match=message):
        corrected(OVER, deployment_prior=prior).fit(X, y)


def test_too_few_rows_for_the_folds_are_refused():
    X, y = np.arange(40.0)[:, None], np.repeat([0, 1], [37, 3])
    with pytest.raises(cp.InvalidInputError, match="class 1 has 3 rows"):
        corrected(OVER, calibration="isotonic").fit(X, y)


def test_weights_follow_their_rows_and_are_routed():
    X, y, _ = known_risks(1500, seed=9, shift=-1.0)
    weight = np.random.default_rng(0).uniform(0.5, 2.0, len(y))
    direct = corrected(UNDER).fit(X, y, sample_weight=weight)
    kept = direct.resampler_.sample_indices_
    alone = LogisticRegression().fit(X[kept], y[kept], sample_weight=weight[kept])
    np.testing.assert_allclose(direct.estimator_.coef_, alone.coef_)
    with sklearn.config_context(enable_metadata_routing=True):
        asking = LogisticRegression().set_fit_request(sample_weight=True)
        routed = corrected(UNDER, asking).fit(X, y, sample_weight=weight)
        np.testing.assert_allclose(routed.estimator_.coef_, alone.coef_)
        deaf = corrected(UNDER, LogisticRegression().set_fit_request(sample_weight=False))
        plain = LogisticRegression().fit(X[kept], y[kept])
        with pytest.raises(TypeError, match="sample_weight"):
            deaf.fit(X, y, sample_weight=weight)
        np.testing.assert_allclose(clone(deaf).fit(X, y).estimator_.coef_, plain.coef_)


def test_a_synthetic_row_takes_the_weight_of_its_base():
    X, y, _ = known_risks(400, seed=10, shift=-1.0)
    weight = np.where(y == 1, 2.0, 1.0)
    smote = cp.SMOTE(random_state=0)
    model = corrected(smote).fit(X, y, sample_weight=weight)
    X_new, y_new = clone(smote).fit_resample(X, y)
    alone = LogisticRegression().fit(X_new, y_new, sample_weight=np.where(y_new == 1, 2.0, 1.0))
    np.testing.assert_allclose(model.estimator_.coef_, alone.coef_)


def test_a_foreign_sampler_works_and_says_why_it_cannot_take_weights():
    X, y, _ = known_risks(400, seed=11, shift=-1.0)
    model = corrected(TheirSMOTE(random_state=0))
    assert model.fit(X, y).predict_proba(X).shape == (400, 2)
    with pytest.raises(cp.InvalidInputError, match="does not tell which rows"):
        model.fit(X, y, sample_weight=np.ones(400))


def test_dataframes_pass_through_unchanged():
    X, y = make_classification(300, 4, weights=[0.8], random_state=0)
    frame = pd.DataFrame(X, columns=list("abcd"))
    model = corrected(cp.SMOTE(random_state=0)).fit(frame, y)
    assert model.feature_names_in_.tolist() == list("abcd")
    np.testing.assert_allclose(
        model.predict_proba(frame), corrected(cp.SMOTE(random_state=0)).fit(X, y).predict_proba(X)
    )


def test_em_never_returns_zero_for_all_rows_without_a_word():
    X, y, _ = known_risks(4000, seed=12, shift=-1.0)
    model = corrected(UNDER, deployment_prior="em").fit(X, y)
    safe = X[model._original_probabilities(X)[:, 1] < 0.1]
    for rows in (safe, safe[:1]):
        with pytest.warns(cp.SamplingWarning, match="EM finds no row of the class at pos") as told:
            found = model.predict_proba(rows)
        assert told[0].message.code == "class not found"
        assert found[:, 1].max() < 0.01
    model.predict_proba(X)  # without a warning, which would be an error here


def test_em_that_does_not_converge_says_so():
    with pytest.warns(cp.SamplingWarning, match="after 2 rounds of EM") as told:
        estimate_prior(np.tile([[0.7, 0.3], [0.2, 0.8]], (50, 1)), [0.9, 0.1], max_iter=2)
    assert told[0].message.code == "not converged"
