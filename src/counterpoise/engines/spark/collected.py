"""Growing classes that fit on the driver: collected once, drawn from there, made by executors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import types as T

from counterpoise.core.problem import Streams
from counterpoise.core.rows import Rows
from counterpoise.engines.spark.broadcast import ship
from counterpoise.engines.spark.column_statistics import share_of_classes
from counterpoise.engines.spark.columns import at
from counterpoise.engines.spark.new_rows import Growth, Share, grow
from counterpoise.engines.spark.other_classes import ForeignRows, SparkProblem
from counterpoise.engines.spark.task import NewRows, Task
from counterpoise.space.geometry import Geometry
from counterpoise.tables import Coding

__all__ = ["grow_collected"]

_ROWS_PER_TASK = 250_000


def grow_collected(task: Task) -> NewRows:
    """Collect the classes that grow, draw from them, and ship what executors make rows from."""
    growth = _draw(task)
    made, told = task.fields(growth.n_parents)
    schema = growth.features.schema
    fields = [(field.name, schema.field(field.name).type) for field in made[:-1]]
    fields.append(("label", growth.label_column.type))
    if growth.keys is not None:
        for field in told:
            is_weight = field.name.endswith("_weight")
            fields.append((field.name, pa.float64() if is_weight else growth.keys.type))
    session = task.frame.plain.sparkSession
    n_tasks = max(1, -(-growth.n_new // _ROWS_PER_TASK))
    numbers = session.range(0, growth.n_new, 1, numPartitions=n_tasks)
    make = grow(ship(session, growth), pa.schema(fields))
    frame = numbers.mapInArrow(make, T.StructType(made + told))
    counts: dict[Any, int] = {}
    for share in growth.shares:
        label = task.classes.labels[share.group.klass]
        counts[label] = counts.get(label, 0) + share.group.n_new
    return NewRows(frame, counts, told)


def _draw(task: Task) -> Growth:
    """Collect the classes that grow, find their neighbours, and say what is drawn from them."""
    frame, identity, classes = task.frame, task.identity, task.classes
    features, plan = task.features, task.plan
    seeds, neighbourhood, interpolation, _ = task.recipe.stages()
    taken = [*(at(j) for j in features), at(task.position).alias("label"), *identity.columns()]
    wanted = at(task.position).isin(task.labels_of(plan))
    collected = identity.sort(frame.plain.where(wanted).select(*taken).toArrow())
    identity.check(collected)
    target = pc.index_in(collected["label"], classes.column).combine_chunks()

    empty = np.empty(0, np.int64)
    rows = Rows(np.empty((len(collected), 0)), np.empty((len(collected), 0), np.int32))
    coding = Coding(empty, empty, [], [])
    if task.recipe.looks_at_values:
        _, rows, coding = task.reading.encode(collected)
    geometry = Geometry(
        rows,
        target.to_numpy().astype(np.int64),
        task.decision.scale,
        task.recipe.nominal,
        task.reading.units,
    )
    if task.recipe.nominal:
        geometry.value_distributions = [
            share_of_classes(frame, features[j], task.position, classes, values)
            for j, values in zip(coding.categorical, coding.categories, strict=True)
        ]
    foreign = ForeignRows(
        frame,
        identity,
        task.reading,
        task.position,
        classes,
        list(plan),
        collected,
        geometry,
    )
    seed = task.decision.settings.seed
    problem = SparkProblem(geometry, classes.labels, Streams(seed, "counter"), foreign=foreign)
    shares = []
    for klass, n_new in plan.items():
        n_made = 0
        for group in seeds.groups(problem, klass, n_new):
            partners = neighbourhood.partners(problem, group)
            shares.append(Share(group, partners.astype(np.int32)))
            n_made += group.n_new
        seeds.check_count(problem, klass, n_new, n_made)
    collected = foreign.collected
    return Growth(
        collected.select(task.reading.names),
        task.reading,
        problem.geometry.target,
        classes.labels,
        classes.column,
        shares,
        interpolation,
        seed,
        collected["id0"].combine_chunks() if task.provenance else None,
    )
