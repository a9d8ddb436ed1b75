"""What new rows give away, on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from counterpoise.cli.terminal import Terminal, plain
from counterpoise.exposure.sentences import NO_PROMISE

if TYPE_CHECKING:
    from counterpoise.exposure import Privacy

__all__ = ["show_privacy"]

_STYLES = {"leaks": "bold red", "cannot tell": "yellow", "passes": "green"}


def show_privacy(found: Privacy) -> None:
    """Print what each class's new rows give away, how that was measured, and the exposed rows."""
    console = Terminal()
    for klass, counts in found.n_rows.items():
        own = [score for score in found.scores if score.klass == klass]
        listed = ", ".join(f"{n:,} {what}" for what, n in counts.items())
        console.print(plain(f"class {klass}: {listed}", "dim"))
        console.print(plain(found.sentences[klass], "bold"))
        console.print()
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column("")
        for heading in ("new rows", "95 % interval", "perfect", "careless"):
            table.add_column(heading, justify="right")
        table.add_column("verdict")
        for score in own:
            table.add_row(
                plain(score.name.replace("_", " ")),
                f"{score.value:.3g}",
                f"{score.low:.2g} to {score.high:.2g}",
                f"{score.perfect:.3g}",
                f"{score.careless:.3g}",
                Text(score.verdict, _STYLES[score.verdict]),
            )
        console.print(table)
        console.print()
        for score in own:
            if score.verdict != "passes":
                console.print(Text(score.name.replace("_", " "), _STYLES[score.verdict]))
                console.print(Padding(plain(score.sentence), (0, 0, 0, 2)))
        console.print()
    for line in found.remarks:
        console.print(plain(line))
    console.print(plain(NO_PROMISE, "dim"))
