"""Rows that are nearly copies of others of their class, at other than the last decimals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from counterpoise.diagnosis.finding import Finding
from counterpoise.diagnosis.study import MOST_QUERIES, WIDTH, Study, share_text
from counterpoise.diagnosis.ties import more_than_chance

__all__ = ["find_near_copies", "near_copies"]

MANY = 0.1
"""Share of a class from which near copies are raised; rows with gaps come near by chance."""

BY_CHANCE = 0.005
"""Share of honest rows whose nearest neighbour is as near as a near copy, at most."""

NEAR = 0.05
"""A near copy is within this share of the distance to the tenth neighbour, at most."""

FEWEST_ROWS = 20


def near_copies(distances: NDArray[np.float64]) -> tuple[float, float]:
    """Return the share of rows that are near copies of others, and how near.

    How far the nearest neighbour is, is measured by the distance to the tenth, so that neither
    units nor density count. Of rows that lie evenly in m dimensions, a share of 9 t^m have the
    nearest within t of the tenth; t is so that it is half a percent. Copies to the last bit do not
    count.

    Parameters
    ----------
    distances : ndarray of shape (n_rows, 10), float64
        Distances to the ten nearest rows, nearest first.

    Returns
    -------
    share : float
        NaN where no row has ten neighbours at different places.
    t : float
        What is near.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise import NeighborIndex
    >>> from counterpoise.diagnosis.copies import near_copies
    >>> X = np.random.default_rng(0).normal(size=(400, 3))
    >>> copied = np.concatenate([X, X[:200] + 1e-4])
    >>> for rows in (X, copied):
    ...     share, _ = near_copies(NeighborIndex(10).fit(rows).kneighbors()[0])
    ...     print(round(share, 2))
    0.0
    0.67
    """
    dimension = _dimension(distances)
    if not np.isfinite(dimension):
        return float("nan"), float("nan")
    t = min((BY_CHANCE / (WIDTH - 1)) ** (1 / max(dimension, 1.0)), NEAR)
    nearest, tenth = distances[:, 0], distances[:, -1]
    return float(np.mean((nearest > 0) & (nearest < t * tenth))), float(t)


def _dimension(distances: NDArray[np.float64]) -> float:
    """Return the dimension that the sixth to tenth neighbours tell, which copies do not touch.

    The logarithm of the ratio of the k-th distance to the j-th is (1/j + ... + 1/(k - 1)) / m on
    average, as in `intrinsic_dimension`.
    """
    first = WIDTH // 2
    usable = distances[(distances[:, first] > 0) & np.isfinite(distances).all(axis=1)]
    if not len(usable):
        return float("nan")
    logs = np.log(usable[:, -1:] / usable[:, first:-1])
    expected = np.mean([sum(1 / i for i in range(j, WIDTH)) for j in range(first + 1, WIDTH)])
    return float(expected / logs.mean()) if logs.mean() > 0 else float("nan")


def find_near_copies(study: Study, klass: int) -> Iterator[Finding]:
    """Say how many rows of a class are near copies of others of it.

    As many rows of the largest class say what is usual in this table.
    """
    if not study.rows.n_numeric or len(study.members(klass)) < FEWEST_ROWS:
        return
    distances = study.within(klass).distances[:, :WIDTH]
    share, near = near_copies(distances)
    if np.isnan(share):
        return
    usual = 0.0
    if share >= MANY:
        members = study.members(study.largest)
        n_own = min(len(members), len(study.members(klass)))
        drawn = np.sort(study.random(10, klass).choice(members, n_own, replace=False))
        usual = near_copies(study.nearest(drawn, drawn[:MOST_QUERIES], WIDTH, klass).distances)[0]
        usual = 0.0 if np.isnan(usual) else usual
    n = round(share * int(study.counts[klass]))
    figure = {"rows": n, "share": share, "share_of_largest_class": usual, "near": near}
    label = study.labels[klass]
    if share < MANY or not more_than_chance(n, 1.5 * usual * int(study.counts[klass])):
        yield Finding(
            "near-copies",
            "ok",
            figure,
            f"Exact copies aside, {share_text(share)} of the rows of {study.name(klass)} are "
            "nearly the same as another one.",
            klass=label,
        )
        return
    yield Finding(
        "near-copies",
        "warning",
        figure,
        f"About {n:,} rows of {study.name(klass)} ({share:.0%}) are nearly the same as another row "
        f"of it. Chance would make about 0.5% so (the largest class has {usual:.1%}).",
        "Ask whether these rows were measured twice, or made by an earlier resampling. Drop them, "
        "or keep each row and its near copies on one side of every split.",
        label,
    )
