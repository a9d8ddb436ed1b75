"""`counterpoise methods`."""

from __future__ import annotations

import sys

from counterpoise.cli import completion
from counterpoise.cli.declared import Options, as_command, option
from counterpoise.cli.options import print_json

__all__ = ["HELP", "methods"]

HELP = "List the methods, one line each."


class MethodsOptions(Options):
    """Options of `counterpoise methods`."""

    name: str | None = option(
        metavar="NAME",
        help="The one to tell more of, with the parameters that --set sets.",
        is_argument=True,
        complete=completion.methods,
    )
    as_json: bool = option("--json", help="Print them as JSON.", default=False)


def _methods(options: MethodsOptions) -> None:
    from counterpoise.cli.show_methods import show_method, show_methods
    from counterpoise.cli.support import told_of
    from counterpoise.cli.terminal import Terminal
    from counterpoise.formats.atomic import standard_output
    from counterpoise.methods import METHODS, find_method

    standard_output()
    listed = list(METHODS.values()) if options.name is None else [find_method(options.name)]
    if options.as_json:
        print_json([told_of(method) for method in listed], sys.stdout)
        return
    console = Terminal()
    if not console.is_terminal:  # one line each, however long
        console.width = 240
    if options.name is None:
        show_methods(console, listed)
    else:
        show_method(console, listed[0])


methods = as_command("methods", MethodsOptions, _methods)
