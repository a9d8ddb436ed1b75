"""Claims about MOT2LD, and about the density peaks that it clusters by."""

import numpy as np
import pytest

from counterpoise import MOT2LD
from counterpoise.errors import InvalidInputError, UnsuitableTableError
from counterpoise.stages import DensityPeakSeeds, NeighbourMap
from counterpoise.stages.seeds import density_peaks as peaks
from counterpoise.stages.spaces import neighbour_map


def three_blobs(sizes=(40, 30, 20), seed=0):
    rng = np.random.default_rng(seed)
    blob = np.repeat([0, 1, 2], sizes)
    middle = np.array([[0, 0], [30, 0], [0, 30]])
    return rng.normal(size=(len(blob), 2)) + middle[blob], blob


def test_each_blob_is_a_cluster_and_a_far_point_an_outlier():
    points, blob = three_blobs()
    labels, density = peaks.density_peaks(np.vstack([points, [[15.0, 15.0]]]))
    assert labels[-1] == -1
    inside = labels[:-1] >= 0
    assert inside.mean() > 0.9
    assert len({tuple(pair) for pair in zip(blob[inside], labels[:-1][inside], strict=True)}) == 3
    assert density[-1] < np.median(density[:-1])


def test_densities_and_clusters_do_not_depend_on_blocks(monkeypatch):
    points, _ = three_blobs()
    whole = peaks.density_peaks(points)
    monkeypatch.setattr(peaks, "_BLOCK", 7 * len(points))
    for one, other in zip(whole, peaks.density_peaks(points), strict=True):
        np.testing.assert_allclose(one, other)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_parents_are_of_one_group_and_bases_have_foreign_neighbours(rng):
    draw = np.random.default_rng(0)
    group = np.repeat([0, 1], 40)
    X = draw.normal(size=(80, 6)) + 30 * group[:, np.newaxis]
    y = (np.arange(80) % 4 == 0).astype(int)
    sampler = MOT2LD(random_state=0, rng=rng, n_rounds=300)
    _, y_new = sampler.fit_resample(X, y)
    assert (y_new == 1).sum() == 60
    base, partner = group[sampler.lineage_.parents].T
    np.testing.assert_array_equal(base, partner)
    made = sampler.lineage_
    assert made.is_between.all()


def test_a_row_grows_by_its_density_times_its_foreign_neighbours():
    points, _ = three_blobs((60, 2, 2))
    points, y = points[:60], (np.arange(60) % 3 == 0).astype(int)

    class Here(MOT2LD):
        """The same without a map, so that what is dense can be told by hand."""

        def make_recipe(self):
            return super().make_recipe().with_space(None)

    sampler = Here(random_state=0, sampling_strategy={1: 4020})
    sampler.fit_resample(points, y)
    own = np.flatnonzero(y == 1)
    apart = np.linalg.norm(points[:, None] - points[None], axis=2)
    near = np.argsort(apart + np.diag([np.inf] * 60), axis=1)[:, :5]
    labels, density = peaks.density_peaks(points[own])
    weight = density * (y[near[own]] == 0).sum(axis=1) * (labels >= 0)
    counts = np.bincount(np.searchsorted(own, sampler.lineage_.base), minlength=20)
    np.testing.assert_allclose(counts / 4000, weight / weight.sum(), atol=0.03)


def test_what_the_map_does_not_take_is_said_beforehand(monkeypatch):
    monkeypatch.setattr(neighbour_map, "_MOST_ROWS", 50)
    X, y = np.arange(60.0)[:, np.newaxis], np.repeat([0, 1], [40, 20])
    with pytest.raises(InvalidInputError, match=r"has 60 rows.*at most 50 rows.*ASUWO"):
        MOT2LD().fit_resample(X, y)


def test_a_class_without_foreign_neighbours_cannot_grow():
    X = np.vstack([three_blobs()[0], three_blobs((5, 5, 5))[0] + 500])
    y = np.repeat([0, 1], [90, 15])
    with pytest.raises(UnsuitableTableError, match="outliers, or there are none"):
        MOT2LD(random_state=0, k_neighbors=2, n_rounds=300).fit_resample(X, y)


def test_the_stages_check_their_parameters():
    with pytest.raises(ValueError, match="n_dims"):
        NeighbourMap(n_dims=4).check()
    with pytest.raises(ValueError, match="k_neighbors"):
        DensityPeakSeeds(k_neighbors=0).check()
