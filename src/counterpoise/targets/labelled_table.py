"""A table as people have it, with its target found and every column given a role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from counterpoise.errors import InvalidInputError, brief
from counterpoise.tables import Table, read_table
from counterpoise.tables.roles import Role, assign_roles, feature_positions, named_columns
from counterpoise.targets.classes import Target

__all__ = ["LabelledTable", "features_and_target", "listed", "names_a_column", "read_labelled"]


@dataclass(frozen=True)
class LabelledTable:
    """A table with its target, and what each column is taken for.

    Parameters
    ----------
    table : Table
        The table, target and ids included.
    position : int or None
        Where the target is; None where it was given apart from the table.
    classes : Target
        The classes of the rows.
    roles : list of Role
        What each column is taken for.
    apart : array-like, optional
        The target that was given apart from the table.
    """

    table: Table
    position: int | None
    classes: Target
    roles: list[Role]
    apart: Any = None

    @property
    def target_name(self) -> Any:
        """What the target is called; "target" where it has no name."""
        if self.position is None:
            name = getattr(self.apart, "name", None)
            return "target" if name is None else name
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
        """The target as a column of the same kind, or as it was given."""
        return self.apart if self.position is None else self.table.column(self.position)


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
        The table, with its target or without.
    target : str, int, or array-like of shape (n_rows,)
        The column with the classes, or the class of each row.
    categorical, ignore : "auto" or list of columns, optional
        See `counterpoise.balance`.

    Raises
    ------
    InvalidInputError
        If there is no such column, no row, a row without a class, or one class only.
    """
    whole = read_table(table, with_target=True)
    if not names_a_column(target):
        return _read_apart(
            whole, target, listed("categorical", categorical), listed("ignore", ignore)
        )
    position = whole.position_of(target, "target")
    if not whole.n_rows:
        raise InvalidInputError("the table has no rows: there is nothing to balance", remedy=None)
    classes = _read_classes(whole, position)
    roles = assign_roles(
        whole, position, listed("categorical", categorical), listed("ignore", ignore)
    )
    return LabelledTable(whole, position, classes, roles)


def names_a_column(target: Any) -> bool:
    """Return whether a target is the name or the position of a column, and not a column itself."""
    if isinstance(target, str | bytes) or getattr(target, "ndim", 1) == 0:
        return True
    # A name of several levels, as pandas has them, is a tuple; targets are lists or arrays.
    return isinstance(target, tuple) or not hasattr(target, "__len__")


def features_and_target(
    table: Any, target: Any, categorical: list[Any] | None
) -> tuple[Any, Any, list[int] | None]:
    """Return a table without its target, each of its kind; no column is left out but that.

    The third are the positions of the columns that are named as categories of the whole table.
    """
    whole = read_table(table, with_target=True)
    position = whole.position_of(target, "target")
    others = [j for j in range(whole.n_features) if j != position]
    named = None
    if categorical is not None:
        named_categories, _ = named_columns(whole, position, categorical, None)
        named = [place for place, j in enumerate(others) if j in named_categories]
    return whole.select(others).native, whole.column(position), named


def _read_apart(
    table: Table, target: Any, categorical: list[Any] | None, ignore: list[Any] | None
) -> LabelledTable:
    """Return a table whose target was given apart from it."""
    classes = Target(target)
    classes.check(table.n_rows)
    roles = assign_roles(table, -1, categorical, ignore)
    return LabelledTable(table, None, classes, roles, target)


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
    classes.check_several(table.n_rows, f"the target {name!r}")
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
