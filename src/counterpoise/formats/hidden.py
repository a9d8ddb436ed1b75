"""Files and folders that are there only while the work lasts."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator

__all__ = [
    "hidden_beside",
    "remove_for_good",
    "remove_unfinished",
    "removed_afterwards",
    "scratch_file",
    "scratch_folder",
    "take_name",
    "takes_name",
    "taking_name",
]

# A name may have 255 bytes, and fewer on some file systems; this leaves room for what is added.
_MOST_BYTES = 100

# How often what is unfinished is removed again because a thread still writes to it.
_SWEEPS = 100

_unfinished: set[str] = set()

taking_name = threading.Lock()
"""Held while something takes its name, or is about to be unfinished.

No signal raises anything meanwhile. The process ends only by whoever holds it.
"""


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
    with taking_name:  # never where the process is being ended: nobody would remove it
        _unfinished.add(path)
    try:
        yield path
    finally:
        _remove(path)
        _unfinished.discard(path)


def takes_name() -> bool:
    """Return whether something takes its name just now."""
    return taking_name.locked()


def remove_unfinished() -> None:
    """Remove what an exception kept from being removed where it was made."""
    with taking_name:
        _sweep()


def remove_for_good() -> bool:
    """Remove now whatever is to be removed, because the process is to end at once.

    From then on nothing takes its name and nothing else is begun: a thread that would, waits for
    the end.

    Returns
    -------
    bool
        Whether it may: not while what was whole before is under another name.
    """
    if not taking_name.acquire(blocking=False):
        return False
    _sweep()
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
    with removed_afterwards(hidden_beside(path)) as old, taking_name:
        try:
            if os.path.lexists(path):
                os.rename(path, old)
            os.rename(new, path)
        finally:
            if os.path.lexists(old) and not os.path.lexists(path):
                os.rename(old, path)


@contextlib.contextmanager
def scratch_file() -> Iterator[str]:
    """Yield the path of an empty file in the system's folder for such, for this user only."""
    with removed_afterwards(_scratch_name()) as path:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        yield path


@contextlib.contextmanager
def scratch_folder() -> Iterator[str]:
    """Yield a folder in the system's folder for such, for this user only."""
    with removed_afterwards(_scratch_name()) as folder:
        os.mkdir(folder, 0o700)
        yield folder


def _scratch_name() -> str:
    # A name before there is such a thing, so that nothing is there which nobody would remove.
    return os.path.join(tempfile.gettempdir(), f"counterpoise-{os.urandom(12).hex()}")


def _sweep() -> None:
    for _ in range(_SWEEPS):
        left = [path for path in list(_unfinished) if os.path.lexists(path)]
        if not left:
            return
        for path in left:
            _remove(path)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
    except OSError:  # a folder
        shutil.rmtree(path, ignore_errors=True)
