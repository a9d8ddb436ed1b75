"""`counterpoise methods`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from counterpoise.cli.failures import exit_codes
from counterpoise.cli.options import print_json

__all__ = ["methods"]


def methods(
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """List the methods, one line each."""
    with exit_codes():
        from counterpoise.formats.atomic import standard_output
        from counterpoise.methods.registry import METHODS

        standard_output()

        if as_json:
            print_json([method.to_dict() for method in METHODS.values()], sys.stdout)
            return
        from counterpoise.cli.show import show_methods
        from counterpoise.cli.terminal import Terminal

        console = Terminal()
        if not console.is_terminal:  # one line each, however long
            console.width = 200
        show_methods(console, list(METHODS.values()))
