"""The columns of a table: how they are called and found, and what they hold."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError, Setting, brief, brief_list
from counterpoise.tables.column_profiles import ColumnProfile

__all__ = ["Columns", "as_slice", "is_same"]


class Columns(ABC):
    """The columns of a table, of which only names and profiles need to be at hand."""

    names: Sequence[Hashable]
    """What the columns are called: their positions where the table names none."""
    n_rows: int

    @abstractmethod
    def profile(self, position: int) -> ColumnProfile:
        """Return what the column at a position holds."""

    def position_of(self, name: Any, what: str) -> int:
        """Return a column's position.

        Parameters
        ----------
        name : str or int
            Its name, or its position where no column has that name.
        what : str
            How an error calls the parameter that names it.
        """
        if isinstance(name, np.generic):
            name = name.item()
        if np.ndim(name) and not isinstance(name, tuple):
            raise _no_name(name, what)
        found = [j for j, own in enumerate(self.names) if is_same(own, name)]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise InvalidInputError(
                Setting(what, name),
                f" names {len(found)} columns of the table",
                remedy="rename all but one",
            )
        is_position = isinstance(name, int) and not isinstance(name, bool)
        if is_position and -len(self.names) <= name < len(self.names):
            position: int = name % len(self.names)
            return position
        raise InvalidInputError(
            Setting(what, name),
            " is no column of the table",
            needed=self._known_instead(name),
            remedy=None,
        )

    def _known_instead(self, name: Any) -> str:
        import difflib

        texts = {str(own).strip().casefold(): str(own) for own in self.names}
        close = difflib.get_close_matches(str(name).strip().casefold(), texts, n=3, cutoff=0.6)
        if close:
            return f"did you mean {' or '.join(repr(texts[c]) for c in close)}?"
        return f"its columns are {brief_list(map(str, self.names))}"


def _no_name(name: Any, what: str) -> InvalidInputError:
    remedy = None
    if what == "target":
        remedy = (
            "add the classes to the table and name them, or give both to a sampler, as in "
            "SMOTE().fit_resample(X, y)"
        )
    return InvalidInputError(
        f"{what} is {brief(name)}",
        joint=", and ",
        needed="it must be the name of a column",
        remedy=remedy,
        parameter=what,
    )


def as_slice(positions: Sequence[int] | NDArray[np.int64]) -> slice | NDArray[np.int64]:
    """Return positions as a slice where they follow each other, which is copied far faster."""
    found = np.asarray(positions, np.int64)
    if len(found) and (np.diff(found) == 1).all():
        return slice(int(found[0]), int(found[-1]) + 1)
    return found


def is_same(name: Any, column: Any) -> bool:
    """Return whether a column's name is the one asked for: 1 is neither True nor "1"."""
    return type(name) is type(column) and bool(name == column)
