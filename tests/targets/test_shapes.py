"""Sketches of two further targets: the same recipes grow quantities and label sets."""

import numpy as np
import pytest

from counterpoise import Recipe, materialise
from counterpoise.core.rows import Rows
from counterpoise.core.streams import Streams
from counterpoise.core.target import Target
from counterpoise.space.geometry import Geometry
from counterpoise.space.problem import TableProblem
from counterpoise.stages import NearestNeighbours, Segment


class RareValues(Target):
    """A quantity: its strata are the values beyond a quantile, and the others."""

    labels = ("common", "rare")

    def __init__(self, y, share=0.1):
        self.y = np.asarray(y, float)
        self.is_rare = self.y > np.quantile(self.y, 1 - share)

    def __len__(self):
        return len(self.y)

    def members(self, stratum):
        return np.flatnonzero(self.is_rare == bool(stratum))

    def of(self, lineage):
        return (lineage.weights * self.y[lineage.parents]).sum(axis=1)


class LabelSets(Target):
    """A set of labels for each row: a stratum is a label, and a row may be in several."""

    def __init__(self, has_label):
        self.has_label = np.asarray(has_label, bool)
        self.labels = list(range(self.has_label.shape[1]))

    def __len__(self):
        return len(self.has_label)

    def members(self, stratum):
        return np.flatnonzero(self.has_label[:, stratum])

    def of(self, lineage):
        """A label that at least half of seed and neighbours have (MLSMOTE's ranking)."""
        return 2 * self.has_label[lineage.parents].sum(axis=1) >= lineage.parents.shape[1]


class SegmentAmongVoters(Segment):
    """SMOTE's segment, with all neighbours for parents, because they vote on the label set."""

    voters = None

    def draw(self, group, draws):
        picked = draws.pairs()
        gaps = draws.gaps()
        width = group.partners.width
        parents = group.neighbourhoods(picked.place)
        weights = np.zeros((len(parents), width))
        weights[np.arange(len(parents)), picked.pair % width] = gaps
        return draws.lineage(parents, weights, picked.place)


def problem(target, rows, plan):
    codes = np.zeros(len(target), np.int64)
    posed = TableProblem(Geometry(rows, codes), target.labels, Streams(0, "counter"), strata=target)
    posed.plan = plan
    return posed


@pytest.fixture
def rows():
    rng = np.random.default_rng(0)
    return Rows(rng.normal(size=(500, 4)), np.empty((500, 0), np.int32))


def test_a_new_row_of_a_quantity_has_its_parents_weighted_mean(rows):
    target = RareValues(np.exp(rows.numeric[:, 0]))
    lineage = Recipe().fit(problem(target, rows, {1: 300})).lineage()
    values = target.of(lineage)
    made = materialise(lineage, rows).numeric
    rare = target.members(1)
    assert np.isin(lineage.parents, rare).all()
    parents = target.y[lineage.parents]
    assert (values >= parents.min(axis=1) - 1e-9).all()
    assert (values <= parents.max(axis=1) + 1e-9).all()
    # The weighted mean is the distance-weighted mean of SMOTER (Torgo and others 2013).
    far = [np.linalg.norm(made - rows.numeric[lineage.parents[:, j]], axis=1) for j in (0, 1)]
    smoter = (far[1] * parents[:, 0] + far[0] * parents[:, 1]) / (far[0] + far[1])
    np.testing.assert_allclose(values, smoter, rtol=1e-9)


def test_a_new_row_of_label_sets_has_the_labels_that_its_neighbourhood_votes_for(rows):
    rng = np.random.default_rng(1)
    target = LabelSets(rng.random((500, 5)) < [0.6, 0.4, 0.3, 0.1, 0.08])
    recipe = Recipe(neighbourhood=NearestNeighbours(4), interpolation=SegmentAmongVoters())
    lineage = recipe.fit(problem(target, rows, {3: 40, 4: 60})).lineage()
    sets = target.of(lineage)
    assert sets[:40, 3].all()
    assert sets[40:, 4].all()
    for i in (0, 39, 40, 99):
        votes = target.has_label[lineage.parents[i]].sum(axis=0)
        np.testing.assert_array_equal(sets[i], votes >= 2.5)
    counts = LabelSets(np.vstack([target.has_label, sets])).counts
    assert counts[4] >= target.counts[4] + 60
