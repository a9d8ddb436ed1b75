"""What a diagnosis says: findings, a recommendation, and both together."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, get_args

import numpy as np

from counterpoise.diagnosis.titles import title_of
from counterpoise.results.result import Result
from counterpoise.version import __version__

__all__ = [
    "SEVERITIES",
    "Diagnosis",
    "Finding",
    "Label",
    "Name",
    "Recommendation",
    "Severity",
    "plain",
]

Label = Hashable
"""A class, as the target has it."""

Name = Hashable
"""A column's name, or its position where it has none."""

Code = Literal[
    "categorical-columns",
    "class-overlap",
    "constant-columns",
    "constant-within-class",
    "contradictions",
    "copied-columns",
    "density",
    "dominating-column",
    "duplicates",
    "few-rows",
    "ignored-columns",
    "imbalance",
    "intrinsic-dimension",
    "leaking-column",
    "leaking-gaps",
    "leaking-pair",
    "leaking-value",
    "minority-types",
    "mislabelled",
    "missing-values",
    "near-copies",
    "repeated-rows",
    "scattered-minority",
    "small-disjuncts",
    "supported-k",
    "weak-signal",
]
"""What was looked at."""

Severity = Literal["ok", "note", "warning", "critical"]

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From what is as it should be to what makes every result worthless until it is mended."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    code : str
        Its stable name, such as "dominating-column".
    severity : {"ok", "note", "warning", "critical"}
        As it should be; worth knowing; to be acted on; to be mended before anything else.
    figure : int, float or dict of them
        What was measured.
    sentence : str
        What it means.
    advice : str
        What to do; empty where there is nothing to do.
    klass : object, optional
        The class it is about; None where it is about the table.
    columns : tuple
        The columns it is about.
    """

    code: Code
    severity: Severity
    figure: Any
    sentence: str
    advice: str = ""
    klass: Label | None = None
    columns: tuple[Name, ...] = ()

    @property
    def title(self) -> str:
        """What it says in a few words."""
        return title_of(self.code, self.severity)

    @property
    def raised(self) -> bool:
        """Whether it asks for something to be done: a warning, or worse."""
        return self.severity in ("warning", "critical")

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain values, for JSON."""
        return {
            "code": self.code,
            "severity": self.severity,
            "title": self.title,
            "figure": plain(self.figure),
            "sentence": self.sentence,
            "advice": self.advice,
            "class": plain(self.klass),
            "columns": plain(list(self.columns)),
        }


@dataclass(frozen=True)
class Recommendation:
    """What to try, and why.

    Parameters
    ----------
    resample : bool
        Whether resampling makes sense on this table.
    method : str or None
        A short name of `counterpoise.methods.METHODS`; None where nothing is to be resampled.
    k : int or None
        Neighbours; None for a method without them.
    ratio : float or None
        Rows of each smaller class, as a share of the largest.
    reasons : list of str
        Why, the weightiest first.
    """

    resample: bool
    method: str | None
    k: int | None
    ratio: float | None
    reasons: list[str]

    def to_dict(self) -> dict[str, Any]:
        """Return the recommendation as plain values, for JSON."""
        return {
            "resample": self.resample,
            "method": self.method,
            "k": self.k,
            "ratio": self.ratio,
            "reasons": list(self.reasons),
        }

    @property
    def headline(self) -> str:
        """The recommendation in one line."""
        if not self.resample:
            return "do not resample"
        settings = [f"method {self.method}"]
        settings += [f"k {self.k}"] if self.k is not None else []
        settings += [f"ratio {self.ratio:g}"] if self.ratio is not None else []
        return "worth trying: " + ", ".join(settings)


@dataclass(frozen=True, repr=False)
class Diagnosis(Result):
    """What `diagnose` found.

    Parameters
    ----------
    target : str or int or None
        The target's name, where it has one.
    n_rows, n_columns : int
        Size of the table, without the target.
    classes : list of (label, int)
        The classes and their rows, the largest first.
    findings : list of Finding
        What was looked at, the gravest first.
    recommendation : Recommendation
        What to try.
    settings : dict
        k, scale and seed that were used.
    version : str
        Version of counterpoise.
    """

    _drawn_as: ClassVar[str] = "diagnosis"

    target: Name | None
    n_rows: int
    n_columns: int
    classes: list[tuple[Label, int]]
    findings: list[Finding]
    recommendation: Recommendation
    settings: dict[str, Any]
    version: str = field(default_factory=lambda: __version__)

    @property
    def raised(self) -> list[Finding]:
        """The findings that ask for something to be done."""
        return [finding for finding in self.findings if finding.raised]

    @property
    def headline(self) -> str:
        """What was found in a few words."""
        return (
            f"{self.n_rows:,} rows, {len(self.classes)} classes; {len(self.raised)} of "
            f"{len(self.findings)} findings to act on; {self.recommendation.headline}"
        )

    def _records(self) -> list[dict[str, Any]]:
        """Return a line for each finding; its figures are in one text, as they differ in kind."""
        return [
            {
                **finding.to_dict(),
                "figure": _figures(plain(finding.figure)),
                "columns": ", ".join(map(str, finding.columns)),
            }
            for finding in self.findings
        ]

    def find(self, code: str, klass: Label | None = None) -> Finding | None:
        """Return the first finding with a code, of a class where one is given.

        Parameters
        ----------
        code : str
            The finding's code.
        klass : object, optional
            The class it is about.
        """
        for finding in self.findings:
            if finding.code == code and (klass is None or finding.klass == klass):
                return finding
        return None

    def to_dict(self) -> dict[str, Any]:
        """Return the diagnosis as plain values, for JSON."""
        return {
            "target": plain(self.target),
            "rows": self.n_rows,
            "columns": self.n_columns,
            "classes": [
                {"class": plain(label), "rows": n, "share": n / self.n_rows}
                for label, n in self.classes
            ],
            "findings": [finding.to_dict() for finding in self.findings],
            "recommendation": self.recommendation.to_dict(),
            "settings": dict(self.settings),
            "version": self.version,
        }

    def __str__(self) -> str:
        name = "" if self.target is None else f", target {self.target}"
        lines = [f"{self.n_rows:,} rows, {self.n_columns:,} columns{name}"]
        for label, n in self.classes:
            lines.append(f"  {label!s}: {n:,} rows ({n / self.n_rows:.1%})")
        for finding in self.findings:
            lines.append("")
            lines += _wrapped(f"[{finding.severity}] {finding.title}. ", finding.sentence)
            if finding.advice:
                lines += _wrapped("  -> ", finding.advice)
        lines += ["", f"Recommendation: {self.recommendation.headline}"]
        for reason in self.recommendation.reasons:
            lines += _wrapped("- ", reason)
        return "\n".join(lines)


def plain(value: object, digits: int | None = 6) -> Any:
    """Return a value that JSON knows; numbers that are not finite become None.

    Parameters
    ----------
    value : object
        A value, or a dict or list of them.
    digits : int, optional
        Significant digits that fractions keep; None for all.
    """
    if isinstance(value, dict):
        return {str(key): plain(inner, digits) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner, digits) for inner in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        if not np.isfinite(value):
            return None
        return value if digits is None else float(f"{value:.{digits}g}")
    return value if isinstance(value, str | int | bool | None) else str(value)


def _figures(figure: Any) -> str:
    """Return what was measured as text."""
    if isinstance(figure, dict):
        return ", ".join(f"{name} {_figures(value)}" for name, value in figure.items())
    return "" if figure is None else str(figure)


def _wrapped(head: str, text: str) -> list[str]:
    return textwrap.wrap(
        head + text,
        width=100,
        subsequent_indent=" " * (4 if head.startswith("[") else len(head)),
        break_long_words=False,
        break_on_hyphens=False,
    )
