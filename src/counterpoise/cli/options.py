"""What the commands have in common: options of reading, files checked, results printed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from counterpoise.cli import completion
from counterpoise.cli.declared import REQUIRED, Options, option

if TYPE_CHECKING:
    from counterpoise.formats.distinct import RunPath

__all__ = [
    "DEBUG",
    "DELIMITER",
    "ENCODING",
    "FORMATS",
    "INPUT_FORMAT",
    "LONGEST_RECORD",
    "MISSING",
    "SCALE",
    "SOURCE",
    "TARGET",
    "Reading",
    "check_paths",
    "check_report",
    "print_json",
]


def separator(name: str | None) -> str | None:
    from counterpoise.errors import InvalidInputError

    found = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(
        name or "", name
    )
    if found is not None and (len(found.encode()) != 1 or found in '"\r\n'):
        raise InvalidInputError(
            f"--delimiter {name!r} cannot be used",
            joint=": ",
            needed="it must be one ASCII character, or tab",
            remedy=None,
            parameter="delimiter",
        )
    return found


FORMATS = completion.words("csv", "tsv", "jsonl", "parquet", "arrow")

SOURCE = option(
    metavar="INPUT",
    help="A CSV, TSV, JSON lines, Parquet or Arrow file, told by its extension; a folder or "
    "pattern of Parquet files; - for standard input.",
    default=REQUIRED,
    kind="path",
    is_argument=True,
)
TARGET = option(
    "--target",
    "-t",
    metavar="COLUMN",
    help="The column with the classes.",
    default=REQUIRED,
    complete=completion.columns,
)
SCALE = option(
    metavar="UNITS",
    help="Units of the distances: standard, robust or none.",
    default="standard",
    complete=completion.words("standard", "robust", "none"),
)
DELIMITER = option(
    metavar="CHAR",
    help="What separates the fields of a CSV; found out by default. tab for tabs.",
    complete=completion.words("tab", "comma", "semicolon", "pipe"),
    read=separator,
    engine="local",
)
ENCODING = option(
    metavar="NAME",
    help="Encoding of a CSV that is not UTF-8, such as latin-1.",
    complete=completion.words("utf-8", "latin-1", "cp1252", "utf-16"),
    engine="local",
)
MISSING = option(
    help="Texts that mean missing, besides the empty one; none for no other, so that NA can be "
    "Namibia. Default: NA, ?, null and their like, which in columns of numbers and dates do so "
    "anyway, but for the target and --categorical.",
    kind="columns",
    engine="local",
)
LONGEST_RECORD = option(
    metavar="MIB",
    help="MiB that a record of a text may have before it is refused. Default: 64.",
    engine="local",
)
INPUT_FORMAT = option(
    metavar="NAME",
    help="csv, tsv, jsonl, parquet or arrow, where no extension says it.",
    complete=FORMATS,
)
DEBUG = option(
    "--debug", default=False, help="Show tracebacks of faults.", in_file="no", is_last=True
)


class Reading(Options):
    """Options of a command that looks at the table of a file."""

    source: str = SOURCE
    target: str = TARGET
    delimiter: str | None = DELIMITER.but(is_last=True)
    encoding: str | None = ENCODING.but(is_last=True)
    missing: list[str] | None = MISSING.but(is_last=True)
    longest_record: float | None = LONGEST_RECORD.but(is_last=True)
    input_format: str | None = INPUT_FORMAT.but(is_last=True)
    debug: bool = DEBUG


def check_paths(
    paths: Iterable[RunPath], force: bool = False, in_place: bool = True, **others: str | None
) -> None:
    """Raise `InvalidInputError` if the files of a run are not files of their own.

    Parameters
    ----------
    paths : iterable of RunPath
        Files that the run reads and writes.
    force, in_place : bool
        See `counterpoise.formats.distinct.check_distinct`.
    **others : str, optional
        Further files that it writes, by the parameter that names them.
    """
    from counterpoise.formats.distinct import RunPath, check_distinct
    from counterpoise.formats.location import STANDARD

    named = [RunPath(name, path) for name, path in others.items() if path is not None]
    known = [*paths, *named]
    if not any(path.written and path.path == STANDARD for path in known):
        known.append(RunPath("output", STANDARD))  # what is printed may go to a file as well
    check_distinct(known, force, in_place)


def check_report(source: str, page: str | None, force: bool, resume: str | None = None) -> None:
    """Say before the work that a report, or another file of the run, cannot be written."""
    from counterpoise.engines.stream.paths import input_paths

    check_paths(input_paths(source), page=page, resume=resume)
    if page is not None:
        from counterpoise.report import check_report_path

        check_report_path(page, force)


def print_json(value: Any, stream: Any) -> None:
    text = json.dumps(value, indent=2, ensure_ascii=False)
    try:
        text.encode(stream.encoding)
    except UnicodeEncodeError:  # names that are not UTF-8, or a stream that is not
        text = json.dumps(value, indent=2)
    stream.write(text + "\n")
