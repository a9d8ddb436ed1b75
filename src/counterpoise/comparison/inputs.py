"""What `compare` is given: the table and its target, groups, times, the positive class, costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from counterpoise.comparison.splits import rank_times
from counterpoise.core.masks import check_mask
from counterpoise.diagnosis.finding import Label, Name
from counterpoise.errors import InvalidInputError, Setting, brief
from counterpoise.methods.finding import find_method
from counterpoise.methods.registry import Method
from counterpoise.tables import Table, read_table
from counterpoise.tables.arrays import as_dense
from counterpoise.tables.roles import Role, as_numbers
from counterpoise.tables.values import array_of
from counterpoise.targets import Target

__all__ = [
    "as_methods_take",
    "cost_matrix",
    "positive_position",
    "rank_checked_times",
    "rank_groups",
    "read_column",
    "read_table_and_target",
]


def read_table_and_target(X: Any, y: Any) -> tuple[Table, Target]:
    table = read_table(as_dense(X), with_target=True)
    target = Target(y)
    target.check(table.n_rows)
    if len(target.labels) < 2:
        raise InvalidInputError(
            f"the target has one class only, {target.labels[0]!r}",
            joint=": ",
            needed="a comparison needs two or more",
            remedy=None,
            parameter="target",
        )
    return table, target


def as_methods_take(roles: Iterable[Role], methods: Any) -> list[Role]:
    """Return the roles as all methods take them.

    What looks like a category by its values is a number for all if a method takes numbers only.
    """
    if all(method.takes_categories for method in named_methods(methods)):
        return list(roles)
    return [as_numbers(role) if role.guessed else role for role in roles]


def named_methods(methods: Any) -> list[Method]:
    """Return those of the methods that are given by name, "auto" left out."""
    if isinstance(methods, Mapping) or not isinstance(methods, Iterable):
        return []
    names = [methods] if isinstance(methods, str) else methods
    return [find_method(m, "methods") for m in names if isinstance(m, str) and m != "auto"]


def read_column(given: Any, table: Table, what: str) -> tuple[NDArray[Any] | None, Name | None]:
    """Return the values of a column that was given or named, and its name if it was."""
    if given is None:
        return None, None
    if isinstance(given, str | int) and not isinstance(given, bool):
        position = table.position_of(given, what)
        return array_of(table.column(position)), table.names[position]
    check_mask(given, what, "leave these rows out, or fill them with a value")
    return np.asarray(given), None


def rank_groups(groups: ArrayLike, n_rows: int) -> NDArray[np.int64]:
    """Return a number for each row's group; a missing group is one of its own."""
    values = np.asarray(groups, dtype=object)
    if values.shape != (n_rows,):
        raise InvalidInputError(
            f"groups has shape {values.shape}",
            needed=f"it needs one value for each of {n_rows} rows",
            remedy=None,
            parameter="groups",
        )
    seen: dict[Label, int] = {}
    codes = [seen.setdefault(value, len(seen)) for value in values.tolist()]
    if len(seen) < 4:
        raise InvalidInputError(
            f"groups has {len(seen)} different values",
            needed="splitting by groups needs at least 4",
            remedy=None,
            parameter="groups",
        )
    return np.array(codes, np.int64)


def rank_checked_times(times: NDArray[Any], n_rows: int) -> NDArray[np.int64]:
    if np.shape(times) != (n_rows,):
        raise InvalidInputError(
            f"time has shape {np.shape(times)}",
            needed=f"it needs one value for each of {n_rows} rows",
            remedy=None,
            parameter="time",
        )
    return rank_times(times)


def positive_position(positive: Any, labels: list[Label], codes: NDArray[np.int64]) -> int:
    """Return which of two labels is the positive one: the smaller class unless one is named."""
    if positive is None:
        n_first = int((codes == 0).sum())
        return 0 if n_first < len(codes) - n_first else 1
    if np.ndim(positive) == 0 and positive in labels:
        return labels.index(positive)
    texts = [str(label) for label in labels]
    if str(positive) in texts:  # the command knows labels as text only
        return texts.index(str(positive))
    raise InvalidInputError(
        Setting("positive", positive),
        " is no class of the target",
        needed=f"they are {', '.join(map(repr, labels))}",
        remedy=None,
    )


def cost_matrix(
    costs: Any, counts: NDArray[np.int64], labels: list[Label], given_labels: list[Label]
) -> NDArray[np.float64]:
    """Return the cost of each mistake, by class code; shape (n_classes, n_classes)."""
    n = len(labels)
    if costs is None:
        matrix = np.tile((counts.max() / counts)[:, None], (1, n)).astype(np.float64)
        np.fill_diagonal(matrix, 0.0)
        return matrix
    if isinstance(costs, Mapping):
        if n != 2 or set(costs) != {"miss", "false alarm"}:
            raise InvalidInputError(
                f"costs={dict(costs)!r} cannot be used",
                remedy='for two classes give {"miss": ..., "false alarm": ...}, otherwise a '
                "square matrix",
                parameter="costs",
            )
        matrix = _numbers_of([[0.0, costs["false alarm"]], [costs["miss"], 0.0]], costs)
    else:
        matrix = _numbers_of(costs, costs)
        if matrix.shape != (n, n):
            raise InvalidInputError(
                f"costs has shape {matrix.shape}",
                needed=f"the target has {n} classes, so it needs ({n}, {n})",
                remedy=None,
                parameter="costs",
            )
        order = [given_labels.index(label) for label in labels]
        matrix = matrix[np.ix_(order, order)]
    if not np.isfinite(matrix).all():
        raise InvalidInputError("costs must be finite numbers", remedy=None, parameter="costs")
    return matrix


def _numbers_of(values: object, costs: object) -> NDArray[np.float64]:
    try:
        return np.asarray(values, np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidInputError(
            f"costs={brief(costs)} cannot be used",
            joint=": ",
            needed='it must be a square matrix of numbers, or {"miss": ..., "false alarm": '
            "...} for two classes",
            remedy=None,
            parameter="costs",
        ) from error
