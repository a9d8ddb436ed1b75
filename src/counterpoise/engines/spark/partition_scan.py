"""One pass over a DataFrame: what its numbers are, and the rows of the classes that grow.

Both at once, because every pass reads the table anew and has its own code to compile. Of rows that
do not grow, nothing but the numbers leaves the JVM.

It is done in Python on Arrow batches and not by Spark's aggregates: of five aggregates for each of
thirty columns Spark generates one method that Java does not compile, which takes several times as
long.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from counterpoise.core.grids import Grid, GridLearner
from counterpoise.core.moments import join_blocks, moments_of_block
from counterpoise.engines.spark.batches import gathered
from counterpoise.engines.spark.columns import SparkFrame, at
from counterpoise.tables.libraries.arrow_tables import ArrowLibrary

__all__ = ["Numbers", "Scanned", "Wanted", "scan"]

_VALUES_AT_ONCE = 1 << 21
_LIBRARY = ArrowLibrary()
_SCHEMA = pa.schema(
    [
        ("place", pa.int32()),
        *((name, pa.float64()) for name in ("n", "mean", "std", "least", "most")),
        ("two", pa.bool_()),
        ("grid", pa.binary()),  # a `GridLearner`, pickled
    ]
)
_FIELDS = [
    T.StructField("place", T.IntegerType()),
    *(T.StructField(name, T.DoubleType()) for name in ("n", "mean", "std", "least", "most")),
    T.StructField("two", T.BooleanType()),
    T.StructField("grid", T.BinaryType()),
]
_GROWS = "grows"


@dataclass(frozen=True)
class Numbers:
    """What a column of numbers holds.

    Parameters
    ----------
    n : int
        How many are there, neither missing nor NaN.
    mean, std : float
        Their mean (NaN without any) and standard deviation.
    least, most : float
        Their ends (NaN without any).
    two : bool
        Whether there is no other number than its ends, and these are whole.
    grid : Grid, optional
        On which numbers all of them lie; None where these may be any.
    """

    n: int
    mean: float
    std: float
    least: float
    most: float
    two: bool
    grid: Grid | None = None


@dataclass(frozen=True)
class Wanted:
    """The rows that are to be collected on the way.

    Parameters
    ----------
    grows : Column
        Whether a row is one of them.
    names : list of str
        What is collected of them, in this order: columns of `SparkFrame.plain` and of `others`.
    others : dict of str to Column
        How the columns are computed that are not columns of the table.
    """

    grows: Column
    names: list[str]
    others: dict[str, Column]


@dataclass(frozen=True)
class Scanned:
    """What one pass has found.

    Parameters
    ----------
    numbers : dict of int to Numbers
        What the columns of numbers hold, by position.
    rows : pyarrow Table, optional
        The rows that were to be collected, in any order.
    """

    numbers: dict[int, Numbers]
    rows: pa.Table | None


def scan(frame: SparkFrame, positions: list[int], wanted: Wanted | None = None) -> Scanned:
    """Return what columns of numbers hold, and the rows that are wanted.

    Parameters
    ----------
    frame : SparkFrame
        The table.
    positions : list of int
        Columns of numbers, dates, times or intervals.
    wanted : Wanted, optional
        Which rows are to be collected.
    """
    if not positions and wanted is None:
        return Scanned({}, None)
    columns, names = list(map(at, positions)), [f"c{j}" for j in positions]
    kept: list[str] = []
    if wanted is not None:
        kept = wanted.names
        for name in kept:
            if name not in names:
                # Texts and hashes of rows that stay where they are would be sent for nothing.
                column = F.when(wanted.grows, wanted.others.get(name, F.col(name)))
                columns.append(column.alias(name))
        columns.append(wanted.grows.alias(_GROWS))
    looked = frame.plain.select(*columns)
    types = {field.name: field.dataType for field in looked.schema.fields}
    schema = T.StructType([*_FIELDS, *(T.StructField(name, types[name]) for name in kept)])
    found = looked.mapInArrow(_scan(len(positions), kept), schema).toArrow()
    is_number = pc.is_valid(found["place"])
    told = found.filter(is_number)
    place = told["place"].to_numpy()
    numbers = {j: _numbers(told.filter(pa.array(place == i))) for i, j in enumerate(positions)}
    rows = found.filter(pc.invert(is_number)).select(kept) if wanted is not None else None
    return Scanned(numbers, rows)


def _numbers(parts: pa.Table) -> Numbers:
    """Return what a column holds from what its parts do."""
    if not len(parts):
        return Numbers(0, np.nan, 0.0, np.nan, np.nan, False)
    blocks = np.column_stack([parts[name].to_numpy() for name in ("n", "mean", "std")])
    n, mean, std = join_blocks(blocks[:, :, np.newaxis])
    ends = _join_ends(*(parts[name].to_numpy() for name in ("least", "most", "two")))
    first, *others = (pickle.loads(grid) for grid in parts["grid"].to_pylist())
    for other in others:
        first.merge(other)
    return Numbers(int(n[0]), float(mean[0]), float(std[0]), *ends, first.finish())


def _scan(
    n_columns: int, kept: Sequence[str] = ()
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what turns a partition into a row for each of its columns of numbers, which are first.

    Rows whose `_GROWS` is true come out as they are, with the columns `kept`.
    """

    def scan(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        blocks: list[list[NDArray[np.float64]]] = [[] for _ in range(n_columns)]
        ends: list[list[tuple[float, float, bool]]] = [[] for _ in range(n_columns)]
        learners: list[GridLearner] = []
        types: list[pa.DataType] = []
        for table in gathered(batches, max(1, _VALUES_AT_ONCE // max(1, n_columns))):
            if kept:
                types = [table.schema.field(name).type for name in kept]
                yield from _growing(table, kept)
            for i, column in enumerate(table.columns[:n_columns]):
                read = _LIBRARY.numbers(column, offset=0)
                values = read.values.astype(np.float64, copy=False)
                if len(learners) == i:
                    learners.append(read.learner())
                read.teach(learners[i])
                blocks[i].append(moments_of_block(values[np.newaxis])[0])
                ends[i].append(_ends_of(values))
        if not n_columns or not blocks[0]:
            return
        made: dict[str, list[Any]] = {field.name: [] for field in _SCHEMA}
        for i in range(n_columns):
            n, mean, std = join_blocks(np.stack(blocks[i])[:, :, np.newaxis])
            joined = _join_ends(*map(np.array, zip(*ends[i], strict=True)))
            told = (i, n[0], mean[0], std[0], *joined, pickle.dumps(learners[i]))
            for name, value in zip(made, told, strict=True):
                made[name].append(value)
        stated = pa.RecordBatch.from_pydict(made, _SCHEMA)
        nothing = [pa.nulls(n_columns, kind) for kind in types]
        yield pa.RecordBatch.from_arrays([*stated.columns, *nothing], [*stated.schema.names, *kept])

    return scan


def _growing(table: pa.Table, kept: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Yield the rows that grow, beside no number of `_SCHEMA`."""
    rows = table.filter(table[_GROWS]).select(kept)
    if len(rows):
        nothing = [pa.nulls(len(rows), field.type) for field in _SCHEMA]
        columns = dict(zip(_SCHEMA.names, nothing, strict=True))
        yield from pa.table({**columns, **dict(zip(kept, rows.columns, strict=True))}).to_batches()


def _ends_of(values: NDArray[np.float64]) -> tuple[float, float, bool]:
    """Return the ends of numbers, and whether these are whole and all that there is but NaN."""
    least, most = float(np.fmin.reduce(values)), float(np.fmax.reduce(values))
    if np.isnan(least):
        return least, most, True
    two = least.is_integer() and most.is_integer()
    if two:
        two = bool(((values == least) | (values == most) | np.isnan(values)).all())
    return least, most, two


def _join_ends(
    least: NDArray[np.float64], most: NDArray[np.float64], two: NDArray[np.bool_]
) -> tuple[float, float, bool]:
    """Return the ends of several parts, and whether these are all that there is."""
    first, last = float(np.fmin.reduce(least)), float(np.fmax.reduce(most))
    ends = np.concatenate([least, most])
    ends = ends[~np.isnan(ends)]
    return first, last, bool(two.all() and np.isin(ends, [first, last]).all())
