"""The command's reference, made from the declarations that its own help is made from."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import typer
from imblearn.over_sampling import SMOTE as THEIRS
from methods_page import heading, table

import counterpoise
from counterpoise.cli.app import app
from counterpoise.cli.balance_options import BalanceOptions

OPENING = """
Each subcommand prints the same words in a terminal: ``counterpoise balance --help``.
This page is made from the declarations that the help is made from.
""".strip()

ONE_VOCABULARY = """
The command, Python's function and the classes ask for the same things. Where their
words differ, the classes keep imbalanced-learn's names, so that your code goes on working.
""".strip()

OF_THE_CLASSES = {
    "target": ("y", "y"),
    "method": ("the class", "the class"),
    "ratio": ("sampling_strategy", "sampling_strategy"),
    "k": ("k_neighbors", "k_neighbors"),
    "scale": ("scale", None),
    "seed": ("random_state", "random_state"),
    "categorical": ("categorical_features", "categorical_features"),
    "ignore": (None, None),
    "clean": (None, None),
    "svm_rows": (None, None),
    "options": ("the parameters themselves", "the parameters themselves"),
    "mark": ("is_synthetic_", None),
}
"""What the classes and imbalanced-learn call the parameters of `balance`."""

FUNCTIONS = (
    ("balance", "balance", "fit_resample", "fit_resample"),
    ("inspect", "diagnose", None, None),
    ("balance --report", "quality", None, None),
    ("compare", "compare", None, None),
    ("privacy", "privacy", None, None),
    ("methods", None, None, None),
)
"""The commands, the functions of Python, and what a class has of them, here and there."""


def page_of_command() -> str:
    """Return the reference of the command and of its subcommands."""
    lines = [*heading("The command", "="), OPENING, ""]
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        lines += subcommand(name, command)
    return "\n".join(lines) + "\n"


def subcommand(name: str, command: Any) -> Iterator[str]:
    """Yield the lines of one subcommand."""
    yield from heading(f"counterpoise {name}", "-")
    yield from paragraphs(command.help)
    panels: dict[str, list[Any]] = {}
    for told in command.params:
        if not getattr(told, "hidden", False) and "--help" not in told.opts:
            panel = "Options" if flags_of(told) else "Input and output"
            panels.setdefault(getattr(told, "rich_help_panel", None) or panel, []).append(told)
    for panel, options in panels.items():
        yield f".. rubric:: {panel}"
        yield ""
        for told in options:
            yield from parameter(name, told)
    yield from paragraphs(command.epilog)


def paragraphs(text: str | None) -> Iterator[str]:
    """Yield a help's paragraphs; a list, which has a sign above it, is commands or meanings."""
    for part in (text or "").split("\n\n"):
        sign, _, lines = part.partition("\n")
        if sign != "\b":
            yield prose(part)
        elif "counterpoise " in lines:
            yield ".. code-block:: console\n"
            yield from (f"   $ {line.strip()}" for line in lines.splitlines())
        else:
            yield from meanings(lines)
        yield ""


def meanings(lines: str) -> Iterator[str]:
    """Yield a list of words and what each means, two blanks or more after it."""
    for line in lines.splitlines():
        word, _, meaning = line.strip().partition("  ")
        if not line.startswith("   "):  # else it goes on with the line before
            yield f"**{word}**"
        yield f"   {prose(meaning or word)}"


def flags_of(told: Any) -> list[str]:
    """Return what an option is called; nothing of an argument."""
    names = [*told.opts, *told.secondary_opts]
    return sorted((n for n in names if n.startswith("-")), key=lambda n: (n[1] != "-", len(n)))


def parameter(command: str, told: Any) -> Iterator[str]:
    """Yield an option or an argument as an entry of a list, with an address of its own."""
    shown = told.metavar or ""
    flags = flags_of(told)
    names = ", ".join(f"``{flag}``" for flag in flags) or f"``{shown or told.name.upper()}``"
    value = f" *{shown}*" if flags and shown else ""
    if flags:
        yield f".. _{command}-{flags[0].lstrip('-')}:"
        yield ""
    yield f"{names}{value}"
    ending = ""
    if told.required:
        ending = " **Required.**"
    elif isinstance(told.default, (int, float, str)) and not isinstance(told.default, bool):
        ending = f" Default: ``{told.default}``."
    yield f"   {prose(told.help or '')}{ending}"
    yield ""


def prose(text: str) -> str:
    """Return a text of the help as markup: options and commands as code."""
    flowing = " ".join(text.split())
    quoted = re.sub(r"`([^`]+)`", r"``\1``", flowing).replace("*", r"\*").replace("|", r"\|")
    return re.sub(r"(?<![\w`-])(--[a-z][a-z-]*)", r"``\1``", quoted)


def page_of_vocabulary() -> str:
    """Return the table of the command's, Python's and imbalanced-learn's words.

    Raises
    ------
    LookupError
        If a name in it is no parameter.
    """
    lines = [*heading("One vocabulary", "="), ONE_VOCABULARY, ""]
    rows = [
        (f"``counterpoise {name}``", *map(code, (function, ours, theirs)))
        for name, function, ours, theirs in FUNCTIONS
    ]
    lines += heading("What is done", "-")
    lines += table(("command", "function", "a class of ours", "imbalanced-learn"), rows)
    lines += heading("What is asked for", "-")
    known = inspect.signature(counterpoise.balance).parameters
    flags = {python: key for python, key in BalanceOptions.option_names().items() if python}
    rows = []
    for python, (ours, theirs) in OF_THE_CLASSES.items():
        if python not in known or python not in flags:
            raise LookupError(f"{python} is no parameter of balance and of the command")
        rows.append((f"``--{flags[python]}``", *map(code, (python, ours, theirs))))
    for name in ("sampling_strategy", "k_neighbors", "random_state"):
        if name not in THEIRS().get_params() or name not in counterpoise.SMOTE().get_params():
            raise LookupError(f"{name} is not a parameter of SMOTE, here and there")
    lines += table(("command", "balance", "a class of ours", "imbalanced-learn"), rows)
    return "\n".join(lines) + "\n"


def code(word: str | None) -> str:
    """Return a name as code, words as they are, and a dash where there is none."""
    if word is None:
        return "--"
    return word if " " in word else f"``{word}``"
