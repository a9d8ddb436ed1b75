"""How far the work is, on a terminal."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from types import TracebackType
from typing import Any

from rich.progress import BarColumn, ProgressColumn, SpinnerColumn, Task
from rich.progress import Progress as Bars
from rich.table import Column
from rich.text import Text

from counterpoise.cli.terminal import Terminal, plain
from counterpoise.errors import Note, SamplingWarning
from counterpoise.plan import progress

__all__ = ["Progress", "amount", "clock"]

_LOG = logging.getLogger("counterpoise.cli")

# What is done sooner needs no bar: it would only flicker.
_PATIENCE = 0.5


class Progress(progress.Progress):
    """A bar on standard error with rate and time left; silence where nobody would see it move.

    Parameters
    ----------
    quiet : bool, default=False
        Whether to show nothing on a terminal either.

    Attributes
    ----------
    console : rich.console.Console
        Standard error; what is printed on it stands above the bar.
    """

    def __init__(self, quiet: bool = False):
        self.console = Terminal(stderr=True)
        self.quiet = quiet
        # FORCE_COLOR makes rich take a pipe for a terminal, but nobody watches a pipe.
        self.shown = self.console.is_interactive and sys.stderr.isatty() and not quiet
        self._bars = Bars(
            SpinnerColumn(),
            _Name(table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis")),
            BarColumn(bar_width=20),
            _Amount(table_column=Column(no_wrap=True)),
            _Rate(table_column=Column(no_wrap=True)),
            _Left(table_column=Column(no_wrap=True)),
            console=self.console,
            transient=True,
            expand=True,
        )
        self._timer = threading.Timer(_PATIENCE, self._bars.start)
        self._timer.daemon = True
        self._task: Any = None

    def __enter__(self) -> Progress:
        self._show_warning = warnings.showwarning
        warnings.showwarning = self._tell  # type: ignore[assignment]
        if self.shown:
            self._timer.start()
        return self

    def __call__(self, stage: str) -> None:
        """Say that a stage of unknown length begins."""
        self.stage(stage)

    def stage(self, name: str, total: int | None = None, unit: str = "rows") -> None:
        _LOG.info("%s", name + (f" ({amount(total, unit)})" if total else ""))
        if not self.shown:
            return
        if self._task is not None:
            self._bars.remove_task(self._task)
        self._task = self._bars.add_task(name, total=total, unit=unit)

    def advance(self, amount: int) -> None:
        if self._task is not None:
            self._bars.advance(self._task, amount)

    def note(self, note: Note) -> None:
        _LOG.info("%s", note)
        if not self.quiet:
            self.console.print(plain(f"note: {note}"), soft_wrap=True)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        warnings.showwarning = self._show_warning
        if self.shown:
            self._timer.cancel()
            self._timer.join()
            self._bars.stop()

    def _tell(self, message: Warning | str, category: type[Warning], *where: Any) -> None:
        """Show a warning of ours as a note, and others as Python does."""
        if isinstance(message, SamplingWarning):
            self.note(Note(message.code, message.text))
        else:
            self._show_warning(message, category, *where)


class _Name(ProgressColumn):
    """The stage, as text: a path may hold what rich takes for markup."""

    def render(self, task: Task) -> Text:
        return plain(task.description)


class _Amount(ProgressColumn):
    """How much is done, and of how much."""

    def render(self, task: Task) -> Text:
        unit = task.fields["unit"]
        if task.total is None:
            return Text(amount(task.completed, unit) if task.completed else "")
        return Text(f"{amount(task.completed, unit, bare=True)} of {amount(task.total, unit)}")


class _Rate(ProgressColumn):
    """How much is done in a second."""

    def render(self, task: Task) -> Text:
        if not task.speed:
            return Text("")
        return Text(f"{amount(task.speed, task.fields['unit'], bare=False)}/s", style="cyan")


class _Left(ProgressColumn):
    """How long the stage will take, or has taken where nobody knows its length."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        if task.total is None:
            return Text(clock(task.elapsed or 0))
        left = task.time_remaining
        return Text("" if left is None else f"{clock(left)} left", style="green")


def amount(value: float, unit: str, bare: bool = False) -> str:
    """Return an amount in three digits or so.

    Examples
    --------
    >>> from counterpoise.cli.progress import amount
    >>> amount(512, "rows"), amount(1_234_567, "rows"), amount(2.5e9, "bytes")
    ('512 rows', '1.23M rows', '2.5 GB')
    >>> amount(1_234_567, "rows", bare=True)
    '1.23M'
    """
    size, prefix = float(value), ""
    for larger in ("k", "M", "G", "T"):
        if size < 999.5:
            break
        size, prefix = size / 1000, larger
    number = f"{size:.3g}"
    if unit == "bytes":
        return f"{number} {prefix}B"
    return number + prefix + ("" if bare else f" {unit}")


def clock(seconds: float) -> str:
    """Return a time as hours, minutes and seconds.

    Examples
    --------
    >>> from counterpoise.cli.progress import clock
    >>> clock(75), clock(7325)
    ('1:15', '2:02:05')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
