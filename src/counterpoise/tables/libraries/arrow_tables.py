"""pyarrow tables, and the columns of pandas that Arrow holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from counterpoise.tables.libraries.base import Library
from counterpoise.tables.numbers import NotNumbersError, NumericColumn, read_numbers

__all__ = ["ArrowLibrary"]

_types = pa.types
# The whole numbers that lie behind dates, times and durations.
_COUNTS = {32: pa.int32(), 64: pa.int64()}


class ArrowLibrary(Library):
    """pyarrow. A column is a `ChunkedArray`, a new one an `Array`."""

    name = "pyarrow"

    def names(self, frame: pa.Table) -> list[str]:
        return list(frame.column_names)

    def column(self, frame: pa.Table, position: int) -> pa.ChunkedArray:
        return frame.column(int(position))  # Arrow takes no numpy integer

    def is_category(self, column: pa.ChunkedArray) -> bool:
        return _types.is_dictionary(column.type) or _is_text(column.type)

    def numbers(
        self, column: pa.ChunkedArray, limits: tuple[int, int] | None = None
    ) -> NumericColumn:
        """Return a column as floats; for limits see `read_numbers`."""
        kind = column.type
        if _types.is_null(kind):
            return read_numbers(np.full(len(column), np.nan))
        if _types.is_temporal(kind) and not _types.is_interval(kind):
            column = column.cast(_COUNTS[kind.bit_width])
        elif _types.is_float16(kind):
            column = column.cast(pa.float32())
        elif _types.is_decimal(kind):
            column = column.cast(pa.float64())
        elif not (_types.is_integer(kind) or _types.is_floating(kind) or _types.is_boolean(kind)):
            raise _no_numbers(column)
        missing = None
        if column.null_count:
            missing = column.is_null().to_numpy()
            column = column.fill_null(pa.scalar(0).cast(column.type))
        exact = not _types.is_decimal(kind)
        return read_numbers(column.to_numpy(), missing, exact=exact, limits=limits)

    def factorize(self, column: pa.ChunkedArray) -> tuple[NDArray[np.integer], Sequence[Any]]:
        if _types.is_null(column.type):
            return np.full(len(column), -1, np.int64), []
        if not _types.is_dictionary(column.type):
            try:
                column = column.dictionary_encode()
            except pa.ArrowNotImplementedError as error:
                raise TypeError(str(error)) from error
        coded = column.unify_dictionaries().combine_chunks()
        if isinstance(coded, pa.ChunkedArray):
            coded = coded.chunk(0) if coded.num_chunks else pa.nulls(0, column.type)
        numbers = coded.indices.cast(pa.int64()).fill_null(-1)
        try:
            distinct = coded.dictionary.to_pylist()
        except (pa.ArrowInvalid, OverflowError, ValueError) as error:
            # Python has no such time, or knows no such time zone.
            raise TypeError(str(error)) from error
        return numbers.to_numpy(zero_copy_only=False), distinct

    def take(self, column: pa.ChunkedArray, rows: NDArray[np.int64]) -> pa.Array:
        if _types.is_dictionary(column.type):
            column = column.unify_dictionaries()
        if _types.is_string_view(column.type):  # Arrow cannot take from views
            return self.take(column.cast(pa.large_string()), rows).cast(column.type)
        taken = column.take(pa.array(rows))
        if isinstance(taken, pa.ChunkedArray):
            taken = taken.combine_chunks()
        return taken

    def write(self, numbers: NDArray, column: pa.ChunkedArray) -> pa.Array:
        kind = column.type
        if _types.is_temporal(kind):
            return pa.array(numbers).cast(_COUNTS[kind.bit_width]).cast(kind)
        if _types.is_decimal(kind):
            return pc.round(pa.array(numbers), ndigits=kind.scale).cast(kind, safe=False)
        return pa.array(numbers).cast(kind, safe=False)

    def choose(self, mask: NDArray[np.bool_], yes: pa.Array, no: pa.Array) -> pa.Array:
        return pc.if_else(pa.array(mask), yes, no)

    def append(self, frame: pa.Table, columns: list[Any], base: NDArray[np.int64]) -> pa.Table:
        return pa.concat_tables([frame, pa.Table.from_arrays(columns, schema=frame.schema)])

    def select(self, frame: pa.Table, rows: NDArray[np.int64]) -> pa.Table:
        columns = [self.take(column, rows) for column in frame.columns]
        return pa.Table.from_arrays(columns, schema=frame.schema)


def _is_text(kind: pa.DataType) -> bool:
    return _types.is_string(kind) or _types.is_large_string(kind) or _types.is_string_view(kind)


def _no_numbers(column: pa.ChunkedArray) -> NotNumbersError:
    if _types.is_dictionary(column.type) or _is_text(column.type):
        present = column.drop_null()
        if len(present):
            return NotNumbersError.of(present[0].as_py())
    return NotNumbersError(f"values of type {column.type}")
