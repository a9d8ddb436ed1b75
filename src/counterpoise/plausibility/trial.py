"""What one split shows of the rows that were made for a class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from counterpoise.core.rows import Rows
from counterpoise.plausibility.measures import (
    TwoSampleTable,
    support_radii,
    total_variance,
    two_sample_scores,
)
from counterpoise.plausibility.request import Request
from counterpoise.plausibility.splitting import CodedTable, Parts, Space, row_keys
from counterpoise.plausibility.theory import smote_moments
from counterpoise.space.geometry import Geometry

__all__ = ["Side", "Trial", "try_rows"]

MOST_ROWS = 1_000
"""Rows of a kind that are compared in a split; a share of 1,000 is known to 3 points."""

MOST_TIMES = 4
"""Up to how many new rows for each real one a classifier learns from."""


@dataclass(frozen=True)
class Side:
    """What one set of rows, synthetic or real, showed against the judges of a split.

    All are per row, so that a bootstrap can draw rows again without another search. What depends on
    how many rows a set has is taken of the first ones, as many of either set.

    Parameters
    ----------
    rows : Rows of shape (n_rows, ...)
        The set.
    points : ndarray of shape (n_rows, n_numeric), float64
        Its numbers in the units of the distance.
    inside : ndarray of shape (n_rows,), bool
        Whether a row lies in the support of the judges.
    reaches : ndarray of shape (n_judges,), bool
        Whether a judge lies in the support of the set.
    closest : ndarray of shape (n_beside,), float64
        Distance to the nearest training row of the class; of real rows all that are held out.
    copied : ndarray of shape (n_beside,), bool
        Whether a row equals a training row of the class; of the same rows.
    wrong_side : ndarray of shape (n_rows,), bool
        Whether the nearest unseen row is of another class.
    on_hidden : ndarray of shape (n_rows,), bool
        Whether an unseen row of another class is nearer than any training row of the class.
    """

    rows: Rows
    points: NDArray[np.float64]
    inside: NDArray[np.bool_]
    reaches: NDArray[np.bool_]
    closest: NDArray[np.float64]
    copied: NDArray[np.bool_]
    wrong_side: NDArray[np.bool_]
    on_hidden: NDArray[np.bool_]


@dataclass(frozen=True)
class Trial:
    """A split's synthetic rows, stand-ins and judges.

    Parameters
    ----------
    new, real : Side
        The synthetic rows, and real ones in their place.
    n_alike : int
        How many rows of either set are compared by what depends on how many there are.
    taken_for_new : pair of ndarray of shape (n_new,) and (n_held_out,), float64
        How strongly a classifier takes synthetic rows, and all that are held out, for synthetic.
    n_rows : int
        Rows of the table.
    has_twins : bool
        Whether any of them equals another of its class.
    judges : Rows of shape (n_judges, ...)
        Rows that judge both.
    judge_points : ndarray of shape (n_judges, n_numeric), float64
        Their numbers in the units of the distance.
    ends : pair of ndarray of shape (n_numeric,), float64
        The least and greatest value of the training rows.
    train_variance : float
        The training rows' variance, over all columns.
    typical : float
        Median distance of a training row to another.
    theory : float
        The spread that plain SMOTE's rows have in theory, as a share of the variance.
    smote_closest : ndarray of shape (n_drawn,), float64
        Distances to the nearest training row of rows that plain SMOTE makes.
    counts : dict
        How many rows were trained on, judged, and judged by.
    """

    new: Side
    real: Side
    n_alike: int
    taken_for_new: tuple[NDArray[np.float64], NDArray[np.float64]]
    n_rows: int
    has_twins: bool
    judges: Rows
    judge_points: NDArray[np.float64]
    ends: tuple[NDArray[np.float64], NDArray[np.float64]]
    train_variance: float
    typical: float
    theory: float
    smote_closest: NDArray[np.float64]
    counts: dict[str, int]


def try_rows(
    coded: CodedTable,
    request: Request,
    klass: int,
    new: Rows,
    parts: Parts,
    repeat: int,
    stream: Generator,
) -> Trial:
    """Return what one split shows of the rows that were made for a class.

    Parameters
    ----------
    coded : CodedTable
        The whole table.
    request : Request
        What was asked.
    klass : int
        Code of the class.
    new : Rows
        The rows that were made for it.
    parts : Parts
        The split.
    repeat : int
        Number of the split, the seed of its forests.
    stream : numpy Generator
        Draws which rows are compared.
    """
    rows, target = coded.rows, coded.target.codes
    train_rows, train_target = rows.take(parts.train), target[parts.train]
    space = Space(train_rows, train_target, klass, request.scale, request.n_jobs)
    own_train, own_judges, own_standins = (
        part[target[part] == klass] for part in (parts.train, parts.judges, parts.standins)
    )
    n = min(len(new), len(own_standins), MOST_ROWS)
    judges = rows.take(_draw(own_judges, MOST_ROWS, stream))
    standins = rows.take(_draw(own_standins, n, stream))
    # More new rows than real ones: a fault of a few in a hundred is seen in hundreds only.
    made = new.take(_draw(np.arange(len(new)), MOST_ROWS, stream))
    held_out = standins.append(judges)
    training = rows.take(own_train)
    others = rows.take(parts.judges[target[parts.judges] != klass])
    court = _Court(space, judges, training, others, request.k)
    points = space.points(training)
    apart = space.nearest(training, training, 1, same=True)[0][:, 0]
    neighbours = _neighbours(train_rows, train_target, klass, request.sampler)
    return Trial(
        court.judge(made, made, n),
        court.judge(standins, held_out, n),
        n,
        _taken_for_new(space, made.take(slice(MOST_TIMES * len(held_out))), held_out, repeat),
        len(rows),
        coded.has_twins,
        judges,
        space.points(judges),
        _ends(points),
        total_variance(points),
        float(np.median(apart[apart > 0])) if (apart > 0).any() else 0.0,
        _theory(points, neighbours),
        _smote_closest(space, training, neighbours, stream),
        {
            "rows trained": len(training),
            "judge": len(judges),
            "stand in": n,
            "new rows made": len(new),
        },
    )


class _Court:
    """Those who judge a set of rows: unseen rows of the class and of others, and training rows."""

    def __init__(self, space: Space, judges: Rows, training: Rows, others: Rows, k: int):
        self.space, self.judges, self.training, self.others = space, judges, training, others
        self.k = k
        self.radii = support_radii(space.distances(judges, judges), k)
        self.keys = row_keys(training)

    def judge(self, rows: Rows, beside: Rows, n_alike: int) -> Side:
        """Return what a set of rows shows.

        Parameters
        ----------
        rows : Rows
            The set.
        beside : Rows
            What is compared with the training rows: these first, and maybe more.
        n_alike : int
            How many of the set's first rows make up its support.
        """
        space = self.space
        between = space.distances(rows, self.judges)
        first = rows.take(slice(n_alike))
        own_radii = support_radii(space.distances(first, first), self.k)
        to_judge = between.min(axis=1)
        to_others = space.nearest(self.others, rows, 1)[0][:, 0]
        closest = space.nearest(self.training, beside, 1)[0][:, 0]
        return Side(
            rows,
            space.points(rows),
            np.any(between <= self.radii, axis=1),
            np.any(between[:n_alike] <= own_radii[:, np.newaxis], axis=0),
            closest,
            np.isin(row_keys(beside), self.keys),
            to_others < to_judge,
            to_others < closest[: len(rows)],
        )


def _taken_for_new(
    space: Space, new: Rows, real: Rows, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how strongly a classifier takes new and real rows for new ones."""
    a, b = (TwoSampleTable(space.points(rows), rows.codes) for rows in (new, real))
    return two_sample_scores(a, b, seed, space.n_jobs)


def _ends(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and greatest value of each column.

    The spread counts values beyond the training rows' ends as these: one far-off row among a few
    would decide it otherwise. Rows between training rows lie within them as it is.
    """
    gone = np.isnan(points).all(axis=0)
    known = np.where(gone, 0.0, points)
    return np.nanmin(known, axis=0), np.nanmax(known, axis=0)


def _neighbours(
    train: Rows, target: NDArray[np.int64], klass: int, sampler: Any
) -> NDArray[np.int64] | None:
    """Return each training row's neighbours, as positions, with the sampler's k and units."""
    k = getattr(sampler, "k_neighbors", 5)
    k = int(k) if isinstance(k, int | np.integer) else 5
    members = np.flatnonzero(target == klass)
    k = min(k, len(members) - 1)
    if k < 1:
        return None
    geometry = Geometry(train, target, getattr(sampler, "scale", None))
    found, _, _ = geometry.search(members, members, k, klass=klass)
    return np.searchsorted(members, found)


def _theory(points: NDArray[np.float64], neighbours: NDArray[np.int64] | None) -> float:
    """Return the spread that plain SMOTE's rows have, as a share of the variance."""
    before = total_variance(points)
    if neighbours is None or before <= 0 or np.isnan(points).any():
        return float("nan")
    _, covariance = smote_moments(points, neighbours)
    return float(np.trace(covariance) / before)


def _smote_closest(
    space: Space, training: Rows, neighbours: NDArray[np.int64] | None, stream: Generator
) -> NDArray[np.float64]:
    """Return how far plain SMOTE's rows are from the nearest training row; shape (n_drawn,)."""
    if neighbours is None:
        return np.empty(0)
    seeds = stream.integers(len(training), size=MOST_ROWS)
    partners = neighbours[seeds, stream.integers(neighbours.shape[1], size=MOST_ROWS)]
    numbers = np.asarray(training.numeric, np.float64)
    gaps = stream.uniform(size=(MOST_ROWS, 1))
    made = Rows(numbers[seeds] + gaps * (numbers[partners] - numbers[seeds]), training.codes[seeds])
    closest: NDArray[np.float64] = space.nearest(training, made, 1)[0][:, 0]
    return closest


def _draw(values: NDArray[np.int64], most: int, stream: Generator) -> NDArray[np.int64]:
    """Return values, at most so many, in a random order."""
    return stream.permutation(values)[:most]
