"""The command and its subcommands, a module each, which is imported when its command is run."""

from __future__ import annotations

import importlib
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from counterpoise.cli.failures import (
    BAD_INPUT,
    BROKEN_PIPE,
    FAULT,
    INTERRUPTED,
    let_go_of_broken_pipes,
    say,
)
from counterpoise.cli.overview import ABOUT, COMMANDS, overview

__all__ = ["app"]


class _PlainHelp:
    """Help in plain text, option by option below the headings of their panels.

    Typer would draw boxes with rich, whose import takes longer than all else that help does.
    """

    def get_params(self, context: Any) -> list[Any]:
        """Return the options and arguments, --help among them; flags have no type to show."""
        found: list[Any] = super().get_params(context)  # type: ignore[misc]
        for parameter in found:
            if getattr(parameter, "is_flag", False):
                parameter.metavar = ""
        return found

    def collect_usage_pieces(self, context: Any) -> list[str]:
        """Return the words of the usage line, without braces, which some versions of typer add."""
        pieces: list[str] = super().collect_usage_pieces(context)  # type: ignore[misc]
        return [piece.strip("{}") for piece in pieces]

    def format_options(self, context: Any, formatter: Any) -> None:
        """Write what can be given, by panel."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(context):
            record = parameter.get_help_record(context)
            if record is not None:
                name, told = record
                usual = "Options"
                if parameter.param_type_name == "argument":
                    usual, name = "Arguments", parameter.metavar or name  # without its type
                panel = getattr(parameter, "rich_help_panel", None) or usual
                panels.setdefault(panel, []).append((name, told))
        for panel, records in panels.items():
            with formatter.section(panel):
                formatter.write_dl(records)


class _Command(_PlainHelp, TyperCommand):
    """A subcommand."""


class _MadeOnDemand(dict[str, Any]):
    """The subcommands by name, each made when it is asked for: a run needs one of them."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(COMMANDS))

    def __getitem__(self, name: str) -> Any:
        if super().__getitem__(name) is None:
            self[name] = _subcommand(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401

    def values(self) -> Any:
        return {name: self[name] for name in self}.values()

    def items(self) -> Any:
        return {name: self[name] for name in self}.items()


def _subcommand(name: str) -> Any:
    """Return a subcommand, made of the module of its name."""
    module = importlib.import_module(f"counterpoise.cli.{name}")
    told, after = _paragraphs(module.HELP), _paragraphs(getattr(module, "EPILOG", ""))
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name, cls=_Command, help=told, epilog=after or None)(getattr(module, name))
    return typer.main.get_command(alone)


def _paragraphs(text: str) -> str:
    """Return a help with each paragraph on a line, to be broken to the terminal; lists stay lists.

    An indented paragraph is a list or commands to copy, whose lines stay as they are: typer asks
    for ``\\b`` above them.
    """
    parts = text.strip("\n").split("\n\n")
    return "\n\n".join(
        f"\b\n{part}" if part.startswith("  ") else " ".join(part.split()) for part in parts
    )


# The class that all such errors have, which newer versions of typer bring themselves.
_CommandError: Any = typer.BadParameter.__mro__[2]


class _Group(_PlainHelp, TyperGroup):
    """The command, whose usage errors are a line like every other error."""

    def __init__(self, **settings: Any):
        super().__init__(**{**settings, "commands": None})
        self.commands = _MadeOnDemand()

    def format_help(self, context: Any, formatter: Any) -> None:
        """Write the overview, which can be had without typer as well."""
        formatter.write(overview() + "\n")

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
    help=ABOUT,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", is_eager=True)
    ] = False,
) -> None:
    if version:
        from counterpoise.version import __version__

        print(f"counterpoise {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(overview())
        raise typer.Exit(BAD_INPUT)
