"""Options that are declared once: typer's signature, TOML keys and Python's parameters follow."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, TypeVar, get_type_hints

import typer

from counterpoise.cli.failures import exit_codes

__all__ = ["Option", "Options", "as_command", "declared_for", "option"]

REQUIRED: Any = ...


@dataclass
class Option:
    """What is declared of an option or argument of a command.

    As an attribute of `Options` it is what was given, as `read` turns it into what is worked with.

    Parameters
    ----------
    flags : tuple of str
        What it is called on the line; by default the attribute's name.
    default : object
        What it is where it is not given.
    help, metavar, panel
        How the help shows it.
    complete : callable, optional
        What the shell offers for it.
    read : callable, optional
        Turns the word on the line into the value.
    kind : {"plain", "path", "columns", "settings"}
        What it is in a file of TOML: a path is relative to its folder, columns may be a list, and
        settings are a table.
    in_file : {"kept", "read", "no"}
        Whether a recorded run has it, and whether a file may set it.
    engine : {"local", "spark"}, optional
        The engine that alone has it.
    python : str, optional
        What the function of Python calls it; by default the attribute's name.
    is_argument, is_last : bool
        Whether it stands without a flag, and whether it comes after those of a subclass.
    callback : callable, optional
        Called with it before all others are looked at.
    name : str
        The attribute's name, which it gets there.
    """

    flags: tuple[str, ...] = ()
    default: Any = None
    help: str = ""
    metavar: str | None = None
    panel: str | None = None
    complete: Callable[..., list[str]] | None = None
    read: Callable[[Any], Any] | None = None
    kind: Literal["plain", "path", "columns", "settings"] = "plain"
    in_file: Literal["kept", "read", "no"] = "kept"
    engine: Literal["local", "spark"] | None = None
    python: str | None = None
    is_argument: bool = False
    is_last: bool = False
    callback: Callable[..., Any] | None = None
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.python = self.python or name

    def __get__(self, options: Options | None, owner: type | None = None) -> Any:
        if options is None:
            return self
        value = options.given[self.name]
        return value if self.read is None else self.read(value)

    @property
    def key(self) -> str:
        """What it is called in a file: its long flag without dashes."""
        if self.is_argument:
            return (self.metavar or self.name).lower()
        return max(self.flags or (f"--{self.name.replace('_', '-')}",), key=len).lstrip("-")

    @property
    def is_flag(self) -> bool:
        """Whether it takes no value."""
        return isinstance(self.default, bool)

    def but(self, **changes: Any) -> Any:
        """Return it as another command has it."""
        return replace(self, **changes)

    def as_parameter(self, hint: Any) -> inspect.Parameter:
        """Return it as a parameter of the function that typer looks at.

        Parameters
        ----------
        hint : type
            Type of the attribute, which is the word's where nothing is to be read.
        """
        if self.read is not None:
            hint = str | None if self.default is None else type(self.default)
        shown: dict[str, Any] = {"metavar": self.metavar, "help": self.help}
        if self.is_argument:
            shown["show_default"] = self.default is REQUIRED
            info = typer.Argument(self.default, **shown, autocompletion=self.complete)
        else:
            info = typer.Option(
                self.default,
                *self.flags,
                **shown,
                autocompletion=self.complete,
                rich_help_panel=self.panel,
                is_eager=self.callback is not None,
                callback=self.callback,
            )
        return inspect.Parameter(self.name, _KEYWORD, default=info, annotation=hint)


def option(*flags: str, **declared: Any) -> Any:
    """Declare an option of a command; see `Option`."""
    if declared.get("kind") == "columns":
        declared = {"metavar": "A,B", "read": columns, **declared}
    return Option(flags, **declared)


class Options:
    """What a command was asked for: a subclass declares its options, in the order of the help.

    Parameters
    ----------
    context : typer.Context
        The call.
    given : mapping
        The words of the line, by the names of the attributes.
    """

    declared: ClassVar[Mapping[str, Option]] = {}

    def __init__(self, context: typer.Context, given: Mapping[str, Any]):
        self.context = context
        self.given = given

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Option)}
        before = {name: told for name, told in cls.declared.items() if name not in own}
        first = {name: told for name, told in before.items() if not told.is_last}
        cls.declared = {**first, **own, **before}

    @classmethod
    def option_names(cls) -> dict[str, str]:
        """Return what the command calls the parameters of the library."""
        options = (told for told in cls.declared.values() if not told.is_argument)
        return {told.python or "": told.key for told in options}

    @property
    def of_command(self) -> Mapping[str, Any]:
        """What every command may have: whether to show tracebacks, and where to log."""
        return {name: self.given.get(name) for name in ("debug", "log")}

    def check(self) -> None:
        """Raise `InvalidInputError` for what can be known before anything is written."""

    def for_call(self, *functions: Callable[..., Any]) -> dict[str, Any]:
        """Return what the parameters of these functions are; what is None is for them to say."""
        taken = [one for f in functions for one in inspect.signature(f).parameters.values()]
        names = {one.name for one in taken if one.kind is not one.VAR_KEYWORD}
        values = {
            told.python: getattr(self, name)
            for name, told in self.declared.items()
            if told.python in names
        }
        return {str(name): value for name, value in values.items() if value is not None}


_COMMANDS: dict[str, type[Options]] = {}
_KEYWORD = inspect.Parameter.KEYWORD_ONLY
O = TypeVar("O", bound=Options)  # noqa: E741


def as_command(name: str, options: type[O], work: Callable[[O], int | None]) -> Callable[..., None]:
    """Return the function that typer makes a command of.

    Parameters
    ----------
    name : str
        The command.
    options : type
        The class that declares its options.
    work : callable
        What it does with them. The command ends with the code it returns; None is 0.
    """
    _COMMANDS[name] = options
    names = options.option_names()

    def command(context: typer.Context, **given: Any) -> None:
        found = options(context, given)
        of_command = found.of_command
        with exit_codes(of_command["debug"], of_command["log"], found.check, names):
            code = work(found)
        if code:
            raise typer.Exit(code)

    hints = get_type_hints(options)
    context = inspect.Parameter("context", _KEYWORD, annotation=typer.Context)
    parameters = [
        context,
        *(told.as_parameter(hints.get(name)) for name, told in options.declared.items()),
    ]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    command.__doc__ = work.__doc__
    return command


def declared_for(context: typer.Context) -> Mapping[str, Option]:
    """Return the options of the command that is called, by what they are called in a file."""
    found = _COMMANDS[context.command.name or ""].declared
    return {told.key: told for told in found.values()}


def columns(names: str | None) -> list[str] | None:
    """Return the names in an option; a name with a comma in it stands in double quotes."""
    if names is None or names == "auto":
        return None
    return [] if names == "none" else words(names)


def words(listed: str) -> list[str]:
    """Return what an option lists with commas; what has a comma in it stands in double quotes."""
    import csv

    try:
        return next(csv.reader([listed], skipinitialspace=True), [])
    except csv.Error as error:
        from counterpoise.errors import InvalidInputError

        raise InvalidInputError(
            f"the list {listed!r} cannot be read",
            remedy="put a name with a line break in double quotes",
        ) from error
