"""One pass over the numbers of a DataFrame: how many there are, their ends and their moments.

It is done in Python on Arrow batches and not by Spark's aggregates: of five aggregates for each of
thirty columns Spark generates one method that Java does not compile, which takes several times as
long.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.core.grids import Grid, GridLearner
from counterpoise.core.moments import join_blocks, moments_of_block
from counterpoise.engines.spark.batches import gathered
from counterpoise.engines.spark.columns import SparkFrame, at
from counterpoise.tables.libraries.arrow_tables import ArrowLibrary

__all__ = ["Numbers", "scan_numbers"]

_VALUES_AT_ONCE = 1 << 21
_LIBRARY = ArrowLibrary()
_MADE = (
    "place int, n double, mean double, std double, least double, most double, two boolean, "
    "grid binary"
)
_SCHEMA = pa.schema(
    [
        ("place", pa.int32()),
        *((name, pa.float64()) for name in ("n", "mean", "std", "least", "most")),
        ("two", pa.bool_()),
        ("grid", pa.binary()),  # a `GridLearner`, pickled
    ]
)


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


def scan_numbers(frame: SparkFrame, positions: list[int]) -> dict[int, Numbers]:
    """Return what columns of numbers hold, by position.

    Parameters
    ----------
    frame : SparkFrame
        The table.
    positions : list of int
        Columns of numbers, dates, times or intervals.
    """
    if not positions:
        return {}
    found = (
        frame.plain.select(*map(at, positions)).mapInArrow(_scan(len(positions)), _MADE).toArrow()
    )
    place = found["place"].to_numpy()
    return {j: _numbers(found.filter(pa.array(place == i))) for i, j in enumerate(positions)}


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


def _scan(n_columns: int) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what turns a partition into a row for each of its columns."""

    def scan(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        blocks: list[list[NDArray[np.float64]]] = [[] for _ in range(n_columns)]
        ends: list[list[tuple[float, float, bool]]] = [[] for _ in range(n_columns)]
        learners: list[GridLearner] = []
        for table in gathered(batches, max(1, _VALUES_AT_ONCE // n_columns)):
            for i, column in enumerate(table.columns):
                read = _LIBRARY.numbers(column, offset=0)
                values = read.values.astype(np.float64, copy=False)
                if len(learners) == i:
                    learners.append(read.learner())
                read.teach(learners[i])
                blocks[i].append(moments_of_block(values[np.newaxis])[0])
                ends[i].append(_ends_of(values))
        if not blocks[0]:
            return
        made: dict[str, list[Any]] = {field.name: [] for field in _SCHEMA}
        for i in range(n_columns):
            n, mean, std = join_blocks(np.stack(blocks[i])[:, :, np.newaxis])
            joined = _join_ends(*map(np.array, zip(*ends[i], strict=True)))
            told = (i, n[0], mean[0], std[0], *joined, pickle.dumps(learners[i]))
            for name, value in zip(made, told, strict=True):
                made[name].append(value)
        yield pa.RecordBatch.from_pydict(made, _SCHEMA)

    return scan


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
