"""Signals that end the process let it tidy up first, and end it in a bounded time.

Python calls a handler between any two steps of the main thread, and what the handler raises appears
there. Three things follow, and each has its answer here:

- Some steps must not be torn apart: where `threading` has just taken a lock that it gives back a
  step later, whoever wants that lock next waits for ever. There the handler waits for a better
  moment, see `_Request`.
- An exception can get lost, in a destructor for example. Then it is raised again.
- Whatever else the orderly way may wait for, it is not waited for longer than `PATIENCE`: a thread
  that needs nothing of the main one ends the process, see `end_within`.
"""

from __future__ import annotations

import _thread
import contextlib
import math
import os
import select
import signal
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from types import FrameType

__all__ = [
    "NOTHING_WRITTEN",
    "PATIENCE",
    "Ended",
    "end_within",
    "ending_by_signals",
    "last_resort",
    "written",
]

PATIENCE = 10.0
"""Seconds that the orderly way to the end may take."""

# What a terminal that is closed, a scheduler, a limit or a user sends to end a process.
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGXCPU", "SIGUSR1", "SIGUSR2", "SIGALRM")

# Packages that hold locks from one step to the next without a `with` of the interpreter's own, or
# are between taking something and handing it out, or run where nothing raised is heard.
_DELICATE = frozenset(
    {
        "_weakrefset",
        "concurrent",
        "contextlib",
        "importlib",
        "logging",
        "multiprocessing",
        "queue",
        "threading",
        "weakref",
    }
)

NOTHING_WRITTEN = "nothing was written"

_TICK = 0.005
"""Seconds after which a better moment is looked for."""

_BLOCKED = 40
"""Looks at one and the same delicate step after which it is taken for a wait, not a passage."""

_asked: int | None = None
"""The first signal that asked this process to end, if any has."""

_told = False
"""Whether what became of the work has been said by then."""


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


class _Interrupted(KeyboardInterrupt):
    """A KeyboardInterrupt that can be referred to weakly."""


@contextlib.contextmanager
def ending_by_signals() -> Iterator[None]:
    """Raise `Ended`, or KeyboardInterrupt, inside when a signal comes that ends the process.

    A second signal ends it at once, with nothing left behind but what is whole. A signal that is
    ignored from the start, as nohup has it, stays so.
    """
    global _told
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    request = _Request()
    before = {}
    try:
        for name in _NAMES:
            number = getattr(signal, name, None)
            if number is None or signal.getsignal(number) not in (
                signal.SIG_DFL,
                signal.default_int_handler,
            ):
                continue
            before[number] = signal.getsignal(number)
            signal.signal(number, request.handle)
        # One that nothing sends and that does nothing by itself.
        reminder = getattr(signal, "SIGURG", None)
        if reminder is not None and signal.getsignal(reminder) == signal.SIG_DFL:
            before[reminder] = signal.SIG_DFL
            signal.signal(reminder, request.remind)
            request.reminder = reminder
        yield
    finally:
        request.closed = _told = True
        for number, handler in before.items():
            signal.signal(number, handler)
    if request.late is not None:
        signal.raise_signal(request.late)


class _Request:
    """What the process was asked by signals, until it is heard.

    Attributes
    ----------
    reminder : int or None
        The signal by which a thread has the main one look again; without it nothing waits.
    closed : bool
        Whether the work has come to its end, one way or the other, so that nothing is raised.
    late : int or None
        A signal that came after that.
    """

    def __init__(self) -> None:
        self.reminder: int | None = None
        self.closed = False
        self.late: int | None = None
        self._number: int | None = None
        self._at_once = False
        self._waits = False
        self._raised: weakref.ref[BaseException] | None = None
        self._place: tuple[int, int] | None = None
        self._looks = 0

    def handle(self, number: int, frame: FrameType | None) -> None:
        """Take a signal that asks for the end."""
        global _asked
        if self.closed:
            self.late = number
            return
        self._at_once = self._number is not None
        self._number = number
        if _asked is None:
            _asked = number
        if not self._waits:
            self._waits = True
            self._start_reminding()
        self.remind(number, frame)

    def remind(self, number: int, frame: FrameType | None) -> None:
        """Raise what ends the work, or wait for a better moment."""
        if self.closed or self._number is None or not (self._waits or self._is_lost()):
            return
        if self._at_once:
            _end_at_once(self._number)  # unless a name is being taken
        if self._must_wait(frame):
            self._waits = True
            return
        self._waits = False
        raise self._exception(self._number)

    def _exception(self, number: int) -> BaseException:
        # No variable of `remind`, which would be in a cycle with the traceback and stay.
        error = _Interrupted() if number == signal.SIGINT else Ended(number)
        self._raised = weakref.ref(error)
        return error

    def _is_lost(self) -> bool:
        return self._raised is not None and self._raised() is None

    def _must_wait(self, frame: FrameType | None) -> bool:
        """Return whether an exception would do harm where the main thread is."""
        if self.reminder is None:
            return False
        if self._at_once or _takes_name():
            return True
        if frame is None or _package(frame) not in _DELICATE:
            return False
        # Where the thread is blocked the step is one of C: it gets the lock or raises, not both.
        place = (id(frame), frame.f_lasti)
        self._looks = self._looks + 1 if place == self._place else 0
        self._place = place
        return self._looks < _BLOCKED

    def _start_reminding(self) -> None:
        # Not `threading`, whose locks the main thread may hold just now.
        try:
            _thread.start_new_thread(self._keep_reminding, (threading.get_ident(),))
        except RuntimeError:  # no memory for a thread: nobody would come back
            self.reminder = None

    def _keep_reminding(self, main: int) -> None:
        """Have the main thread look again as long as nothing has come of the request."""
        while not self.closed and self.reminder is not None:
            time.sleep(_TICK)
            if (self._waits or self._is_lost()) and not self.closed:
                signal.pthread_kill(main, self.reminder)


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def end_within(patience: float = PATIENCE) -> None:
    """Have this process end within some seconds of a signal that asks it to.

    What has not ended in the orderly way by then is ended as a second signal would: what is
    unfinished is removed, what was whole stays, and the exit code is the same. The interpreter
    writes the signal's number to a pipe as soon as it comes, whatever the main thread does; a
    thread of its own reads it, and takes no lock that another thread holds for longer than a
    rename takes. It is for the owner of the process: there is no way back.

    Parameters
    ----------
    patience : float
        How many seconds.
    """
    if not hasattr(os, "set_blocking"):
        return  # Windows before Python 3.12: a signal must not wait for its pipe
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    # A child's signals are none of ours; Windows has no forks.
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: signal.set_wakeup_fd(-1))
    # With no memory for a thread there is none for the work, which says so.
    with contextlib.suppress(RuntimeError):
        threading.Thread(target=_watch, args=(reading, patience), daemon=True).start()


def last_resort(patience: float = 3 * PATIENCE) -> None:
    """Bound the time that the interpreter itself takes to end, if the process was asked to.

    By then all is tidied up, and no thread of Python may run any more: the system ends the process.
    """
    if _asked is not None and hasattr(signal, "alarm"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(math.ceil(patience))


def _watch(reading: int, patience: float) -> None:
    ending = {int(getattr(signal, name)) for name in _NAMES if hasattr(signal, name)}
    number = -1
    while number not in ending:
        number = os.read(reading, 1)[0]
    time.sleep(patience)
    while True:
        _end_at_once(number, tell=not _told)
        time.sleep(_TICK)


def _end_at_once(number: int, tell: bool = False) -> None:
    """End the process, unless what was whole is under another name for the moment."""
    # Not an import, which may wait for one of the main thread's. What was not even imported has
    # left nothing.
    remove = getattr(sys.modules.get("counterpoise.formats.hidden"), "remove_for_good", None)
    if remove is not None and not remove():
        return
    if tell:
        _tell(f"error: ended by {signal.Signals(number).name}: {written()}\n")
    os._exit(128 + number)


def _takes_name() -> bool:
    taking = getattr(sys.modules.get("counterpoise.formats.hidden"), "takes_name", None)
    return taking is not None and taking()


def _tell(line: str) -> None:
    """Write to standard error only what is taken at once: its reader may be what is waited for."""
    with contextlib.suppress(OSError, ValueError):
        if hasattr(select, "poll"):
            ready = select.poll()
            ready.register(2, select.POLLOUT)
            if not any(event & select.POLLOUT for _, event in ready.poll(0)):
                return
        os.write(2, line.encode("utf-8", "backslashreplace"))


def written() -> str:
    """Say which files are whole, though the work did not come to its end."""
    # Where that was not even imported, nothing was written.
    taken = list(getattr(sys.modules.get("counterpoise.formats.atomic"), "taken", ()))
    if not taken:
        return NOTHING_WRITTEN
    return f"only {' and '.join(repr(path) for path in taken)} had been written by then"
