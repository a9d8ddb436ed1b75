"""Digests of values: equal for what a user cannot tell apart, different for anything else."""

from __future__ import annotations

import datetime
import decimal
import hashlib
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from scipy import sparse
from sklearn.base import BaseEstimator

__all__ = ["Text", "digest"]


class Text(str):
    """A text for people, which is kept beside its digest where it is short."""

    __slots__ = ()


def digest(value: object) -> str:
    """Return the SHA-256 of a value in its canonical form, shortened to 20 hexadecimal digits.

    Bits of numbers, types, shapes, the names and types of columns and the labels of rows count;
    the order of bytes in memory (C or Fortran) and the pieces of an Arrow column do not.
    """
    sha = hashlib.sha256()
    _feed(sha.update, value)
    return sha.hexdigest()[:20]


def _feed(write: Callable[[bytes], Any], value: Any) -> None:
    """Write the canonical form of a value, each part after its kind and its length."""
    if isinstance(value, np.ndarray):
        _feed_array(write, value)
    elif isinstance(value, pd.DataFrame | pd.Series | pd.Index | pd.api.extensions.ExtensionArray):
        _feed_pandas(write, value)
    elif isinstance(value, pl.DataFrame | pl.Series):
        frame = value.to_frame() if isinstance(value, pl.Series) else value
        _feed_columns(
            write, "polars", ((n, frame[n].dtype, frame[n].to_list()) for n in frame.columns)
        )
    elif isinstance(value, pa.Table | pa.ChunkedArray | pa.Array):
        _feed_arrow(write, value)
    elif sparse.issparse(value):
        held = [value.data, value.indices, value.indptr]
        _feed(write, [type(value).__name__, value.format, value.shape, *held])
    elif isinstance(value, np.generic):
        _feed(write, np.asarray(value))
    elif isinstance(value, float):
        write(b"float" + struct.pack("<d", value))
    elif isinstance(value, bytes):
        write(b"bytes%d:" % len(value) + value)
    elif isinstance(value, str):
        _feed_text(write, "str", value)
    elif isinstance(value, Mapping):
        _feed(write, [[key, item] for key, item in value.items()])
    elif isinstance(value, list | tuple):
        write(f"{type(value).__name__}{len(value)}:".encode())
        for item in value:
            _feed(write, item)
    elif isinstance(value, set | frozenset):
        _feed(write, sorted(map(digest, value)))
    else:
        _feed_object(write, value)


def _feed_text(write: Callable[[bytes], Any], kind: str, text: str) -> None:
    encoded = text.encode("utf-8", "surrogatepass")
    write(f"{kind}{len(encoded)}:".encode() + encoded)


def _feed_array(write: Callable[[bytes], Any], array: np.ndarray) -> None:
    _feed_text(write, "array", f"{array.dtype.str}{array.dtype.names}{array.shape}")
    if array.dtype.hasobject:
        for item in array.ravel().tolist():
            _feed(write, item)
    else:
        write(np.ascontiguousarray(array).tobytes())


def _feed_pandas(write: Callable[[bytes], Any], value: Any) -> None:
    if isinstance(value, pd.DataFrame):
        _feed_text(write, "pandas", type(value).__name__)
        _feed(write, value.columns)
        _feed(write, value.index)
        for j in range(value.shape[1]):
            _feed(write, value.iloc[:, j].array)
        return
    if isinstance(value, pd.Series):
        _feed(write, ["series", value.name, value.index, value.array])
        return
    if isinstance(value, pd.MultiIndex):
        levels = [value.get_level_values(j) for j in range(value.nlevels)]
        _feed(write, ["levels", levels])
        return
    if isinstance(value, pd.Index):
        _feed(write, [type(value).__name__, list(value.names), value.array])
        return
    categories = value.categories if isinstance(value, pd.Categorical) else None
    _feed_text(write, "values", f"{value.dtype}")
    _feed(write, categories)
    if value.dtype.kind in "biuf" and isinstance(value.dtype, np.dtype):
        _feed(write, value.to_numpy())
    else:
        _feed(write, list(value.astype(object)))


def _feed_columns(
    write: Callable[[bytes], Any], kind: str, columns: Iterable[tuple[str, object, list[object]]]
) -> None:
    for name, dtype, values in columns:
        _feed_text(write, kind, f"{name!r} {dtype}")
        _feed(write, values)


def _feed_arrow(write: Callable[[bytes], Any], value: Any) -> None:
    if not isinstance(value, pa.Table):
        _feed(write, ["arrow", str(value.type), value.to_pylist()])
        return
    _feed_text(write, "schema", value.schema.to_string(show_field_metadata=True))
    _feed(write, dict(value.schema.metadata or {}))
    _feed_columns(
        write, "arrow", ((f.name, f.type, value[j].to_pylist()) for j, f in enumerate(value.schema))
    )


def _feed_object(write: Callable[[bytes], Any], value: Any) -> None:
    """Write what is neither a table nor a container, if its text says all about it."""
    told: tuple[type, ...] = (bool, int, complex, type(None), datetime.date, datetime.time)
    told += (datetime.timedelta, decimal.Decimal, pd.Interval, pd.Period, type, slice)
    told += (type(pd.NA), type(pd.NaT), np.dtype)
    if isinstance(value, told):
        _feed_text(write, type(value).__name__, repr(value))
    elif isinstance(value, BaseEstimator):
        _feed(write, [type(value).__name__, value.get_params(deep=False)])
    elif is_dataclass(value):
        _feed(
            write, [type(value).__name__, {f.name: getattr(value, f.name) for f in fields(value)}]
        )
    elif isinstance(value, np.random.RandomState):
        _feed(write, list(value.get_state(legacy=True)))
    elif callable(value):
        _feed_text(write, "callable", getattr(value, "__name__", type(value).__name__))
    else:
        raise TypeError(f"no canonical form of a {type(value).__name__}")
