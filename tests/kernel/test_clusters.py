"""Claims about which clusters are joined, against SciPy."""

import numpy as np
import pytest
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import cdist, pdist

from counterpoise.kernel import _kernel
from counterpoise.stages.seeds.dendrogram_seeds import _tree


@pytest.mark.parametrize("name", ["single", "complete", "average"])
@pytest.mark.parametrize("n", [2, 3, 120])
def test_clusters_are_joined_as_scipy_joins_them(name, n):
    points = np.random.default_rng(n).normal(size=(n, 3))
    pairs, sizes = _tree(name, cdist(points, points))
    expected = linkage(pdist(points), name)
    np.testing.assert_array_equal(pairs, np.sort(expected[:, :2], axis=1))
    np.testing.assert_array_equal(sizes[:, 0], expected[:, 3])


@pytest.mark.parametrize("name", ["single", "complete", "average"])
def test_equal_points_are_joined_first_and_all_points_at_last(name):
    points = np.repeat(np.arange(5.0), 4)[:, np.newaxis]
    joins, heights = _kernel.linked(name, cdist(points, points))
    assert (np.sort(heights[:, 0])[:15] == 0).all()
    assert (np.sort(heights[:, 0])[15:] > 0).all()
    assert len(np.unique(joins)) == 20
