"""What the command prints."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from counterpoise.balancing import Summary
    from counterpoise.methods import Method
    from counterpoise.roles import Role

__all__ = ["Progress", "show_balance", "show_methods"]

_MOST_NAMES = 12


class Progress:
    """A spinner on standard error that says what goes on, if it takes long and is a terminal.

    Parameters
    ----------
    quiet : bool
        Whether to show nothing.
    """

    def __init__(self, quiet: bool = False):
        self.console = Console(stderr=True)
        self.status = self.console.status("Starting")
        self.shown = self.console.is_terminal and not quiet
        self.timer = threading.Timer(0.5, self.status.start)
        self.timer.daemon = True

    def __enter__(self) -> Progress:
        if self.shown:
            self.timer.start()
        return self

    def __call__(self, stage: str) -> None:
        """Say that a stage begins."""
        self.status.update(Text(stage))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.shown:
            self.timer.cancel()
            self.timer.join()
            self.status.stop()


def show_balance(console: Console, summary: Summary, output: str, page: str | None = None) -> None:
    """Print the classes before and after, and what each column was taken for."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(Text(str(summary.target)))
    for heading in ("before", "after", "new"):
        table.add_column(heading, justify="right")
    for label, n in summary.before.items():
        after = summary.after.get(label, 0)
        added = after - n
        change = f"+{added:,}" if added > 0 else f"{added:,}" if added < 0 else ""
        style = "green" if added > 0 else "yellow" if added < 0 else ""
        table.add_row(Text(str(label)), f"{n:,}", f"{after:,}", Text(change, style))
    console.print(table)
    console.print()
    grid = Table.grid(padding=0)
    width = len("categories") + 2
    grid.add_column(style="bold", no_wrap=True, width=width)
    grid.add_column(overflow="fold")
    grid.add_row("method", Text(_method(summary)))
    for role, heading in (
        ("numeric", "numbers"),
        ("category", "categories"),
        ("ignored", "ignored"),
    ):
        columns = summary.with_role(role)
        if columns:
            grid.add_row(heading, Text(_columns(columns)))
    console.print(grid)
    written = "standard output" if output == "-" else output
    # A path that is broken over lines cannot be copied.
    console.print(Text.assemble(("written".ljust(width), "bold"), written), soft_wrap=True)
    if page is not None:
        console.print(Text.assemble(("report".ljust(width), "bold"), page), soft_wrap=True)


def show_methods(console: Console, methods: list[Method]) -> None:
    """Print one line for each method."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("method", style="bold", no_wrap=True)
    table.add_column("columns", no_wrap=True)
    table.add_column("what it does")
    for method in methods:
        table.add_row(method.name, method.columns, Text(method.line))
    console.print(table)


def _method(summary: Summary) -> str:
    parts: list[tuple[str, Any]] = [
        ("k", summary.k),
        ("ratio", summary.ratio),
        ("scale", summary.scale),
        ("seed", summary.seed),
    ]
    settings = ", ".join(f"{name} {value}" for name, value in parts if value is not None)
    return f"{summary.method} ({summary.reason}); {settings}"


def _columns(columns: list[Role]) -> str:
    names = [_named(column) for column in columns[:_MOST_NAMES]]
    more = len(columns) - _MOST_NAMES
    return f"{len(columns)}: " + ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _named(column: Role) -> str:
    """Return a column's name, and the reason where it may surprise."""
    if column.role == "ignored" or column.guessed:
        return f"{column.name} ({column.reason})"
    return str(column.name)
