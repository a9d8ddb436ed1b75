"""The first page of the help, which is shown at once: it imports neither typer nor a subcommand."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

__all__ = ["ABOUT", "COMMANDS", "OPTIONS", "overview"]

ABOUT = "Balance imbalanced tables with the SMOTE family."

OPTIONS = {
    "--version": "Show the version and exit.",
    "--install-completion": "Install completion for the current shell.",
    "--show-completion": "Show completion for the current shell, to copy it or customize the "
    "installation.",
    "-h, --help": "Show this message and exit.",
}
"""What can be said without a subcommand."""

COMMANDS = {
    "balance": "Add rows to the smaller classes of a table until they are as large as you want.",
    "inspect": "Say whether the smaller classes of a table are fit for resampling, and what is in "
    "the way.",
    "compare": "Say whether resampling helps on a table: without leaks, against strong baselines.",
    "privacy": "Say which original rows new rows give away, by attacking them.",
    "methods": "List the methods, one line each.",
}
"""The subcommands, and the first sentence of each one's help."""

_WIDEST = 80


def overview() -> str:
    """Return the page, as wide as the terminal and no wider than typer writes the others."""
    width = max(min(shutil.get_terminal_size().columns, _WIDEST) - 2, 40)
    lines = ["Usage: counterpoise [OPTIONS] COMMAND [ARGS]...", "", f"  {ABOUT}"]
    for title, entries in (("Options", OPTIONS), ("Commands", COMMANDS)):
        lines += ["", f"{title}:", *_listed(entries, width)]
    return "\n".join(lines)


def _listed(entries: Mapping[str, str], width: int) -> list[str]:
    """Return names and what each is for, in two columns."""
    indent = max(map(len, entries)) + 4
    lines = []
    for name, text in entries.items():
        line = f"  {name}".ljust(indent)
        for word in text.split():
            if len(line) + len(word) >= width and line.strip():
                lines.append(line.rstrip())
                line = " " * indent
            line += word + " "
        lines.append(line.rstrip())
    return lines
