"""Lines through three or more rows, and the places where such lines meet.

A method that draws new rows on the segment between two rows leaves them on a line, and each
original row at the end of the lines that lead away from it. Pure functions of arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from counterpoise.neighbors import NeighborIndex

__all__ = ["Crossings", "Lines", "crossings", "find_lines", "straightness"]

_MOST_GROUPS = 12
"""Lines that are looked for through one row."""

_NEAR_LINES = 60
"""Lines, by their middles, with which a line is crossed."""

_PARALLEL = 1e-4
"""The squared sine below which two lines are too parallel to tell where they meet."""

_ACTIVE = 1e-9
"""The part of a direction below which a line does not move along a column."""

_FAR = 16.0
"""How many times the blur another row must be away for the direction to it to mean anything."""

_EXACT = 1e-13
"""The blur of points that are known to the last bit, in units of their spread."""


@dataclass(frozen=True)
class Lines:
    """Lines through three or more points.

    Parameters
    ----------
    middles, directions : ndarray of shape (n_lines, n_columns), float64
        A point on each line, and a vector of length 1 along it.
    low, high : ndarray of shape (n_lines,), float64
        Where its first and last point are, counted from the middle.
    """

    middles: NDArray[np.float64]
    directions: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.low)


@dataclass(frozen=True)
class Crossings:
    """Places where lines meet.

    Parameters
    ----------
    places : ndarray of shape (n_places, n_columns), float64
        The places.
    n_lines : ndarray of shape (n_places,), int64
        How many lines meet there.
    n_columns : ndarray of shape (n_places,), int64
        Along how many columns the lines move. In a plane any two lines meet somewhere.
    """

    places: NDArray[np.float64]
    n_lines: NDArray[np.int64]
    n_columns: NDArray[np.int64]


def find_lines(points: NDArray[np.float64], blur: float, n_near: int) -> Lines:
    """Return the lines that hold three or more points near each other.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_columns), float64
        The points, nothing missing.
    blur : float
        How far a point may be from where it was meant to be, because its values are rounded.
    n_near : int
        Among how many points near it the others on a point's lines are looked for.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.exposure.lines import find_lines
    >>> points = np.array([[0.0, 0, 0], [1, 1, 1], [3, 3, 3], [0, 2, 7], [5, 1, 4]])
    >>> lines = find_lines(points, 1e-15, 4)
    >>> len(lines), lines.directions.round(3).tolist()
    (1, [[0.577, 0.577, 0.577]])
    """
    groups = _groups(points, blur, n_near)
    if not groups:
        nothing = np.empty((0, points.shape[1]))
        return Lines(nothing, nothing, np.empty(0), np.empty(0))
    held = [_fitted(points, members, blur) for members in _merged(groups, len(points))]
    kept = [line for line in held if line is not None]
    if not kept:
        nothing = np.empty((0, points.shape[1]))
        return Lines(nothing, nothing, np.empty(0), np.empty(0))
    middles, directions, low, high = (np.array(part) for part in zip(*kept, strict=True))
    return Lines(middles, directions, low, high)


def straightness(
    points: NDArray[np.float64], asked: NDArray[np.int64], n_near: int
) -> NDArray[np.float64]:
    """Return how nearly a point lies straight between two others, 0 where it does exactly.

    The length of the sum of the two unit vectors towards them, for the pair of neighbours with the
    smallest one.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_columns), float64
        The points.
    asked : ndarray of shape (n_asked,), int64
        The points to look at.
    n_near : int
        Among how many neighbours of a point pairs are looked for.
    """
    found = np.full(len(asked), 2.0)
    near = _near(points, asked, n_near)
    for row, (i, others) in enumerate(zip(asked.tolist(), near, strict=True)):
        away = points[others] - points[i]
        lengths = np.linalg.norm(away, axis=1)
        unit = away[lengths > 0] / lengths[lengths > 0, np.newaxis]
        if len(unit) < 2:
            continue
        # The cosine finds the pair, and the sum of its vectors tells small angles exactly.
        a, b = np.nonzero(np.triu(unit @ unit.T < -0.9, 1))
        if len(a):
            found[row] = np.linalg.norm(unit[a] + unit[b], axis=1).min()
    return found


def crossings(lines: Lines, blur: float) -> Crossings:
    """Return where lines meet beyond their points, or at their last ones.

    A row that new rows were drawn away from lies at the end of each of its lines, so that a place
    between the points of a line is no such row.

    Parameters
    ----------
    lines : Lines
        The lines.
    blur : float
        See `find_lines`.
    """
    nothing = np.empty((0, lines.middles.shape[1]))
    none = Crossings(nothing, np.empty(0, np.int64), np.empty(0, np.int64))
    if len(lines) < 2:
        return none
    a, b = _pairs(lines)
    places, n_columns, meets = _meetings(lines, a, b, blur)
    if not meets.any():
        return none
    places, n_columns, a, b = places[meets], n_columns[meets], a[meets], b[meets]
    close = cKDTree(places).query_pairs(_FAR * max(blur, _EXACT * 1e4), output_type="ndarray")
    linked = sparse.coo_matrix((np.ones(len(close)), close.T), shape=(len(places),) * 2)
    n_places, place_of = connected_components(linked, directed=False)
    held = [np.flatnonzero(place_of == place) for place in range(n_places)]
    return Crossings(
        np.array([np.median(places[which], axis=0) for which in held]),
        np.array([len(np.unique(np.concatenate([a[w], b[w]]))) for w in held], np.int64),
        np.array([n_columns[which].max() for which in held], np.int64),
    )


def _near(points: NDArray[np.float64], asked: NDArray[np.int64], n_near: int) -> NDArray[np.int64]:
    """Return the nearest other points of some; shape (n_asked, n_near)."""
    k = min(n_near, len(points) - 1)
    if k < 1:
        return np.empty((len(asked), 0), np.int64)
    index = NeighborIndex(k).fit(points)
    found: NDArray[np.int64] = index.kneighbors(
        points[asked], k, return_distance=False, exclude=asked
    )
    return found


def _groups(points: NDArray[np.float64], blur: float, n_near: int) -> list[NDArray[np.int64]]:
    """Return, for each point, the sets of points that lie on one line with it."""
    found = []
    for i, others in enumerate(_near(points, np.arange(len(points)), n_near)):
        away = points[others] - points[i]
        lengths = np.linalg.norm(away, axis=1)
        far = lengths > max(_FAR * blur, _EXACT)
        others, lengths = others[far], lengths[far]
        unit = away[far] / lengths[:, np.newaxis]
        parallel = _parallel(unit, 1.5 * blur / lengths)
        for _ in range(_MOST_GROUPS):
            n_partners = parallel.sum(axis=1)
            if not n_partners.any():
                break
            first = int(np.argmax(n_partners))
            own = np.append(np.flatnonzero(parallel[first]), first)
            found.append(np.append(others[own], i))
            parallel[own] = False
            parallel[:, own] = False
    return found


def _parallel(unit: NDArray[np.float64], doubt: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which directions are the same, or opposite, within their doubt; no one with itself."""
    doubts = doubt[:, np.newaxis] + doubt + _EXACT
    cosines = unit @ unit.T
    likely = 1 - cosines**2 < np.maximum(doubts**2, 1e-12)
    np.fill_diagonal(likely, False)
    a, b = np.nonzero(likely)
    # A cosine near 1 has lost half of the digits; the difference of the vectors has not.
    sign = np.sign(cosines[a, b])[:, np.newaxis]
    likely[a, b] = np.linalg.norm(unit[a] - sign * unit[b], axis=1) <= doubts[a, b]
    return np.asarray(likely)


def _merged(groups: list[NDArray[np.int64]], n_points: int) -> list[list[NDArray[np.int64]]]:
    """Return the groups of each line: those that share two points, and so lie on the same one."""
    number = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    holds = sparse.csr_matrix(
        (np.ones(len(number), np.int32), (number, np.concatenate(groups))),
        shape=(len(groups), n_points),
    )
    shared = (holds @ holds.T).tocoo()
    same = shared.data >= 2
    linked = sparse.coo_matrix(
        (shared.data[same], (shared.row[same], shared.col[same])), shape=shared.shape
    )
    n_lines, line_of = connected_components(linked, directed=False)
    order = np.argsort(line_of, kind="stable")
    parts = np.split(order, np.searchsorted(line_of[order], np.arange(1, n_lines)))
    return [[groups[g] for g in part.tolist()] for part in parts]


def _fitted(
    points: NDArray[np.float64], groups: list[NDArray[np.int64]], blur: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], float, float] | None:
    """Return a line through all groups, else through the largest; None where there is none."""
    everything = np.unique(np.concatenate(groups))
    for members in (everything, np.unique(max(groups, key=len))):
        own = points[members]
        middle = own.mean(axis=0)
        direction = np.linalg.svd(own - middle, full_matrices=False)[2][0]
        direction = direction * (1 if direction[np.argmax(np.abs(direction))] > 0 else -1)
        along = (own - middle) @ direction
        beside = np.linalg.norm(own - middle - along[:, np.newaxis] * direction, axis=1)
        if beside.max() <= 2 * blur + _EXACT:
            return middle, direction, float(along.min()), float(along.max())
    return None


def _pairs(lines: Lines) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of lines whose middles are near each other."""
    k = min(_NEAR_LINES + 1, len(lines))
    near = cKDTree(lines.middles).query(lines.middles, k)[1]
    both = np.column_stack([np.repeat(np.arange(len(lines)), k), near.ravel()])
    both = np.unique(np.sort(both[both[:, 0] != both[:, 1]], axis=1), axis=0)
    return both[:, 0], both[:, 1]


def _meetings(
    lines: Lines, a: NDArray[np.int64], b: NDArray[np.int64], blur: float
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return where pairs of lines are nearest to each other, and whether they meet there."""
    u, v = lines.directions[a], lines.directions[b]
    apart = lines.middles[a] - lines.middles[b]
    cosine, d, e = (np.einsum("ij,ij->i", *both) for both in ((u, v), (u, apart), (v, apart)))
    sine2 = np.maximum(1 - cosine**2, _PARALLEL / 10)
    s, t = (cosine * e - d) / sine2, (e - cosine * d) / sine2
    p = lines.middles[a] + s[:, np.newaxis] * u
    q = lines.middles[b] + t[:, np.newaxis] * v
    beyond_a = np.maximum(lines.low[a] - s, s - lines.high[a])
    beyond_b = np.maximum(lines.low[b] - t, t - lines.high[b])
    # A line that is known over a short stretch is known the worse the farther away from it.
    lever = 1.0
    for which, beyond in ((a, beyond_a), (b, beyond_b)):
        lever = lever + np.maximum(beyond, 0) / (lines.high[which] - lines.low[which])
    doubt = 2 * blur * lever / np.sqrt(sine2) + 10 * _EXACT
    meets = (
        (sine2 > _PARALLEL)
        & (np.linalg.norm(p - q, axis=1) <= doubt)
        & (np.minimum(beyond_a, beyond_b) >= -4 * blur - 10 * _EXACT)
    )
    n_columns = ((np.abs(u) > _ACTIVE) | (np.abs(v) > _ACTIVE)).sum(axis=1)
    return (p + q) / 2, n_columns, meets
