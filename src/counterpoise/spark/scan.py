"""One pass over the numbers of a DataFrame: how many there are, their ends and their moments.

It is done in Python on Arrow batches and not by Spark's aggregates: of five aggregates for each of
thirty columns Spark generates one method that Java does not compile, which takes several times as
long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import types as T

from counterpoise.moments import join_blocks, moments_of_block
from counterpoise.spark.batches import gathered
from counterpoise.spark.columns import SparkSheet, as_double, at

__all__ = ["Numbers", "scan_numbers"]

_VALUES_AT_ONCE = 1 << 21
_AS_THEY_ARE = (T.ByteType, T.ShortType, T.IntegerType, T.LongType, T.FloatType, T.DoubleType)
_MADE = "place int, n double, mean double, square double, least double, most double, two boolean"
_SCHEMA = pa.schema(
    [
        ("place", pa.int32()),
        *((name, pa.float64()) for name in ("n", "mean", "square", "least", "most")),
        ("two", pa.bool_()),
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
    """

    n: int
    mean: float
    std: float
    least: float
    most: float
    two: bool


def scan_numbers(sheet: SparkSheet, positions: list[int]) -> dict[int, Numbers]:
    """Return what columns of numbers hold, by position.

    Parameters
    ----------
    sheet : SparkSheet
        The table.
    positions : list of int
        Columns of numbers, dates, times or intervals.
    """
    if not positions:
        return {}
    columns = []
    for j in positions:
        is_number = isinstance(sheet.types[j], _AS_THEY_ARE)
        columns.append(at(j) if is_number else as_double(at(j), f"c{j}", sheet.types[j]))
    found = sheet.plain.select(*columns).mapInArrow(_scan(len(positions)), _MADE).toArrow()
    place = found["place"].to_numpy()
    return {j: _numbers(found.filter(pa.array(place == i))) for i, j in enumerate(positions)}


def _numbers(parts: pa.Table) -> Numbers:
    """Return what a column holds from what its parts do."""
    if not len(parts):
        return Numbers(0, np.nan, 0.0, np.nan, np.nan, False)
    blocks = np.column_stack([parts[name].to_numpy() for name in ("n", "mean", "square")])
    n, mean, std = join_blocks(blocks[:, :, np.newaxis])
    ends = _join_ends(*(parts[name].to_numpy() for name in ("least", "most", "two")))
    return Numbers(int(n[0]), float(mean[0]), float(std[0]), *ends)


def _scan(n_columns: int) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what turns a partition into a row for each of its columns."""

    def scan(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        blocks: list[list[NDArray[np.float64]]] = [[] for _ in range(n_columns)]
        ends: list[list[tuple[float, float, bool]]] = [[] for _ in range(n_columns)]
        for table in gathered(batches, max(1, _VALUES_AT_ONCE // n_columns)):
            for i, column in enumerate(table.columns):
                values = np.asarray(column.to_numpy(), np.float64)
                blocks[i].append(moments_of_block(values[np.newaxis])[0])
                ends[i].append(_ends_of(values))
        if not blocks[0]:
            return
        made: dict[str, list[Any]] = {field.name: [] for field in _SCHEMA}
        for i in range(n_columns):
            n, mean, std = join_blocks(np.stack(blocks[i])[:, :, np.newaxis])
            joined = _join_ends(*map(np.array, zip(*ends[i], strict=True)))
            told = (i, n[0], mean[0], n[0] * std[0] ** 2, *joined)
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
