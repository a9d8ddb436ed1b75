"""The class of each row, whatever holds it."""

from __future__ import annotations

from collections.abc import Mapping, Set
from decimal import Decimal
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray
from sklearn.utils.multiclass import type_of_target

from counterpoise.errors import InvalidInputError, brief
from counterpoise.tables.categories import category_codes, sorted_codes
from counterpoise.tables.libraries import library_of
from counterpoise.tables.masks import check_mask
from counterpoise.tables.numbers import missing_values
from counterpoise.targets.strategy import Counts, count_classes

__all__ = ["Target"]

_NEEDED = "pass one class for each row of the table, as a list, an array or a column"


class Target:
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
        _check_kind(y)
        check_mask(y, "the target", "remove these rows, or fill them with a class of their own")
        self.native = y = _as_column(y)
        coded = _coded_column(y)
        if coded is None:
            self.values = _class_values(y)
            coded = _coded_values(self.values)
        codes, labels, _ = coded
        self.codes = codes.astype(np.int64, copy=False)
        self.labels: list[Any] = labels.tolist()
        missing = self.codes < 0
        if missing.any():
            raise InvalidInputError(
                f"Input y contains NaN: {int(missing.sum())} rows of the target are missing, the "
                f"first is row {int(np.argmax(missing))}; remove those rows or give them a class"
            )

    @cached_property
    def values(self) -> NDArray:
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
                "Found input variables with inconsistent numbers of samples: "
                f"the table has {n_rows} rows and the target {len(self)}; they must be as many"
            )
        if len(self.labels) < 2:
            raise InvalidInputError(
                "The target 'y' needs to have more than 1 class. Got 1 class instead: all "
                f"{n_rows} rows are of class {self.labels[0]!r}, so there is nothing to balance"
            )

    def grow(self, base: NDArray[np.int64], like: Any = None) -> Any:
        """Return all classes, followed by those of the rows that new rows come from.

        Parameters
        ----------
        base : ndarray of shape (n_new,)
            Row numbers.
        like : table of n_rows + n_new rows, optional
            If it is a pandas object, the result has its index.
        """
        y = self.native
        n_rows = len(y)
        if isinstance(y, np.ndarray):
            grown = np.empty((n_rows + len(base), *y.shape[1:]), y.dtype)
            grown[:n_rows] = y
            y.take(base, axis=0, out=grown[n_rows:], mode="clip")  # "raise" would buffer
            return grown
        is_new = np.arange(n_rows + len(base)) >= n_rows
        return self.take(np.concatenate([np.arange(n_rows), base]), is_new, like)

    def take(
        self, rows: NDArray[np.int64], is_new: NDArray[np.bool_] | None = None, like: Any = None
    ) -> Any:
        """Return the classes of the given rows in the target's own kind.

        Parameters
        ----------
        rows : ndarray of shape (n_out,)
            Row numbers; a new row has its base's.
        is_new : ndarray of shape (n_out,), bool, optional
            Which rows are new, so that they need index labels of their own.
        like : table of n_out rows, optional
            If it is a pandas object, the result has its index.
        """
        y = self.native
        if hasattr(y, "iloc"):
            result = y.iloc[rows]
            if hasattr(like, "iloc"):
                result.index = like.index
            elif is_new is not None and is_new.any():
                result.index = _index_of(y.index, rows, is_new)
            return result
        if isinstance(y, list | tuple):
            return [y[i] for i in rows]
        if isinstance(y, np.ndarray):
            return y.take(rows, axis=0)  # quicker than indexing
        if type(y).__module__.startswith("polars"):
            return y[rows]
        if hasattr(y, "take"):  # pyarrow, and pandas' arrays without an index
            return y.take(rows)
        return np.asarray(y)[rows]


def _check_kind(y: Any) -> None:
    """Raise `InvalidInputError` if what was given for a target has no class for each row."""
    if y is None:
        raise InvalidInputError(
            "This sampler requires y to be passed, but the target y is None: pass the classes"
        )
    if isinstance(y, str | bytes):
        raise InvalidInputError(
            f"the target y is the text {brief(y)}: {_NEEDED}; if it is the name of a column, pass "
            f"that column of the table, or use balance(table, {brief(y)})"
        )
    if isinstance(y, Mapping):
        raise InvalidInputError(
            f"the target y is a {type(y).__name__}: {_NEEDED}, such as list(y.values())"
        )
    if isinstance(y, Set):
        raise InvalidInputError(
            f"the target y is a {type(y).__name__}, which has no order and holds each class once: "
            + _NEEDED
        )


def _as_column(y: Any) -> Any:
    """Return an array or list of shape (n_rows, 1) as its column, as imbalanced-learn does."""
    if isinstance(y, np.ndarray):
        y = y if type(y) is np.ndarray else np.asarray(y)
        return y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
    if isinstance(y, list | tuple) and len(y) and isinstance(y[0], list | tuple | np.ndarray):
        return [row[0] for row in y] if all(np.shape(row) == (1,) for row in y) else y
    return y


def _index_of(index: Any, rows: NDArray[np.int64], is_new: NDArray[np.bool_]) -> Any:
    """Return the labels of old rows, and new labels for new rows, in their order."""
    from counterpoise.tables.libraries.pandas_index import grown_index

    labels = grown_index(index, rows[is_new])
    return labels.take(np.where(is_new, len(index) + np.cumsum(is_new) - 1, rows))


def _coded_column(y: Any) -> tuple[NDArray, NDArray, NDArray] | None:
    """Return the codes of a column of texts or categories, which its library knows best."""
    series = _as_series(y)
    if series is None or series.dtype not in (nw.String, nw.Categorical, nw.Enum):
        return None
    column = series.to_native()
    return sorted_codes(*library_of(column).factorize(column))


def _as_series(y: Any) -> nw.Series | None:
    """Return a column or a one-column frame as a narwhals series."""
    if type(y) is np.ndarray:  # asking every dataframe library takes longer than all else here
        return None
    if type(y).__module__.startswith("pyarrow") and hasattr(y, "dictionary_encode"):
        import pyarrow as pa

        y = y if isinstance(y, pa.ChunkedArray) else pa.chunked_array([y])
    native = nw.from_native(y, pass_through=True, allow_series=True)
    if isinstance(native, nw.LazyFrame):
        raise InvalidInputError("the target is a lazy frame: collect it first")
    if isinstance(native, nw.DataFrame) and native.shape[1] == 1:
        native = native[native.columns[0]]
    return native if isinstance(native, nw.Series) else None


def _class_values(y: Any) -> NDArray:
    """Return a target as a one-dimensional numpy array."""
    values = _as_values(y)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    elif values.ndim == 2 and _is_indicator(values):
        values = _from_one_hot(values)
    if values.ndim == 0:
        raise InvalidInputError(f"the target y is {brief(y)}, a single value: {_NEEDED}")
    if values.ndim != 1:
        raise InvalidInputError(
            f"y should be a 1d array, got an array of shape {values.shape} instead: "
            "multioutput targets are not supported; pass one column"
        )
    return values


def _coded_values(values: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Return codes, labels and first rows; raise if the values are no classes."""
    # No number that is whole, and no text, says that it is missing.
    _check_discrete(values[~missing_values(values)] if values.dtype.kind in "fO" else values)
    try:
        return category_codes(values)
    except TypeError as error:
        raise InvalidInputError(
            f"the target holds values that cannot be classes ({error}): pass one label a row"
        ) from error


def _as_values(y: Any) -> NDArray:
    """Return a target as a numpy array."""
    if type(y) is np.ndarray:
        return y
    series = _as_series(y)
    if series is not None:
        return _series_values(series)
    native = nw.from_native(y, pass_through=True)
    if isinstance(native, nw.DataFrame):
        columns = range(native.shape[1])  # by position: names may repeat
        return np.column_stack([_series_values(native[:, j]) for j in columns])
    if type(y).__module__.startswith("pyarrow"):
        return _with_common_type(y.to_pylist())
    try:
        if isinstance(y, list | tuple):
            return _with_common_type(list(y))
        return np.asarray(y)
    except ValueError as error:
        raise InvalidInputError(f"the target is no list of classes: {error}") from error


def _with_common_type(labels: list[Any]) -> NDArray:
    """Return labels as an array, of objects where numpy would turn numbers into texts."""
    values = np.array(labels)
    if values.dtype.kind in "US" and not all(isinstance(v, str | bytes) for v in labels):
        values = np.empty(len(labels), object)
        values[:] = labels
    return values


def _series_values(series: nw.Series) -> NDArray:
    if (series.dtype.is_numeric() or series.dtype == nw.Boolean) and not series.null_count():
        return np.asarray(series.to_numpy())
    values = np.empty(len(series), object)
    values[:] = series.to_list()
    return values


def _is_indicator(values: NDArray) -> bool:
    """Return whether a matrix holds nothing but zeros and ones."""
    if values.dtype.kind == "O":
        return False
    return type_of_target(values) == "multilabel-indicator"


def _from_one_hot(values: NDArray) -> NDArray[np.int64]:
    """Return the place of the one in each row."""
    ones = (values != 0).sum(axis=1)
    if np.any(ones > 1):
        raise InvalidInputError(
            "the target marks several classes in one row: multilabel and multioutput "
            "targets are not supported; resample one label at a time"
        )
    if np.any(ones == 0):
        raise InvalidInputError(
            f"the target marks no class in row {int(np.argmin(ones))}: one-hot rows need exactly "
            "one; give these rows a class, or a column of their own"
        )
    return values.argmax(axis=1)


def _check_discrete(values: NDArray) -> None:
    """Raise `InvalidInputError` if the values are quantities and not classes."""
    kind = values.dtype.kind
    if kind in "cmMV":
        raise InvalidInputError(
            f"Unknown label type: {values.dtype}. The target must be classes: text, bool, whole "
            "numbers or categories"
        )
    if kind == "O" and len(values) and all(isinstance(v, float | Decimal) for v in values):
        values = values.astype(np.float64)
    if values.dtype.kind != "f":
        return
    if np.isinf(values).any():
        raise InvalidInputError("Input y contains infinity: the target must be classes")
    fractional = values != np.rint(values)
    if fractional.any():
        first = int(np.argmax(fractional))
        raise InvalidInputError(
            f"Unknown label type: continuous. The target holds {values[first]} in row {first}: it "
            "is a continuous quantity, and balancing needs classes; bin it (pandas.cut) or pass "
            "the class column"
        )
