"""New rows of classes that no machine holds: drawn by number, joined with their parents, computed.

A new row's number says, with the class and the seed, which row is its seed, which of the seed's
partners it lies towards and how far: the same as in memory, without a row in sight. Two joins bring
it its parents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from counterpoise.core.draws import CounterDraws, GivenTies
from counterpoise.core.lineage import Lineage
from counterpoise.core.materialise import materialise
from counterpoise.engines.spark.batches import gathered, runs_of
from counterpoise.engines.spark.broadcast import Shipment, ship
from counterpoise.engines.spark.distributed.ranking import rank_rows
from counterpoise.engines.spark.distributed.reading import Coder, read_coder
from counterpoise.engines.spark.distributed.search import Recall, nearest_of_class
from counterpoise.engines.spark.features import Features
from counterpoise.engines.spark.task import NewRows, Task
from counterpoise.errors import InvalidInputError, Setting
from counterpoise.stages.interpolation import vote
from counterpoise.stages.seeds import SeedGroup

__all__ = ["DISTRIBUTED", "grow_distributed"]

DISTRIBUTED = ("smote", "smotenc", "random")
"""The methods whose growing classes need not fit on the driver."""

_NUMBERS_PER_TASK = 1_000_000


@dataclass(frozen=True)
class _Class:
    """A class that grows.

    Parameters
    ----------
    klass : int
        Its code.
    n_rows, n_new : int
        Its rows, and how many it gets.
    """

    klass: int
    n_rows: int
    n_new: int


def grow_distributed(task: Task, recall: float) -> tuple[NewRows, dict[Any, Recall]]:
    """Draw and compute the new rows without collecting those that they are made from.

    Parameters
    ----------
    task : Task
        What is to be done.
    recall : float
        The wanted share of true neighbours; 1 for exact ones.

    Returns
    -------
    new : NewRows
        The new rows.
    recalls : dict of label to Recall
        What was measured; empty where no neighbours are needed.

    Raises
    ------
    InvalidInputError
        If the method needs its classes on one machine.
    """
    method = task.decision.method.name
    if method not in DISTRIBUTED:
        raise InvalidInputError(
            f"the classes that grow have {task.n_growing:,} rows, more than most_collected, and ",
            Setting("method", method),
            " must collect them: raise most_collected if the driver has the memory (about four "
            "times their size), use ",
            *(part for name in DISTRIBUTED for part in (Setting("method", name), ", ")),
            "or balance a sample",
        )
    labels = task.classes.labels
    growing = [_Class(c, task.classes.counts[labels[c]], n) for c, n in task.plan.items()]
    ranked = rank_rows(task)
    recalls: dict[int, Recall] = {}
    seeds, coder, k = ranked, None, 0
    if method != "random":
        k = task.decision.settings.k
        coder = read_coder(task, ranked)
        counts = {one.klass: one.n_rows for one in growing}
        lists, recalls = nearest_of_class(ranked, coder, counts, k, recall)
        seeds = ranked.join(lists.persist(), ["klass", "rank"])
    drawn = _drawn(task, growing, k, len(task.categorical) if coder is not None else 0)
    joined = drawn.join(seeds.withColumnRenamed("rank", "seed"), ["klass", "seed"])
    kept = ["klass", *task.reading.names, *(["id0"] if task.provenance else [])]
    if coder is None:
        joined = joined.select(*kept)
    else:
        kept += ["gap", *(["ties", "codes"] if coder.categories else [])]
        joined = _with_partners(task, joined, kept, ranked)
    made, told = task.fields(1 if coder is None else 2)
    shipment = ship(ranked.sparkSession, (task.reading, coder, k, task.classes.column, told))
    frame = joined.mapInArrow(_make(shipment), T.StructType(made + told))
    after = {labels[one.klass]: one.n_new for one in growing}
    return NewRows(frame, after, told), {labels[c]: found for c, found in recalls.items()}


def _drawn(task: Task, growing: list[_Class], k: int, n_ties: int) -> DataFrame:
    """Return what each new row draws: ``seed``, ``place`` of the partner, ``gap``, ``ties``."""
    session = task.frame.plain.sparkSession
    n_new = sum(one.n_new for one in growing)
    n_tasks = max(1, -(-n_new // _NUMBERS_PER_TASK))
    numbers = session.range(0, n_new, 1, numPartitions=n_tasks)
    shipment = ship(session, (growing, task.decision.settings.seed, k, n_ties))
    schema = "klass int, seed long, place int, gap double, ties array<long>"
    return numbers.mapInArrow(_draw(shipment), schema)


def _draw(shipment: Shipment) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def draw(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        growing, seed, k, n_ties = shipment.open()
        for start, stop in runs_of(batches):
            yield from _draws_of(growing, seed, k, n_ties, start, stop)

    return draw


def _draws_of(
    growing: list[_Class], seed: int, k: int, n_ties: int, start: int, stop: int
) -> Iterator[pa.RecordBatch]:
    """Yield what the new rows from number `start` to before `stop` draw, class after class."""
    first = 0
    for one in growing:
        low, high = max(start, first) - first, min(stop, first + one.n_new) - first
        first += one.n_new
        if low >= high:
            continue
        # Only the number of seeds is looked at: their ranks are their places.
        members: Any = range(one.n_rows)
        draws = CounterDraws(SeedGroup(one.klass, members, high - low, offset=low), seed)
        chosen, place = np.divmod(draws.pairs(max(k, 1)), max(k, 1))
        words = draws.tie_words(n_ties)
        offsets = pa.array(np.arange(high - low + 1) * n_ties, pa.int32())
        ties = pa.ListArray.from_arrays(offsets, pa.array(words.view(np.int64).ravel()))
        yield pa.record_batch(
            {
                "klass": pa.array(np.full(high - low, one.klass), pa.int32()),
                "seed": pa.array(chosen),
                "place": pa.array(place, pa.int32()),
                "gap": pa.array(draws.gaps()),
                "ties": ties,
            }
        )


def _with_partners(task: Task, joined: DataFrame, kept: list[str], ranked: DataFrame) -> DataFrame:
    """Join new rows, which have their seeds already, with the rows that they lie towards.

    Only the columns in `kept` go on: what is joined is shuffled.
    """
    brought = [task.reading.names[i] for i in task.reading.numeric]
    brought += ["id0"] if task.provenance else []
    partner = F.element_at("partners", F.col("place") + 1).alias("partner")
    renamed = [F.col(name).alias(f"to_{name}") for name in brought]
    others = ranked.select("klass", F.col("rank").alias("partner"), *renamed)
    return joined.select(*kept, partner).join(others, ["klass", "partner"])


def _make(shipment: Shipment) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what turns new rows beside their parents into their values."""

    def make(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        reading, coder, k, labels, told = shipment.open()
        for table in gathered(batches, 16_384):
            klass = table["klass"].to_numpy()
            gaps = np.zeros(len(table)) if coder is None else table["gap"].to_numpy()
            if coder is None:
                columns = dict(zip(reading.names, table.select(reading.names).columns, strict=True))
            else:
                columns = _values(reading, coder, k, table, gaps)
            columns["label"] = labels.take(pa.array(klass))
            for field in told:
                columns[field.name] = {
                    "base": lambda t=table: t["id0"],
                    "partner": lambda t=table: t["to_id0"],
                    "base_weight": lambda g=gaps: pa.array(1.0 - g),
                    "partner_weight": lambda g=gaps: pa.array(g),
                }[field.name]()
            yield from pa.table(columns).to_batches()

    return make


def _values(
    reading: Features, coder: Coder, k: int, table: pa.Table, gaps: NDArray[np.float64]
) -> dict[str, Any]:
    """Return the features of new rows as columns of their own types."""
    n = len(table)
    columns: dict[str, Any] = {}
    numeric = [reading.names[i] for i in reading.numeric]
    if numeric:
        bases = table.select(numeric)
        partners = table.select([f"to_{name}" for name in numeric]).rename_columns(numeric)
        both = pa.concat_tables([bases, partners]).combine_chunks()
        limits = {
            p: reading.limits[i] for p, i in enumerate(reading.numeric) if i in reading.limits
        }
        grids = {p: reading.grids[i] for p, i in enumerate(reading.numeric) if i in reading.grids}
        read, rows, coding = Features(numeric, [], limits, None, grids).encode(both)
        parents = np.column_stack([np.arange(n), n + np.arange(n)])
        lineage = Lineage(np.zeros(n, np.int64), parents, gaps[:, np.newaxis])
        made = read.new_columns(lineage, materialise(lineage, rows), coding)
        columns |= dict(zip(numeric, made, strict=True))
    if coder.categories:
        columns |= _voted(reading, coder, k, table)
    return {name: columns[name] for name in reading.names}


def _voted(reading: Features, coder: Coder, k: int, table: pa.Table) -> dict[str, Any]:
    """Return the categories that each new row's partners elect."""
    n, n_categorical = len(table), len(coder.categories)
    _, own = coder.encode(table)
    theirs = _flat(table["codes"]).reshape(n * k, n_categorical).astype(np.int32)
    ties = _flat(table["ties"]).astype(np.int64).view(np.uint64).reshape(n, n_categorical)
    voters = n + np.arange(n * k).reshape(n, k)
    everyone = np.arange(n)
    elected = vote(np.concatenate([own, theirs]), everyone, voters, everyone, GivenTies(ties))
    columns = {}
    for j, i in enumerate(reading.categorical):
        name = reading.names[i]
        base = table[name].combine_chunks()
        if isinstance(base, pa.ChunkedArray):
            base = base.chunk(0) if base.num_chunks else pa.array([], base.type)
        values = pa.array(coder.categories[j].tolist(), base.type)
        code = elected[:, j]
        present = pa.array(code >= 0)
        columns[name] = pc.if_else(present, values.take(pa.array(np.maximum(code, 0))), base)
    return columns


def _flat(lists: pa.ChunkedArray) -> NDArray:
    return lists.combine_chunks().flatten().to_numpy(zero_copy_only=False)
