"""Claims about SSO: who is sensitive, and where in its cube a new row lies."""

import numpy as np
import pytest
from scipy import stats
from sklearn.base import BaseEstimator

from counterpoise import SSO
from counterpoise.errors import InvalidInputError
from counterpoise.stages.seeds.sensitive_seeds import sensitivity


def table(n=90, n_minority=30, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3)) * [1.0, 20.0, 0.1]
    X[-n_minority:, 0] += 1.0
    return X, np.repeat([0, 1], [n - n_minority, n_minority])


class Edge(BaseEstimator):
    """Says that rows right of 1 are of the class, and of all others that they are not."""

    def fit(self, X, y):
        self.n_own_, self.n_others_ = int(y.sum()), int((~y).sum())
        return self

    def predict(self, X):
        return X[:, 0] > 1

    def predict_proba(self, X):
        own = self.predict(X).astype(float)
        return np.column_stack([1 - own, own])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_new_row_is_a_normal_draw_that_ends_at_the_sides_of_its_cube(rng):
    X, y = table()
    sampler = SSO(random_state=0, q=0.4, sampling_strategy={1: 3030}, rng=rng)
    made = sampler.fit_resample(X, y)[0][len(X) :]
    place = (made - X[sampler.lineage_.base]) / (0.4 * X[y == 1].std(axis=0))
    assert np.abs(place).max() <= 1
    for column in place.T:
        assert stats.kstest(column, stats.truncnorm(-2, 2, scale=0.5).cdf).pvalue > 1e-4
    assert np.abs(np.corrcoef(place.T) - np.eye(3)).max() < 0.08


def test_only_rows_grow_about_which_the_answer_changes():
    X, y = table()
    half_edge = 0.5 * X[y == 1, 0].std()
    sampler = SSO(random_state=0, estimator=Edge(), sampling_strategy={1: 1000})
    sampler.fit_resample(X, y)
    apart = np.abs(X[sampler.lineage_.base, 0] - 1)
    assert apart.max() <= half_edge
    counts = np.bincount(sampler.lineage_.base, minlength=90)[y == 1]
    # About a row at the edge half of the cube has the other answer, about others less.
    near = np.abs(X[y == 1, 0] - 1)
    assert stats.spearmanr(near[counts > 0], counts[counts > 0]).statistic < -0.7


def test_sensitivity_is_the_mean_square_of_what_the_probability_changes_by():
    class Slope(Edge):
        def predict_proba(self, X):
            own = 1 / (1 + np.exp(-X @ [1.0, 0.1, 5.0]))
            return np.column_stack([1 - own, own])

    X, _ = table()
    steps = np.random.default_rng(0).uniform(-1, 1, size=(7, 3))
    wanted = np.zeros(5)
    for step in steps:
        change = Slope().predict_proba(X[:5] + step)[:, 1] - Slope().predict_proba(X[:5])[:, 1]
        wanted += change**2 / 7
    np.testing.assert_allclose(sensitivity(Slope(), X[:5], steps), wanted)


def test_rows_near_the_border_grow_more_than_those_inside():
    X, y = table()
    X[y == 1, 0] = np.linspace(2.0, 12.0, 30)
    sampler = SSO(random_state=0, sampling_strategy={1: 1000}, q=0.2)
    sampler.fit_resample(X, y)
    counts = np.bincount(sampler.lineage_.base, minlength=90)[y == 1]
    assert counts[:10].sum() > 10 * counts[-10:].sum()


def test_where_no_answer_changes_all_rows_are_alike():
    X, y = table()
    X[y == 1, 0] += 100
    sampler = SSO(random_state=0, estimator=Edge(), sampling_strategy={1: 3030})
    sampler.fit_resample(X, y)
    assert stats.chisquare(np.bincount(sampler.lineage_.base)[60:]).pvalue > 1e-4


def test_units_do_not_matter():
    X, y = table()
    plain = SSO(random_state=0).fit_resample(X, y)[0]
    other = SSO(random_state=0).fit_resample(X * [1e3, 1.0, 1e-3], y)[0]
    np.testing.assert_allclose(plain * [1e3, 1.0, 1e-3], other, rtol=1e-4)


def test_a_class_of_one_row_is_refused_and_not_copied():
    X, _ = table()
    with pytest.raises(InvalidInputError, match=r"has 1 row.*use RandomOverSampler"):
        SSO().fit_resample(X, np.repeat([0, 1], [89, 1]))
