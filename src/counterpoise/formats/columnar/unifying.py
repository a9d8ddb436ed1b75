"""One schema for the files of a folder, so that every value of each keeps what it says."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pyarrow as pa

from counterpoise.errors import InvalidInputError

__all__ = ["as_type", "common_type", "unify_schemas"]

_types = pa.types
_INTEGERS = {
    (is_signed, bits): getattr(pa, f"{'' if is_signed else 'u'}int{bits}")()
    for is_signed in (True, False)
    for bits in (8, 16, 32, 64)
}
# Digits of the longest whole number of a type, for decimals that hold all of them.
_DIGITS = {8: 3, 16: 5, 32: 10, 64: 20}
_UNITS = ("s", "ms", "us", "ns")


def unify_schemas(schemas: Sequence[pa.Schema], names: Sequence[str]) -> pa.Schema:
    """Return the schema in which the rows of all files are whole.

    A column that a file does not have is missing in its rows. A type gives way to a wider one if
    that holds each of its values: whole numbers to more bits, float32 to float64, a category to
    its text, nothing to anything. The order, and what is known besides, are the first file's.

    Parameters
    ----------
    schemas : sequence of pyarrow.Schema
        Those of the files, one at least.
    names : sequence of str
        How messages call the files.

    Raises
    ------
    InvalidInputError
        If two types have no such type in common, or a name stands for several columns.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from counterpoise.formats.columnar.unifying import unify_schemas
    >>> first = pa.schema([("x", pa.float32()), ("n", pa.int8())])
    >>> print(unify_schemas([first, pa.schema([("x", pa.float64())])], ["a", "b"]))
    x: double
    n: int8
    """
    first = schemas[0]
    if all(schema.equals(first) for schema in schemas):
        return first
    fields: dict[str, pa.Field] = {}
    found_in: dict[str, str] = {}
    n_found: dict[str, int] = {}
    for schema, name in zip(schemas, names, strict=True):
        _check_names(schema, name)
        for field in schema:
            known = fields.get(field.name)
            n_found[field.name] = n_found.get(field.name, 0) + 1
            if known is None:
                fields[field.name], found_in[field.name] = field, name
                continue
            kind = common_type(known.type, field.type)
            if kind is None:
                raise InvalidInputError(
                    f"column {field.name!r} holds {known.type} in '{found_in[field.name]}' and "
                    f"{field.type} in '{name}', and no type holds both as they are",
                    remedy="store the column alike in all files",
                )
            if kind != known.type:
                found_in[field.name] = name
            fields[field.name] = known.with_type(kind).with_nullable(
                known.nullable or field.nullable
            )
    whole = [
        field.with_nullable(field.nullable or n_found[name] < len(schemas))
        for name, field in fields.items()
    ]
    unified = pa.schema(whole)
    return unified.with_metadata(_metadata(first, unified))


def common_type(one: pa.DataType, other: pa.DataType) -> pa.DataType | None:
    """Return the type that holds the values of both as they are, or None.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from counterpoise.formats.columnar.unifying import common_type
    >>> common_type(pa.int32(), pa.uint32())
    DataType(int64)
    >>> common_type(pa.timestamp("us"), pa.timestamp("us", "UTC")) is None
    True
    """
    if one.equals(other):
        return one
    for a, b in ((one, other), (other, one)):
        if _types.is_null(a):
            return b
    if _types.is_dictionary(one) or _types.is_dictionary(other):
        return _common_dictionary(one, other)
    for common in _WAYS:
        for a, b in ((one, other), (other, one)):
            found = common(a, b)
            if found is not None:
                return found
    return None


def as_type(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """Return a column in the type that it has in common with others, each value as it is.

    Raises
    ------
    pyarrow.ArrowInvalid, pyarrow.ArrowNotImplementedError
        If a value is none of that type.
    """
    if column.type.equals(kind):
        return column
    if not _types.is_dictionary(kind):
        return column.cast(kind)
    coded = column if _types.is_dictionary(column.type) else column.dictionary_encode()
    return pa.DictionaryArray.from_arrays(
        coded.indices.cast(kind.index_type),
        coded.dictionary.cast(kind.value_type),
        ordered=kind.ordered,
    )


def _check_names(schema: pa.Schema, name: str) -> None:
    repeated = [n for n in schema.names if schema.names.count(n) > 1]
    if repeated:
        raise InvalidInputError(
            f"'{name}' has several columns {repeated[0]!r}, and the other files have other "
            "columns than it",
            remedy="rename all but one",
        )


def _metadata(first: pa.Schema, unified: pa.Schema) -> dict[bytes, bytes] | None:
    """Return the first file's metadata, without what pandas says there of types that changed."""
    metadata = dict(first.metadata or {})
    try:
        pandas = json.loads(metadata[b"pandas"])
        pandas["columns"] = [
            column
            for column in pandas["columns"]
            if column.get("field_name") not in first.names
            or first.field(column["field_name"]).type.equals(
                unified.field(column["field_name"]).type
            )
        ]
        metadata[b"pandas"] = json.dumps(pandas).encode()
    except (KeyError, ValueError, TypeError, AttributeError):
        pass
    return metadata or None


def _common_dictionary(one: pa.DataType, other: pa.DataType) -> pa.DataType | None:
    if _types.is_dictionary(one) and _types.is_dictionary(other):
        index = common_type(one.index_type, other.index_type)
        value = common_type(one.value_type, other.value_type)
        if index is None or value is None:
            return None
        return pa.dictionary(index, value, ordered=one.ordered and other.ordered)
    values = [kind.value_type if _types.is_dictionary(kind) else kind for kind in (one, other)]
    return common_type(*values)


def _common_integer(one: pa.DataType, other: pa.DataType) -> pa.DataType | None:
    if not (_types.is_integer(one) and _types.is_integer(other)):
        return None
    signed = [_types.is_signed_integer(kind) for kind in (one, other)]
    bits = max(one.bit_width, other.bit_width)
    if signed[0] != signed[1]:
        unsigned = other if signed[0] else one
        bits = max(bits, 2 * unsigned.bit_width)
    return _INTEGERS.get((any(signed), bits))


def _common_float(one: pa.DataType, other: pa.DataType) -> pa.DataType | None:
    if not _types.is_floating(one):
        return None
    if _types.is_floating(other):
        return max(one, other, key=lambda kind: kind.bit_width)
    if not _types.is_integer(other):
        return None
    # Whole numbers of 64 bits are read as floats only as long as these tell them apart.
    exact = {8: 16, 16: 32}.get(other.bit_width, 64)
    return {16: pa.float16(), 32: pa.float32(), 64: pa.float64()}[max(exact, one.bit_width)]


def _common_decimal(one: pa.DataType, other: pa.DataType) -> pa.DataType | None:
    if not _types.is_decimal(one):
        return None
    if _types.is_integer(other):
        scale, whole = max(one.scale, 0), _DIGITS[other.bit_width]
    elif _types.is_decimal(other):
        scale, whole = max(one.scale, other.scale), other.precision - other.scale
    else:
        return None
    precision = scale + max(one.precision - one.scale, whole)
    bits = max(one.bit_width, getattr(other, "bit_width", 0) if _types.is_decimal(other) else 0)
    for make, most, width in (
        (pa.decimal128, 38, 128),
        (pa.decimal256, 76, 256),
    ):
        if precision <= most and bits <= width:
            return make(precision, scale)
    return None


def _common_text(one: pa.DataType, other: pa.DataType) -> pa.DataType | None:
    """Return the type of texts, or of bytes, that has room for both."""
    for plain, large, is_such in (
        (pa.string(), pa.large_string(), _is_text),
        (pa.binary(), pa.large_binary(), _is_binary),
    ):
        if is_such(one) and is_such(other):
            small = all(
                kind.equals(plain) or _types.is_fixed_size_binary(kind) for kind in (one, other)
            )
            return plain if small else large
    return None


def _common_time(one: pa.DataType, other: pa.DataType) -> pa.DataType | None:
    """Return the finer of two types of times; a time without a zone is not one with a zone."""
    if _types.is_date(one) and _types.is_date(other):
        return pa.date64()
    if _types.is_timestamp(one) and _types.is_timestamp(other) and one.tz == other.tz:
        return pa.timestamp(_finer(one, other), one.tz)
    if _types.is_duration(one) and _types.is_duration(other):
        return pa.duration(_finer(one, other))
    if _types.is_time(one) and _types.is_time(other):
        unit = _finer(one, other)
        return pa.time32(unit) if unit in ("s", "ms") else pa.time64(unit)
    return None


def _finer(one: pa.DataType, other: pa.DataType) -> str:
    unit: str = max(one.unit, other.unit, key=_UNITS.index)
    return unit


def _common_nested(one: pa.DataType, other: pa.DataType) -> pa.DataType | None:
    lists: list[tuple[Callable[[pa.DataType], bool], Callable[[pa.Field], pa.DataType]]] = [
        (_types.is_list, pa.list_),
        (_types.is_large_list, pa.large_list),
    ]
    for is_such, make in lists:
        if is_such(one) and is_such(other):
            kind = common_type(one.value_type, other.value_type)
            nullable = one.value_field.nullable or other.value_field.nullable
            return kind and make(one.value_field.with_type(kind).with_nullable(nullable))
    return None


def _is_text(kind: pa.DataType) -> bool:
    is_text: bool = (
        _types.is_string(kind) or _types.is_large_string(kind) or _types.is_string_view(kind)
    )
    return is_text


def _is_fixed(kind: pa.DataType) -> bool:
    return bool(_types.is_fixed_size_binary(kind))


def _is_binary(kind: pa.DataType) -> bool:
    able = (
        _types.is_binary,
        _types.is_large_binary,
        _types.is_binary_view,
        _types.is_fixed_size_binary,
    )
    return any(is_such(kind) for is_such in able)


_WAYS = (
    _common_integer,
    _common_float,
    _common_decimal,
    _common_text,
    _common_time,
    _common_nested,
)
