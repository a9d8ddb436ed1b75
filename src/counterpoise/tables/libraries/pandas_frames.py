"""pandas dataframes, with numpy, nullable, Arrow, categorical and sparse columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from counterpoise.tables.column_profiles import Kind
from counterpoise.tables.columns import as_slice
from counterpoise.tables.libraries.base import Library
from counterpoise.tables.libraries.pandas_index import grown_index
from counterpoise.tables.numbers import NotNumbersError, NumericColumn, read_numbers

__all__ = ["PandasLibrary"]


_KINDS: dict[str, Kind] = {
    "b": "bool", "i": "integer", "u": "integer", "f": "float", "m": "time", "M": "time"
}  # fmt: skip


class PandasLibrary(Library[pd.DataFrame, pd.Series]):
    """pandas. A new column is a `Series` with a plain index."""

    name = "pandas"

    def names(self, frame: pd.DataFrame) -> list[Any]:
        return list(frame.columns)

    def column(self, frame: pd.DataFrame, position: int) -> pd.Series:
        return frame.iloc[:, position]

    def kind(self, column: pd.Series) -> Kind:
        dtype: Any = column.dtype
        if _is_arrow(dtype):
            arrow, own = _arrow(column)
            kind: Kind = arrow.kind(own)
            return kind
        if isinstance(dtype, pd.SparseDtype):
            dtype = dtype.subtype
        if isinstance(dtype, pd.CategoricalDtype):
            return "category"
        if isinstance(dtype, pd.StringDtype):
            return "text"
        if isinstance(dtype, pd.DatetimeTZDtype):
            return "time"
        dtype = getattr(dtype, "numpy_dtype", dtype)  # of the nullable types
        if not isinstance(dtype, np.dtype):
            return "other"
        if dtype.kind == "O":
            return "text" if pd.api.types.infer_dtype(column, skipna=True) == "string" else "object"
        return _KINDS.get(dtype.kind, "other")

    def plain(self, column: pd.Series) -> pd.Series:
        if isinstance(column.dtype, pd.SparseDtype):
            return column.sparse.to_dense()
        if _is_arrow(column.dtype):
            arrow, own = _arrow(column)
            plain = arrow.plain(own)
            if plain is not own:
                return pd.Series(plain, dtype=pd.ArrowDtype(plain.type))
        return column

    def numbers(self, column: pd.Series) -> NumericColumn:
        dtype: Any = column.dtype
        if _is_arrow(dtype):
            arrow, own = _arrow(column)
            numbers: NumericColumn = arrow.numbers(own)
            return numbers
        if isinstance(dtype, pd.SparseDtype):
            return self.numbers(self.plain(column))
        if isinstance(dtype, pd.DatetimeTZDtype):
            column = column.dt.tz_convert("UTC").dt.tz_localize(None)
        elif hasattr(dtype, "numpy_dtype"):  # the nullable types
            missing = column.isna().to_numpy()
            filled = column.fillna(dtype.type(0)) if missing.any() else column
            return read_numbers(filled.to_numpy(dtype.numpy_dtype), missing)
        elif not isinstance(dtype, np.dtype):
            present = column.dropna()
            if self.is_category(column) and len(present):
                raise NotNumbersError.of(present.iloc[0])
            raise NotNumbersError(f"values of type {dtype}")
        return read_numbers(column.to_numpy())

    def factorize(self, column: pd.Series) -> tuple[NDArray[np.integer], Sequence[Any]]:
        if _is_arrow(column.dtype):
            arrow, own = _arrow(column)
            factorized: tuple[NDArray[np.integer], Sequence[Any]] = arrow.factorize(own)
            return factorized
        numbers, distinct = pd.factorize(column)
        return numbers, distinct.tolist()

    def take(self, column: pd.Series, rows: NDArray[np.int64]) -> pd.Series:
        if _is_arrow(column.dtype):  # pandas cannot take from views
            arrow, own = _arrow(column)
            return pd.Series(arrow.take(own, rows), dtype=column.dtype, name=column.name)
        return column.take(rows).reset_index(drop=True)

    def write(self, numbers: NDArray[Any], column: pd.Series) -> pd.Series:
        dtype: Any = column.dtype
        if _is_arrow(dtype):
            arrow, own = _arrow(column)
            fresh = pd.Series(arrow.write(numbers, own), dtype=dtype)
        elif isinstance(dtype, pd.DatetimeTZDtype):
            times = pd.Series(numbers).dt.tz_localize("UTC")
            fresh = times.dt.tz_convert(dtype.tz)
        else:
            fresh = pd.Series(numbers, dtype=object if numbers.dtype == object else None)
        return fresh.astype(dtype)

    def choose(self, mask: NDArray[np.bool_], yes: pd.Series, no: pd.Series) -> pd.Series:
        if isinstance(yes.dtype, pd.SparseDtype):
            dense = yes.sparse.to_dense().where(mask, no.sparse.to_dense())
            return dense.astype(yes.dtype)
        return yes.where(mask, no)

    def append(
        self, frame: pd.DataFrame, columns: list[Any], base: NDArray[np.int64]
    ) -> pd.DataFrame:
        positions = range(len(columns))  # names may repeat, and concat would match them
        tail = pd.concat(columns, axis=1, keys=positions)
        return _append(frame, tail, base)

    def take_rows(self, frame: pd.DataFrame, rows: NDArray[np.int64]) -> pd.DataFrame:
        try:
            return frame.iloc[rows]
        except NotImplementedError:  # a column of views
            taken = [self.take(self.column(frame, j), rows) for j in range(frame.shape[1])]
            chosen = pd.concat(taken, axis=1, keys=range(len(taken)))
            chosen.index, chosen.columns = frame.index.take(rows), frame.columns
            chosen.attrs = dict(frame.attrs)
            return chosen

    def is_sparse(self, frame: pd.DataFrame) -> bool:
        dtypes: list[Any] = list(frame.dtypes)
        return len(dtypes) > 0 and all(
            isinstance(d, pd.SparseDtype) and d.fill_value == 0 for d in dtypes
        )

    def take_columns(self, frame: pd.DataFrame, positions: Sequence[int]) -> pd.DataFrame:
        return frame.iloc[:, as_slice(positions)]

    def with_missing(
        self, column: pd.Series, kept: NDArray[np.int64] | None, n_new: int
    ) -> pd.Series:
        own = (column if kept is None else column.iloc[kept]).reset_index(drop=True)
        if not n_new:
            return own
        if isinstance(own.dtype, np.dtype) and own.dtype.kind in "iub":
            # numpy's whole numbers have no missing value, and floats would change large ids.
            own = own.astype(own.iloc[:0].convert_dtypes().dtype)
        return own.reindex(range(len(own) + n_new))

    def join(
        self, frame: pd.DataFrame, columns: list[Any], mark: str | None, like: pd.DataFrame
    ) -> pd.DataFrame:
        labelled = [
            c.set_axis(like.index) if isinstance(c, pd.Series) else pd.Series(c, like.index)
            for c in columns
        ]
        joined = pd.concat(labelled, axis=1, keys=range(len(labelled)))
        joined.columns = frame.columns if mark is None else _with_name(frame.columns, mark)
        joined.attrs = dict(frame.attrs)
        return joined

    def block(self, frame: pd.DataFrame) -> NDArray[np.floating] | None:
        dtypes = set(frame.dtypes)
        if len(dtypes) == 1 and dtypes <= {np.dtype("float32"), np.dtype("float64")}:
            return np.ascontiguousarray(frame.to_numpy())
        return None

    def append_block(
        self, frame: pd.DataFrame, block: NDArray[np.floating], base: NDArray[np.int64]
    ) -> pd.DataFrame:
        return _append(frame, pd.DataFrame(block, copy=False), base)

    def index(self, frame: pd.DataFrame) -> pd.Index:
        return frame.index


def _append(frame: pd.DataFrame, tail: pd.DataFrame, base: NDArray[np.int64]) -> pd.DataFrame:
    """Return the frame followed by a frame of new rows, whose columns are numbered."""
    grown = pd.concat([frame.set_axis(tail.columns, axis=1), tail], ignore_index=True)
    grown.index = grown_index(frame.index, base)
    grown.columns = frame.columns
    grown.attrs = dict(frame.attrs)
    return grown


def _with_name(columns: pd.Index, mark: str) -> pd.Index:
    """Return pandas' names of columns followed by another."""
    if columns.nlevels > 1:
        last = (mark, *[""] * (columns.nlevels - 1))
        return pd.MultiIndex.from_tuples([*columns, last], names=columns.names)
    return pd.Index([*columns, mark], name=columns.name)


def _is_arrow(dtype: Any) -> bool:
    return isinstance(dtype, pd.ArrowDtype)


def _arrow(column: pd.Series) -> tuple[Any, Any]:
    """Return the library that knows the column's type, and the column as its own."""
    import pyarrow as pa

    from counterpoise.tables.libraries.arrow_tables import ArrowLibrary

    chunks = column.array.__arrow_array__()
    return ArrowLibrary(), chunks if isinstance(chunks, pa.ChunkedArray) else pa.chunked_array(
        [chunks]
    )
