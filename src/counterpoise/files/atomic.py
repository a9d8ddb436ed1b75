"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from typing import BinaryIO

from counterpoise.errors import InvalidInputError
from counterpoise.files.places import Place

__all__ = ["check_destination", "hidden_beside", "open_destination", "sync_folder"]


def check_destination(place: Place, source: Place, force: bool, option: str = "--output") -> None:
    """Raise `InvalidInputError` if the destination must not or cannot be written.

    Asked before the work begins, so that nobody waits for an answer that cannot be saved.

    Parameters
    ----------
    place, source : Place
        Where to write, and what is read.
    force : bool
        Whether to replace a file that exists.
    option : str, default="--output"
        The option of the command that names the destination.
    """
    if place.is_standard:
        return
    path = place.path
    if os.path.isdir(path):
        raise InvalidInputError(f"the output '{path}' is a folder: give the name of a file in it")
    folder = os.path.dirname(os.path.realpath(path))
    if not os.path.isdir(folder):
        raise InvalidInputError(f"the output's folder '{folder}' does not exist: create it first")
    if _is_special(path):
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InvalidInputError(
            f"the output's folder '{folder}' cannot be written to (permission denied): choose "
            f"another with {option}"
        )
    if force or not os.path.lexists(path):
        return
    if not source.is_standard and os.path.exists(path) and os.path.samefile(path, source.path):
        raise InvalidInputError(
            f"the output '{path}' is the input itself: choose another name, or replace it with "
            "--force"
        )
    raise _exists(path, option)


@contextlib.contextmanager
def open_destination(place: Place, force: bool) -> Iterator[BinaryIO]:
    """Open a file for writing that takes its name only when all is written and on the disk.

    Until then the bytes are in a hidden file of the same folder, which is removed if anything goes
    wrong. Standard output, devices and named pipes are written as they come.

    Parameters
    ----------
    place : Place
        Where to write. A symbolic link stays one: the file it points to is replaced.
    force : bool
        Whether to replace a file that exists.
    """
    if place.is_standard:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if _is_special(place.path):
        with open(place.path, "wb") as device:
            yield device
        return
    path = os.path.realpath(place.path)
    temporary, descriptor = _create_hidden(path)
    try:
        with open(descriptor, "wb") as file:
            yield file
            file.flush()
            _copy_mode(path, descriptor)
            os.fsync(descriptor)
        _take_name(temporary, path, force)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    sync_folder(os.path.dirname(path))


def hidden_beside(path: str) -> str:
    """Return a name in the folder of `path` for what is not whole yet."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name[:100]}.{os.getpid()}-{os.urandom(4).hex()}.part")


def _create_hidden(path: str) -> tuple[str, int]:
    """Create a file beside `path`, with the permissions that the user's umask gives new files."""
    temporary = hidden_beside(path)
    return temporary, os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)


def _copy_mode(path: str, descriptor: int) -> None:
    """Give the new file the permissions of the one it replaces."""
    with contextlib.suppress(FileNotFoundError, PermissionError):
        os.fchmod(descriptor, stat.S_IMODE(os.stat(path).st_mode))


def _take_name(temporary: str, path: str, force: bool) -> None:
    if force:
        os.replace(temporary, path)
        return
    try:
        # Unlike a rename, a link never replaces a file that appeared in the meantime.
        os.link(temporary, path)
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            raise _exists(path) from None
        os.replace(temporary, path)
    else:
        os.unlink(temporary)


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
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _exists(path: str, option: str = "--output") -> InvalidInputError:
    return InvalidInputError(
        f"the output '{path}' exists already: choose another name with {option}, or replace it "
        "with --force"
    )
