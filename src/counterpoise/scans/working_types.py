"""The types that rows are worked on in, where Arrow has no functions for those of a file."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterpoise.errors import InvalidInputError

__all__ = ["as_stored", "as_working", "empty_table", "working_schema", "working_type"]

_types = pa.types


def working_schema(stored: pa.Schema) -> tuple[pa.Schema, dict[int, pa.DataType]]:
    """Return the schema to work with, and the stored types of the columns that differ in it.

    Raises
    ------
    InvalidInputError
        If a column can be brought into no such type, or not back.
    """
    fields, differing = [], {}
    for j, field in enumerate(stored):
        kind = working_type(field.type)
        fields.append(field.with_type(kind))
        if kind.equals(field.type):
            continue
        differing[j] = field.type
        try:
            _stored(_working(pa.nulls(0, field.type)), field.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise InvalidInputError(
                f"column {field.name!r} holds {field.type}, which can be read and not be written "
                "again",
                remedy="store it as another type, or leave the column out",
            ) from error
    return pa.schema(fields, metadata=stored.metadata), differing


def working_type(kind: pa.DataType) -> pa.DataType:
    """Return the type in which values of a type can be chosen, joined and compared.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from counterpoise.scans.working_types import working_type
    >>> working_type(pa.list_(pa.string_view()))
    ListType(list<item: large_string>)
    >>> working_type(pa.run_end_encoded(pa.int32(), pa.float64()))
    DataType(double)
    """
    if _types.is_string_view(kind):
        return pa.large_string()
    if _types.is_binary_view(kind):
        return pa.large_binary()
    if _types.is_run_end_encoded(kind):
        return working_type(kind.value_type)
    if _types.is_decimal(kind):
        return _working_decimal(kind)
    if _types.is_dictionary(kind):
        value = working_type(kind.value_type)
        if not _is_joined(value):
            return value
        # The categories of all batches together may be more than a small type numbers.
        index = kind.index_type if kind.index_type.bit_width > 16 else pa.int32()
        return pa.dictionary(index, value, ordered=kind.ordered)
    return _working_nested(kind)


def as_working(rows: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return a batch as it was stored in the types to work with."""
    columns = [_working(column) for column in rows.columns]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def as_stored(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return a table in the types in which it is to be stored."""
    columns = [
        column
        if column.type.equals(field.type)
        else pa.chunked_array([_stored(chunk, field.type) for chunk in column.chunks], field.type)
        for column, field in zip(rows.columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def empty_table(schema: pa.Schema) -> pa.Table:
    """Return a table without rows, of columns of any type."""
    return pa.Table.from_arrays([pa.nulls(0, field.type) for field in schema], schema=schema)


def _working_decimal(kind: pa.DataType) -> pa.DataType:
    """Return the type of 128 bits or more that writes all digits before the point."""
    scale = max(kind.scale, 0)
    precision = min(kind.precision - kind.scale + scale, 76)
    if precision <= 38 and kind.bit_width <= 128:
        return pa.decimal128(precision, scale)
    return pa.decimal256(precision, scale)


def _working_nested(kind: pa.DataType) -> pa.DataType:
    if _types.is_struct(kind):
        fields = [kind.field(i) for i in range(kind.num_fields)]
        found = [field.with_type(working_type(field.type)) for field in fields]
        return kind if found == fields else pa.struct(found)
    if _types.is_map(kind):
        key, item = working_type(kind.key_type), working_type(kind.item_type)
        if key.equals(kind.key_type) and item.equals(kind.item_type):
            return kind
        return pa.map_(kind.key_field.with_type(key), kind.item_field.with_type(item))
    if _types.is_list(kind) or _types.is_large_list(kind) or _types.is_fixed_size_list(kind):
        value = working_type(kind.value_type)
        if value.equals(kind.value_type):
            return kind
        field = kind.value_field.with_type(value)
        if _types.is_fixed_size_list(kind):
            return pa.list_(field, kind.list_size)
        return pa.list_(field) if _types.is_list(kind) else pa.large_list(field)
    return kind


def _is_joined(kind: pa.DataType) -> bool:
    """Return whether Arrow joins dictionaries of such values."""
    able = (
        _types.is_string,
        _types.is_large_string,
        _types.is_binary,
        _types.is_large_binary,
        _types.is_fixed_size_binary,
        _types.is_integer,
        _types.is_float32,
        _types.is_float64,
        _types.is_decimal128,
        _types.is_decimal256,
        _types.is_date,
        _types.is_time,
        _types.is_timestamp,
        _types.is_duration,
    )
    return any(is_such(kind) for is_such in able)


def _working(column: Any) -> Any:
    kind = column.type
    wanted = working_type(kind)
    if _types.is_run_end_encoded(kind):
        rows = np.arange(column.offset, column.offset + len(column))
        place = np.searchsorted(column.run_ends.to_numpy(), rows, side="right")
        return _working(column.values).take(pa.array(place))
    if not _types.is_dictionary(kind):
        return column if wanted.equals(kind) else column.cast(wanted)
    if not _types.is_dictionary(wanted):
        return _working(column.dictionary).take(column.indices)
    if wanted.equals(kind) and not column.dictionary.null_count:
        return column
    indices, values = column.indices, _working(column.dictionary)
    if values.null_count:  # a category that is missing is no category
        present = values.is_valid().to_numpy(zero_copy_only=False)
        place = pa.array(np.cumsum(present) - 1, mask=~present)
        indices, values = place.take(indices), values.drop_null()
    return pa.DictionaryArray.from_arrays(
        indices.cast(wanted.index_type), values, ordered=kind.ordered
    )


def _stored(column: Any, kind: pa.DataType) -> Any:
    if column.type.equals(kind):
        return column
    if _types.is_run_end_encoded(kind):
        runs = pc.run_end_encode(column, run_end_type=kind.run_end_type)
        return pa.RunEndEncodedArray.from_arrays(
            runs.run_ends, _stored(runs.values, kind.value_type), kind
        )
    if _types.is_decimal(kind) and kind.scale < 0:
        column = pc.round(column, ndigits=kind.scale)
    if not _types.is_dictionary(kind):
        return column.cast(kind)
    if _types.is_dictionary(column.type):
        indices, values = column.indices, _stored(column.dictionary, kind.value_type)
    elif _types.is_boolean(column.type):
        # All batches have the same categories: a file has no room for others.
        indices, values = column.cast(pa.int8()), pa.array([False, True])
    elif _types.is_null(column.type):
        indices, values = pa.nulls(len(column), pa.int8()), pa.nulls(0)
    else:
        raise pa.ArrowNotImplementedError(f"no dictionary of {column.type} is made")
    return pa.DictionaryArray.from_arrays(
        indices.cast(kind.index_type), values, ordered=kind.ordered
    )
