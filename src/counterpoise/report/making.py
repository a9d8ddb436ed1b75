"""What the methods of a comparison would make of the whole table, for its report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.errors import InvalidInputError
from counterpoise.methods.registry import METHODS
from counterpoise.report.sample import Sample

if TYPE_CHECKING:
    from counterpoise.targets.labelled_table import LabelledTable

__all__ = ["make_sample"]


def make_sample(
    labelled: LabelledTable, comparison: Mapping[str, Any], seed: int = 0
) -> tuple[Sample, dict[str, Any] | None]:
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
    from counterpoise.plan.request import Request

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


def _makers(comparison: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the contestants that make rows, the best first, and those that copy at the end."""
    found = [
        c
        for c in comparison["contestants"]
        if c["contestant"] in METHODS
        and METHODS[c["contestant"]].kind in ("over", "combined")
        and c["scores"]
    ]
    return sorted(found, key=lambda c: c["contestant"] == "random")
