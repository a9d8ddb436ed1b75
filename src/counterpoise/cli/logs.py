"""The log of a run: what was done when, a line each."""

from __future__ import annotations

import contextlib
import logging
import shlex
import sys
from collections.abc import Iterator

from counterpoise.cli.visible import visible

__all__ = ["LOG", "logging_to"]

LOG = logging.getLogger("counterpoise.cli")
"""Takes what the command tells; nothing of it is shown unless a file was asked for."""

LOG.addHandler(logging.NullHandler())
LOG.propagate = False


def _in_a_line(record: logging.LogRecord) -> bool:
    """Make of what is told a line that a terminal shows as it is, whoever writes it down."""
    record.msg, record.args = visible(record.getMessage()), ()
    return True


LOG.addFilter(_in_a_line)


class _File(logging.FileHandler):
    """A log that is lost rather than the work, when its disk is full."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass


@contextlib.contextmanager
def logging_to(path: str | None) -> Iterator[None]:
    """Append to a log file what is told inside.

    Parameters
    ----------
    path : str, optional
        The file; None for no log.

    Raises
    ------
    OSError
        If it cannot be opened.
    """
    if path is None:
        yield
        return
    from counterpoise.version import __version__

    handler = _File(path, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")
    )
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    try:
        LOG.info("counterpoise %s: %s", __version__, shlex.join(sys.argv[1:]))
        yield
    finally:
        LOG.removeHandler(handler)
        with contextlib.suppress(OSError):
            handler.close()
