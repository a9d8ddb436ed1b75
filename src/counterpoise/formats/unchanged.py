"""An input that others change while it is read is told, and not taken for a table."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence

from counterpoise.errors import InvalidInputError

__all__ = ["Watch", "changed"]


class Watch:
    """Files that are read several times, and must be the same each time.

    Parameters
    ----------
    paths : sequence of str
        The files. What is known of them now is what must be known of them later.
    """

    def __init__(self, paths: Sequence[str]):
        self._before = {path: _state(path) for path in paths}

    def check(self) -> None:
        """Raise `InvalidInputError` if a file has changed since the watch began."""
        for path, before in self._before.items():
            if _state(path) != before:
                raise changed(f"'{path}'")

    def end(self) -> None:
        """Check for the last time: from now on the files may change."""
        self.check()
        self._before = {}

    @contextlib.contextmanager
    def blaming(self) -> Iterator[None]:
        """Say that a file has changed instead of what went wrong inside because of that."""
        try:
            yield
        except Exception as error:
            try:
                self.check()
            except InvalidInputError as told:
                raise told from error
            raise


def changed(name: str) -> InvalidInputError:
    """Return the error that tells of a file that has changed."""
    return InvalidInputError(
        f"{name} changed while it was read, so that its rows cannot be told",
        remedy="wait until it is whole, or balance a copy of it",
    )


def _state(path: str) -> tuple[int, ...] | None:
    """Return what changes with a file; None if it cannot be found."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
