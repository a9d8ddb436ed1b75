"""A raw table as people have it: its target found, and every column given a role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from counterpoise.errors import InvalidInputError, brief
from counterpoise.tables.roles import Role, assign_roles
from counterpoise.tables.sheet import Sheet, read_sheet
from counterpoise.targets import Target

__all__ = ["RawTable", "listed", "read_raw"]


@dataclass(frozen=True)
class RawTable:
    """A table with its target, and what each column is taken for.

    Parameters
    ----------
    sheet : Sheet
        The table, target and ids included.
    position : int
        Where the target is.
    classes : Target
        The classes of the rows.
    roles : list of Role
        What each column is taken for.
    """

    sheet: Sheet
    position: int
    classes: Target
    roles: list[Role]

    @property
    def features(self) -> list[int]:
        """Positions of the columns that distances are measured on."""
        return [j for j, role in enumerate(self.roles) if role.role in ("numeric", "category")]

    @property
    def categories(self) -> list[int]:
        """Which of the features, counted among themselves, are categories."""
        chosen = [self.roles[j].role for j in self.features]
        return [j for j, role in enumerate(chosen) if role == "category"]

    @property
    def X(self) -> Any:
        """The features as a table of the same kind."""
        return self.sheet.select(self.features)

    @property
    def y(self) -> Any:
        """The target as a column of the same kind."""
        return self.sheet.column(self.position)


def read_raw(
    table: Any,
    target: Any,
    *,
    categorical: str | Iterable[Any] | None = None,
    ignore: str | Iterable[Any] | None = None,
) -> RawTable:
    """Find the target of a raw table and say what each column is.

    Parameters
    ----------
    table : pandas, polars or pyarrow table, or array of shape (n_rows, n_columns)
        The table with its target.
    target : str or int
        The column with the classes.
    categorical, ignore : "auto" or list of columns, optional
        See `counterpoise.balance`.

    Raises
    ------
    InvalidInputError
        If there is no such column, no row, a row without a class, or one class only.
    """
    sheet = read_sheet(table)
    position = sheet.position_of(target, "target")
    if not sheet.n_rows:
        raise InvalidInputError("the table has no rows: there is nothing to balance")
    classes = _read_classes(sheet, position)
    roles = assign_roles(
        sheet, position, listed("categorical", categorical), listed("ignore", ignore)
    )
    return RawTable(sheet, position, classes, roles)


def _read_classes(sheet: Sheet, position: int) -> Target:
    name = sheet.names[position]
    n_missing = sheet.n_rows - sheet.facts(position).n_present
    if n_missing:
        raise InvalidInputError(
            f"the target {name!r} is missing in {n_missing} of {sheet.n_rows} rows: remove those "
            "rows or give them a class"
        )
    try:
        classes = Target(sheet.column(position))
    except InvalidInputError as error:
        raise InvalidInputError(f"target {name!r}: {error}") from error
    if len(classes.labels) < 2:
        raise InvalidInputError(
            f"the target {name!r} has one class only, {classes.labels[0]!r} in all {sheet.n_rows} "
            "rows: balancing needs two or more"
        )
    return classes


def listed(parameter: str, columns: Any) -> list[Any] | None:
    """Return columns as a list; None where it is for `assign_roles` to say."""
    if columns is None or (isinstance(columns, str) and columns == "auto"):
        return None
    if isinstance(columns, str | int) and not isinstance(columns, bool):
        return [columns]
    is_scalar = getattr(columns, "ndim", 1) == 0  # an array of numpy's that holds one value
    if isinstance(columns, Iterable) and not isinstance(columns, bytes | Mapping) and not is_scalar:
        return list(columns)
    raise InvalidInputError(
        f"{parameter}={brief(columns)} cannot be used: it must be 'auto' or a list of columns"
    )
