"""What the methods of a comparison would make of the whole table, for its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterpoise.errors import InvalidInputError
from counterpoise.methods.registry import METHODS
from counterpoise.plan.request import Request
from counterpoise.plan.sample import Sample
from counterpoise.report.text import JsonObject, Section

if TYPE_CHECKING:
    from counterpoise.targets.labelled_table import LabelledTable

__all__ = ["make_sample"]


def make_sample(
    labelled: LabelledTable, comparison: JsonObject, seed: int = 0
) -> tuple[Sample, Section | None]:
    """Return a sample of a table that was compared on, with new rows to look at.

    A comparison makes new rows inside its folds and forgets them. The best of its contestants that
    makes rows makes them once more here, with its usual settings, of the whole table; copies only
    where nothing else took part.

    Parameters
    ----------
    labelled : LabelledTable
        The table.
    comparison : dict
        What `Comparison.to_dict` returned.
    seed : int
        The same seed makes the same rows.

    Returns
    -------
    sample : Sample
        Originals, and new rows if there are any.
    summary : dict or None
        What `Summary.to_dict` says of how they were made; None if none were.
    """
    from counterpoise.engines.memory.balancing import balance_table

    columns = {
        role: [r.name for r in labelled.roles if r.role == role] for role in ("category", "ignored")
    }
    for contestant in _makers(comparison):
        settings = contestant["settings"]
        try:
            request = Request(
                target=labelled.target_name,
                method=contestant["contestant"],
                ratio=settings.get("ratio", 1.0),
                k=settings.get("k", 5),
                seed=seed,
                categorical=columns["category"],
                ignore=columns["ignored"],
            )
            balanced = balance_table(labelled.table.native, request)
        except InvalidInputError:  # too few rows for k, say: the next best
            continue
        if balanced.summary.n_new:
            sample = Sample.from_balanced(labelled.table.native, balanced, seed)
            return sample, balanced.summary.to_dict()
    return Sample.from_labelled(labelled, seed), None


def _makers(comparison: JsonObject) -> list[JsonObject]:
    """Return the contestants that make rows, the best first, and those that copy at the end."""
    found = [
        (METHODS[c["contestant"]].chooses_at_random, c)
        for c in comparison["contestants"]
        if c["contestant"] in METHODS and METHODS[c["contestant"]].adds_rows and c["scores"]
    ]
    return [c for _, c in sorted(found, key=lambda pair: pair[0])]
