"""The class of each row, whatever holds it."""

from __future__ import annotations

from collections.abc import Mapping, Set
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.multiclass import type_of_target

from counterpoise.core.counts import Counts, count_classes
from counterpoise.core.masks import check_mask
from counterpoise.errors import InvalidInputError, brief
from counterpoise.tables.categories import category_codes
from counterpoise.tables.labels import Labels
from counterpoise.tables.numbers import missing_values

__all__ = ["Target"]

_NEEDED = "pass one class for each row of the table, as a list, an array or a column"


class Target(Labels):
    """A target as class codes.

    Parameters
    ----------
    y : array-like, series, one-column frame, or one-hot matrix of shape (n_rows, n_classes)
        The class of each row: text, bool, whole numbers or categories. An array or list of shape
        (n_rows, 1) is taken for its column, and comes back as one.

    Attributes
    ----------
    labels : list
        The sorted class labels.
    codes : ndarray of shape (n_rows,), int64
        Each row's position in them.

    Examples
    --------
    >>> from counterpoise.targets import Target
    >>> Target(["no", "yes", "no"]).counts
    {'no': 2, 'yes': 1}
    """

    def __init__(self, y: Any):
        if type(y) is not np.ndarray:
            _check_kind(y)
        check_mask(y, "the target", "remove these rows, or fill them with a class of their own")
        super().__init__(y)
        coded = self.coded()
        if coded is None:
            self.values = self._class_values()
            coded = _coded_values(self.values)
        codes, labels, _ = coded
        self.codes = codes.astype(np.int64, copy=False)
        self.labels: list[Any] = labels.tolist()
        missing = self.codes < 0
        if missing.any():
            raise InvalidInputError(
                f"Input y contains NaN: {int(missing.sum())} rows of the target are missing, the "
                f"first is row {int(np.argmax(missing))}",
                then="; ",
                remedy="remove those rows or give them a class",
                parameter="y",
            )

    @cached_property
    def values(self) -> NDArray[Any]:
        """The label of each row, as numpy sees it; shape (n_rows,)."""
        labels = np.empty(len(self.labels), object)
        labels[:] = self.labels
        return labels[self.codes]

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def counts(self) -> Counts:
        """Rows of each class, by label."""
        return count_classes(self.codes, self.labels)

    def check(self, n_rows: int) -> None:
        """Raise `InvalidInputError` unless there is a class for each row, and at least two."""
        if len(self) != n_rows:
            raise InvalidInputError(
                "Found input variables with inconsistent numbers of samples: the table has "
                f"{n_rows} rows and the target {len(self)}",
                needed="they must be as many",
                remedy=None,
                parameter="y",
            )
        if len(self.labels) < 2:
            raise InvalidInputError(
                f"Got 1 class instead: all {n_rows} rows are of class {self.labels[0]!r}, so there "
                "is nothing to balance",
                needed="The target 'y' needs to have more than 1 class",
                joint=". ",
                needed_first=True,
                remedy=None,
                parameter="y",
            )

    def check_several(self, n_rows: int, name: str) -> None:
        """Raise `InvalidInputError` if a column, called so, has one class in all its rows."""
        if len(self.labels) < 2:
            raise InvalidInputError(
                f"{name} has one class only, {self.labels[0]!r} in all {n_rows} rows",
                joint=": ",
                needed="balancing needs two or more",
                remedy=None,
                parameter="target",
            )

    def _class_values(self) -> NDArray[Any]:
        """Return a target as a one-dimensional numpy array."""
        values = self.array()
        if values.ndim == 2 and values.shape[1] == 1:
            values = values[:, 0]
        elif values.ndim == 2 and _is_indicator(values):
            values = _from_one_hot(values)
        if values.ndim == 0:
            raise InvalidInputError(
                f"the target y is {brief(self.native)}, a single value",
                remedy=_NEEDED,
                parameter="y",
            )
        if values.ndim != 1:
            raise InvalidInputError(
                f"y should be a 1d array, got an array of shape {values.shape} instead: "
                "multioutput targets are not supported",
                then="; ",
                remedy="pass one column",
                parameter="y",
            )
        return values


def _check_kind(y: Any) -> None:
    """Raise `InvalidInputError` if what was given for a target has no class for each row."""
    if y is None:
        raise InvalidInputError(
            "the target y is None",
            needed="This sampler requires y to be passed",
            joint=", but ",
            needed_first=True,
            remedy="pass the classes",
            parameter="y",
        )
    if isinstance(y, str | bytes):
        raise InvalidInputError(
            f"the target y is the text {brief(y)}",
            remedy=f"{_NEEDED}; if it is the name of a column, pass that column of the table, "
            f"or use balance(table, {brief(y)})",
            parameter="y",
        )
    if isinstance(y, Mapping):
        raise InvalidInputError(
            f"the target y is a {type(y).__name__}",
            remedy=f"{_NEEDED}, such as list(y.values())",
            parameter="y",
        )
    if isinstance(y, Set):
        raise InvalidInputError(
            f"the target y is a {type(y).__name__}, which has no order and holds each class once",
            remedy=_NEEDED,
            parameter="y",
        )


def _coded_values(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return codes, labels and first rows; raise if the values are no classes."""
    # No number that is whole, and no text, says that it is missing.
    _check_discrete(values[~missing_values(values)] if values.dtype.kind in "fO" else values)
    try:
        return category_codes(values)
    except TypeError as error:
        raise InvalidInputError(
            f"the target holds values that cannot be classes ({error})",
            remedy="pass one label a row",
            parameter="y",
        ) from error


def _is_indicator(values: NDArray[Any]) -> bool:
    """Return whether a matrix holds nothing but zeros and ones."""
    if values.dtype.kind == "O":
        return False
    is_indicator: bool = type_of_target(values) == "multilabel-indicator"
    return is_indicator


def _from_one_hot(values: NDArray[Any]) -> NDArray[np.int64]:
    """Return the place of the one in each row."""
    ones = (values != 0).sum(axis=1)
    if np.any(ones > 1):
        raise InvalidInputError(
            "the target marks several classes in one row: multilabel and multioutput targets are "
            "not supported",
            then="; ",
            remedy="resample one label at a time",
            parameter="y",
        )
    if np.any(ones == 0):
        raise InvalidInputError(
            f"the target marks no class in row {int(np.argmin(ones))}",
            joint=": ",
            needed="one-hot rows need exactly one",
            then="; ",
            remedy="give these rows a class, or a column of their own",
            parameter="y",
        )
    places: NDArray[np.int64] = values.argmax(axis=1)
    return places


def _check_discrete(values: NDArray[Any]) -> None:
    """Raise `InvalidInputError` if the values are quantities and not classes."""
    kind = values.dtype.kind
    if kind in "cmMV":
        unsupported = " (Complex data not supported)" * (kind == "c")
        raise InvalidInputError(
            f"Unknown label type: {values.dtype}{unsupported}",
            joint=". ",
            needed="The target must be classes: text, bool, whole numbers or categories",
            remedy=None,
            parameter="y",
        )
    if kind == "O" and len(values) and all(isinstance(v, float | Decimal) for v in values):
        values = values.astype(np.float64)
    if values.dtype.kind != "f":
        return
    if np.isinf(values).any():
        raise InvalidInputError(
            "Input y contains infinity",
            joint=": ",
            needed="the target must be classes",
            remedy=None,
            parameter="y",
        )
    fractional = values != np.rint(values)
    if fractional.any():
        first = int(np.argmax(fractional))
        raise InvalidInputError(
            f"Unknown label type: continuous. The target holds {values[first]} in row {first}: it "
            "is a continuous quantity",
            joint=", and ",
            needed="balancing needs classes",
            then="; ",
            remedy="bin it (pandas.cut) or pass the class column",
            parameter="y",
        )
