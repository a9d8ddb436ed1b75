"""The texts that say that a value is missing."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from counterpoise.formats.text.spelling.texts import cast

__all__ = ["MISSING", "MISSING_NUMBERS", "USUAL", "Markers"]

MISSING = ("", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "<NA>", "#N/A", "?")
"""What says in any column that a value is missing."""

MISSING_NUMBERS = (*MISSING, "None", "none", "na", "-nan", "-NaN", "#NA", "-", "--", ".")
"""What says so in a column of numbers or dates; in a column of text these are values."""


@dataclass(frozen=True)
class Markers:
    """The texts that say that a value is missing.

    Parameters
    ----------
    texts : tuple of str
        In a column of text.
    numbers : tuple of str
        In a column of numbers or dates.
    """

    texts: tuple[str, ...] = MISSING
    numbers: tuple[str, ...] = MISSING_NUMBERS

    @classmethod
    def of(cls, missing: Iterable[str] | None, exact: bool) -> Markers:
        """Return the texts that say so where the user says which.

        The empty text always does.

        Parameters
        ----------
        missing : iterable of str or None
            What the user says; None for the usual ones.
        exact : bool
            Whether no other does in numbers and dates either: in a target, and in what the user
            calls a category, "NA" among numbers may be one more value. Elsewhere it is none.
        """
        if missing is None:
            return cls()
        texts = tuple(dict.fromkeys(["", *(text.strip() for text in missing)]))
        return cls(texts, texts if exact else tuple(dict.fromkeys([*texts, *MISSING_NUMBERS])))

    @functools.cached_property
    def any_number(self) -> bool:
        """Whether a number says so, such as -999."""
        own = pa.array([text for text in self.numbers if text not in MISSING_NUMBERS], pa.string())
        return any(cast(own[i : i + 1], pa.float64()) is not None for i in range(len(own)))


USUAL = Markers()
"""Those that hold where the user says nothing."""
