"""Claims about AND-SMOTE, against boxes that are searched row by row."""

import numpy as np
import pytest

from counterpoise import ANDSMOTE
from counterpoise.stages.seeds import box_seeds


def by_hand(X, y, row, k_max):
    """The partners of a row: its nearest ones before the precision of the boxes falls."""
    members = np.flatnonzero(y == 1)
    others = members[members != row]
    near = others[np.argsort(np.linalg.norm(X[others] - X[row], axis=1))][:k_max]
    inside = set()
    precisions = []
    for partner in near:
        low, high = np.minimum(X[row], X[partner]), np.maximum(X[row], X[partner])
        inside |= set(np.flatnonzero(((low <= X) & (high >= X)).all(axis=1)).tolist())
        precisions.append(y[sorted(inside)].mean())
    k = 1
    while k < len(near) and precisions[k] >= precisions[k - 1]:
        k += 1
    return set(near[:k].tolist())


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("at_once", [7, 10**6])
def test_partners_are_taken_until_the_precision_of_the_boxes_falls(rng, at_once, monkeypatch):
    monkeypatch.setattr(box_seeds, "_AT_ONCE", at_once)
    monkeypatch.setattr(box_seeds, "_FIRST", min(at_once, 64))
    generator = np.random.default_rng(0)
    X = np.round(generator.normal(size=(130, 2)), 1)
    y = np.repeat([0, 1], [100, 30])
    X[y == 1] += 1.05
    X += generator.normal(size=X.shape) * 1e-6
    sampler = ANDSMOTE(random_state=0, k_max=8, sampling_strategy={1: 3000}, rng=rng)
    sampler.fit_resample(X, y)
    numbers = set()
    for row in np.flatnonzero(y == 1):
        made = sampler.lineage_.parents[sampler.lineage_.base == row, 1]
        wanted = by_hand(X, y, row, 8)
        assert set(made.tolist()) == wanted
        numbers.add(len(wanted))
    assert len(numbers) > 3, "rows should have different numbers of partners"


def test_a_class_of_two_rows_grows_between_them():
    X = np.vstack([np.zeros((9, 2)), [[1.0, 1.0], [2.0, 2.0]]])
    made = ANDSMOTE(random_state=0).fit_resample(X, np.repeat([0, 1], [9, 2]))[0][11:]
    assert len(made) == 7
    assert ((made >= 1) & (made <= 2)).all()
