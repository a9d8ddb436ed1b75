"""Values as JSON text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from counterpoise.errors import InvalidInputError
from counterpoise.formats.text.text_source import LINE

__all__ = ["Style", "json_lines", "json_lines_of_table"]

_COLON = re.compile(r'\{\s*"(?:[^"\\]|\\.)*"(\s*:\s*)')
_COMMA = re.compile(r"\s*,\s*")


@dataclass
class Style:
    """How objects are written.

    Parameters
    ----------
    comma, colon : str
        What stands between pairs, and between a key and its value.
    only_ascii : bool
        Whether other characters are escaped.
    """

    comma: str = ","
    colon: str = ":"
    only_ascii: bool = False

    @classmethod
    def of(cls, line: bytes) -> Style:
        """Return the style of an object.

        Examples
        --------
        >>> from counterpoise.formats.text.json_text import Style
        >>> Style.of(b'{"a": 1, "b": 2}')
        Style(comma=', ', colon=': ', only_ascii=False)
        """
        text = line.decode(errors="replace").strip()
        colon = _COLON.match(text)
        if colon is None:
            return cls()
        try:
            _, end = json.JSONDecoder().raw_decode(text, colon.end())
        except (ValueError, RecursionError):
            return cls()
        comma = _COMMA.match(text, end)
        spaced = "," + " " * colon[1].endswith(" ")
        return cls(comma[0] if comma else spaced, colon[1])

    def text(self, value: str) -> str:
        """Return a text in quotes."""
        return json.dumps(value, ensure_ascii=self.only_ascii)

    def key(self, name: str) -> str:
        """Return a key and the colon after it."""
        return self.text(name) + self.colon

    def texts(self, values: pa.Array) -> pa.Array:
        """Return texts in quotes, null where they are missing."""
        coded = values.cast(pa.large_string()).dictionary_encode()
        written = pa.array([self.text(v) for v in coded.dictionary.to_pylist()], pa.large_string())
        return written.take(coded.indices)

    def values(self, values: pa.Array) -> pa.Array:
        """Return values as JSON, null where they are missing.

        Raises
        ------
        pyarrow.ArrowInvalid, pyarrow.ArrowNotImplementedError
            If there is no JSON for them.
        """
        kind = values.type
        if pa.types.is_dictionary(kind):
            values, kind = values.cast(kind.value_type), kind.value_type
        if pa.types.is_null(kind):
            return values.cast(pa.string())
        if pa.types.is_floating(kind):  # JSON has no infinity
            values = pc.if_else(pc.is_finite(values), values, pa.scalar(None, kind))
            return values.cast(pa.string())
        if pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_decimal(kind):
            return values.cast(pa.string())
        if pa.types.is_timestamp(kind):
            return self.texts(pc.replace_substring(values.cast(pa.string()), " ", "T"))
        if pa.types.is_nested(kind):
            nested = [None if v is None else _plain(v) for v in values.to_pylist()]
            return pa.array(
                [
                    None
                    if v is None
                    else json.dumps(
                        v,
                        ensure_ascii=self.only_ascii,
                        separators=(self.comma, self.colon),
                    )
                    for v in nested
                ],
                pa.large_string(),
            )
        return self.texts(values.cast(pa.string()))


def json_lines(
    names: Sequence[str], columns: Sequence[Any], style: Style, newline: str
) -> pa.Table:
    """Return rows as objects, in the columns of `LINE`.

    Parameters
    ----------
    names : sequence of str
        The keys.
    columns : sequence of array
        Their values as JSON, null where they are missing.
    style : Style
        How to write them.
    newline : str
        What ends a line.
    """
    kind = pa.large_string()
    parts: list[Any] = []
    for j, (name, column) in enumerate(zip(names, columns, strict=True)):
        parts.append(pa.scalar(("{" if j == 0 else style.comma) + style.key(name), kind))
        parts.append(pc.fill_null(column.cast(kind), "null"))
    parts += [pa.scalar("}" + newline, kind), pa.scalar("", kind)]
    lines = pc.binary_join_element_wise(*parts)
    return pa.table([lines.cast(pa.large_binary())], schema=LINE)


def json_lines_of_table(table: pa.Table) -> pa.Table:
    """Return rows that were no JSON before, in the columns of `LINE`.

    Dates are written in ISO form; what is missing, and infinity, is null.
    """
    style, columns = Style(), []
    for name, column in zip(table.column_names, table.columns, strict=True):
        chunks = [chunk for chunk in column.chunks if len(chunk)]
        try:
            none = pa.nulls(0, column.type)
            written = [style.values(c).cast(pa.large_string()) for c in chunks or [none]]
        except (pa.ArrowException, ValueError, OverflowError) as error:
            raise InvalidInputError(
                f"column {name!r} holds {column.type}, which JSON cannot",
                remedy="write to .parquet or .arrow, or leave the column out",
            ) from error
        columns.append(pa.chunked_array(written))
    return json_lines(table.column_names, columns, style, "\n")


def _plain(value: Any) -> Any:
    """Return a nested value in what JSON knows."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
