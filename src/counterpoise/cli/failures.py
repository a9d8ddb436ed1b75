"""From whatever goes wrong to one clear message and an exit code."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import signal
import sys
from collections.abc import Iterator
from types import FrameType

from counterpoise.cli.logs import LOG, logging_to

__all__ = ["BAD_INPUT", "FAULT", "INTERRUPTED", "exit_codes", "missing_package"]

BAD_INPUT = 2
FAULT = 1
INTERRUPTED = 128 + signal.SIGINT
BROKEN_PIPE = 128 + 13
TERMINATED = 128 + signal.SIGTERM

DEBUG = "COUNTERPOISE_DEBUG"
"""Environment variable that asks for tracebacks."""

# Packages that come with another extra than the command's own.
_EXTRA_OF = {"jinja2": "report", "optuna": "compare", "pyspark": "spark"}

# What the library says about its parameters, in the command's words.
_PARAMETER = re.compile(
    r"\b(k|clean|svm_rows|longest_record|partition_by|sample|split|test_output|"
    r"method|ratio|scale|seed|target|categorical|ignore|mark|metric|models|baselines|folds|repeats|"
    r"trials|precision|positive|resume|groups|time|key|engine|recall|most_collected)"
    r"=('[^']*'|[\w.+-]+)"
)


class _Terminated(BaseException):
    """The process was asked to end."""


@contextlib.contextmanager
def exit_codes(debug: bool = False, log: str | None = None) -> Iterator[None]:
    """Turn what is raised inside into a message on standard error and an exit code.

    Parameters
    ----------
    debug : bool
        Whether to show the traceback of faults.
    log : str, optional
        A file to append to what is told, messages and tracebacks included.
    """
    debug = debug or bool(os.environ.get(DEBUG))
    signal.signal(signal.SIGTERM, _terminate)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(logging_to(log))
            yield
            sys.stdout.flush()
        except (KeyboardInterrupt, _Terminated) as error:
            interrupted = isinstance(error, KeyboardInterrupt)
            say("interrupted: nothing was written" if interrupted else "ended: nothing was written")
            _leave(INTERRUPTED if interrupted else TERMINATED)
        except BrokenPipeError:
            # Nobody reads on: the interpreter must not try to flush the rest at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            _leave(BROKEN_PIPE)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.startswith("counterpoise"):
                raise
            _leave(missing_package(error))
        except Exception as error:
            code, message = _explain(error)
            if code == FAULT:
                LOG.error("a fault", exc_info=True)
            if debug and code == FAULT:
                import traceback

                traceback.print_exc()
            say(message)
            _leave(code)


def say(message: str) -> None:
    """Write an error to standard error, in colour on a terminal."""
    LOG.error("%s", message)
    head = "error:"
    if sys.stderr.isatty() and "NO_COLOR" not in os.environ:
        head = f"\033[1;31m{head}\033[0m"
    with contextlib.suppress(OSError):
        print(head, message, file=sys.stderr)


def missing_package(error: ModuleNotFoundError) -> int:
    """Say which optional package is missing and how to get it; return the exit code."""
    extra = _EXTRA_OF.get((error.name or "").split(".")[0], "cli")
    say(
        f"the package '{error.name}' is not installed; the command needs it: "
        f'pip install "counterpoise[{extra}]"'
    )
    return BAD_INPUT


def _leave(code: int) -> None:
    import typer

    raise typer.Exit(code)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise _Terminated


def _explain(error: Exception) -> tuple[int, str]:
    """Return the exit code and the message of an error."""
    from counterpoise.errors import EngineError, InvalidInputError

    if isinstance(error, InvalidInputError):
        return BAD_INPUT, _PARAMETER.sub(_as_option, str(error))
    if isinstance(error, EngineError):
        return FAULT, f"{error} (set {DEBUG}=1 for all that was said)"
    if isinstance(error, OSError) and error.errno is not None:
        return _explain_system(error)
    if isinstance(error, MemoryError):
        return FAULT, "the table does not fit into memory: try a part of it, or a larger machine"
    kind = type(error).__name__
    return FAULT, f"unexpected {kind}: {error} (set {DEBUG}=1 for the traceback; please report it)"


def _explain_system(error: OSError) -> tuple[int, str]:
    path = f"'{error.filename}'" if error.filename is not None else "the output"
    match error.errno:
        case errno.ENOENT:
            return BAD_INPUT, f"the file {path} does not exist: check its name and folder"
        case errno.EISDIR:
            return BAD_INPUT, f"{path} is a folder: give the name of a file in it"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return BAD_INPUT, f"{path} cannot be opened ({os.strerror(error.errno)})"
        case errno.ENAMETOOLONG | errno.ENOTDIR | errno.ELOOP:
            return BAD_INPUT, f"{path} is no usable path ({os.strerror(error.errno)})"
        case errno.ENOSPC | errno.EDQUOT:
            why = "the disk is full"
        case errno.EFBIG:
            why = "the file would be larger than is allowed here"
        case _:
            why = os.strerror(error.errno or 0)
    return FAULT, f"writing or reading failed, {why}: nothing was written to {path}"


def _as_option(match: re.Match[str]) -> str:
    value = match[2] if " " in match[2] else match[2].replace("'", "")
    return f"--{match[1].replace('_', '-')} {value}"
