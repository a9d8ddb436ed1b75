"""Claims about PDFOS, against the formula of its paper, pair by pair."""

import numpy as np
import pytest
from scipy import stats

from counterpoise import PDFOS
from counterpoise.errors import InvalidInputError
from counterpoise.stages.interpolations import bandwidth
from counterpoise.stages.interpolations.bandwidth import cross_validated, estimated_error
from counterpoise.stages.interpolations.covariance_kernel import whitened


def table(n=100, n_minority=40, seed=0):
    rng = np.random.default_rng(seed)
    mixing = np.array([[1.0, 20.0, 0.0], [0.0, 30.0, 0.02], [0.5, 0.0, 0.05]])
    X = rng.normal(size=(n, 3)) @ mixing
    return X, np.repeat([0, 1], [n - n_minority, n_minority])


def score(rows, width):
    """The cross-validation score with the class's covariance, as it is defined."""
    n, p = rows.shape
    covariance = np.cov(rows.T)
    step = rows[:, np.newaxis] - rows
    far = np.einsum("ijp,pq,ijq->ij", step, np.linalg.inv(covariance), step)

    def kernel(far, h):
        norm = (2 * np.pi) ** (-p / 2) * h ** (-p) / np.sqrt(np.linalg.det(covariance))
        return norm * np.exp(-far / (2 * h**2))

    pairs = kernel(far, np.sqrt(2) * width) - 2 * kernel(far, width)
    return pairs.mean() + 2 / n * kernel(0.0, width)


def test_the_estimated_error_is_the_score_pair_by_pair():
    rows = table()[0][60:]
    points, _ = whitened(rows)
    n, p = points.shape
    squared = ((points[:, np.newaxis] - points) ** 2).sum(axis=2)[np.triu_indices(n, 1)]
    factor = n * (2 * np.pi) ** (p / 2) * np.sqrt(np.linalg.det(np.cov(rows.T)))
    for width in (0.2, 0.5, 0.9):
        told = estimated_error(squared, width, n, p)
        wanted = score(rows, width) * factor
        assert told == pytest.approx(np.sign(wanted) * np.log1p(abs(wanted)), rel=1e-6)


def test_the_bandwidth_has_the_least_score():
    rows = table()[0][60:]
    found = cross_validated(whitened(rows)[0], np.random.RandomState(0))
    usual = (4 / (5 * 40)) ** (1 / 7)
    grid = usual * np.linspace(0.2, 1.5, 27)
    best = min(score(rows, width) for width in grid)
    assert score(rows, found) <= best + abs(best) * 1e-4


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_the_noise_has_the_covariance_of_the_class_times_the_squared_bandwidth(rng):
    X, y = table()
    sampler = PDFOS(random_state=0, bandwidth=0.7, sampling_strategy={1: 6040}, rng=rng)
    made = sampler.fit_resample(X, y)[0][len(X) :]
    noise = made - X[sampler.lineage_.base]
    covariance = 0.49 * np.cov(X[y == 1].T)
    unit = np.sqrt(np.diag(covariance))
    np.testing.assert_allclose(
        np.cov(noise.T) / np.outer(unit, unit), covariance / np.outer(unit, unit), atol=0.06
    )
    assert stats.kstest((noise @ [1.0, 0.1, 5.0]) / (noise @ [1.0, 0.1, 5.0]).std(), "norm")[1] > (
        1e-4
    )


def test_a_class_in_a_plane_stays_in_it():
    X, y = table()
    X[:, 2] = X[:, 0] - 3 * X[:, 1]
    X = np.column_stack([X, np.full(len(X), 5.0)])
    made = PDFOS(random_state=0).fit_resample(X, y)[0][len(X) :]
    np.testing.assert_allclose(made[:, 2], made[:, 0] - 3 * made[:, 1], atol=1e-8)
    assert (made[:, 3] == 5.0).all()
    assert np.std(made[:, 0] - X[y == 1][:, 0].mean()) > 0


def test_equal_rows_and_few_rows_make_no_bandwidth_of_nothing():
    X, y = table()
    X[61:] = X[60]
    X[99] += 1.0
    made = PDFOS(random_state=0).fit_resample(X, y)[0][len(X) :]
    assert np.isfinite(made).all()
    assert len(np.unique(made, axis=0)) == len(made)


def test_a_missing_value_stays_missing_and_spoils_no_other():
    X, y = table()
    X[65:70, 1] = np.nan
    sampler = PDFOS(random_state=0)
    made = sampler.fit_resample(X, y)[0][len(X) :]
    np.testing.assert_array_equal(np.isnan(made), np.isnan(X[sampler.lineage_.base]))


def test_a_sample_of_many_rows_tells_about_the_bandwidth_of_all(monkeypatch):
    monkeypatch.setattr(bandwidth, "_MOST_ROWS", 150)
    points = np.random.RandomState(0).randn(250, 2)
    usual = (4 / (4 * 250)) ** (1 / 6)
    told = cross_validated(points, np.random.RandomState(0))
    assert told == pytest.approx(usual, rel=0.45)
    drawn = points[np.sort(np.random.RandomState(0).choice(250, 150, replace=False))]
    of_sample = cross_validated(drawn, np.random.RandomState(0))
    assert told == pytest.approx(of_sample * (150 / 250) ** (1 / 6))


def test_a_class_of_one_row_is_refused_and_not_copied():
    X, _ = table()
    with pytest.raises(InvalidInputError, match=r"has 1 row.*use RandomOverSampler"):
        PDFOS().fit_resample(X, np.repeat([0, 1], [99, 1]))
