"""The command and its subcommands, a module each."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from counterpoise.cli import balance, compare, inspect, methods, privacy
from counterpoise.cli.failures import BROKEN_PIPE, FAULT, INTERRUPTED, let_go_of_broken_pipes, say
from counterpoise.version import __version__

__all__ = ["app"]


class _PlainFlags:
    """Flags are shown without a type, because they take no value."""

    def get_params(self, context: Any) -> list[Any]:
        """Return the options and arguments, --help among them."""
        found: list[Any] = super().get_params(context)  # type: ignore[misc]
        for parameter in found:
            if getattr(parameter, "is_flag", False):
                parameter.metavar = ""
        return found


class _Command(_PlainFlags, TyperCommand):
    """A subcommand."""


# The class that all such errors have, which newer versions of typer bring themselves.
_CommandError: Any = typer.BadParameter.__mro__[2]


class _Group(_PlainFlags, TyperGroup):
    """The command, whose usage errors are a line like every other error."""

    def main(  # type: ignore[override]
        self,
        args: Any = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **more: Any,
    ) -> Any:
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **more)
            if sys.stdout is not None:
                sys.stdout.flush()
        except _CommandError as error:
            code = error.exit_code
            if message := error.format_message().strip():
                context = getattr(error, "ctx", None)
                command = context.command_path if context else "counterpoise"
                say(f"{message.rstrip('.')}: see {command} --help")
        except typer.Abort:
            code = INTERRUPTED
        except OSError as error:
            let_go_of_broken_pipes()
            code = BROKEN_PIPE if isinstance(error, BrokenPipeError) else FAULT
            if code == FAULT:
                say(f"standard output cannot be written ({error.strerror})")
        sys.exit(code or 0)


app = typer.Typer(
    name="counterpoise",
    cls=_Group,
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
        print(f"counterpoise {__version__}")
        raise typer.Exit


def _flowing(text: str) -> str:
    """Return a text whose paragraphs are a line each, so that they are broken to the terminal."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


app.command("balance", cls=_Command, help=_flowing(balance.HELP), epilog=balance.EPILOG)(
    balance.balance
)
app.command("inspect", cls=_Command, help=_flowing(inspect.HELP))(inspect.inspect)
app.command("compare", cls=_Command, help=_flowing(compare.HELP))(compare.compare)
app.command("privacy", cls=_Command, help=_flowing(privacy.HELP))(privacy.privacy)
app.command("methods", cls=_Command)(methods.methods)
