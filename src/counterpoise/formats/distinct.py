"""All paths of a run are files of their own."""

from __future__ import annotations

import itertools
import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from counterpoise.errors import InvalidInputError, Setting
from counterpoise.formats.location import STANDARD

__all__ = ["RunPath", "check_distinct"]


@dataclass(frozen=True)
class RunPath:
    """A file or folder that a run reads or writes.

    Parameters
    ----------
    name : str
        "input", "output", or the parameter that names it.
    path : str
        Where it is; "-" for standard input or output.
    written : bool, default=True
        Whether the run writes it.
    """

    name: str
    path: str
    written: bool = True

    @property
    def told(self) -> str | Setting:
        """How messages call it."""
        if self.path == STANDARD:
            return f"standard {'output' if self.written else 'input'}"
        if self.name in ("input", "output"):
            return f"the {self.name} '{self.path}'"
        return Setting(self.name, self.path)


def check_distinct(paths: Sequence[RunPath], force: bool = False, in_place: bool = True) -> None:
    """Raise `InvalidInputError` if a run would write over what else it reads or writes.

    Files are the same if they are one on the disk, by whatever names: relative, through links, or
    in another case where the file system does not tell cases apart. A folder is written, or read as
    a table, with all that is in it.

    Parameters
    ----------
    paths : sequence of RunPath
        All files and folders of the run.
    force : bool, default=False
        Whether the output may replace the input: it takes its name when it is whole.
    in_place : bool, default=True
        Whether that could be.

    Examples
    --------
    >>> from counterpoise.formats.distinct import RunPath, check_distinct
    >>> check_distinct([RunPath("input", "a.csv", False), RunPath("log", "./a.csv")])
    Traceback (most recent call last):
    ...
    counterpoise.errors.InvalidInputError: the input 'a.csv' and log='./a.csv' are the same file: \
give each a file of its own
    """
    known = [(path, _identities(path)) for path in paths]
    for (one, ones), (other, others) in itertools.combinations(known, 2):
        if not (one.written or other.written) or not ones or not others:
            continue
        if ones[0] == others[0]:
            if force and in_place and _is_in_place(one, other):
                continue
            _refuse_same(one, other, in_place)
        elif ones[0] in others and not os.path.isfile(one.path):
            _refuse_inside(one, other)
        elif others[0] in ones and not os.path.isfile(other.path):
            _refuse_inside(other, one)


def _is_in_place(one: RunPath, other: RunPath) -> bool:
    return {one.name, other.name} == {"input", "output"} and other.path != STANDARD


def _refuse_same(one: RunPath, other: RunPath, in_place: bool) -> None:
    if in_place and _is_in_place(one, other):
        raise InvalidInputError(
            f"the output '{other.path}' is the input itself",
            remedy="choose another name, or replace it with --force",
            parameter="output",
        )
    raise InvalidInputError(
        one.told, " and ", other.told, " are the same file", remedy="give each a file of its own"
    )


def _refuse_inside(outer: RunPath, inner: RunPath) -> None:
    what = "written" if outer.written else "read"
    raise InvalidInputError(
        inner.told,
        " lies in the folder of ",
        outer.told,
        f", which is {what} as a whole",
        remedy="give it a place outside",
    )


def _identities(path: RunPath) -> list[Any]:
    """Return what tells a file, and then each folder that it is in, from every other.

    Devices and pipes have none: they may be given twice.
    """
    if not path.path or "\0" in path.path:
        what = "holds a zero byte" if path.path else "is empty"
        raise InvalidInputError(
            path.told, f" cannot be a file, because it {what}", remedy="name one"
        )
    if path.path == STANDARD:
        return _identity_of_standard(1 if path.written else 0)
    if "://" in path.path and not path.path.startswith("file://"):
        return []  # Spark knows where that is
    try:
        real = os.path.realpath(path.path.removeprefix("file://"))
        if _is_special(real):
            return []
        return [_identity(folder) for folder in _with_folders(real)]
    except OSError:  # a name that cannot be: told where the file is opened
        return []


def _identity(real: str) -> tuple[Any, ...]:
    """Return a file's number, or that of its folder and its name where there is no file yet."""
    try:
        found = os.stat(real)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        folder, name = os.path.split(real)
        if not name:
            return (real,)
        # Whether the file system tells such names apart is not known before there is a file.
        return (*_identity(folder), unicodedata.normalize("NFC", name).casefold())
    return found.st_dev, found.st_ino


def _identity_of_standard(descriptor: int) -> list[Any]:
    try:
        found = os.fstat(descriptor)
    except OSError:
        return []
    return [(found.st_dev, found.st_ino)] if stat.S_ISREG(found.st_mode) else []


def _with_folders(real: str) -> Iterator[str]:
    yield real
    folder = os.path.dirname(real)
    if folder != real:
        yield from _with_folders(folder)


def _is_special(real: str) -> bool:
    try:
        mode = os.stat(real).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)
