"""pyarrow tables, and the columns of pandas that Arrow holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from counterpoise.tables.libraries.base import Library
from counterpoise.tables.numbers import (
    NotNumbersError,
    NumericColumn,
    decimal_limit,
    read_numbers,
)
from counterpoise.tables.times import DAY

__all__ = ["ArrowLibrary", "counts_of"]

_types = pa.types
_DAY = pa.scalar(DAY["ms"])


class ArrowLibrary(Library):
    """pyarrow. A column is a `ChunkedArray`, a new one an `Array`."""

    name = "pyarrow"

    def names(self, frame: pa.Table) -> list[str]:
        return list(frame.column_names)

    def column(self, frame: pa.Table, position: int) -> pa.ChunkedArray:
        return frame.column(int(position))  # Arrow takes no numpy integer

    def kind(self, column: pa.ChunkedArray) -> str:
        kind = _plain_type(column.type)
        if _types.is_dictionary(kind):
            return "category"
        if _is_text(kind):
            return "text"
        if _types.is_boolean(kind):
            return "bool"
        if _types.is_integer(kind):
            return "integer"
        if _types.is_floating(kind) or _types.is_decimal(kind):
            return "float"
        return "time" if _is_time(kind) else "other"

    def plain(self, column: pa.ChunkedArray) -> pa.ChunkedArray:
        column = _decoded(column)
        return column.cast(pa.float64()) if _types.is_decimal(column.type) else column

    def is_category(self, column: pa.ChunkedArray) -> bool:
        return self.kind(column) in ("category", "text")

    def numbers(
        self, column: pa.ChunkedArray, limits: tuple[int, int] | None = None
    ) -> NumericColumn:
        """Return a column as floats; for limits see `read_numbers`."""
        column = _decoded(column)
        kind = column.type
        if _types.is_null(kind):
            return read_numbers(np.full(len(column), np.nan))
        if _is_time(kind):
            column = counts_of(column)
        elif _types.is_float16(kind):
            column = column.cast(pa.float32())
        elif _types.is_decimal(kind):
            column = column.cast(pa.float64())
        elif self.kind(column) not in ("integer", "float", "bool"):
            raise _no_numbers(column)
        missing = None
        if column.null_count:
            missing = column.is_null().to_numpy()
            column = column.fill_null(pa.scalar(0).cast(column.type))
        exact = not _types.is_decimal(kind)
        found = read_numbers(column.to_numpy(), missing, exact=exact, limits=limits)
        if _types.is_time(kind):
            return replace(found, bounds=(0.0, DAY[kind.unit] - 1.0))
        return found

    def factorize(self, column: pa.ChunkedArray) -> tuple[NDArray[np.integer], Sequence[Any]]:
        column = _decoded(column)
        kind = column.type
        if isinstance(kind, pa.BaseExtensionType):
            column = column.cast(kind.storage_type)
        if _types.is_decimal(kind) and kind.bit_width < 128:
            column = column.cast(pa.decimal128(kind.precision, kind.scale))
        if not _types.is_dictionary(kind):
            try:
                column = column.dictionary_encode()
            except pa.ArrowNotImplementedError as error:
                raise TypeError(str(error)) from error
        coded = _one_dictionary(column)
        numbers = coded.indices.cast(pa.int64()).fill_null(-1)
        return numbers.to_numpy(zero_copy_only=False), coded.dictionary.to_pylist()

    def take(self, column: pa.ChunkedArray, rows: NDArray[np.int64]) -> pa.Array:
        kind = column.type
        # Arrow cannot take from some of its types.
        if _types.is_run_end_encoded(kind):
            return _run_ends(self.take(_decoded(column), rows), kind)
        if _types.is_string_view(kind) or _types.is_binary_view(kind):
            wide = pa.large_string() if _types.is_string_view(kind) else pa.large_binary()
            return self.take(column.cast(wide), rows).cast(kind)
        if _types.is_dictionary(kind) and column.num_chunks > 1:
            column = _one_dictionary(column)
        try:
            taken = column.take(pa.array(rows))
        except pa.ArrowNotImplementedError:  # lists of views, and the like
            values = column.to_pylist()
            return pa.array([values[row] for row in rows], kind)
        if isinstance(taken, pa.ChunkedArray):
            taken = taken.combine_chunks()
        return taken

    def write(self, numbers: NDArray, column: pa.ChunkedArray) -> pa.Array:
        return _run_ends(_written(numbers, _plain_type(column.type)), column.type)

    def choose(self, mask: NDArray[np.bool_], yes: pa.Array, no: pa.Array) -> pa.Array:
        if _types.is_run_end_encoded(yes.type):
            return _run_ends(self.choose(mask, _decoded(yes), _decoded(no)), yes.type)
        return pc.if_else(pa.array(mask), yes, no)

    def append(self, frame: pa.Table, columns: list[Any], base: NDArray[np.int64]) -> pa.Table:
        return pa.concat_tables([frame, pa.Table.from_arrays(columns, schema=frame.schema)])

    def select(self, frame: pa.Table, rows: NDArray[np.int64]) -> pa.Table:
        columns = [self.take(column, rows) for column in frame.columns]
        return pa.Table.from_arrays(columns, schema=frame.schema)


def counts_of(column: pa.ChunkedArray | pa.Array) -> Any:
    """Return the whole numbers behind dates, times and durations: days where they are dates."""
    kind = column.type
    if _types.is_date64(kind):  # counted in milliseconds, and all of them are whole days
        return pc.divide(column.cast(pa.int64()), _DAY)
    return column.cast(pa.int32() if kind.bit_width == 32 else pa.int64())


def _written(numbers: NDArray, kind: pa.DataType) -> pa.Array:
    """Return what `NumericColumn.restore` gave as an array of a type."""
    values = pa.array(numbers)
    if _types.is_date64(kind):
        return pc.multiply(values.cast(pa.int64()), _DAY).cast(kind)
    if _is_time(kind):
        return values.cast(pa.int32() if kind.bit_width == 32 else pa.int64()).cast(kind)
    if _types.is_decimal(kind):
        limit = decimal_limit(kind.precision, kind.scale)
        rounded = pc.round(values, ndigits=kind.scale).to_numpy(zero_copy_only=False)
        return pa.array(np.clip(rounded, -limit, limit)).cast(kind)
    return values.cast(kind, safe=False)


def _one_dictionary(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return a column of a dictionary type as one array."""
    if column.num_chunks < 2:
        return column.chunk(0) if column.num_chunks else pa.nulls(0, column.type)
    if _types.is_float16(column.type.value_type):  # Arrow would take their bits for numbers
        return _with_one_dictionary(column)
    try:
        coded = column.unify_dictionaries().combine_chunks()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # null is among the values
        return _with_one_dictionary(column)
    return coded.chunk(0) if isinstance(coded, pa.ChunkedArray) else coded


def _with_one_dictionary(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Do what `_one_dictionary` does for types of which Arrow cannot unify the dictionaries."""
    kind = column.type
    code_of: dict[Any, int] = {}
    codes: list[int | None] = []
    for chunk in column.chunks:
        own = [
            None if value is None else code_of.setdefault(value, len(code_of))
            for value in chunk.dictionary.to_pylist()
        ]
        codes += [None if index is None else own[index] for index in chunk.indices.to_pylist()]
    values = pa.array(list(code_of), kind.value_type)
    return pa.DictionaryArray.from_arrays(
        pa.array(codes, kind.index_type), values, ordered=kind.ordered
    )


def _plain_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if _types.is_run_end_encoded(kind) else kind


def _decoded(column: Any) -> Any:
    """Return a column without runs."""
    if not _types.is_run_end_encoded(column.type):
        return column
    if isinstance(column, pa.ChunkedArray):
        chunks = [pc.run_end_decode(chunk) for chunk in column.chunks]
        return pa.chunked_array(chunks, column.type.value_type)
    return pc.run_end_decode(column)


def _run_ends(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """Return values as they are, or in runs where a type has them."""
    if not _types.is_run_end_encoded(kind):
        return values
    return pc.run_end_encode(values, run_end_type=kind.run_end_type)


def _is_time(kind: pa.DataType) -> bool:
    return _types.is_temporal(kind) and not _types.is_interval(kind)


def _is_text(kind: pa.DataType) -> bool:
    return _types.is_string(kind) or _types.is_large_string(kind) or _types.is_string_view(kind)


def _no_numbers(column: pa.ChunkedArray) -> NotNumbersError:
    if _types.is_dictionary(column.type) or _is_text(column.type):
        present = column.drop_null()
        if len(present):
            return NotNumbersError.of(present[0].as_py())
    return NotNumbersError(f"values of type {column.type}")
