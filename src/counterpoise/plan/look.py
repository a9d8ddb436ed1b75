"""What is looked for in a table that is to be balanced, by a room that lies above the engines."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from counterpoise.errors import SamplingWarning
from counterpoise.plan.sample import Sample
from counterpoise.plan.summary import Summary

__all__ = ["Look", "looked_at", "warn_of_findings"]

Look = Callable[[Sample, str | None], list[dict[str, Any]]]
"""What finds faults in a sample that make every result worthless, given the units of distances; it
lives above the engines, and is handed down."""

S = TypeVar("S", bound=Summary)


def looked_at(outline: S, sample: Sample, look: Look) -> S:
    """Return an outline that tells what was found in a sample of the original rows.

    Parameters
    ----------
    outline : Summary
        What is planned.
    sample : Sample
        Original rows, drawn at random within each class.
    look : callable
        What finds the faults.
    """
    return replace(
        outline,
        findings=look(sample, outline.scale),
        n_looked_at=int((sample.is_drawn & ~sample.is_new).sum()),
    )


def warn_of_findings(summary: Summary, stacklevel: int = 3) -> None:
    """Warn of each critical finding about a table.

    Parameters
    ----------
    summary : Summary
        What was done.
    stacklevel : int, default=3
        Whose line the warning names: by default, that of whoever called the caller.
    """
    for finding in summary.findings:
        text = f"critical: {finding['sentence']} {finding['advice']}"
        warnings.warn(SamplingWarning("critical finding", text), stacklevel=stacklevel)
