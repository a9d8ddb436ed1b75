"""The Parquet files that a path stands for, and what the names of their folders say."""

from __future__ import annotations

import base64
import glob
import os
import re
import urllib.parse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from counterpoise.errors import InvalidInputError

__all__ = [
    "MISSING",
    "Part",
    "folder_name",
    "is_pattern",
    "key_schema",
    "list_parts",
    "partition_schema",
    "plain_type",
    "with_partitions",
    "without_partitions",
]

MISSING = "__HIVE_DEFAULT_PARTITION__"
"""What Hive, and all who read its folders, call a value that is missing."""

_KEY = b"counterpoise.partitions"

_PATTERN = set("*?[")
_SIGN = re.compile(r"[\x00-\x7f](?<![A-Za-z0-9_.~-])")
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Part:
    """One file of a table.

    Parameters
    ----------
    path : str
        Where it is.
    keys : dict of str to str or None
        Columns that the names of its folders tell, such as ``year=2024``.
    """

    path: str
    keys: dict[str, str | None] = field(default_factory=dict)


def folder_name(column: str, value: str | None) -> str:
    """Return the name of the folder for the rows with a value.

    Whatever the column is called, the name is that of one folder which no reader takes for a
    hidden one.

    Examples
    --------
    >>> from counterpoise.formats.folders import folder_name
    >>> folder_name("day", "1/2"), folder_name("../x", "1"), folder_name("_x", None)
    ('day=1%2F2', '%2E.%2Fx=1', '%5Fx=__HIVE_DEFAULT_PARTITION__')
    """
    key = _escaped(column)
    if key[:1] in (".", "_"):
        key = f"%{ord(key[0]):02X}{key[1:]}"
    return f"{key}={MISSING if value is None else _escaped(value)}"


def _escaped(text: str) -> str:
    """Return a text without ASCII signs that may mean something in a path, as Hive escapes them.

    Other letters stay: Spark undoes an escape sign by sign and not as UTF-8, polars and others do
    not undo it in the name of a column.
    """
    return _SIGN.sub(lambda sign: f"%{ord(sign[0]):02X}", text)


def with_partitions(schema: pa.Schema, kinds: pa.Schema) -> pa.Schema:
    """Return the schema of a file that says of which types the columns of its folders are."""
    said = base64.b64encode(kinds.serialize().to_pybytes())
    return schema.with_metadata({**(schema.metadata or {}), _KEY: said})


def partition_schema(metadata: Any) -> pa.Schema | None:
    """Return the types of the columns that folders' names tell, as a file of ours says them."""
    said = (metadata or {}).get(_KEY)
    try:
        return None if said is None else pa.ipc.read_schema(pa.py_buffer(base64.b64decode(said)))
    except (pa.ArrowException, ValueError, OSError):
        return None


def without_partitions(schema: pa.Schema) -> pa.Schema:
    """Return a file's schema without what it says of its folders."""
    metadata = {k: v for k, v in (schema.metadata or {}).items() if k != _KEY}
    return schema.with_metadata(metadata or None)


def plain_type(kind: pa.DataType) -> pa.DataType:
    """Return the type that the values of a column have by themselves, outside a dictionary."""
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        return plain_type(kind.value_type)
    texts = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return pa.string() if any(is_text(kind) for is_text in texts) else kind


def is_pattern(path: str) -> bool:
    """Return whether a path stands for all files that are called like it."""
    return bool(_PATTERN.intersection(path)) and not os.path.lexists(path)


def list_parts(path: str) -> list[Part]:
    """Return the files that a path stands for, in the order of their names.

    Raises
    ------
    InvalidInputError
        If there is none, or the names of their folders do not tell the same columns.
    """
    if is_pattern(path):
        base = _fixed_part(path)
        found = [p for p in glob.glob(path, recursive=True) if not _is_passed_over(p, base, path)]
        files = sorted({file for p in found for file in _files_at(p)})
        if not files:
            raise InvalidInputError(
                f"no file is called like '{path}'", remedy="check the pattern", parameter="source"
            )
        return [Part(file, _keys_below(base, file)) for file in files]
    if not os.path.isdir(path):
        return [Part(path)]
    files = sorted(_files_at(path))
    if not files:
        raise InvalidInputError(
            f"'{path}' is a folder, and no Parquet file is in it",
            remedy="give the name of a file",
            parameter="source",
        )
    return [Part(file, _keys_below(path, file)) for file in files]


def key_schema(parts: Sequence[Part], told: Sequence[pa.Schema] = ()) -> pa.Schema:
    """Return the types of the columns that the names of folders tell.

    Texts that are whole numbers in all folders, written as numbers are, become such; "01" would
    not come back and stays a text.

    Parameters
    ----------
    parts : sequence of Part
        All files.
    told : sequence of pyarrow.Schema
        Where the types of columns are known from.
    """
    known = {field.name: plain_type(field.type) for schema in told for field in schema}

    names = dict.fromkeys(name for part in parts for name in part.keys)
    fields = []
    for name in names:
        if name in known:
            fields.append(pa.field(name, known[name]))
        else:
            texts = {part.keys[name] for part in parts if name in part.keys}
            fields.append(pa.field(name, _type_of({t for t in texts if t is not None})))
    return pa.schema(fields)


def _type_of(texts: set[str]) -> pa.DataType:
    if not texts or not all(_WHOLE_NUMBER.fullmatch(text) for text in texts):
        return pa.string()
    numbers = [int(text) for text in texts]
    for kind, bits in ((pa.int32(), 31), (pa.int64(), 63)):
        if -(2**bits) <= min(numbers) and max(numbers) < 2**bits:
            return kind
    return pa.string()


def _files_at(path: str) -> Iterator[str]:
    """Yield a file, or those below a folder that are not hidden."""
    if not os.path.isdir(path):
        yield path
        return
    seen: set[str] = set()
    for folder, folders, names in os.walk(path, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen:  # a link to a folder above it
            folders.clear()
            continue
        seen.add(real)
        folders[:] = [name for name in folders if not _is_hidden(name)]
        yield from (os.path.join(folder, name) for name in names if not _is_hidden(name))


def _is_hidden(path: str) -> bool:
    """Return whether readers of Parquet pass a file or a folder over, by the last part of it."""
    name = os.path.basename(path)
    return name.startswith(".") or (name.startswith("_") and "=" not in name)


def _is_passed_over(path: str, base: str, pattern: str) -> bool:
    """Return whether something called like a pattern is hidden, and not asked for as such."""
    if any(_is_hidden(name) for name in pattern.split(os.sep) if _PATTERN.intersection(name)):
        return False
    return any(map(_is_hidden, os.path.relpath(path, base or ".").split(os.sep)))


def _fixed_part(pattern: str) -> str:
    """Return the folder above the first part of a pattern that stands for several names."""
    fixed = pattern
    while _PATTERN.intersection(fixed):
        fixed = os.path.dirname(fixed)
    return fixed


def _keys_below(base: str, path: str) -> dict[str, str | None]:
    """Return what the names of the folders between a folder and a file tell."""
    keys: dict[str, str | None] = {}
    for name in os.path.relpath(os.path.dirname(path) or ".", base or ".").split(os.sep):
        column, is_key, value = name.partition("=")
        if not is_key or not column:
            continue
        try:
            column, value = (urllib.parse.unquote(t, errors="strict") for t in (column, value))
            (column + value).encode()
        except UnicodeError as error:
            raise InvalidInputError(
                f"the folder {name!r} of {path!r} has a name that is not UTF-8, so that it tells "
                "no value",
                remedy="rename it",
            ) from error
        if column in keys:
            raise InvalidInputError(
                f"'{path}' is in two folders that tell {column!r}",
                remedy="move it out of one of them",
            )
        keys[column] = None if value == MISSING else value
    return keys
