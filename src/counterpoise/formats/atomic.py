"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, TextIO

from counterpoise.errors import InvalidInputError
from counterpoise.formats.hidden import hidden_beside, removed_afterwards, taking_name
from counterpoise.formats.location import Place, descriptor_of

__all__ = [
    "Draft",
    "check_destination",
    "open_destination",
    "standard_output",
    "sync_folder",
    "take_rights",
    "taken",
]

_ACL = "system.posix_acl_access"

taken: deque[str] = deque(maxlen=16)
"""The last files and folders of this process that became whole and took their names."""


def check_destination(place: Place, force: bool, option: str = "--output") -> None:
    """Raise `InvalidInputError` if the destination must not or cannot be written.

    Asked before the work begins, so that nobody waits for an answer that cannot be saved.

    Parameters
    ----------
    place : Place
        Where to write.
    force : bool
        Whether to replace a file that exists.
    option : str, default="--output"
        The option of the command that names the destination.
    """
    if place.is_standard:
        standard_output()
        return
    path = place.path
    if os.path.isdir(path):
        raise InvalidInputError(
            f"the output '{path}' is a folder",
            remedy="give the name of a file in it",
            parameter=_parameter(option),
        )
    if _is_special(path):
        return
    folder = os.path.dirname(os.path.realpath(path))
    if not os.path.isdir(folder):
        raise InvalidInputError(
            f"the output's folder '{folder}' does not exist",
            remedy="create it first",
            parameter=_parameter(option),
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InvalidInputError(
            f"the output's folder '{folder}' cannot be written to (permission denied)",
            remedy=f"choose another with {option}",
            parameter=_parameter(option),
        )
    if not force and os.path.lexists(path):
        raise _exists(path, option)


@contextlib.contextmanager
def open_destination(place: Place, force: bool) -> Iterator[Draft]:
    """Open a file for writing that takes its name only when all is written and on the disk.

    Until then the bytes are in a hidden file of the same folder, which nobody may read who may not
    read the whole one, and which is removed if anything goes wrong. Standard output, devices and
    named pipes are written as they come.

    Parameters
    ----------
    place : Place
        Where to write. A symbolic link stays one: the file it points to is replaced.
    force : bool
        Whether to replace a file that exists.
    """
    if place.is_standard:
        with _drafted(standard_output().buffer) as draft:
            yield draft
        return
    if _is_special(place.path):
        with _opened_device(place.path) as device, _drafted(device) as draft:
            yield draft
        return
    path = os.path.realpath(place.path)
    with removed_afterwards(hidden_beside(path)) as temporary:
        with open(_create_private(temporary, path), "wb") as file:
            with _drafted(file) as draft:
                yield draft
            take_rights(path, file.fileno())
            os.fsync(file.fileno())
        _take_name(temporary, path, force)
    sync_folder(os.path.dirname(path))


class Draft:
    """A file that takes in silence what is written to it once it was given up.

    Writers of Parquet, Arrow and zstd write the end of their file when they are destroyed, which
    may be long after an interrupt: by then the file is closed, or a reader of standard output would
    take what it has for the whole.

    Parameters
    ----------
    file : binary file
        Where to write.
    """

    closed = False

    def __init__(self, file: BinaryIO):
        self.write: Callable[[Any], int] = file.write
        self.flush: Callable[[], None] = file.flush

    def close(self) -> None:
        """Leave the file open for what comes after it."""
        self.flush()

    def give_up(self) -> None:
        """Write nothing any more."""
        self.write, self.flush = len, lambda: None


@contextlib.contextmanager
def _drafted(file: BinaryIO) -> Iterator[Draft]:
    draft = Draft(file)
    try:
        yield draft
        draft.flush()
    finally:
        draft.give_up()


def standard_output() -> TextIO:
    """Return standard output, or raise `InvalidInputError` if the process has none."""
    # The command writes to nowhere in its place, for what nobody asked for.
    nowhere = sys.__stdout__ is None and getattr(sys.stdout, "name", "") == os.devnull
    if sys.stdout is None or nowhere:
        raise InvalidInputError(
            "standard output is closed, and the result goes there",
            remedy="leave it open, or send it to a file",
            parameter="output",
        )
    return sys.stdout


def _opened_device(path: str) -> BinaryIO:
    """Open a device or pipe, or what the process has open already where the path says that."""
    number = descriptor_of(path)
    # Opened by its name, a file that the shell appends to would be emptied.
    return open(path if number is None else os.dup(number), "wb")


def _create_private(temporary: str, path: str) -> int:
    """Create a file that nobody may read who may not read the one that it will be."""
    # A new file has the permissions that the user's umask gives; one that replaces another is the
    # user's alone until it takes over the permissions of that.
    mode = 0o600 if os.path.exists(path) else 0o666
    try:
        return os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as error:
        error.filename = path  # what the user asked for
        raise


def take_rights(path: str, new: int | str) -> None:
    """Give a new file or folder the owner and the permissions of the one that it replaces.

    Parameters
    ----------
    path : str
        What is replaced; nothing is done if there is no such thing.
    new : int or str
        A descriptor, or a path.
    """
    try:
        old = os.stat(path)
    except FileNotFoundError:
        return
    if not hasattr(os, "chown"):
        return  # on Windows a new file has the rights that its folder gives
    with contextlib.suppress(PermissionError):
        os.chown(new, -1, old.st_gid)
    with contextlib.suppress(PermissionError):
        os.chown(new, old.st_uid, -1)
    mine, mode = os.stat(new), stat.S_IMODE(old.st_mode)
    if (mine.st_uid, mine.st_gid) != (old.st_uid, old.st_gid):
        mode &= 0o777  # what was to run as another must not run as this user
    acl = _access_list(path)
    if mine.st_gid != old.st_gid or acl is not None:
        # Another group may do what everybody may; with a list the bits are not the group's own.
        mode &= ~0o070 | (mode & 0o007) << 3
    with contextlib.suppress(PermissionError):
        os.chmod(new, mode)
        if acl is not None:
            os.setxattr(new, _ACL, acl)


def _access_list(path: str) -> bytes | None:
    """Return who else may open a file, where its file system has such lists."""
    with contextlib.suppress(OSError, AttributeError):
        return os.getxattr(path, _ACL)
    return None


def _take_name(temporary: str, path: str, force: bool) -> None:
    with taking_name:  # what is whole is noted, whatever happens next
        if force:
            os.replace(temporary, path)
        else:
            _take_free_name(temporary, path)
        taken.append(path)


def _take_free_name(temporary: str, path: str) -> None:
    try:
        # Unlike a rename, a link never replaces a file that appeared in the meantime.
        os.link(temporary, path)
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            raise _exists(path) from None
        os.replace(temporary, path)


def sync_folder(folder: str) -> None:
    """Have the names in a folder written to the disk, where that can be."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _is_special(path: str) -> bool:
    """Return whether a path is something other than a file that could be replaced."""
    if descriptor_of(path) is not None:
        return True
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _parameter(option: str) -> str:
    """Return the name in Python of what an option of the command gives."""
    return option.lstrip("-").replace("-", "_")


def _exists(path: str, option: str = "--output") -> InvalidInputError:
    return InvalidInputError(
        f"the output '{path}' exists already",
        remedy=f"choose another name with {option}, or replace it with --force",
        parameter=_parameter(option),
    )
