"""The findings that make every result worthless, for those who did not ask for a diagnosis."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from counterpoise.core.rows import Rows
from counterpoise.diagnosis.columns import find_scaling
from counterpoise.diagnosis.finding import Finding
from counterpoise.diagnosis.leaks import find_leaks
from counterpoise.diagnosis.pairs import find_pairs
from counterpoise.diagnosis.study import Study
from counterpoise.plan.sample import Sample

__all__ = ["critical_of_sample", "find_critical"]


def find_critical(study: Study) -> list[Finding]:
    """Return the critical findings about a table, each as `diagnose` has it.

    Only what can be critical is looked at: columns, values and pairs that give a class away, and
    one column that decides the distance where nothing scales it. No neighbours are searched.

    Parameters
    ----------
    study : Study
        The table.
    """
    found = list(find_scaling(study))
    for klass in study.smaller:
        found += [*find_leaks(study, klass), *find_pairs(study, klass)]
    return [finding for finding in found if finding.severity == "critical"]


def critical_of_sample(sample: Sample, scale: str | None = "standard") -> list[dict[str, Any]]:
    """Return the critical findings about the original rows of a sample, as `Finding.to_dict` does.

    Parameters
    ----------
    sample : Sample
        Rows of a table that is balanced.
    scale : "standard", "robust" or None
        Units of the distances.
    """
    rows = np.flatnonzero(~sample.is_new & sample.is_drawn)
    columns = [replace(column, values=column.values[rows]) for column in sample.columns]
    numbers = [column for column in columns if column.kind != "category"]
    categories = [column for column in columns if column.kind == "category"]
    block = np.empty((len(rows), len(numbers)))
    for j, column in enumerate(numbers):
        block[:, j] = column.finite()
    codes = np.empty((len(rows), len(categories)), np.int32)
    labels = []
    for j, column in enumerate(categories):
        codes[:, j], values = column.coded()
        label = np.empty(len(values), object)
        label[:] = values
        labels.append(label)
    present, target = np.unique(sample.klass[rows], return_inverse=True)
    if len(present) < 2 or not sample.columns:
        return []
    study = Study(
        Rows(block, codes),
        target.astype(np.int64),
        [sample.labels[c] for c in present],
        [column.name for column in numbers],
        [column.name for column in categories],
        scale=scale,
        category_labels=labels,
    )
    return [finding.to_dict() for finding in find_critical(study)]
