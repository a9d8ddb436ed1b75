"""Rows of a class as numbers on any executor, with categories that have the same codes on all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from counterpoise.core.moments import BLOCK, join_blocks, moments_of_block
from counterpoise.engines.spark.broadcast import Shipment, ship
from counterpoise.engines.spark.distributed.packing import (
    Packing,
    fixed_bytes,
    from_fixed_bytes,
)
from counterpoise.engines.spark.features import CommonCodes, Features
from counterpoise.engines.spark.planned_table import PlannedTable
from counterpoise.errors import InvalidInputError

__all__ = ["Coder", "read_coder"]

_MOST_CATEGORIES = 1_000_000
_RECORDS_AT_ONCE = 16_384


@dataclass(frozen=True)
class Coder(CommonCodes):
    """What turns rows of the classes that grow into points and category codes.

    Parameters
    ----------
    reading, categories
        As for `CommonCodes`.
    category_units : dict of int to float
        How far apart two rows of a class are that differ in a category, by class code.
    middle : ndarray of shape (n_numeric,), float64
        The middle of each column, in the units of the distance.
    has_missing : bool
        Whether a value of the table is missing.
    packing : Packing
        How the rows' numbers are packed.
    """

    category_units: dict[int, float]
    middle: NDArray[np.float64]
    has_missing: bool
    packing: Packing

    def encode(self, table: pa.Table) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        points, codes = super().encode(self.packing.unpack(table))
        return np.asarray(points, np.float64), codes

    def record_schema(self) -> T.StructType:
        """Return the columns in which rows are sent to cells."""
        return T.StructType(
            [
                T.StructField("klass", T.IntegerType()),
                T.StructField("cell", T.IntegerType()),
                T.StructField("role", T.ByteType()),
                T.StructField("rank", T.LongType()),
                T.StructField("row", T.BinaryType()),
            ]
        )

    def records(
        self,
        klass: int,
        cell: NDArray[np.int64],
        role: NDArray[np.int8],
        rank: NDArray[np.int64],
        points: NDArray[np.float64],
        codes: NDArray[np.int32],
        row: NDArray[np.int64],
    ) -> Iterator[pa.RecordBatch]:
        """Yield rows as records; `row` says which one each record is of, shape (n_records,)."""
        whole = np.empty(len(points), self._layout)
        whole["point"], whole["codes"] = points, codes
        for start in range(0, len(row), _RECORDS_AT_ONCE):
            some = slice(start, start + _RECORDS_AT_ONCE)
            yield pa.record_batch(
                {
                    "klass": pa.array(np.full(len(row[some]), klass), pa.int32()),
                    "cell": pa.array(cell[some], pa.int32()),
                    "role": pa.array(role[some], pa.int8()),
                    "rank": pa.array(rank[row[some]]),
                    "row": fixed_bytes(whole[row[some]]),
                }
            )

    def from_records(self, table: pa.Table) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """Return the points and codes of records."""
        rows = from_fixed_bytes(table["row"], self._layout)
        return np.ascontiguousarray(rows["point"]), np.ascontiguousarray(rows["codes"])

    @property
    def _layout(self) -> np.dtype[Any]:
        n_numeric, n_categorical = len(self.middle), len(self.categories)
        return np.dtype([("point", "f8", (n_numeric,)), ("codes", "i4", (n_categorical,))])


def read_coder(planned: PlannedTable, ranked: DataFrame) -> Coder:
    """Find out what it takes to read the rows, by jobs that bring back counts and sums only.

    Raises
    ------
    InvalidInputError
        If a column has more categories than the driver should hold.
    """
    reading = planned.reading
    categories = [_categories(planned, ranked, i) for i in reading.categorical]
    numeric = [planned.features[i] for i in reading.numeric]
    middle = np.zeros(len(numeric))
    if reading.units is None and numeric:
        middle, _ = planned.moments.units(numeric)
    facts = [planned.frame.profile(j).n_present for j in planned.features]
    has_missing = min(facts) < planned.classes.n_rows
    coder = Coder(reading, categories, {}, middle, has_missing, Packing.of(planned))
    if not categories or not numeric:
        return coder
    return replace(coder, category_units=_category_units(ranked, coder))


def _categories(planned: PlannedTable, ranked: DataFrame, i: int) -> NDArray[Any]:
    name = planned.reading.names[i]
    values = ranked.select(name).distinct().limit(_MOST_CATEGORIES + 1).toArrow()
    if len(values) > _MOST_CATEGORIES:
        column = planned.frame.names[planned.features[i]]
        raise InvalidInputError(
            f"column {column!r} has more than {_MOST_CATEGORIES:,} categories in the classes that "
            "grow",
            remedy="name it in ignore, or group its categories",
        )
    alone = Features([name], [0], {}, None)
    _, _, coding = alone.encode(values)
    return coding.categories[0]


def _category_units(ranked: DataFrame, coder: Coder) -> dict[int, float]:
    """Return `Geometry.category_unit` of each class, to the last bit.

    The deviations of a class are sums over blocks of its rows in their order, so that blocks can be
    summed up anywhere.
    """
    block = F.floor(F.col("rank") / BLOCK)
    shipment = ship(ranked.sparkSession, coder)
    schema = "klass int, block long, column int, n double, mean double, std double"
    sums = ranked.groupBy("klass", block.alias("block")).applyInArrow(_sums(shipment), schema)
    table = sums.toArrow().sort_by([("klass", "ascending"), ("block", "ascending")])
    klass, column = table["klass"].to_numpy(), table["column"].to_numpy()
    sums_of = np.column_stack([table[name].to_numpy() for name in ("n", "mean", "std")])
    units = {}
    for code in np.unique(klass):
        blocks = [sums_of[(klass == code) & (column == j)] for j in range(len(coder.middle))]
        _, _, std = join_blocks(np.stack(blocks, axis=2))
        units[int(code)] = float(np.median(std))
    return units


def _sums(shipment: Shipment) -> Callable[[pa.Table], pa.Table]:
    def sums(table: pa.Table) -> pa.Table:
        coder: Coder = shipment.open()
        table = table.sort_by("rank").combine_chunks()
        points, _ = coder.encode(table)
        found = moments_of_block(np.ascontiguousarray(points.T))
        n = len(found)
        return pa.table(
            {
                "klass": pa.array(np.full(n, table["klass"][0].as_py()), pa.int32()),
                "block": np.full(n, table["rank"][0].as_py() // BLOCK),
                "column": pa.array(np.arange(n), pa.int32()),
                "n": found[:, 0],
                "mean": found[:, 1],
                "std": found[:, 2],
            }
        )

    return sums
