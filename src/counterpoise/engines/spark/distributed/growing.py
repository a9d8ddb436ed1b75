"""New rows of classes that no machine holds: drawn by number, joined with their parents, computed.

The stages were fitted to numbers alone. What a new row draws is therefore drawn without a row in
sight: which row is its seed, which of the seed's partners it is mixed with, and how far it goes.
Joins bring it its parents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from counterpoise.core.draft import Draft
from counterpoise.core.lineage import Lineage
from counterpoise.engines.spark.batches import runs_of
from counterpoise.engines.spark.broadcast import Shipment, ship
from counterpoise.engines.spark.distributed.joined_rows import JoinedRows, first_rows, make_joined
from counterpoise.engines.spark.distributed.packing import Packing
from counterpoise.engines.spark.distributed.problem import DistributedProblem
from counterpoise.engines.spark.distributed.ranking import rank_rows
from counterpoise.engines.spark.distributed.reading import Coder, read_coder
from counterpoise.engines.spark.distributed.search import nearest_of_class
from counterpoise.engines.spark.new_rows import NewRows, parent_fields
from counterpoise.engines.spark.planned_table import PlannedTable
from counterpoise.engines.spark.recall import Recall
from counterpoise.errors import InvalidInputError

__all__ = ["make_distributed"]

_NUMBERS_PER_TASK = 1_000_000


def make_distributed(
    planned: PlannedTable, problem: DistributedProblem, draft: Draft, recall: float
) -> NewRows:
    """Make the new rows of a draft without collecting the rows that they are made from.

    Parameters
    ----------
    planned : PlannedTable
        The table.
    problem : DistributedProblem
        What the stages asked of it.
    draft : Draft
        What they were told, in numbers.
    recall : float
        The wanted share of true neighbours; 1 for exact ones.
    """
    n_parents, k = draft.n_parents, problem.n_neighbors
    for first in first_rows(draft):  # said here and not by an executor, where it can be
        _check(first, n_parents)
        _partners_of(first, k)
    ranked = rank_rows(planned)
    seeds, recalls = ranked, dict[int, Recall]()
    coder: Coder | None = None
    if k is not None:
        coder = read_coder(planned, ranked)
        counts = {klass: planned.n_rows_of(klass) for klass in planned.growth}
        lists, recalls = nearest_of_class(ranked, coder, counts, k, recall)
        seeds = ranked.join(lists.persist(), ["klass", "rank"])
    voters = planned.plan.recipe.stages()[2].voters
    if coder is None or not coder.categories:
        voters = None
    rows = JoinedRows(
        planned.reading,
        draft,
        planned.classes.column,
        n_parents,
        planned.provenance,
        Packing.of(planned),
        None if voters is None else coder,
        voters,
    )
    joined = _drawn(planned, draft, n_parents, k)
    joined = joined.join(seeds.withColumnRenamed("rank", "seed"), ["klass", "seed"])
    joined = _with_partners(rows, joined, ranked, in_lists=k is not None)
    told = parent_fields(n_parents, planned.identity.type) if planned.provenance else []
    shipment = ship(ranked.sparkSession, rows)
    frame = joined.mapInArrow(make_joined(shipment), T.StructType([*planned.made_fields, *told]))
    return NewRows(frame, told, recalls)


def _drawn(planned: PlannedTable, draft: Draft, n_parents: int, k: int | None) -> DataFrame:
    """Return what each new row draws.

    ``klass``, ``number`` over all classes, ``seed``, and for each further parent ``other1``, ...
    (its place in the seed's list; where there are no lists, its rank) and ``gap1``, ...
    """
    session = planned.frame.plain.sparkSession
    n_tasks = max(1, -(-len(draft) // _NUMBERS_PER_TASK))
    numbers = session.range(0, len(draft), 1, numPartitions=n_tasks)
    schema = "klass int, number long, seed long"
    for j in range(1, n_parents):
        schema += f", other{j} long, gap{j} double"
    return numbers.mapInArrow(_draw(ship(session, (draft, n_parents, k))), schema)


def _draw(shipment: Shipment) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def draw(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        draft, n_parents, k = shipment.open()
        for start, stop in runs_of(batches):
            for lineage in draft.pieces(start, stop):
                _check(lineage, n_parents)
                others, n = _partners_of(lineage, k), len(lineage)
                columns: dict[str, Any] = {
                    "klass": pa.array(lineage.klass, pa.int32()),
                    "number": pa.array(np.arange(start, start + n)),
                    "seed": pa.array(lineage.base),
                }
                for j in range(1, n_parents):
                    columns[f"other{j}"] = pa.array(others[:, j - 1])
                    columns[f"gap{j}"] = pa.array(lineage.gaps[:, j - 1])
                yield pa.record_batch(columns)
                start += n

    return draw


def _check(lineage: Lineage, n_parents: int) -> None:
    """Raise `InvalidInputError` unless all groups have equally many parents, and no offsets."""
    if lineage.parents.shape[1] != n_parents or lineage.offsets is not None:
        raise InvalidInputError(
            "the recipe gives rows different numbers of parents or noise in numbers, for which "
            "the classes that grow must be collected",
            remedy="raise most_collected",
            parameter="most_collected",
        )


def _partners_of(lineage: Lineage, k: int | None) -> NDArray[np.int64]:
    """Return the places of partners in their seeds' lists; without lists their ranks.

    Shape (n_new, n_parents - 1).
    """
    others = lineage.parents[:, 1:]
    if k is None:
        return others
    seed, place = np.divmod(others, k)
    if (seed != lineage.base[:, np.newaxis]).any():
        raise InvalidInputError(
            "the recipe mixes a seed with rows that are not among its own partners, for which "
            "the classes that grow must be collected",
            remedy="raise most_collected",
            parameter="most_collected",
        )
    return place


def _with_partners(
    rows: JoinedRows, joined: DataFrame, ranked: DataFrame, in_lists: bool
) -> DataFrame:
    """Join new rows, which have their seeds already, with the rows that they are mixed with.

    Only what `JoinedRows` looks at goes on: what is joined is shuffled.
    """
    further = range(1, rows.n_parents)
    parents = []
    for j in further:
        other = F.col(f"other{j}")
        if in_lists:
            other = F.element_at("partners", (other + 1).cast("int"))
        parents.append(other.alias(f"parent{j}"))
    joined = joined.select(*rows.columns, *parents)
    for j in further:
        renamed = [F.col(name).alias(f"parent{j}_{name}") for name in rows.brought]
        others = ranked.select("klass", F.col("rank").alias(f"parent{j}"), *renamed)
        joined = joined.join(others, ["klass", f"parent{j}"]).drop(f"parent{j}")
    return joined
