"""What the commands have in common: options read, results printed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from counterpoise.formats.distinct import RunPath

__all__ = [
    "Delimiter",
    "Encoding",
    "InputFormat",
    "LongestRecord",
    "Missing",
    "Source",
    "Target",
    "check_paths",
    "check_report",
    "columns",
    "print_json",
    "reading",
    "separator",
    "words",
]

Source = Annotated[
    str,
    typer.Argument(
        metavar="INPUT",
        help="A CSV, TSV, JSON lines, Parquet or Arrow file, told by its extension; a folder or "
        "pattern of Parquet files; - for standard input.",
    ),
]
Target = Annotated[
    str,
    typer.Option("--target", "-t", metavar="COLUMN", help="The column with the classes."),
]
Delimiter = Annotated[
    str | None,
    typer.Option(
        metavar="CHAR",
        help="What separates the fields of a CSV; found out by default. tab for tabs.",
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Encoding of a CSV that is not UTF-8, such as latin-1."),
]
InputFormat = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="csv, tsv, jsonl, parquet or arrow, where no extension says it."
    ),
]
MISSING_HELP = (
    "Texts that mean missing, besides the empty one; none for no other, so that NA can be Namibia. "
    "Default: NA, ?, null and their like, which in columns of numbers and dates do so anyway, but "
    "for the target and --categorical."
)
LONGEST_HELP = "MiB that a record of a text may have before it is refused. Default: 64."
Missing = Annotated[str | None, typer.Option(metavar="A,B", help=MISSING_HELP)]
LongestRecord = Annotated[float | None, typer.Option(metavar="MIB", help=LONGEST_HELP)]


def reading(
    categorical: str | None,
    ignore: str | None,
    delimiter: str | None,
    encoding: str | None,
    input_format: str | None,
    missing: str | None,
    longest_record: float | None,
) -> dict[str, Any]:
    """Return options of the command as `counterpoise.files.read_file` takes them."""
    longest = {} if longest_record is None else {"longest_record": longest_record}
    return {
        **longest,
        "missing": columns(missing),
        "categorical": columns(categorical),
        "ignore": columns(ignore),
        "delimiter": separator(delimiter),
        "encoding": encoding,
        "input_format": input_format,
    }


def check_paths(
    paths: Iterable[RunPath],
    force: bool = False,
    in_place: bool = True,
    **others: str | None,
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


def columns(names: str | None) -> list[str] | None:
    """Return the names in an option; a name with a comma in it stands in double quotes."""
    if names is None or names == "auto":
        return None
    return [] if names == "none" else words(names)


def words(listed: str) -> list[str]:
    """Return what an option lists with commas; what has a comma in it stands in double quotes."""
    import csv

    try:
        return next(csv.reader([listed], skipinitialspace=True), [])
    except csv.Error as error:
        from counterpoise.errors import InvalidInputError

        raise InvalidInputError(
            f"the list {listed!r} cannot be read: put a name with a line break in double quotes"
        ) from error


def separator(name: str | None) -> str | None:
    from counterpoise.errors import InvalidInputError

    found = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(
        name or "", name
    )
    if found is not None and (len(found.encode()) != 1 or found in '"\r\n'):
        raise InvalidInputError(
            f"--delimiter {name!r} cannot be used: it must be one ASCII character, or tab"
        )
    return found


def print_json(value: Any, stream: Any) -> None:
    text = json.dumps(value, indent=2, ensure_ascii=False)
    try:
        text.encode(stream.encoding)
    except UnicodeEncodeError:  # names that are not UTF-8, or a stream that is not
        text = json.dumps(value, indent=2)
    stream.write(text + "\n")
