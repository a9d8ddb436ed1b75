"""The command `counterpoise`: it parses, calls the library, prints; no algorithm lives here."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command with the arguments of the process."""
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
