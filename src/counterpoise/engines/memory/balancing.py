"""Balance a table in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.lineage import Lineage
from counterpoise.plan.decide import decide
from counterpoise.plan.look import Look, looked_at
from counterpoise.plan.request import Request, check_mark
from counterpoise.plan.sample import Sample, looked_at_of_each
from counterpoise.plan.summary import Summary
from counterpoise.targets import Target
from counterpoise.targets.labelled_table import read_labelled

__all__ = ["Balanced", "balance_table"]


@dataclass(frozen=True)
class Balanced:
    """A balanced table and where its rows come from.

    Parameters
    ----------
    table : table of n_out rows
        The rows that were kept, then the new ones.
    target : column of n_out rows, or None
        Their classes, where the target was given apart from the table.
    summary : Summary
        What was done.
    kept : ndarray of int64
        Row numbers of the input that the first rows are.
    lineage : Lineage of n_new rows
        Where the new rows come from.
    classes : Target
        The classes of the input's rows.
    """

    table: Any
    target: Any
    summary: Summary
    kept: NDArray[np.int64]
    lineage: Lineage
    classes: Target


def balance_table(
    table: Any,
    request: Request,
    planned: Callable[[Summary], None] = lambda summary: None,
    look: Look | None = None,
) -> Balanced:
    """Do what `counterpoise.balance` does, and tell also which original rows were kept.

    Parameters
    ----------
    table : table of n_rows rows
        The table, with its target or without.
    request : Request
        What is asked for.
    planned : callable
        Told what will be done, before it is.
    look : callable, optional
        What finds critical faults in a sample of the original rows.
    """
    labelled = read_labelled(
        table, request.target, categorical=request.categorical, ignore=request.ignore
    )
    whole, classes = labelled.table, labelled.classes
    check_mark(request.mark, whole.names)
    plan = decide(request, labelled.roles, classes.counts)

    outline = plan.outline(labelled.target_name, classes.counts)
    if look is not None:
        of_each = looked_at_of_each(len(classes.labels))
        outline = looked_at(outline, Sample.from_labelled(labelled, most_rows=of_each), look)
    planned(outline)

    sampler = plan.sampler
    sampler._keeps_grids = plan.method.adds_rows or not sampler._fits_sample_indices(
        sampler.make_recipe()
    )
    sampler._originals_first = True
    with plan.own_words():
        sampler._check_parameters()
        grown, target_out = sampler._resample(labelled.features, classes)
    kept = sampler._original_rows
    assert not sampler.is_synthetic_[: len(kept)].any(), "new rows stand before original ones"
    result = whole.assemble(labelled.roles, grown, target_out, kept, request.mark)

    codes = np.concatenate([classes.codes[kept], sampler.lineage_.klass])
    after = np.bincount(codes, minlength=len(classes.labels)).tolist()
    summary = replace(
        outline,
        after=dict(zip(classes.labels, after, strict=True)),
        n_new=int(np.count_nonzero(sampler.is_synthetic_)),
        n_removed=whole.n_rows - len(kept),
    )
    apart = None if labelled.position is not None else target_out
    return Balanced(result, apart, summary, kept, sampler.lineage_, classes)
