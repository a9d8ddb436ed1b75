"""What the shell offers when a user presses Tab: quick, and nothing at all rather than an error."""

from __future__ import annotations

import csv
import os
from typing import Any

import typer

__all__ = ["columns", "methods", "several_columns", "words"]

_HEAD = 1 << 16  # bytes that a header is looked for in


def words(*choices: str) -> Any:
    """Return a completion that offers fixed words."""

    def complete(incomplete: str) -> list[str]:
        return [word for word in choices if word.startswith(incomplete)]

    return complete


def methods(incomplete: str) -> list[str]:
    """Offer the methods."""
    from counterpoise.methods import METHODS

    return [name for name in ("auto", *METHODS) if name.startswith(incomplete)]


def columns(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the columns of the input, if it stands on the line already."""
    try:
        names = _header(context)
    except Exception:  # whatever is wrong with the file, the command itself will say it better
        return []
    return [name for name in names if name.startswith(incomplete)]


def several_columns(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the columns of the input after those that are named already."""
    before, comma, last = incomplete.rpartition(",")
    named = before.split(",")
    offered = columns(context, last)
    return [before + comma + name for name in offered if name not in named and "," not in name]


def _header(context: typer.Context) -> list[str]:
    from counterpoise.files.places import Place

    source = context.params.get("source")
    if isinstance(source, list | tuple):
        source = source[0]
    if not source or source == "-":
        return []
    place = Place.of(os.path.expanduser(source), context.params.get("input_format"))
    if place.format == "parquet":
        import pyarrow.parquet as pq

        return pq.read_schema(place.path).names
    if place.format == "arrow":
        import pyarrow as pa

        try:
            return pa.ipc.open_file(place.path).schema.names
        except pa.ArrowInvalid:
            return pa.ipc.open_stream(place.path).schema.names
    if not place.is_text:
        return []
    return _first_line(place)


def _first_line(place: Any) -> list[str]:
    if place.compression is None:
        with open(place.path, "rb") as file:
            head = file.read(_HEAD)
    else:
        import pyarrow as pa

        with pa.input_stream(place.path, compression=place.compression) as stream:
            head = stream.read(_HEAD)
    line = head.decode("utf-8-sig", errors="replace").splitlines()[0]
    delimiter = "\t" if place.format == "tsv" else max(",;\t|", key=line.count)
    return next(csv.reader([line], delimiter=delimiter))
