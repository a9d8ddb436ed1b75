"""A table as people have it, with its target found and every column given a role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from counterpoise.errors import InvalidInputError, brief
from counterpoise.tables import Table, read_table
from counterpoise.tables.roles import Role, assign_roles, feature_positions
from counterpoise.targets.classes import Target

__all__ = ["LabelledTable", "listed", "read_labelled"]


@dataclass(frozen=True)
class LabelledTable:
    """A table with its target, and what each column is taken for.

    Parameters
    ----------
    table : Table
        The table, target and ids included.
    position : int
        Where the target is.
    classes : Target
        The classes of the rows.
    roles : list of Role
        What each column is taken for.
    """

    table: Table
    position: int
    classes: Target
    roles: list[Role]

    @property
    def target_name(self) -> Any:
        """What the target is called."""
        return self.table.names[self.position]

    @property
    def feature_positions(self) -> list[int]:
        """Positions of the columns that distances are measured on."""
        return feature_positions(self.roles)

    @property
    def categories(self) -> list[int]:
        """Which of the features, counted among themselves, are categories."""
        features = [role for role in self.roles if role.is_feature]
        return [j for j, role in enumerate(features) if role.role == "category"]

    @property
    def features(self) -> Table:
        """The columns that distances are measured on."""
        return self.table.select(self.feature_positions)

    @property
    def X(self) -> Any:
        """The features as a table of the same kind."""
        return self.features.native

    @property
    def y(self) -> Any:
        """The target as a column of the same kind."""
        return self.table.column(self.position)


def read_labelled(
    table: Any,
    target: Any,
    *,
    categorical: str | Iterable[Any] | None = None,
    ignore: str | Iterable[Any] | None = None,
) -> LabelledTable:
    """Find the target of a table and say what each column is.

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
    whole = read_table(table, with_target=True)
    position = whole.position_of(target, "target")
    if not whole.n_rows:
        raise InvalidInputError("the table has no rows: there is nothing to balance", remedy=None)
    classes = _read_classes(whole, position)
    roles = assign_roles(
        whole, position, listed("categorical", categorical), listed("ignore", ignore)
    )
    return LabelledTable(whole, position, classes, roles)


def _read_classes(table: Table, position: int) -> Target:
    name = table.names[position]
    n_missing = table.n_rows - table.profile(position).n_present
    if n_missing:
        raise InvalidInputError(
            f"the target {name!r} is missing in {n_missing} of {table.n_rows} rows",
            remedy="remove those rows or give them a class",
            parameter="target",
        )
    try:
        classes = Target(table.column(position))
    except InvalidInputError as error:
        raise error.retold(before=f"target {name!r}: ", parameter="target") from error
    if len(classes.labels) < 2:
        raise InvalidInputError(
            f"the target {name!r} has one class only, {classes.labels[0]!r} in all {table.n_rows} "
            "rows",
            joint=": ",
            needed="balancing needs two or more",
            remedy=None,
            parameter="target",
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
        f"{parameter}={brief(columns)} cannot be used",
        joint=": ",
        needed="it must be 'auto' or a list of columns",
        remedy=None,
        parameter=parameter,
    )
