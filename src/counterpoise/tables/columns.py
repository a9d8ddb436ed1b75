"""The columns of a table: how they are called and found, and what they hold."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError, Setting, brief, brief_list
from counterpoise.tables.column_profiles import ColumnProfile

__all__ = ["Columns", "as_slice", "resolve_columns"]


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
            raise InvalidInputError(_no_name(name, what))
        found = [j for j, own in enumerate(self.names) if _same(own, name)]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise InvalidInputError(
                Setting(what, name), f" names {len(found)} columns of the table: rename all but one"
            )
        is_position = isinstance(name, int) and not isinstance(name, bool)
        if is_position and -len(self.names) <= name < len(self.names):
            return name % len(self.names)
        raise InvalidInputError(
            Setting(what, name), " is no column of the table; ", self._known_instead(name)
        )

    def _known_instead(self, name: Any) -> str:
        import difflib

        texts = {str(own).strip().casefold(): str(own) for own in self.names}
        close = difflib.get_close_matches(str(name).strip().casefold(), texts, n=3, cutoff=0.6)
        if close:
            return f"did you mean {' or '.join(repr(texts[c]) for c in close)}?"
        return f"its columns are {brief_list(map(str, self.names))}"


def _no_name(name: Any, what: str) -> str:
    message = f"{what} is {brief(name)}, and it must be the name of a column"
    if what != "target":
        return message
    return (
        f"{message}: add the classes to the table and name them, or give both to a sampler, "
        "as in SMOTE().fit_resample(X, y)"
    )


def resolve_columns(
    spec: Any, names: Sequence[Hashable] | None, n_features: int
) -> NDArray[np.int64]:
    """Return the positions of the columns that names, positions or a mask stand for.

    A whole number is a position, also where columns are named by numbers; a name that several
    columns have stands for all of them.

    Parameters
    ----------
    spec : array-like of str, int or bool
        Names, positions (negative ones count from the end), or a mask of length n_features.
    names : sequence or None
        The table's column names, where it has them.
    n_features : int
        Number of columns.
    """
    columns = _listed(spec)
    if columns and all(isinstance(c, bool | np.bool_) for c in columns):
        if len(columns) != n_features:
            raise InvalidInputError(
                f"categorical_features is a mask of {len(columns)} values; the table has "
                f"{n_features} columns: give one value for each"
            )
        return np.flatnonzero(np.array(columns, bool))
    positions: list[int] = []
    for column in columns:
        whole = isinstance(column, int | np.integer)
        named = [j for j, name in enumerate(names or []) if not whole and _same(name, column)]
        if named:
            positions += named
        elif whole and -n_features <= column < n_features:
            positions.append(int(column) % n_features)
        else:
            held = (
                f"its columns are {brief_list(map(str, names))}"
                if names is not None
                else f"it has columns 0 to {n_features - 1} and no names"
            )
            raise InvalidInputError(
                f"categorical_features names {brief(column)}, not in the table: {held}"
            )
    return np.unique(np.array(positions, np.int64))


def as_slice(positions: Sequence[int] | NDArray[np.int64]) -> slice | NDArray[np.int64]:
    """Return positions as a slice where they follow each other, which is copied far faster."""
    found = np.asarray(positions, np.int64)
    if len(found) and (np.diff(found) == 1).all():
        return slice(int(found[0]), int(found[-1]) + 1)
    return found


def _listed(spec: Any) -> list[Any]:
    """Return a specification as a list; a name that is a tuple stays one."""
    if isinstance(spec, list | tuple):
        return [c.item() if isinstance(c, np.generic) else c for c in spec]
    return np.atleast_1d(np.asarray(spec, dtype=object)).tolist()


def _same(name: Any, column: Any) -> bool:
    return type(name) is type(column) and bool(name == column)
