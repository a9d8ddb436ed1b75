"""Files and folders that are there only while the work lasts."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator

__all__ = [
    "hidden_beside",
    "remove_unfinished",
    "removed_afterwards",
    "scratch_file",
    "scratch_folder",
    "take_name",
]

# A name may have 255 bytes, and fewer on some file systems; this leaves room for what is added.
_MOST_BYTES = 100

_unfinished: set[str] = set()
_taking_names = False


def hidden_beside(path: str) -> str:
    """Return a name in the folder of `path` for what is not whole yet.

    Examples
    --------
    >>> from counterpoise.formats.hidden import hidden_beside
    >>> hidden_beside("data/out.csv").startswith("data/.out.csv.")
    True
    """
    folder, name = os.path.split(path)
    # Cut between characters: some file systems take no other names.
    short = os.fsencode(name)[:_MOST_BYTES].decode("utf-8", "ignore")
    return os.path.join(folder, f".{short}.{os.getpid()}-{os.urandom(4).hex()}.part")


@contextlib.contextmanager
def removed_afterwards(path: str) -> Iterator[str]:
    """Yield a path, and remove the file or folder that is there in the end, if there is one."""
    _unfinished.add(path)
    try:
        yield path
    finally:
        _remove(path)
        _unfinished.discard(path)


def remove_unfinished() -> bool:
    """Remove now whatever is to be removed, because the process is to end at once.

    Returns
    -------
    bool
        Whether it may: not while what was whole before is under another name.
    """
    if _taking_names:
        return False
    for path in list(_unfinished):
        _remove(path)
    return True


def take_name(new: str, path: str) -> None:
    """Give a folder the name of a file or folder that may exist, which is removed then.

    Parameters
    ----------
    new : str
        What is whole.
    path : str
        The name for it.
    """
    global _taking_names
    old = hidden_beside(path)
    _taking_names = True
    try:
        if os.path.lexists(path):
            os.rename(path, old)
        os.rename(new, path)
    finally:
        if os.path.lexists(old) and not os.path.lexists(path):
            os.rename(old, path)
        _taking_names = False
        _remove(old)


@contextlib.contextmanager
def scratch_file() -> Iterator[str]:
    """Yield the path of an empty file in the system's folder for such, for this user only."""
    descriptor, path = tempfile.mkstemp(prefix="counterpoise-")
    os.close(descriptor)
    with removed_afterwards(path):
        yield path


@contextlib.contextmanager
def scratch_folder() -> Iterator[str]:
    """Yield a folder in the system's folder for such, for this user only."""
    with removed_afterwards(tempfile.mkdtemp(prefix="counterpoise-")) as folder:
        yield folder


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
    except OSError:  # a folder
        shutil.rmtree(path, ignore_errors=True)
