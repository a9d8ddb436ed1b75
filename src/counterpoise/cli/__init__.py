"""The command `counterpoise`: it parses, calls the library, prints; no algorithm lives here."""

from __future__ import annotations

import contextlib
import os
import sys

from counterpoise.cli.signals import end_within, last_resort

__all__ = ["main"]


def main() -> None:
    """Run the command with the arguments of the process."""
    _hold_standard_streams()
    if sys.argv[1:] in (["--help"], ["-h"]) and _shows_overview():
        return
    end_within()
    try:
        from counterpoise.cli.app import app
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("counterpoise"):
            raise
        from counterpoise.cli.failures import missing_package

        sys.exit(missing_package(error))
    except KeyboardInterrupt:
        sys.exit(130)
    try:
        app(prog_name="counterpoise")
    except KeyboardInterrupt:  # before a subcommand has begun, or after it has ended
        sys.exit(130)
    finally:
        last_resort()


def _shows_overview() -> bool:
    """Show the first page of the help; what goes wrong is left to typer's way of showing it."""
    from counterpoise.cli.overview import overview

    with contextlib.suppress(OSError, ValueError):
        print(overview(), flush=True)
        return True
    return False


def _hold_standard_streams() -> None:
    """Keep files of the run from being opened in the place of standard streams that are closed."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
    # What asks for standard output is told that it is closed, see `standard_output`.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
