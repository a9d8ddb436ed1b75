"""Which input an output was made from."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence

__all__ = ["Digest"]

_PIECE = 1 << 22


class Digest:
    """SHA-256 of files, worked out beside the other work.

    Parameters
    ----------
    paths : sequence of str
        The files; the digest is that of their bytes one after the other.
    """

    def __init__(self, paths: Sequence[str]):
        self._paths = list(paths)
        self._found: str | None = None
        self._error: BaseException | None = None
        self._stopped = False
        # Held until the thread ends: a signal may interrupt the wait for a lock without harm, and
        # not that of `join`.
        self._running = threading.Lock()
        self._running.acquire()
        self._worker = threading.Thread(target=self._work, daemon=True)
        self._worker.start()

    def finish(self) -> str:
        """Wait for the digest and return it, such as ``sha256:9f86...``."""
        self._wait()
        if self._error is not None:
            raise self._error
        return f"sha256:{self._found}"

    def stop(self) -> None:
        """Give up, where nobody asks any more."""
        self._stopped = True
        self._wait()

    def _wait(self) -> None:
        with self._running:
            pass

    def _work(self) -> None:
        try:
            found = hashlib.sha256()
            for path in self._paths:
                with open(path, "rb") as file:
                    while not self._stopped and (piece := file.read(_PIECE)):
                        found.update(piece)
            self._found = found.hexdigest()
        except OSError as error:  # raised where the digest is asked for
            self._error = error
        finally:
            self._running.release()
