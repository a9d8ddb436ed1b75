"""The command and its subcommands, a module each."""

from __future__ import annotations

from typing import Annotated

import typer

import counterpoise
from counterpoise.cli import balance, compare, inspect, methods

__all__ = ["app"]

app = typer.Typer(
    name="counterpoise",
    help="Balance imbalanced tables with the SMOTE family.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", is_eager=True)
    ] = False,
) -> None:
    if version:
        print(f"counterpoise {counterpoise.__version__}")
        raise typer.Exit


app.command("balance", help=balance.HELP)(balance.balance)
app.command("inspect", help=inspect.HELP)(inspect.inspect)
app.command("compare", help=compare.HELP)(compare.compare)
app.command("methods")(methods.methods)
