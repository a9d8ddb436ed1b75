"""What the shell offers when a user presses Tab: quick, and nothing at all rather than an error."""

from __future__ import annotations

import csv
import json
import os
from typing import Any

import typer

from counterpoise.cli.visible import visible

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
    """Offer the columns of the input, if it stands on the line already.

    A name with controls in it would steer the terminal, and is left out.
    """
    try:
        names = _header(context)
    except Exception:  # whatever is wrong with the file, the command itself will say it better
        return []
    return [name for name in names if name.startswith(incomplete) and visible(name) == name]


def several_columns(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the columns of the input after those that are named already."""
    before, comma, last = incomplete.rpartition(",")
    named = before.split(",")
    offered = columns(context, last)
    return [before + comma + name for name in offered if name not in named and "," not in name]


def _header(context: typer.Context) -> list[str]:
    path = _input(context)
    if path is None:
        return []
    # Told by the extension alone: what the library knows takes a second to import.
    extension = os.path.splitext(path)[1].lower()
    if extension in (".parquet", ".pq"):
        import pyarrow.parquet as pq

        return pq.read_schema(path).names
    if extension in (".arrow", ".feather", ".ipc"):
        import pyarrow as pa

        try:
            return pa.ipc.open_file(path).schema.names
        except pa.ArrowInvalid:
            return pa.ipc.open_stream(path).schema.names
    return _first_line(path)


def _input(context: typer.Context) -> str | None:
    """Return the file on the line; the words themselves help where an option has no value yet."""
    given = context.params.get("source")
    words = [given] if isinstance(given, str) else list(given or [])
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    words += [word.strip("'\"") for word in line.split("\n" if "\n" in line else None)[2:]]
    paths = (os.path.expanduser(word) for word in words)
    return next((path for path in paths if os.path.isfile(path)), None)


def _first_line(path: str) -> list[str]:
    if path.endswith(".gz"):
        import gzip

        with gzip.open(path) as stream:
            head = stream.read(_HEAD)
    else:
        with open(path, "rb") as file:
            head = file.read(_HEAD)
    if b"\0" in head:
        return []
    if _is_json_lines(path):
        return list(json.loads(head.splitlines()[0]))
    line = head.decode("utf-8-sig", errors="replace").splitlines()[0]
    delimiter = max(",;\t|", key=line.count)
    return next(csv.reader([line], delimiter=delimiter))


def _is_json_lines(path: str) -> bool:
    root, extension = os.path.splitext(path)
    if extension == ".gz":
        extension = os.path.splitext(root)[1]
    return extension.lower() in (".jsonl", ".ndjson")
