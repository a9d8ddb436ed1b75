"""How densely rows lie on a plane, as cells that are the darker the more rows they hold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["CELL", "N_LEVELS", "shades"]

CELL = 20
"""Width and height of a cell."""

N_LEVELS = 5
"""Shades that can be told apart."""


def shades(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    *,
    width: int,
    height: int,
    most: float | None = None,
) -> tuple[list[str], float]:
    """Return a path of cells for each shade, the lightest first, and what the darkest stands for.

    The square root of a cell's weight decides its shade, so that a dense middle does not hide
    that rows lie elsewhere too; a cell that holds any row has the lightest shade at least.

    Parameters
    ----------
    x, y : ndarray of shape (n_rows,), float64
        Where the rows lie; those beyond the edges count in the cells there.
    weights : ndarray of shape (n_rows,), float64
        How many rows each stands for.
    width, height : int
        Size of the plane.
    most : float, optional
        What the darkest shade stands for; None for the heaviest cell.

    Returns
    -------
    paths : list of str
        Of length `N_LEVELS`.
    most : float
        Rows in a cell of the darkest shade.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.report.shading import shades
    >>> x = np.array([5.0, 6.0, 7.0, 8.0, 30.0])
    >>> shades(x, x, np.ones(5), width=40, height=40)
    (['', '', 'M20 20h20v20h-20z', '', 'M0 0h20v20h-20z'], 4.0)
    """
    columns, rows = -(-width // CELL), -(-height // CELL)
    across = np.clip(x // CELL, 0, columns - 1).astype(np.int64)
    down = np.clip(y // CELL, 0, rows - 1).astype(np.int64)
    held = np.bincount(down * columns + across, weights, columns * rows)
    most = float(held.max(initial=0.0)) if most is None else most
    if most <= 0:
        return [""] * N_LEVELS, 0.0
    level = np.ceil(N_LEVELS * np.sqrt(np.minimum(held / most, 1)) - 1e-9).astype(np.int64)
    paths = []
    for shade in range(1, N_LEVELS + 1):
        cells = np.flatnonzero(level == shade)
        paths.append(
            "".join(
                f"M{c % columns * CELL} {c // columns * CELL}h{CELL}v{CELL}h-{CELL}z" for c in cells
            )
        )
    return paths, most
