"""Claims about distances between two sides, against all of them written out."""

import numpy as np
import pytest
from scipy import sparse
from scipy.spatial.distance import cdist
from sklearn.svm import SVC

from counterpoise.stages import distances_between
from counterpoise.stages.distances_between import DistancesTo


@pytest.fixture(params=[(128, 512), (3, 5)], ids=["at once", "in blocks"])
def blocks(request, monkeypatch):
    monkeypatch.setattr(distances_between, "_ROWS", request.param[0])
    monkeypatch.setattr(distances_between, "_ENDS", request.param[1])


@pytest.mark.parametrize("unit", [1.0, 1e200, 1e-200])
@pytest.mark.parametrize("form", [np.asarray, sparse.csr_matrix])
def test_means_and_counts_are_those_of_all_distances_in_any_unit(blocks, unit, form):
    points = np.random.default_rng(0).normal(size=(40, 3)) + 5
    rows, to = np.arange(0, 17), np.arange(20, 37)
    found = DistancesTo(form(points * unit), to)
    far = cdist(points[rows], points[to]) / np.abs(points).max()
    np.testing.assert_allclose(found.means(rows), far.mean(axis=1), rtol=1e-12)
    most = float(np.median(far)) * (1 + 1e-9)
    np.testing.assert_array_equal(found.counts(rows, most), (far <= most).sum(axis=1))


def test_sums_of_kernels_are_what_a_machine_decides_by(blocks):
    rng = np.random.default_rng(1)
    points = rng.normal(size=(90, 3)) * 4
    is_own = points[:, 0] + rng.normal(size=90) > 0
    machine = SVC(gamma=0.1).fit(points[:60], is_own[:60])
    found = DistancesTo(points, machine.support_, n_jobs=2)
    sums = found.kernel_sums(np.arange(90), 0.1, machine.dual_coef_[0])
    expected = machine.decision_function(points) - machine.intercept_
    np.testing.assert_allclose(sums, expected, rtol=1e-9, atol=1e-9)


def test_no_row_has_no_mean():
    assert DistancesTo(np.ones((5, 2)), np.arange(3)).means(np.empty(0, np.int64)).shape == (0,)
