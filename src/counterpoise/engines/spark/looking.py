"""A sample of a DataFrame's rows, to look for faults in that make every result worthless."""

from __future__ import annotations

import math
from functools import reduce
from operator import or_

import numpy as np
import pyarrow.compute as pc
from pyspark.sql import Column
from pyspark.sql import functions as F

from counterpoise.engines.spark.planned_table import PlannedTable
from counterpoise.plan.sample import Choice, Sample, looked_at_of_each

__all__ = ["sample_of"]

_SALT = 20
"""Rows are drawn by another hash than the one that tells them apart."""


def sample_of(planned: PlannedTable) -> Sample:
    """Collect some original rows, the same ones whatever the partitions.

    Of a class that is larger than 4,000 rows a half, a quarter, an eighth ... is drawn, by a hash
    of each row's identity: that takes one pass and no shuffle.

    Parameters
    ----------
    planned : PlannedTable
        The table.
    """
    wanted = planned.frame.plain.select(*planned.columns).where(_is_drawn(planned))
    rows = planned.identity.sort(wanted.toArrow())
    labels = planned.classes.column
    klass = pc.index_in(rows["label"], labels).combine_chunks().to_numpy().astype(np.int64)
    nothing = np.empty(0, np.int64)
    return Sample.from_tables(
        rows.select([f"c{j}" for j in planned.features]),
        None,
        roles=[planned.plan.roles[j] for j in planned.features],
        labels=planned.classes.labels,
        choice=Choice(
            np.arange(len(klass)),
            np.ones(len(klass), bool),
            nothing,
            nothing.astype(bool),
            klass,
            planned.classes.n_rows,
        ),
    )


def _is_drawn(planned: PlannedTable) -> Column:
    """Return whether a row is drawn, told of the columns that `planned` names."""
    most = looked_at_of_each(len(planned.classes.labels))
    halvings: dict[int, list[object]] = {}
    for label, n in zip(
        planned.classes.column.to_pylist(), planned.classes.counts.values(), strict=True
    ):
        halvings.setdefault(max(0, math.ceil(math.log2(n / most))), []).append(label)
    hashed = F.xxhash64(F.lit(_SALT), *planned.identity.names)
    return reduce(
        or_,
        (
            F.col("label").isin(labels) & (hashed.bitwiseAND(F.lit(2**halved - 1)) == 0)
            for halved, labels in sorted(halvings.items())
        ),
    )
