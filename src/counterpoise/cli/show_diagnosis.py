"""A diagnosis on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from counterpoise.cli.terminal import Terminal, plain

if TYPE_CHECKING:
    from counterpoise.diagnosis import Diagnosis, Finding

__all__ = ["show_diagnosis"]

_STYLES = {"critical": "bold red", "warning": "yellow", "note": "cyan", "ok": "green"}


def show_diagnosis(diagnosis: Diagnosis) -> None:
    """Print the recommendation, what is to be acted on, and what is as it should be."""
    console = Terminal()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(plain("class" if diagnosis.target is None else diagnosis.target))
    table.add_column("rows", justify="right")
    table.add_column("share", justify="right")
    for label, n in diagnosis.classes:
        table.add_row(plain(label), f"{n:,}", f"{n / diagnosis.n_rows:.2%}")
    console.print(table)
    console.print()
    for finding in diagnosis.findings:
        if finding.severity != "ok":
            _show(console, finding)
    fine = Table.grid(padding=(0, 1))
    fine.add_column(style=_STYLES["ok"], no_wrap=True)
    fine.add_column()
    for finding in diagnosis.findings:
        if finding.severity == "ok":
            fine.add_row("ok", plain(finding.sentence))
    console.print(fine)
    console.print()
    recommendation = diagnosis.recommendation
    console.print(
        Text.assemble(("Recommendation: ", "bold"), plain(recommendation.headline, "bold"))
    )
    for reason in recommendation.reasons:
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column()
        grid.add_row("-", plain(reason))
        console.print(grid)


def _show(console: Console, finding: Finding) -> None:
    head = Text.assemble(
        (finding.severity, _STYLES[finding.severity]), "  ", (finding.title, "bold")
    )
    head.append(f"  ({finding.code})", "dim")
    console.print(head)
    console.print(Padding(plain(finding.sentence), (0, 0, 0, 2)))
    if finding.advice:
        console.print(Padding(plain(f"→ {finding.advice}", "dim"), (0, 0, 0, 2)))
    console.print()
