"""What the shell offers when a user presses Tab: quick, and nothing at all rather than an error."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import json
import os
from typing import Any

import typer

from counterpoise.cli.visible import visible

__all__ = ["columns", "methods", "own_parameters", "several_columns", "words"]

_HEAD = 1 << 16  # bytes that a header is looked for in
_SAMPLE = 20  # records that the delimiter is told from


def words(*choices: str) -> Any:
    """Return a completion that offers fixed words."""

    def complete(incomplete: str) -> list[str]:
        return [word for word in choices if word.startswith(incomplete)]

    return complete


def methods(incomplete: str) -> list[str]:
    """Offer the methods."""
    from counterpoise.methods.registry import METHODS

    return [name for name in ("auto", *METHODS) if name.startswith(incomplete)]


def own_parameters(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the parameters of the method on the line, and the words that one of them may be."""
    try:
        return [word for word in _settings(context, incomplete) if word.startswith(incomplete)]
    except Exception:  # such as a method that is not there, which the command will tell
        return []


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


def _settings(context: typer.Context, incomplete: str) -> list[str]:
    from counterpoise.cli.own_parameters import words_of
    from counterpoise.methods.finding import find_method

    line = _words_on_the_line()
    given = context.params.get("method")
    for before, word in itertools.pairwise(line):
        given = word if before == "--method" else given
    if not given or given == "auto" or ":" in given:  # no code of the user's runs at a Tab
        return []
    options = find_method(given).options
    name, equals, _ = incomplete.partition("=")
    if not equals:
        return [f"{name}=" for name in options]
    return [f"{name}={word}" for word in words_of(options[name])]


def _words_on_the_line() -> list[str]:
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    return [word.strip("'\"") for word in line.split("\n" if "\n" in line else None)]


def _header(context: typer.Context) -> list[str]:
    path = _input(context)
    if path is None:
        return []
    # Told by the extension alone: what the library knows takes a second to import.
    extension = os.path.splitext(path)[1].lower()
    if extension in (".parquet", ".pq"):
        import pyarrow.parquet as pq

        return list(pq.read_schema(path).names)
    if extension in (".arrow", ".feather", ".ipc"):
        import pyarrow as pa

        try:
            return list(pa.ipc.open_file(path).schema.names)
        except pa.ArrowInvalid:
            return list(pa.ipc.open_stream(path).schema.names)
    return _first_line(path)


def _input(context: typer.Context) -> str | None:
    """Return the file on the line; the words themselves help where an option has no value yet."""
    given = context.params.get("source")
    words = [given] if isinstance(given, str) else list(given or [])
    words += _words_on_the_line()[2:]
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
    marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if marked else "utf-8-sig", errors="replace")
    if "\0" in text:
        return []
    if _is_json_lines(path):
        return list(json.loads(text.strip().split("\n", 1)[0]))
    tables = [_records(text, delimiter) for delimiter in ",;\t|"]
    # As the command itself tells it: what splits most of the first records alike.
    sizes = [[len(record) for record in records] for records in tables]
    alike = [2 * size.count(size[0]) > len(size) and size[0] for size in sizes]
    return tables[alike.index(max(alike))][0]


def _records(text: str, delimiter: str) -> list[list[str]]:
    """Return the first records, the last one left out, because it may be cut off."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records = list(itertools.islice(filter(None, lines), _SAMPLE + 1))
    return records[:-1] or records


def _is_json_lines(path: str) -> bool:
    root, extension = os.path.splitext(path)
    if extension == ".gz":
        extension = os.path.splitext(root)[1]
    return extension.lower() in (".jsonl", ".ndjson")
