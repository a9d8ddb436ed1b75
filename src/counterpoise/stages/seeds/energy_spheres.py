"""Spheres about rows that grow until their energy is used up, and push foreign rows out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.space.problem import TableProblem

__all__ = ["EnergySpheres", "energy_spheres", "radii"]

_FIRST, _GROWTH = 16, 4
"""Foreign rows that are looked at at first, and how many times as many after that."""

_MOST_AT_ONCE = 1 << 20
"""Distances that are in memory at once."""


@dataclass(frozen=True)
class EnergySpheres:
    """The spheres about the rows of a class.

    Parameters
    ----------
    radius : ndarray of shape (n_members,), float64
        Their radii, in the units of the distance.
    pushed : ndarray of shape (n_pushed,), int64
        Ascending row numbers of the foreign rows in any of them.
    step : ndarray of shape (n_pushed, n_numeric), float64
        What pushes each of these out, added up over the spheres, in the units of the distance.
    """

    radius: NDArray[np.float64]
    pushed: NDArray[np.int64]
    step: NDArray[np.float64]


def radii(
    distances: NDArray[np.float64], energy: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return how far spheres reach, and how many foreign rows are inside of each.

    A sphere that has n foreign rows inside takes (n + 1) d of its energy to grow by d. With the
    j nearest ones inside it has come to ``(energy + the sum of their distances) / (j + 1)`` when
    its energy is used up (Koziarski and Wozniak 2017, algorithm 1).

    Parameters
    ----------
    distances : ndarray of shape (n_spheres, k), float64
        Distances of the k nearest foreign rows, ascending.
    energy : float
        What each sphere may use up.

    Returns
    -------
    radius : ndarray of shape (n_spheres,), float64
        The radii, if no further foreign row is nearer.
    n_inside : ndarray of shape (n_spheres,), int64
        How many of the foreign rows are nearer than that.
    """
    n, k = distances.shape
    sums = np.concatenate([np.zeros((n, 1)), np.cumsum(distances, axis=1)], axis=1)
    reach = (energy + sums) / np.arange(1, k + 2)
    ends = np.concatenate([distances >= reach[:, :-1], np.ones((n, 1), bool)], axis=1)
    n_inside = ends.argmax(axis=1)
    return reach[np.arange(n), n_inside], n_inside


def energy_spheres(
    problem: TableProblem, klass: int, members: NDArray[np.int64], energy: float
) -> EnergySpheres:
    """Return the spheres about the rows of a class.

    Parameters
    ----------
    problem : TableProblem
        The table.
    klass : int
        Code of the class.
    members : ndarray of shape (n_members,), int64
        The rows of the class.
    energy : float
        What each sphere may use up.
    """
    n_foreign = problem.n_rows - len(members)
    n_numeric = problem.rows.n_numeric
    radius = np.empty(len(members))
    step = np.zeros((problem.n_rows, n_numeric))
    is_pushed = np.zeros(problem.n_rows, bool)
    waiting, k = np.arange(len(members)), min(_FIRST, n_foreign)
    while len(waiting):
        unfinished = []
        size = max(1, _MOST_AT_ONCE // (k * n_numeric))
        for begin in range(0, len(waiting), size):
            block = waiting[begin : begin + size]
            near = problem.nearest(
                members[block], k, among="others", klass=klass, distances=True, values=True
            )
            reach, n_inside = radii(near.distances, energy)
            done = (n_inside < k) | (k == n_foreign)
            unfinished.append(block[~done])
            radius[block[done]] = reach[done]
            inside = (np.arange(k) < n_inside[:, np.newaxis]) & done[:, np.newaxis]
            i, rank = np.nonzero(inside)
            foreign, far = near.square[i, rank], near.distances[i, rank]
            is_pushed[foreign] = True
            out = _way_out(problem, klass, members[block[i]], foreign, far, reach[i])
            for j in range(n_numeric):
                step[:, j] += np.bincount(foreign, out[:, j], problem.n_rows)
        waiting = np.concatenate(unfinished)
        k = min(_GROWTH * k, n_foreign)
    pushed = np.flatnonzero(is_pushed)
    return EnergySpheres(radius, pushed, step[pushed])


def _way_out(
    problem: TableProblem,
    klass: int,
    centres: NDArray[np.int64],
    foreign: NDArray[np.int64],
    far: NDArray[np.float64],
    radius: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return what brings each foreign row to the surface of a sphere; (n_pairs, n_numeric)."""
    points: Any = problem.geometry.points
    way = points[foreign] - points[centres]
    way = np.nan_to_num(np.asarray(way.toarray() if sparse.issparse(way) else way, np.float64))
    same = np.flatnonzero(far == 0)
    share = np.divide(radius - far, far, out=radius.copy(), where=far > 0)
    if len(same):  # out of the middle every way is as good
        drawn = problem.streams.of_class(klass).standard_normal((len(same), way.shape[1]))
        way[same] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    out: NDArray[np.float64] = way * share[:, np.newaxis]
    return out
