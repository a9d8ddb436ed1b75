"""Growing classes that fit on the driver: collected once, fitted there, made by executors."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import types as T

from counterpoise.core.draft import Draft
from counterpoise.core.rows import Rows
from counterpoise.engines.spark.broadcast import ship
from counterpoise.engines.spark.collected_problem import CollectedProblem
from counterpoise.engines.spark.column_statistics import share_of_classes
from counterpoise.engines.spark.new_rows import NewRows, parent_fields
from counterpoise.engines.spark.planned_table import PlannedTable
from counterpoise.engines.spark.row_maker import RowMaker, make
from counterpoise.space.geometry import Geometry

__all__ = ["make_collected", "pose_collected"]

_ROWS_PER_TASK = 250_000


def pose_collected(planned: PlannedTable, rows: pa.Table | None) -> CollectedProblem:
    """Return what the stages look at.

    Parameters
    ----------
    planned : PlannedTable
        The table.
    rows : pyarrow Table, optional
        The rows of the classes that grow, see `look_at_columns`; None where they are to be
        collected now.
    """
    if rows is None:
        wanted = planned.frame.plain.where(planned.is_of(planned.growth))
        rows = wanted.select(*planned.columns).toArrow()
    names = [*planned.reading.names, "label", *planned.identity.names]
    collected = planned.identity.sort(rows.select(names))
    planned.identity.check(collected)
    codes = pc.index_in(collected["label"], planned.classes.column).combine_chunks()
    target = codes.to_numpy().astype(np.int64)
    if not planned.plan.recipe.looks_at_values:
        return CollectedProblem(Geometry(_nothing_of(collected), target), planned, collected, [])
    _, rows, coding = planned.reading.encode(collected)
    nominal = planned.plan.recipe.nominal
    geometry = Geometry(rows, target, planned.plan.scale, nominal, planned.reading.units)
    if nominal:
        geometry.value_distributions = [
            share_of_classes(
                planned.frame, planned.features[j], planned.position, planned.classes, values
            )
            for j, values in zip(coding.categorical, coding.categories, strict=True)
        ]
    return CollectedProblem(geometry, planned, collected, coding.categories)


def make_collected(planned: PlannedTable, problem: CollectedProblem, draft: Draft) -> NewRows:
    """Ship what executors make the new rows of a draft from."""
    provenance = planned.provenance
    parents = parent_fields(draft.n_parents, planned.identity.type) if provenance else []
    maker = RowMaker(
        problem.collected.select(planned.reading.names),
        planned.reading if planned.plan.recipe.looks_at_values else None,
        draft,
        planned.classes.column,
        problem.collected["id0"].combine_chunks() if provenance else None,
    )
    session = planned.frame.plain.sparkSession
    n_new = len(draft)
    numbers = session.range(0, n_new, 1, numPartitions=max(1, -(-n_new // _ROWS_PER_TASK)))
    schema = T.StructType([*planned.made_fields, *parents])
    return NewRows(numbers.mapInArrow(make(ship(session, maker)), schema), parents)


def _nothing_of(table: pa.Table) -> Rows:
    """Return rows without columns, for stages that look at no value."""
    nothing = np.empty((len(table), 0))
    return Rows(nothing, nothing.astype(np.int32))
