"""pyarrow tables, and the columns of pandas that Arrow holds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from counterpoise.grids import Grid, time_units
from counterpoise.tables.libraries.base import Library
from counterpoise.tables.numbers import NotNumbersError, NumericColumn, read_numbers, read_whole

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
        self,
        column: pa.ChunkedArray,
        limits: tuple[int, int] | None = None,
        offset: int | None = None,
    ) -> NumericColumn:
        """Return a column as floats; for limits and offset see `read_numbers`."""
        kind = column.type
        grid: Grid | None = None
        units: tuple[int, ...] = ()
        if _types.is_null(kind):
            return read_numbers(np.full(len(column), np.nan))
        if _types.is_decimal(kind):
            missing = column.is_null().to_numpy() if column.null_count else None
            numbers, most = _unscaled(column), 10**kind.precision - 1
            if kind.scale >= 0:
                return read_whole(numbers, missing, 10**kind.scale, most)
            step = 10**-kind.scale
            return read_whole(numbers.astype(object) * step, missing, 1, most * step, step=step)
        if _types.is_temporal(kind) and not _types.is_interval(kind):
            units = time_units(_unit_of(kind))
            grid = Grid(step=units[-1]) if _types.is_date64(kind) else None
            column = column.cast(_COUNTS[kind.bit_width])
        elif _types.is_float16(kind):
            column = column.cast(pa.float32())
        elif not (_types.is_integer(kind) or _types.is_floating(kind) or _types.is_boolean(kind)):
            raise _no_numbers(column)
        missing = None
        if column.null_count:
            missing = column.is_null().to_numpy()
            column = column.fill_null(pa.scalar(0).cast(column.type))
        return read_numbers(
            column.to_numpy(), missing, limits=limits, offset=offset, grid=grid, units=units
        )

    def factorize(self, column: pa.ChunkedArray) -> tuple[NDArray[np.integer], Sequence[Any]]:
        if not _types.is_dictionary(column.type):
            try:
                column = column.dictionary_encode()
            except pa.ArrowNotImplementedError as error:
                raise TypeError(str(error)) from error
        coded = column.unify_dictionaries().combine_chunks()
        if isinstance(coded, pa.ChunkedArray):
            coded = coded.chunk(0) if coded.num_chunks else pa.nulls(0, column.type)
        numbers = coded.indices.cast(pa.int64()).fill_null(-1)
        return numbers.to_numpy(zero_copy_only=False), coded.dictionary.to_pylist()

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
            return _scaled(numbers, kind)
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


def _unit_of(kind: pa.DataType) -> str:
    """Return what the values of a temporal type are counted in."""
    if _types.is_date(kind):
        return "D" if _types.is_date32(kind) else "ms"
    return kind.unit


def _unscaled(column: pa.ChunkedArray) -> NDArray:
    """Return decimals as whole numbers of their last digit: int64, or objects where they are long.

    Where a value is missing there is a zero.
    """
    kind = column.type
    if kind.bit_width < 128:
        column = column.cast(pa.decimal128(kind.precision, kind.scale))
    pieces = [_words(chunk) for chunk in column.chunks]
    words = np.concatenate(pieces) if pieces else np.zeros((0, 2), np.int64)
    low = np.ascontiguousarray(words[:, 0])
    sign = low >> 63
    if all((word == sign).all() for word in words.T[1:]):
        return low
    *lower, highest = words.T
    numbers = highest.astype(object)  # the highest word has the sign
    for word in lower[::-1]:
        numbers = numbers * 2**64 + word.view(np.uint64).astype(object)
    return numbers


def _words(chunk: pa.Array) -> NDArray[np.int64]:
    """Return the 64-bit words of decimals, lowest first; shape (n_rows, n_words)."""
    n_words = chunk.type.bit_width // 64
    start = chunk.offset * n_words
    stop = start + len(chunk) * n_words
    words = np.frombuffer(chunk.buffers()[1] or b"", np.int64)[start:stop].reshape(-1, n_words)
    if chunk.null_count:
        words = np.where(chunk.is_null().to_numpy(zero_copy_only=False)[:, np.newaxis], 0, words)
    return words


def _scaled(numbers: NDArray, kind: pa.DataType) -> pa.Array:
    """Return whole numbers of the last digit as decimals of a type."""
    if numbers.dtype == object:
        exact, digits = Context(prec=kind.precision + 1), max(kind.scale, 0)
        return pa.array([Decimal(n).scaleb(-digits, exact) for n in numbers], kind)
    wide = kind if kind.bit_width >= 128 else pa.decimal128(kind.precision, kind.scale)
    signs = [numbers >> 63] * (wide.bit_width // 64 - 1)
    words = pa.py_buffer(np.ascontiguousarray(np.column_stack([numbers, *signs])))
    return pa.Array.from_buffers(wide, len(numbers), [None, words]).cast(kind)


def _no_numbers(column: pa.ChunkedArray) -> NotNumbersError:
    if _types.is_dictionary(column.type) or _is_text(column.type):
        present = column.drop_null()
        if len(present):
            return NotNumbersError.of(present[0].as_py())
    return NotNumbersError(f"values of type {column.type}")
