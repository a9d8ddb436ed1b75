"""Claims about CCR, against algorithm 1 of its paper, sphere by sphere."""

import numpy as np
import pytest
from scipy import stats

from counterpoise import CCR
from counterpoise.stages.seeds.energy_spheres import radii


def table(n=80, n_minority=15, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2))
    X[-n_minority:] += 0.7
    return X, np.repeat([0, 1], [n - n_minority, n_minority])


def radius_of(distances, energy):
    """A sphere's radius, as the paper lets it grow: from foreign row to foreign row."""
    radius, left = 0.0, energy
    for n_inside, distance in enumerate(np.sort(distances)):
        cost = (distance - radius) * (n_inside + 1)
        if cost >= left:
            return radius + left / (n_inside + 1)
        radius, left = distance, left - cost
    return radius + left / (len(distances) + 1)


def pushes_of(X, is_member, energy):
    """Radii of the members' spheres, and what pushes each row of the table."""
    radius, step = [], np.zeros_like(X)
    for centre in X[is_member]:
        way = X - centre
        far = np.linalg.norm(way, axis=1)
        r = radius_of(far[~is_member], energy)
        radius.append(r)
        inside = ~is_member & (far < r)
        step[inside] += way[inside] * ((r - far) / np.maximum(far, 1e-300))[inside, np.newaxis]
    return np.array(radius), step


@pytest.mark.parametrize("energy", [0.05, 0.5, 3.0, 500.0])
def test_radii_are_those_of_a_sphere_that_grows_step_by_step(energy):
    distances = np.sort(np.random.default_rng(0).gamma(2.0, size=(40, 25)), axis=1)
    distances[:5, :3] = 0.0
    found, n_inside = radii(distances, energy)
    np.testing.assert_allclose(found, [radius_of(row, energy) for row in distances])
    np.testing.assert_array_equal(n_inside, (distances < found[:, np.newaxis]).sum(axis=1))


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("energy", [0.3, 5.0, 1000.0])
def test_new_rows_lie_in_spheres_and_foreign_rows_are_pushed_out_of_them(energy, rng):
    X, y = table()
    sampler = CCR(random_state=0, energy=energy, sampling_strategy={1: 3015}, rng=rng)
    X_new, y_new = sampler.fit_resample(X, y)
    radius, step = pushes_of(X, y == 1, energy)
    told = sampler.lineage_
    made, klass = X_new[sampler.is_synthetic_], y_new[sampler.is_synthetic_]

    moved = told.base[klass == 0]
    np.testing.assert_array_equal(moved, np.flatnonzero(step.any(axis=1)))
    np.testing.assert_allclose(made[klass == 0], (X + step)[moved])
    kept = X_new[~sampler.is_synthetic_]
    np.testing.assert_array_equal(kept, X[~step.any(axis=1)])
    np.testing.assert_array_equal(np.bincount(y_new), [65, 3015])

    place = told.base[klass == 1] - 65
    far = np.linalg.norm(made[klass == 1] - X[told.base[klass == 1]], axis=1) / radius[place]
    assert far.max() <= 1 + 1e-9
    assert stats.kstest(far**2, "uniform").pvalue > 1e-4
    wanted = 1 / radius / (1 / radius).sum() * 3000
    assert stats.chisquare(np.bincount(place, minlength=15), wanted).pvalue > 1e-4


def test_of_three_classes_each_pushes_the_two_others_and_no_row_comes_twice():
    X, _ = table()
    y = np.repeat([0, 1, 2], [50, 18, 12])
    sampler = CCR(random_state=0, energy=1.0)
    X_new, y_new = sampler.fit_resample(X, y)
    _, first = pushes_of(X, y == 1, 1.0)
    _, second = pushes_of(X, y == 2, 1.0)
    step = first + second
    base, made = sampler.lineage_.base, X_new[sampler.is_synthetic_]
    own = y_new[sampler.is_synthetic_]
    np.testing.assert_array_equal(own, y[base])
    np.testing.assert_array_equal(np.bincount(y_new), [50, 50, 50])
    for klass in range(3):
        pushed = np.flatnonzero(step.any(axis=1) & (y == klass))
        assert len(pushed)
        wanted = (X + step)[pushed]
        apart = np.abs(made[own == klass][:, np.newaxis] - wanted).max(axis=2)
        assert ((apart < 1e-9).sum(axis=0) == 1).all()


@pytest.mark.filterwarnings("error")
def test_moved_rows_are_not_counted_as_new_ones_asked_for():
    X, _ = table()
    y = np.repeat([0, 1, 2], [50, 18, 12])
    CCR(random_state=0, energy=2.0, rng="counter").fit_resample(X, y)


def test_a_sphere_is_round_in_the_units_of_the_distance():
    X, y = table()
    scaled = X * [1.0, 1000.0]
    plain = CCR(random_state=0, energy=0.5, scale="standard").fit_resample(X, y)[0]
    other = CCR(random_state=0, energy=0.5, scale="standard").fit_resample(scaled, y)[0]
    np.testing.assert_allclose(plain * [1.0, 1000.0], other, rtol=1e-6)


def test_a_foreign_row_in_the_middle_of_a_sphere_leaves_it():
    X, y = table()
    X[0] = X[-1]
    sampler = CCR(random_state=0, energy=0.02)
    X_new, y_new = sampler.fit_resample(X, y)
    moved = X_new[sampler.is_synthetic_][y_new[sampler.is_synthetic_] == 0]
    distance = np.linalg.norm(moved - X[0], axis=1)
    assert (np.isclose(distance, 0.01)).sum() == 1
    assert not (X_new[y_new == 0] == X[0]).all(axis=1).any()
