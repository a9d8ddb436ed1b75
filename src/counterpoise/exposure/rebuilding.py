"""The reconstruction attack: original rows rebuilt from new ones alone.

Lines through three new rows meet where a row is that they were drawn from (Ganev et al. 2026).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.grids import Grid, learn_grids
from counterpoise.exposure.lines import crossings, find_lines

__all__ = ["Rebuilt", "matches", "rebuild"]

N_NEAR = 150
"""Neighbours of a new row among which the others of its lines are looked for."""

_SHARP = 1e-3
"""The blur, in standard deviations, up to which two lines do not meet by chance."""

_SAME = 0.01
"""How many standard deviations a value may be off for a row to count as rebuilt."""


@dataclass(frozen=True)
class Rebuilt:
    """What the attack takes for original rows.

    Parameters
    ----------
    rows : ndarray of shape (n_rebuilt, n_columns), float64
        Their numbers.
    blur : float
        How far rounding hides the new rows' lines, in standard deviations.
    """

    rows: NDArray[np.float64]
    blur: float


def rebuild(new: NDArray[np.float64]) -> Rebuilt:
    """Return what the attack takes for original rows, looking at new rows only.

    It takes a place for an original row where three lines meet, each through three new rows or
    more, or two lines where the values are known so well that these do not meet by chance. It takes
    a new row for a copy of an original one where it was made twice.

    Parameters
    ----------
    new : ndarray of shape (n_new, n_columns), float64
        The numbers of the new rows of a class, nothing missing.

    Examples
    --------
    Three rows, and new ones on the segments between them:

    >>> import numpy as np
    >>> from counterpoise.exposure.rebuilding import rebuild
    >>> rows = np.array([[0.0, 0, 0], [4, 1, 2], [1, 5, 3]])
    >>> steps = np.array([0.2, 0.5, 0.9])[:, None]
    >>> new = [a + steps * (b - a) for a, b in zip(rows, np.roll(rows, 1, axis=0))]
    >>> found = rebuild(np.concatenate(new)).rows.round(6) + 0.0  # no -0.0
    >>> np.sort(found, axis=0).tolist()
    [[0.0, 0.0, 0.0], [1.0, 1.0, 2.0], [4.0, 5.0, 3.0]]
    """
    different, counts = np.unique(new, axis=0, return_counts=True)
    found = [different[counts > 1]]
    spread = different.std(axis=0)
    varies = spread > 0
    blur = np.inf
    if varies.any() and len(different) > 2:
        middle = different.mean(axis=0)
        grids = _rounding_of(different)
        blur = _blur(different, grids, spread, varies)
        points = ((different - middle) / np.where(varies, spread, 1.0))[:, varies]
        met = crossings(find_lines(points, blur, N_NEAR), blur)
        sure = (met.n_lines > 2) | ((met.n_columns > 2) & (blur < _SHARP))
        places = np.tile(middle, (int(sure.sum()), 1))
        places[:, varies] += met.places[sure] * spread[varies]
        found.append(_written(places, grids))
    return Rebuilt(np.unique(np.concatenate(found), axis=0), float(blur))


def matches(
    rebuilt: NDArray[np.float64], rows: NDArray[np.float64], spread: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which rows were rebuilt, and which of the rebuilt are such rows.

    Parameters
    ----------
    rebuilt : ndarray of shape (n_rebuilt, n_columns), float64
        What the attack found.
    rows : ndarray of shape (n_rows, n_columns), float64
        Rows that it may have found.
    spread : ndarray of shape (n_columns,), float64
        Standard deviations; a value may be off by a hundredth of it.
    """
    of_rows = np.zeros(len(rows), bool)
    of_rebuilt = np.zeros(len(rebuilt), bool)
    allowed = np.where(spread > 0, _SAME * spread, 1e-9)
    for i, place in enumerate(rebuilt):
        hit = (np.abs(rows - place) <= allowed).all(axis=1)
        of_rows |= hit
        of_rebuilt[i] = hit.any()
    return of_rows, of_rebuilt


def _rounding_of(rows: NDArray[np.float64]) -> list[Grid | None]:
    """Return the grids that columns were rounded to.

    Where computed decimals are off by a few units in the last place, nothing was rounded, and these
    units tell as much as ever.
    """
    grids = learn_grids(rows)
    lies_on = (_written(rows, grids) == rows).all(axis=0)
    return [grid if exact else None for grid, exact in zip(grids, lies_on, strict=True)]


def _blur(
    rows: NDArray[np.float64],
    grids: list[Grid | None],
    spread: NDArray[np.float64],
    varies: NDArray[np.bool_],
) -> float:
    """Return how far rounding has moved a row, in standard deviations."""
    steps = np.array([0.0 if g is None else g.step / g.scale / 2 for g in grids])
    bits = 4 * np.spacing(np.abs(rows).max(axis=0))
    moved = np.maximum(steps, bits)[varies] / spread[varies]
    return float(np.sqrt((moved**2).sum()))


def _written(places: NDArray[np.float64], grids: list[Grid | None]) -> NDArray[np.float64]:
    """Return places with the decimals and steps of the columns."""
    written = places.copy()
    for j, grid in enumerate(grids):
        if grid is not None:
            counted = np.rint((places[:, j] * grid.scale - grid.origin) / grid.step)
            written[:, j] = (grid.origin + grid.step * counted) / grid.scale
    return written
