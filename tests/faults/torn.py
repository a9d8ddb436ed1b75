"""Asks for the end at every step of reading ahead and of a digest at which Python calls a handler.

Prints the number of steps. A step after which the process hangs is told, and ends it with code 1.
"""

from __future__ import annotations

import contextlib
import dis
import faulthandler
import itertools
import os
import signal
import sys
import time
from functools import cache

from counterpoise.cli.signals import Ended, ending_by_signals
from counterpoise.formats.digest import Digest
from counterpoise.formats.source import ahead

# Where the interpreter looks for signals.
LOOKS = {"CALL", "CALL_FUNCTION_EX", "CALL_KW", "JUMP_BACKWARD", "RESUME"}
HANGS = 8  # seconds
WATCHED = ("threading", "queue", "contextlib", "counterpoise.formats.")


@cache
def steps_of(code):
    """Return the offsets of the steps before which a handler may be called."""
    steps = list(dis.get_instructions(code))
    return {after.offset for step, after in itertools.pairwise(steps) if step.opname in LOOKS}


class Shot:
    """Calls the handler of SIGTERM at a step."""

    def __init__(self, at):
        self.at, self.n = at, 0

    def __call__(self, frame, event, arg):
        if not frame.f_globals.get("__name__", "").startswith(WATCHED):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return self.step

    def step(self, frame, event, arg):
        if event == "opcode" and frame.f_lasti in steps_of(frame.f_code):
            self.n += 1
            if self.n == self.at:
                sys.settrace(None)
                signal.getsignal(signal.SIGTERM)(signal.SIGTERM, frame)
        return self.step


def read_ahead():
    def slow():
        for i in range(3):
            time.sleep(0.002)
            yield i

    assert list(ahead(slow(), 1)) == [0, 1, 2]


def digest():
    work = Digest([__file__])
    try:
        assert work.finish().startswith("sha256:")
    finally:
        work.stop()


def main():
    for work in (read_ahead, digest):
        at, n = 0, 1
        while at < n:
            at += 1
            faulthandler.dump_traceback_later(HANGS, exit=True)
            shot = Shot(at)
            with contextlib.suppress(Ended), ending_by_signals():
                sys.settrace(shot)
                try:
                    work()
                except RuntimeError as error:
                    print(f"torn at step {at} of {work.__name__}: {error}", flush=True)
                finally:
                    sys.settrace(None)
                time.sleep(0.02)  # a better moment, at last
            n = at + 1 if shot.n >= at else 0
        print(work.__name__, "steps", at - 1, flush=True)
    faulthandler.cancel_dump_traceback_later()
    os._exit(0)


if __name__ == "__main__":
    main()
