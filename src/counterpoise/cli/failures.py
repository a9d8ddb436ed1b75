"""From whatever goes wrong to one clear message and an exit code."""

from __future__ import annotations

import contextlib
import errno
import os
import shlex
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.cli.logs import LOG, logging_to
from counterpoise.cli.memory import ShortMemory, is_short, prepare_memory
from counterpoise.cli.signals import NOTHING_WRITTEN, Ended, ending_by_signals, written
from counterpoise.cli.visible import encodable, say_lines, visible

if TYPE_CHECKING:
    from counterpoise.errors import Setting

__all__ = [
    "BAD_INPUT",
    "BROKEN_PIPE",
    "FAULT",
    "INTERRUPTED",
    "exit_codes",
    "let_go_of_broken_pipes",
    "missing_package",
    "say",
]

BAD_INPUT = 2
FAULT = 1
INTERRUPTED = 128 + signal.SIGINT
BROKEN_PIPE = 128 + 13

DEBUG = "COUNTERPOISE_DEBUG"
"""Environment variable that asks for tracebacks."""

# Packages that come with another extra than the command's own.
_EXTRA_OF = {"jinja2": "report", "optuna": "compare", "pyspark": "spark"}


@contextlib.contextmanager
def exit_codes(
    debug: bool = False,
    log: str | None = None,
    check: Callable[[], None] = lambda: None,
    names: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """Turn what is raised inside into a message on standard error and an exit code.

    Parameters
    ----------
    debug : bool
        Whether to show the traceback of faults.
    log : str, optional
        A file to append to what is told, messages and tracebacks included.
    check : callable
        Called before anything is written, the log included.
    names : mapping, optional
        What the command calls the parameters of the library.
    """
    debug = debug or bool(os.environ.get(DEBUG))
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(ending_by_signals())
            stack.enter_context(_warnings_in_lines())
            prepare_memory()
            _forget_taken()
            check()
            stack.enter_context(logging_to(log))
            yield
            if sys.stdout is not None:
                sys.stdout.flush()
        except KeyboardInterrupt:
            _remove_unfinished()
            say(f"interrupted: {written()}")
            _leave(INTERRUPTED)
        except Ended as error:
            _remove_unfinished()
            say(f"ended by {signal.Signals(error.number).name}: {written()}")
            _leave(128 + error.number)
        except BrokenPipeError:
            let_go_of_broken_pipes()
            _leave(BROKEN_PIPE)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.startswith("counterpoise"):
                raise
            _leave(missing_package(error))
        except Exception as error:
            code, message = _explain(error, names or {})
            if code == FAULT:
                LOG.error("a fault", exc_info=True)
            if debug and code == FAULT:
                import traceback

                say_lines(traceback.format_exc().rstrip("\n"), sys.stderr)
            say(message)
            _leave(code)


def say(message: str) -> None:
    """Write an error to standard error, in colour on a terminal."""
    LOG.error("%s", message)
    head = "error:"
    if sys.stderr.isatty() and "NO_COLOR" not in os.environ:
        head = f"\033[1;31m{head}\033[0m"
    with contextlib.suppress(OSError):
        shown = encodable(visible(message), sys.stderr.encoding)
        print(head, shown, file=sys.stderr, flush=True)


@contextlib.contextmanager
def _warnings_in_lines() -> Iterator[None]:
    """Say warnings as the command says everything: in a line, without a place in the code."""

    def tell(message: Warning | str, *_: Any, **__: Any) -> None:
        LOG.warning("%s", message)
        with contextlib.suppress(OSError):
            say_lines(f"warning: {visible(str(message))}", sys.stderr)

    with warnings.catch_warnings():
        warnings.showwarning = tell
        yield


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


def _remove_unfinished() -> None:
    """Remove what the exception of a signal kept from being removed where it was made."""
    if hidden := sys.modules.get("counterpoise.formats.hidden"):
        hidden.remove_unfinished()


def _forget_taken() -> None:
    """Begin to note which files become whole, in a process that has run something before."""
    if writing := sys.modules.get("counterpoise.formats.atomic"):
        writing.taken.clear()


def let_go_of_broken_pipes() -> None:
    """Send to nowhere what nobody reads, which the interpreter would try to write at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(nowhere, stream.fileno())


def _explain(error: Exception, names: Mapping[str, str]) -> tuple[int, str]:
    """Return the exit code and the message of an error."""
    if isinstance(error, ShortMemory):
        return FAULT, str(error)
    if is_short(error):
        return FAULT, "the table does not fit into memory: try a part of it, or a larger machine"
    from counterpoise.errors import EngineError, InvalidInputError

    if isinstance(error, InvalidInputError):
        return BAD_INPUT, error.worded(lambda setting: _as_option(setting, names))
    if isinstance(error, EngineError):
        return FAULT, f"{error} (set {DEBUG}=1 for all that was said)"
    if isinstance(error, OSError) and error.errno is not None:
        return _explain_system(error)
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
        case errno.EBADF:
            return BAD_INPUT, f"{path} is a descriptor that is not open"
        case errno.ENAMETOOLONG | errno.ENOTDIR | errno.ELOOP:
            return BAD_INPUT, f"{path} is no usable path ({os.strerror(error.errno)})"
        case errno.ENOSPC | errno.EDQUOT:
            why = "the disk is full"
        case errno.EFBIG:
            why = "the file would be larger than is allowed here"
        case _:
            why = os.strerror(error.errno or 0)
    left = written()
    if left == NOTHING_WRITTEN:
        left += f" to {path}"
    return FAULT, f"writing or reading failed, {why}: {left}"


def _as_option(setting: Setting, names: Mapping[str, str]) -> str:
    """Return a parameter and its value as the command line would have them."""
    name, value = setting.name, setting.value
    if isinstance(value, list | tuple):
        value = ",".join(map(str, value))
    text = "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    if "options" in names and name not in names and _is_of_a_method(name):
        return f"--set {shlex.quote(f'{name}={text}')}"
    return f"--{names.get(name, name.replace('_', '-'))} {shlex.quote(text)}"


def _is_of_a_method(name: str) -> bool:
    """Return whether a method has a parameter of its own that is called so."""
    from counterpoise.methods.registry import METHODS

    return any(name in method.options for method in METHODS.values())
