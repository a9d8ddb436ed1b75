"""A recipe of the user's own on the command line: `--method module:name`."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Iterator

from counterpoise.errors import InvalidInputError, Setting

__all__ = ["running_own_recipe"]

_OURS = __name__.partition(".")[0]


@contextlib.contextmanager
def running_own_recipe(method: str) -> Iterator[None]:
    """Find modules of the current folder too, and tell what goes wrong in them, while inside.

    Modules that are installed come first, so that a file in the folder hides none of them. Nothing
    is done where the method is not of the form ``module:name``.
    """
    if ":" not in method:
        yield
        return
    here = os.getcwd()
    sys.path.append(here)
    try:
        yield
    except (InvalidInputError, OSError, MemoryError):
        raise
    except Exception as error:
        where = _place_in_recipe(error, method.partition(":")[0], here)
        if where is None:
            raise
        raise InvalidInputError(
            Setting("method", method),
            f" failed in {where} ({type(error).__name__}: {error})",
            remedy="mend it there",
        ) from error
    finally:
        with contextlib.suppress(ValueError):
            sys.path.remove(here)


def _place_in_recipe(error: Exception, module: str, folder: str) -> str | None:
    """Return the last line of the recipe's own code that an error came through, or None."""
    file = getattr(sys.modules.get(module), "__file__", None)
    found = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        path, name = frame.f_code.co_filename, frame.f_globals.get("__name__", "")
        is_theirs = path == file or os.path.dirname(os.path.abspath(path)) == folder
        if is_theirs and not name.startswith(_OURS):
            found = f"line {line} of {os.path.basename(path)}"
    return found
