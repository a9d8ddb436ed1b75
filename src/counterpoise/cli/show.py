"""What the command prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from counterpoise.cli.progress import Progress
from counterpoise.cli.terminal import Terminal, plain

if TYPE_CHECKING:
    from counterpoise.plan.summary import Summary
    from counterpoise.tables.roles import Role

__all__ = [
    "Progress",
    "show_classes",
    "show_dry_run",
    "show_findings",
    "show_plan",
    "show_written",
]

_MOST_NAMES = 12
_WIDTH = len("categories") + 2
_HEADINGS = (("numeric", "numbers"), ("category", "categories"), ("ignored", "ignored"))


def show_plan(console: Console, summary: Summary) -> None:
    """Print the method, and what each column is taken for."""
    grid = Table.grid(padding=0)
    grid.add_column(style="bold", no_wrap=True, width=_WIDTH)
    grid.add_column(overflow="fold")
    grid.add_row("method", plain(_method(summary)))
    for role, heading in _HEADINGS:
        columns = summary.with_role(role)
        if columns:
            grid.add_row(heading, plain(_columns(columns)))
    console.print(grid)
    console.print()


def show_classes(console: Console, summary: Summary, after: str = "after") -> None:
    """Print the rows of each class before and after."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(plain(summary.target))
    for heading in ("before", after, "new"):
        table.add_column(heading, justify="right")
    for label, n in summary.before.items():
        later = summary.after.get(label, 0)
        added = later - n
        change = f"+{added:,}" if added > 0 else f"{added:,}" if added < 0 else ""
        style = "green" if added > 0 else "yellow" if added < 0 else ""
        table.add_row(plain(label), f"{n:,}", f"{later:,}", Text(change, style))
    console.print(table)


def show_written(
    console: Console,
    summary: Summary,
    output: str,
    test: str | None = None,
    n_test: int = 0,
    page: str | None = None,
) -> None:
    """Print what was done, and where the output, the rows for the test and the report are."""
    show_classes(console, summary)
    console.print()
    for label, recall in getattr(summary, "recalls", {}).items():  # only Spark has them
        _show_path(console, "neighbours", f"{label}: {recall}")
    _show_path(console, "written", output)
    if test is not None:
        _show_path(console, "test rows", f"{n_test:,} in {test}")
    if page is not None:
        _show_path(console, "report", page)
    _show_found(console, summary)


def show_dry_run(summary: Summary, output: str) -> None:
    """Print to standard output what would be done."""
    from counterpoise.methods.finding import find_method

    console = Terminal()
    show_plan(console, summary)
    kind = find_method(summary.method).kind
    cleans = kind in ("combined", "cleaning")
    show_classes(console, summary, "before cleaning" if cleans else "after")
    console.print()
    _show_path(console, "would go to", output)
    _show_found(console, summary)


def show_findings(console: Console, findings: Sequence[Mapping[str, Any]]) -> None:
    """Print what makes every result worthless until it is mended."""
    for finding in findings:
        console.print(Text.assemble((finding["severity"], "bold red"), "  ", finding["code"]))
        for line in (finding["sentence"], f"→ {finding['advice']}"):
            console.print(Padding(plain(line), (0, 0, 0, 2)))
        console.print()


def _show_found(console: Console, summary: Summary) -> None:
    """Print the critical findings, and in how many rows they were looked for if not in all."""
    n, n_rows = summary.n_looked_at, sum(summary.before.values())
    if n is not None and n < n_rows:
        told = f"{n:,} of {n_rows:,} rows for faults that make every result worthless"
        _show_path(console, "looked at", told if summary.findings else f"{told}: none found")
    if summary.findings:
        console.print()
        show_findings(console, summary.findings)


def _show_path(console: Console, heading: str, output: str) -> None:
    written = "standard output" if output == "-" else output
    # A path that is broken over lines cannot be copied.
    console.print(
        Text.assemble((heading.ljust(_WIDTH - 1) + " ", "bold"), plain(written)), soft_wrap=True
    )


def _method(summary: Summary) -> str:
    settings = ", ".join(
        f"{name.replace('_', ' ')} {value}" for name, value in summary.settings.items()
    )
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
