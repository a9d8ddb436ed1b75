"""What each column of a raw table is taken for: a number, a category, or nothing to touch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from counterpoise.errors import InvalidInputError
from counterpoise.tables.column_profiles import ColumnProfile
from counterpoise.tables.columns import Columns

__all__ = [
    "Basis",
    "Role",
    "as_numbers",
    "assign_roles",
    "feature_positions",
    "looks_like_id",
    "named_columns",
]

# Names that people give to identifiers: "id", "customer_id", "customerID", "uuid", "Unnamed: 0".
_ID_NAME = re.compile(
    r"(?i:(^|[\s_.-])(id|ids|uid|uuid|guid)$|^(index|row|rownames?)?$|^unnamed: \d+$)|[a-z](ID|Id)$"
)

# A handful of values may all differ by chance.
_FEWEST_VALUES_OF_AN_ID = 20


Basis = Literal["asked", "type", "values", "name", "empty", "unusable", "key"]
"""What a role rests on.

The user's word; the column's type; its values; a name that ids have; that it holds nothing; that
its values can be neither interpolated nor voted; or that it numbers a distributed table's rows.
"""


@dataclass(frozen=True)
class Role:
    """What a column is taken for.

    Parameters
    ----------
    name : str or int
        The column.
    role : {"numeric", "category", "ignored", "target"}
        Numeric columns are interpolated, categories voted, ignored ones are carried for original
        rows and empty for new ones.
    reason : str
        Why, in words.
    basis : {"asked", "type", "values", "name", "empty", "unusable", "key"}
        What the role rests on.
    """

    name: Any
    role: Literal["numeric", "category", "ignored", "target"]
    reason: str
    basis: Basis

    @property
    def is_feature(self) -> bool:
        """Whether distances are measured on it, and new rows have a value in it."""
        return self.role in ("numeric", "category")

    @property
    def guessed(self) -> bool:
        """Whether the values or the name, and not the type or the user, made it a category."""
        return self.role == "category" and self.basis in ("values", "name")


def assign_roles(
    columns: Columns, target: int, categorical: Iterable[Any] | None, ignore: Iterable[Any] | None
) -> list[Role]:
    """Return the role of each column.

    Parameters
    ----------
    columns : Columns
        The columns of the table.
    target : int
        Position of the target.
    categorical, ignore : iterable of str or int, or None
        Columns that the user names. None leaves it to the types and values; names are added to
        what these say; no names at all switches guessing by values off.
    """
    named_categories, named_ignored = named_columns(columns, target, categorical, ignore)
    guess_categories = categorical is None or bool(named_categories)
    guess_ids = ignore is None or bool(named_ignored)
    roles = []
    for position, name in enumerate(columns.names):
        if position == target:
            roles.append(Role(name, "target", "named as the target", "asked"))
        elif position in named_ignored:
            roles.append(Role(name, "ignored", "named in ignore", "asked"))
        elif position in named_categories:
            roles.append(Role(name, "category", "named in categorical", "asked"))
        else:
            role = _role_by_type(name, columns.profile(position), guess_categories, guess_ids)
            roles.append(role)
    return roles


def named_columns(
    columns: Columns, target: int, categorical: Iterable[Any] | None, ignore: Iterable[Any] | None
) -> tuple[set[int], set[int]]:
    """Return the positions of the columns that the user names, as for `assign_roles`.

    Raises
    ------
    InvalidInputError
        If there is no such column, it is the target, or it is named in both.
    """
    named_categories = _positions(columns, categorical, target, "categorical")
    named_ignored = _positions(columns, ignore, target, "ignore")
    both = named_categories & named_ignored
    if both:
        raise InvalidInputError(
            f"column {columns.names[min(both)]!r} is named in categorical and in ignore",
            remedy="name it once",
            parameter="categorical",
        )
    return named_categories, named_ignored


def feature_positions(roles: Sequence[Role]) -> list[int]:
    """Return the positions of the columns that distances are measured on."""
    return [j for j, role in enumerate(roles) if role.is_feature]


def as_numbers(role: Role) -> Role:
    """Return a guessed category as a number, for methods that take no categories."""
    return replace(role, role="numeric", reason=f"{role.reason}, but the method takes only numbers")


def _role_by_type(
    name: Any, profile: ColumnProfile, guess_categories: bool, guess_ids: bool
) -> Role:
    kind = profile.type_name
    if not profile.n_present:
        return Role(name, "ignored", "empty", "empty")
    if profile.kind == "other":
        reason = f"{kind} values can be neither interpolated nor voted"
        return Role(name, "ignored", reason, "unusable")
    if guess_ids and profile.n_present >= _FEWEST_VALUES_OF_AN_ID:
        if profile.counts_rows:
            return Role(name, "ignored", "numbers the rows", "values")
        if profile.kind == "text" and profile.mostly_differ:
            return Role(name, "ignored", "most values differ", "values")
        if profile.kind == "integer" and looks_like_id(name):
            role: Literal["ignored", "category"]
            role = "ignored" if profile.mostly_differ else "category"
            return Role(name, role, "named like an id", "name")
    if profile.kind in ("text", "category", "bool"):
        return Role(name, "category", kind, "type")
    if guess_categories and profile.two_whole_values:
        reason = "only {} and {}".format(*profile.two_whole_values)
        return Role(name, "category", reason, "values")
    return Role(name, "numeric", kind, "type")


def looks_like_id(name: Any) -> bool:
    """Return whether a column has a name that people give to identifiers."""
    return _ID_NAME.search(str(name).strip()) is not None


def _positions(
    columns: Columns, named: Iterable[Any] | None, target: int, parameter: str
) -> set[int]:
    if named is None:
        return set()
    positions = {columns.position_of(name, parameter) for name in named}
    if target in positions:
        raise InvalidInputError(
            f"{parameter} names {columns.names[target]!r}, which is the target",
            remedy="leave it out there",
            parameter=parameter,
        )
    return positions
