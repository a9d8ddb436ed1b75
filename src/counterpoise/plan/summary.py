"""What was done to a table, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from counterpoise.core.counts import Counts
from counterpoise.errors import Note
from counterpoise.results.result import Result
from counterpoise.tables.roles import Role
from counterpoise.version import __version__

__all__ = ["Summary"]


@dataclass(frozen=True, repr=False)
class Summary(Result):
    """What `balance` did and why.

    Parameters
    ----------
    method : str
        Short name of the method.
    reason : str
        Why it was this one.
    target : str or int
        The target column.
    k : int or None
        Neighbours; None for a method that has none.
    ratio : float, dict or None
        Wanted rows of each smaller class, as a share of the largest, or what each class of a dict
        shall have; None for cleaning methods, and where a sampler says it itself.
    scale : {"standard", "robust"} or None
        Units of the distances.
    seed : int
        Seed that repeats the result.
    columns : list of Role
        What each column was taken for.
    before, after : dict
        Rows of each class.
    n_new, n_removed : int
        Rows that were added, and originals that were removed.
    clean : {"all", "growing"}, optional
        Which classes may have lost rows; None for methods that do not clean what they made.
    options : dict
        Parameters that are the method's own, as far as they were given.
    asked : dict
        New rows that were asked for, by class; empty for methods that remove rows, too.
    findings : list of dict
        What makes every result worthless until it is mended, such as a column that gives the class
        away: critical findings, as `Finding.to_dict` has them.
    n_looked_at : int, optional
        In how many original rows, drawn at random within each class, that was looked for; None if
        it was not.
    version : str
        Version of counterpoise.
    """

    _drawn_as: ClassVar[str] = "summary"

    method: str
    reason: str
    target: Any
    k: int | None
    ratio: float | dict[Any, float] | None
    scale: str | None
    seed: int
    columns: list[Role]
    before: Counts
    after: Counts
    n_new: int
    n_removed: int
    clean: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    asked: Counts = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    n_looked_at: int | None = None
    version: str = field(default_factory=lambda: __version__)

    def with_role(self, role: str) -> list[Role]:
        """Return the columns that were taken for `role`."""
        return [column for column in self.columns if column.role == role]

    @property
    def notes(self) -> list[Note]:
        """What the user may not expect: classes that got other numbers of new rows than asked."""
        made = {label: self.after.get(label, 0) - self.before[label] for label in self.asked}
        return [
            Note(
                "other counts",
                f"class {label}: {made[label]:,} new rows were made and {n:,} asked for",
            )
            for label, n in self.asked.items()
            if made[label] != n
        ]

    @property
    def headline(self) -> str:
        """What was done in a few words."""
        parts = [f"{self.n_new:,} new rows"] if self.n_new or not self.n_removed else []
        parts += [f"{self.n_removed:,} removed"] if self.n_removed else []
        n_before, n_after = sum(self.before.values()), sum(self.after.values())
        return f"{self.method}, {', '.join(parts)}; {n_before:,} rows became {n_after:,}"

    def _records(self) -> list[dict[str, Any]]:
        """Return a line for each class."""
        return [{**c, "change": c["after"] - c["before"]} for c in self.to_dict()["classes"]]

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain values, for JSON."""
        return {
            "method": self.method,
            "reason": self.reason,
            "target": _plain(self.target),
            "k": self.k,
            "ratio": _told_ratio(self.ratio),
            "scale": self.scale,
            **self._particulars(),
            "seed": self.seed,
            "classes": [
                {"class": _plain(label), "before": n, "after": self.after.get(label, 0)}
                for label, n in self.before.items()
            ],
            "n_new": self.n_new,
            "n_removed": self.n_removed,
            **({} if self.n_looked_at is None else {"n_looked_at": self.n_looked_at}),
            **({"findings": self.findings} if self.findings else {}),
            **({"notes": [note.to_dict() for note in self.notes]} if self.notes else {}),
            "columns": [
                {"name": _plain(c.name), "role": c.role, "reason": c.reason} for c in self.columns
            ],
            "version": self.version,
        }

    def __str__(self) -> str:
        width = max(len("class"), *(len(str(label)) for label in self.before))
        lines = [
            f"{self.method} ({self.reason}): {self.n_new:,} new rows"
            + (f", {self.n_removed:,} removed" if self.n_removed else "")
            + f"; {self._settings()}",
            f"{self.target!s}:",
            f"  {'class':<{width}}  {'before':>10}  {'after':>10}",
        ]
        for label, n in self.before.items():
            lines.append(f"  {label!s:<{width}}  {n:>10,}  {self.after.get(label, 0):>10,}")
        for role in ("numeric", "category", "ignored"):
            columns = self.with_role(role)
            if columns:
                names = (
                    f"{c.name} ({c.reason})" if role == "ignored" or c.guessed else str(c.name)
                    for c in columns
                )
                lines.append(f"{role} ({len(columns)}): {', '.join(names)}")
        lines += [f"note: {note}" for note in self.notes]
        lines += [f"critical: {f['sentence']} {f['advice']}" for f in self.findings]
        return "\n".join(lines)

    def _particulars(self) -> dict[str, Any]:
        """Return the settings that few methods have."""
        clean = {} if self.clean is None else {"clean": self.clean}
        return {**clean, **self.options}

    @property
    def settings(self) -> dict[str, Any]:
        """What the result depends on besides the method, as far as the method has it."""
        found = {"k": self.k, "ratio": self.ratio, "scale": self.scale}
        found = {name: value for name, value in found.items() if value is not None}
        return {**found, **self._particulars(), "seed": self.seed}

    def _settings(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self.settings.items())


def _told_ratio(ratio: float | dict[Any, float] | None) -> float | dict[str, float] | None:
    if isinstance(ratio, dict):
        return {str(label): float(wanted) for label, wanted in ratio.items()}
    return ratio


def _plain(value: Any) -> Any:
    """Return a value that JSON knows."""
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, str | int | float | bool | None) else str(value)
