"""The methods on the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from counterpoise.cli.support import needs_of, stages_of, support_of
from counterpoise.cli.terminal import plain
from counterpoise.methods.registry import Method

__all__ = ["show_method", "show_methods"]


def show_methods(console: Console, methods: Iterable[Method]) -> None:
    """Print one line for each method."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("method", style="bold", no_wrap=True)
    for heading in ("columns", "files", "spark"):
        table.add_column(heading, no_wrap=True)
    table.add_column("what it does")
    for method in methods:
        support = support_of(method)
        told = (method.name, method.columns, support.files, support.spark)
        table.add_row(*told, plain(method.line))
    console.print(table)


def show_method(console: Console, method: Method) -> None:
    """Print what there is to say of one method, with its own parameters."""
    support = support_of(method)
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(method.name, plain(method.line))
    grid.add_row("class", f"counterpoise.{method.class_name}")
    grid.add_row("columns", method.columns)
    for kind, stage in stages_of(method).items():
        grid.add_row(kind, plain(stage))
    grid.add_row("needs", plain("; ".join(needs_of(method))))
    grid.add_row("files", support.files)
    grid.add_row("spark", support.spark)
    for name, told in method.options.items():
        default = "" if told.default is None else f", default {told.default}"
        grid.add_row(f"--set {name}", plain(f"{told.help} ({told.kind}{default})"))
    if method.paper:
        grid.add_row("paper", plain(method.paper))
    console.print(grid)
