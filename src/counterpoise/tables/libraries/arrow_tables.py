"""pyarrow tables, and the columns of pandas that Arrow holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Context, Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from counterpoise.core.grids import Grid, time_units
from counterpoise.tables.column_profiles import Kind
from counterpoise.tables.libraries.base import Library
from counterpoise.tables.numbers import NotNumbersError, NumericColumn, read_numbers, read_whole
from counterpoise.tables.times import DAY

__all__ = ["ArrowLibrary"]

_types = pa.types


class ArrowLibrary(Library[pa.Table, pa.ChunkedArray]):
    """pyarrow. A column is a `ChunkedArray`, a new one an `Array`."""

    name = "pyarrow"

    def names(self, frame: pa.Table) -> list[str]:
        return list(frame.column_names)

    def column(self, frame: pa.Table, position: int) -> pa.ChunkedArray:
        return frame.column(int(position))  # Arrow takes no numpy integer

    def kind(self, column: pa.ChunkedArray) -> Kind:
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

    def numbers(
        self,
        column: pa.ChunkedArray,
        limits: tuple[int, int] | None = None,
        offset: int | None = None,
    ) -> NumericColumn:
        """Return a column as floats; for limits and offset see `read_numbers`."""
        column = _decoded(column)
        kind = column.type
        grid: Grid | None = None
        units: tuple[int, ...] = ()
        if _types.is_null(kind):
            return read_numbers(np.full(len(column), np.nan))
        if _types.is_decimal(kind):
            return _read_decimals(column)
        if _is_time(kind):
            units = time_units(_unit_of(kind))
            grid = Grid(step=units[-1]) if _types.is_date64(kind) else None
            column = column.cast(_counted(kind))
        elif _types.is_float16(kind):
            column = column.cast(pa.float32())
        elif self.kind(column) not in ("integer", "float", "bool"):
            raise _no_numbers(column)
        missing = None
        if column.null_count:
            missing = column.is_null().to_numpy()
            column = column.fill_null(pa.scalar(0).cast(column.type))
        found = read_numbers(
            column.to_numpy(), missing, limits=limits, offset=offset, grid=grid, units=units
        )
        return replace(found, bounds=_day_bounds(kind)) if _types.is_time(kind) else found

    def factorize(self, column: pa.ChunkedArray) -> tuple[NDArray[np.integer], Sequence[Any]]:
        if _types.is_null(column.type):
            return np.full(len(column), -1, np.int64), []
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
        try:
            distinct = coded.dictionary.to_pylist()
        except (pa.ArrowInvalid, OverflowError, ValueError) as error:
            # Python has no such time, or knows no such time zone.
            raise TypeError(str(error)) from error
        return numbers.to_numpy(zero_copy_only=False), distinct

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

    def write(self, numbers: NDArray[Any], column: pa.ChunkedArray) -> pa.Array:
        return _run_ends(_written(numbers, _plain_type(column.type)), column.type)

    def choose(self, mask: NDArray[np.bool_], yes: pa.Array, no: pa.Array) -> pa.Array:
        if _types.is_run_end_encoded(yes.type):
            return _run_ends(self.choose(mask, _decoded(yes), _decoded(no)), yes.type)
        return pc.if_else(pa.array(mask), yes, no)

    def append(self, frame: pa.Table, columns: list[Any], base: NDArray[np.int64]) -> pa.Table:
        return pa.concat_tables([frame, pa.Table.from_arrays(columns, schema=frame.schema)])

    def take_rows(self, frame: pa.Table, rows: NDArray[np.int64]) -> pa.Table:
        columns = [self.take(column, rows) for column in frame.columns]
        return pa.Table.from_arrays(columns, schema=frame.schema)

    def take_columns(self, frame: pa.Table, positions: Sequence[int]) -> pa.Table:
        return frame.select(list(positions))

    def with_missing(
        self, column: pa.ChunkedArray, kept: NDArray[np.int64] | None, n_new: int
    ) -> pa.ChunkedArray:
        own = column.chunks if kept is None else [self.take(column, kept)]
        nothing = [pa.nulls(n_new, column.type)] if n_new else []
        return pa.chunked_array([*own, *nothing], column.type)

    def join(
        self, frame: pa.Table, columns: list[Any], mark: str | None, like: pa.Table
    ) -> pa.Table:
        fields = [
            field.with_nullable(field.nullable or column.null_count > 0)
            for field, column in zip(frame.schema, columns, strict=False)
        ]
        if mark is not None:
            fields.append(pa.field(mark, pa.bool_()))
        return pa.Table.from_arrays(columns, schema=pa.schema(fields, frame.schema.metadata))


def _counted(kind: pa.DataType) -> pa.DataType:
    """Return the whole numbers that lie behind dates, times and durations."""
    return pa.int32() if kind.bit_width == 32 else pa.int64()


def _day_bounds(kind: pa.DataType) -> tuple[float, float]:
    return 0.0, DAY[kind.unit] - 1.0


def _written(numbers: NDArray[Any], kind: pa.DataType) -> pa.Array:
    """Return what `NumericColumn.restore` gave as an array of a type."""
    if _types.is_decimal(kind):
        return _scaled(numbers, kind)
    if _is_time(kind):
        return pa.array(numbers).cast(_counted(kind)).cast(kind)
    return pa.array(numbers).cast(kind, safe=False)


def _read_decimals(column: pa.ChunkedArray) -> NumericColumn:
    kind = column.type
    missing = column.is_null().to_numpy() if column.null_count else None
    numbers, most = _unscaled(column), 10**kind.precision - 1
    if kind.scale >= 0:
        return read_whole(numbers, missing, 10**kind.scale, most)
    step = 10**-kind.scale
    return read_whole(numbers.astype(object) * step, missing, 1, most * step, step=step)


def _unit_of(kind: pa.DataType) -> str:
    """Return what the values of a temporal type are counted in."""
    if _types.is_date(kind):
        return "D" if _types.is_date32(kind) else "ms"
    unit: str = kind.unit
    return unit


def _unscaled(column: pa.ChunkedArray) -> NDArray[Any]:
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
    numbers: NDArray[Any] = highest.astype(object)  # the highest word has the sign
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


def _scaled(numbers: NDArray[Any], kind: pa.DataType) -> pa.Array:
    """Return whole numbers of the last digit as decimals of a type."""
    if numbers.dtype == object:
        exact, digits = Context(prec=kind.precision + 1), max(kind.scale, 0)
        return pa.array([Decimal(n).scaleb(-digits, exact) for n in numbers], kind)
    wide = kind if kind.bit_width >= 128 else pa.decimal128(kind.precision, kind.scale)
    signs = [numbers >> 63] * (wide.bit_width // 64 - 1)
    words = pa.py_buffer(np.ascontiguousarray(np.column_stack([numbers, *signs])))
    return pa.Array.from_buffers(wide, len(numbers), [None, words]).cast(kind)


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
    is_text: bool = (
        _types.is_string(kind) or _types.is_large_string(kind) or _types.is_string_view(kind)
    )
    return is_text


def _no_numbers(column: pa.ChunkedArray) -> NotNumbersError:
    if _types.is_dictionary(column.type) or _is_text(column.type):
        present = column.drop_null()
        if len(present):
            return NotNumbersError.of(present[0].as_py())
    return NotNumbersError(f"values of type {column.type}")
