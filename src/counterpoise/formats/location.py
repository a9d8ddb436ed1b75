"""Where a table is read from or written to, and in which format."""

from __future__ import annotations

import os
from dataclasses import dataclass

from counterpoise.errors import InvalidInputError

__all__ = [
    "FORMATS",
    "STANDARD",
    "Place",
    "beside",
    "check_address",
    "descriptor_of",
    "plain_path",
]

STANDARD = "-"
"""The path that stands for standard input and output."""

FORMATS = ("csv", "tsv", "jsonl", "parquet", "arrow")
"""The formats' names."""

_TEXTS = ("csv", "tsv", "jsonl")
_EXTENSIONS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
_COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
_HINTS = {
    ".xls": "save it from the spreadsheet as CSV or Parquet",
    ".xlsx": "save it from the spreadsheet as CSV or Parquet",
    ".ods": "save it from the spreadsheet as CSV or Parquet",
    ".zip": "unpack it first",
    ".json": "if each line is an object, say --input-format jsonl (or --format); an array becomes "
    "such lines with jq -c '.[]'",
}


@dataclass(frozen=True)
class Place:
    """A path and the format of the table there.

    Parameters
    ----------
    path : str
        A path, or "-" for standard input or output.
    format : {"csv", "tsv", "jsonl", "parquet", "arrow"}
        How the table is written.
    compression : {"gzip", "zstd"}, optional
        How the whole file is compressed (text only).
    """

    path: str
    format: str
    compression: str | None = None

    @classmethod
    def of(
        cls,
        path: str,
        given: str | None = None,
        default: str | None = None,
        parameter: str = "source",
    ) -> Place:
        """Return the place that a path names.

        Parameters
        ----------
        path : str
            A path, or "-".
        given : str, optional
            The format, where the user says it.
        default : str, optional
            The format of standard input or output, and of an output without an extension.
        parameter : str, default="source"
            The parameter that an error blames.

        Raises
        ------
        InvalidInputError
            If the format is unknown.

        Examples
        --------
        >>> from counterpoise.files import Place
        >>> Place.of("churn.csv.gz")
        Place(path='churn.csv.gz', format='csv', compression='gzip')
        """
        if given is not None and given not in FORMATS:
            raise InvalidInputError(
                f"format {given!r} is not known",
                remedy=f"use {', '.join(FORMATS)}",
                parameter="input_format" if parameter == "source" else "output_format",
            )
        if path == STANDARD:
            return cls(path, given or default or "csv")
        check_address(path, parameter)
        root, extension = os.path.splitext(path)
        extension = extension.lower()
        compression = _COMPRESSIONS.get(extension)
        if compression is not None:
            extension = os.path.splitext(root)[1].lower()
        found = given or _EXTENSIONS.get(extension)
        if found is None and default is not None and not extension:
            found = default
        if found is None:
            raise _unknown_extension(path, extension, parameter)
        if compression is not None and found not in _TEXTS:
            raise InvalidInputError(
                f"'{path}' is a {found} file inside {compression}",
                remedy=f"unpack it first ({found} files are compressed inside)",
                parameter=parameter,
            )
        return cls(path, found, compression)

    @property
    def is_standard(self) -> bool:
        """Whether it is standard input or output."""
        return self.path == STANDARD

    @property
    def is_text(self) -> bool:
        """Whether the format is text, a record after the other."""
        return self.format in _TEXTS

    @property
    def is_delimited(self) -> bool:
        """Whether the format is delimited text."""
        return self.format in ("csv", "tsv")

    @property
    def name(self) -> str:
        """How messages call it as an input."""
        return "standard input" if self.is_standard else f"'{self.path}'"


def descriptor_of(path: str) -> int | None:
    """Return the number of what the process has open already, if a path says that.

    Examples
    --------
    >>> from counterpoise.formats.location import descriptor_of
    >>> descriptor_of("/dev/stdout"), descriptor_of("/dev/fd/3"), descriptor_of("out.csv")
    (1, 3, None)
    """
    named = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}.get(path)
    if named is not None:
        return named
    folder, _, number = path.rpartition("/")
    return int(number) if folder in ("/dev/fd", "/proc/self/fd") and number.isdecimal() else None


def plain_path(path: str, standard: int) -> str:
    """Return "-" for a path that means standard input (0) or output (1), and any other as it is."""
    return STANDARD if descriptor_of(path) == standard else path


def check_address(path: str, parameter: str = "source") -> None:
    """Raise `InvalidInputError` for an address of the web or of a store, which is no file here.

    A file may still be called like one.
    """
    scheme, colon, _ = path.partition("://")
    if colon and scheme.isalnum() and not os.path.lexists(path):
        raise InvalidInputError(
            f"'{path}' is an address",
            joint=", and ",
            needed="files are read and written on this machine only",
            remedy="download it first, and upload the result (curl, a browser, or your store's "
            "own command); tables that Spark reaches are balanced with --engine spark",
            parameter=parameter,
        )


def beside(path: str, suffix: str = "-balanced") -> str:
    """Return the default output of an input: its name with a suffix before the extension.

    Examples
    --------
    >>> from counterpoise.formats.location import beside
    >>> beside("data/churn.csv.gz")
    'data/churn-balanced.csv.gz'
    """
    if path == STANDARD:
        return STANDARD
    root, extension = os.path.splitext(path.rstrip("/"))
    if os.path.isdir(path):
        root, extension = root + extension, ".parquet"
    if extension.lower() in _COMPRESSIONS:
        root, inner = os.path.splitext(root)
        extension = inner + extension
    return f"{root}{suffix}{extension}"


def _unknown_extension(path: str, extension: str, parameter: str) -> InvalidInputError:
    ending = f"ends in {extension}" if extension else "has no extension"
    todo = _HINTS.get(extension, "rename it, or say the format with --format or --input-format")
    return InvalidInputError(
        f"'{path}' {ending}, which tells no format known here (.csv, .tsv, .txt, .jsonl, .ndjson, "
        ".parquet, .arrow, .feather, .ipc; the texts also with .gz or .zst)",
        remedy=todo,
        parameter=parameter,
    )
