"""One label for each row, whatever holds them: a list, array, series or frame of one column."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError
from counterpoise.tables.categories import sorted_codes
from counterpoise.tables.libraries import library_of
from counterpoise.tables.values import objects_of

__all__ = ["Labels"]


class Labels:
    """A column of labels, as it was given.

    Parameters
    ----------
    y : array-like, series or frame of one column, or matrix, of n_rows rows
        The labels. An array or list of shape (n_rows, 1) is taken for its column.
    """

    def __init__(self, y: Any):
        self.native = _as_column(y)

    def coded(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]] | None:
        """Return codes, labels and first rows of a column of texts or categories; None for others.

        Its library knows them best.
        """
        series = _as_series(self.native)
        if series is None or series.dtype not in (nw.String, nw.Categorical, nw.Enum):
            return None
        column = series.to_native()
        return sorted_codes(*library_of(column).factorize(column))

    def array(self) -> NDArray[Any]:
        """Return labels as a numpy array of one or two dimensions.

        Raises
        ------
        InvalidInputError
            If no array can be made of them.
        """
        y = self.native
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
            raise InvalidInputError(
                f"the target is no list of classes: {error}", remedy=None, parameter="y"
            ) from error

    def grow(self, base: NDArray[np.int64], like: Any = None) -> Any:
        """Return all labels, followed by those of the rows that new rows come from.

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
        """Return the labels of the given rows in their own kind.

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


def _as_series(y: Any) -> nw.Series[Any] | None:
    """Return a column or a one-column frame as a narwhals series."""
    if type(y) is np.ndarray:  # asking every dataframe library takes longer than all else here
        return None
    if type(y).__module__.startswith("pyarrow") and hasattr(y, "dictionary_encode"):
        import pyarrow as pa

        y = y if isinstance(y, pa.ChunkedArray) else pa.chunked_array([y])
    native = nw.from_native(y, pass_through=True, allow_series=True)
    if isinstance(native, nw.LazyFrame):
        raise InvalidInputError(
            "the target is a lazy frame", remedy="collect it first", parameter="y"
        )
    if isinstance(native, nw.DataFrame) and native.shape[1] == 1:
        native = native[native.columns[0]]
    return native if isinstance(native, nw.Series) else None


def _series_values(series: nw.Series[Any]) -> NDArray[Any]:
    if (series.dtype.is_numeric() or series.dtype == nw.Boolean) and not series.null_count():
        return np.asarray(series.to_numpy())
    return objects_of(series)


def _with_common_type(labels: list[Any]) -> NDArray[Any]:
    """Return labels as an array, of objects where numpy would turn numbers into texts."""
    values = np.array(labels)
    if values.dtype.kind in "US" and not all(isinstance(v, str | bytes) for v in labels):
        values = np.empty(len(labels), object)
        values[:] = labels
    return values
