"""A comparison on the terminal: how far it is, and what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.progress import TimeRemainingColumn as Remaining
from rich.table import Table
from rich.text import Text

from counterpoise.cli.show import show_findings
from counterpoise.cli.terminal import Terminal, plain
from counterpoise.comparison.watching import duration

if TYPE_CHECKING:
    from rich.console import Console

    from counterpoise.comparison import Comparison

__all__ = ["ProgressBar", "show_comparison"]


class ProgressBar:
    """A bar on standard error, if it is a terminal.

    Parameters
    ----------
    quiet : bool
        Whether to show nothing.
    """

    def __init__(self, quiet: bool = False):
        console = Terminal(stderr=True)
        self.bar = Progress(
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            Remaining(),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self.task = self.bar.add_task("reading", total=None)

    def __enter__(self) -> ProgressBar:
        self.bar.start()
        return self

    def __call__(self, done: int, total: int, what: str) -> None:
        """Show that so many of so many are done."""
        self.bar.update(self.task, completed=done, total=total, description=what)

    def expect(self, seconds: float, n_evaluations: int) -> None:
        """Say how long it will take, before it starts."""
        if not self.bar.disable:
            told = f"{n_evaluations:,} evaluations, about {duration(seconds)}"
            self.bar.console.print(plain(told))

    def __exit__(self, *_: object) -> None:
        self.bar.stop()


def show_comparison(console: Console, found: Comparison) -> None:
    """Print the verdict, the table of contestants and the code of the winner."""
    show_findings(console, found.findings)
    style = {"helps": "bold green", "harms": "bold red", "cannot tell": "bold yellow"}.get(
        found.verdict, "bold"
    )
    console.print(Text.assemble((found.verdict, style), ". ", plain(found.sentence)))
    for saved in found.budget["saved"]:
        console.print(plain(f"Saved for the budget: {saved}", "yellow"))
    console.print()
    shown = dict.fromkeys([found.metric.name, "average_precision", "roc_auc", "f1", "brier"])
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("model", no_wrap=True)
    table.add_column("contestant", no_wrap=True)
    for name in [*shown, "calibration_slope"]:
        table.add_column(name.replace("_", " "), justify="right")
    table.add_column("settings")
    for c in found.distinct:
        won = (c["model"], c["contestant"]) == (found.winner["model"], found.winner["contestant"])
        scores = [
            f"{c['scores'][name]['mean']:.3f}" if name in c["scores"] else ""
            for name in [*shown, "calibration_slope"]
        ]
        settings = ", ".join(f"{name} {value}" for name, value in c["settings"].items())
        note = "; ".join(part for part in (settings, c["note"]) if part)
        cells = [c["model"], c["contestant"], *scores, note]
        table.add_row(*map(plain, cells), style="bold" if won else "")
    console.print(table)
    console.print()
    _show_ratios(console, found)
    if found.winner.get("decision"):
        console.print(plain(found.winner["decision"]["sentence"]))
        console.print()
    done, planned = found.folds["done"], found.folds["planned"]
    console.print(
        Text(
            f"{found.metric.title} over {done} of {planned} {found.folds['kind']} folds; "
            f"{found.metric.better} is better. The winner as code:"
        )
    )
    console.print()
    console.print(found.code, markup=False, highlight=False, soft_wrap=True)


def _show_ratios(console: Console, found: Comparison) -> None:
    """Print how far to resample, and each ratio's gain with its band."""
    if not found.ratios:
        return
    title = found.metric.title
    console.print(Text(f"How far to resample: gain in {title} over the rows as they are"))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("model", "contestant"):
        table.add_column(name, no_wrap=True)
    for name in ("ratio", "gain", "from", "to"):
        table.add_column(name, justify="right")
    for curve in found.ratios:
        for point in curve["points"]:
            style = "bold" if point["ratio"] == curve["answer"] else ""
            figures = [point["gain"], *point["interval"]]
            cells = [f"{point['ratio']:g}", *(f"{figure:+.3f}" for figure in figures)]
            table.add_row(plain(curve["model"]), plain(curve["contestant"]), *cells, style=style)
    console.print(table)
    for curve in found.ratios:
        console.print(plain(curve["sentence"]))
    console.print()
