"""Signals that end the process let it tidy up first."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType

__all__ = ["Ended", "ending_by_signals"]

# What a terminal that is closed, a scheduler, a limit or a user sends to end a process.
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGXCPU", "SIGUSR1", "SIGUSR2", "SIGALRM")


class Ended(BaseException):
    """The process was asked to end.

    Parameters
    ----------
    number : int
        The signal.
    """

    def __init__(self, number: int):
        super().__init__(number)
        self.number = number


@contextlib.contextmanager
def ending_by_signals() -> Iterator[None]:
    """Raise `Ended`, or KeyboardInterrupt, inside when a signal comes that ends the process.

    A second signal ends it at once, with nothing left behind but what is whole. A signal that is
    ignored from the start, as nohup has it, stays so.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = False

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            _end_at_once(number)
        asked = True
        raise KeyboardInterrupt if number == signal.SIGINT else Ended(number)

    before = {}
    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is None or signal.getsignal(number) not in (
            signal.SIG_DFL,
            signal.default_int_handler,
        ):
            continue
        before[number] = signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end_at_once(number: int) -> None:
    from counterpoise.formats.hidden import remove_unfinished

    if remove_unfinished():
        os._exit(128 + number)
