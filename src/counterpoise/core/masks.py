"""Masked arrays, whose masks numpy's functions drop without a word."""

from __future__ import annotations

from typing import Any

import numpy as np

from counterpoise.errors import InvalidInputError

__all__ = ["check_mask"]


def check_mask(values: Any, what: str, remedy: str) -> None:
    """Raise `InvalidInputError` if an array hides values behind a mask.

    Parameters
    ----------
    values : object
        Whatever the user gave: an array, a list whose items may be arrays, or anything else.
    what : str
        How the message calls it.
    remedy : str
        What to do about it, as the end of the message.
    """
    masked = np.ma.MaskedArray
    if isinstance(values, list | tuple):
        row = next((i for i, v in enumerate(values) if isinstance(v, masked) and _hides(v)), None)
        if row is None:
            return
        found = f"row {row} is a masked array with masked values"
    elif isinstance(values, masked) and _hides(values):
        hidden = np.ma.getmaskarray(values)
        row, n_masked = int(np.argwhere(hidden)[0][0]), int(hidden.sum())
        found = f"it is a masked array with masked values ({n_masked}, the first in row {row})"
    else:
        return
    raise InvalidInputError(
        f"{what} cannot be used: {found}, and numpy's functions ignore the mask", remedy=remedy
    )


def _hides(values: Any) -> bool:
    return bool(np.ma.is_masked(values))
