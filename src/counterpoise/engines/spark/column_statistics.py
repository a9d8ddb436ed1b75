"""What jobs find out about a DataFrame before anything is drawn: classes, columns, units."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyspark.sql import functions as F
from pyspark.sql import types as T

from counterpoise.core.grids import Grid
from counterpoise.engines.spark.columns import SparkFrame, at, kind_of
from counterpoise.engines.spark.identity import Identity
from counterpoise.engines.spark.partition_scan import Numbers, Wanted, scan
from counterpoise.errors import InvalidInputError
from counterpoise.tables.column_profiles import ColumnProfile, Kind
from counterpoise.tables.numbers import EXACT
from counterpoise.tables.roles import looks_like_id
from counterpoise.targets import Target

__all__ = ["Classes", "Moments", "count_classes", "look_at_columns", "share_of_classes"]

_MOST_CLASSES = 10_000
# As for tables in memory: with more different values than this share of the rows, a text is a
# name, an id or prose. The number of different values is Spark's estimate.
_SHARE_THAT_DIFFERS = 0.5
_ESTIMATE_ERROR = 0.02


@dataclass(frozen=True)
class Classes:
    """The classes of a target and how many rows each has.

    Parameters
    ----------
    labels : list
        The sorted labels; a class code is a position in them.
    counts : dict
        Rows of each class, by label.
    column : pyarrow Array of shape (n_classes,)
        The labels in the target's own type.
    """

    labels: list[Any]
    counts: dict[Any, int]
    column: pa.Array

    @property
    def n_rows(self) -> int:
        """Rows of the table."""
        return sum(self.counts.values())

    def in_own_type(self, labels: Collection[Any]) -> list[Any]:
        """Return some labels as Spark knows them."""
        known = zip(self.labels, self.column.to_pylist(), strict=True)
        return [own for label, own in known if label in labels]


@dataclass(frozen=True)
class Moments:
    """Middle and spread of numeric columns.

    Parameters
    ----------
    mean, std : dict of int to float
        By the column's position; a column without a value has none. The mean of a column with
        limits is counted from the lower one.
    limits : dict of int to tuple of int
        Least and greatest value of columns of whole numbers that a float cannot tell apart.
    grids : dict of int to Grid
        On which numbers the columns lie that have a grid of their own.
    """

    mean: dict[int, float]
    std: dict[int, float]
    limits: dict[int, tuple[int, int]]
    grids: dict[int, Grid]

    def units(self, positions: list[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return middle and spread of the columns, as `Geometry.units` has them."""
        middle = np.array([self.mean.get(j, 0.0) for j in positions], np.float64)
        spread = np.array([self.std.get(j, 0.0) for j in positions], np.float64)
        return middle, np.where(spread > 0, spread, 1.0)


def count_classes(frame: SparkFrame, position: int) -> Classes:
    """Count the rows of each class.

    Raises
    ------
    InvalidInputError
        If a row has no class, there is one class only, or the target is no class at all.
    """
    name = frame.names[position]
    counted = frame.plain.groupBy(at(position).alias("label")).agg(F.count("*").alias("n"))
    table = counted.limit(_MOST_CLASSES + 1).toArrow()
    if not len(table):
        raise InvalidInputError("the table has no rows: there is nothing to balance", remedy=None)
    if len(table) > _MOST_CLASSES:
        raise InvalidInputError(
            f"the target {name!r} has more than {_MOST_CLASSES:,} different values: it is no class",
            remedy=None,
            parameter="target",
        )
    label = table["label"].combine_chunks()
    missing = pc.is_null(label, nan_is_null=True)
    n = table["n"].to_numpy()
    if pc.any(missing).as_py():
        n_missing = int(n[missing.to_numpy(zero_copy_only=False)].sum())
        raise InvalidInputError(
            f"the target {name!r} is missing in {n_missing} of {int(n.sum())} rows",
            remedy="remove those rows or give them a class",
            parameter="target",
        )
    try:
        target = Target(pa.chunked_array([label]))
    except InvalidInputError as error:
        raise error.retold(before=f"target {name!r}: ", parameter="target") from error
    target.check_several(int(n.sum()), f"the target {name!r}")
    order = np.argsort(target.codes)
    counts = {label: int(n[i]) for label, i in zip(target.labels, order, strict=True)}
    return Classes(target.labels, counts, label.take(pa.array(order)))


def look_at_columns(
    frame: SparkFrame,
    target: int,
    n_rows: int,
    unused: Iterable[int] = (),
    growing: tuple[Identity, list[Any]] | None = None,
) -> tuple[Moments, pa.Table | None]:
    """Find out what each column holds, tell it to the frame, and return the columns' moments.

    In the same pass the rows of the classes that grow are collected, if they are wanted and no
    column is text.

    Parameters
    ----------
    frame : SparkFrame
        The table.
    target : int
        Position of the target.
    n_rows : int
        Rows of the table.
    unused : iterable of int
        Columns that need not be looked at, because new rows are empty there.
    growing : tuple of Identity and list, optional
        What tells rows apart, and the labels of the classes whose rows are wanted.

    Returns
    -------
    moments : Moments
        Middle and spread of the columns.
    rows : pyarrow Table, optional
        The rows that are wanted: every column that may be a feature (``c0``, ...), ``label`` and
        the identity. None where they were not collected.

    Raises
    ------
    InvalidInputError
        If a number is infinite.
    """
    kinds = {j: kind_of(data_type) for j, data_type in enumerate(frame.types)}
    looked = [j for j in kinds if j != target and j not in set(unused)]
    wanted = None
    # Whether a text is a category or prose, which nobody wants on the driver, is known afterwards.
    if growing is not None and "text" not in (kinds[j] for j in looked):
        wanted = _wanted([j for j in looked if kinds[j] != "other"], target, *growing)
    scanned = scan(frame, [j for j in looked if kinds[j] in ("integer", "float", "time")], wanted)
    numbers = scanned.numbers
    for j, found in numbers.items():
        _check_finite(frame.names[j], found)
    counted = _count_values(
        frame, [j for j in looked if kinds[j] in ("text", "bool")], numbers, n_rows
    )
    profiles = {}
    for j, kind in kinds.items():
        profiles[j] = _profile_of(frame, j, kind, numbers.get(j), counted, n_rows)
    frame.learn(profiles, n_rows)
    mean = {j: found.mean for j, found in numbers.items() if found.n}
    std = {j: found.std for j, found in numbers.items() if found.n}
    limits = _limits(looked, counted)
    large_mean, large_std = _large_moments(frame, limits)
    grids = {j: found.grid for j, found in numbers.items() if found.grid is not None}
    moments = Moments({**mean, **large_mean}, {**std, **large_std}, limits, grids)
    return moments, scanned.rows


def _wanted(positions: list[int], target: int, identity: Identity, labels: list[Any]) -> Wanted:
    """Return which rows are collected, and what of them."""
    others = {"label": at(target), **dict(zip(identity.names, identity.columns(), strict=True))}
    names = [*(f"c{j}" for j in positions), *others]
    return Wanted(at(target).isin(labels), names, others)


def _check_finite(name: str, found: Numbers) -> None:
    for value in (found.least, found.most):
        if math.isinf(value):
            raise InvalidInputError(
                f"column {name!r} holds {value}",
                joint=", and ",
                needed="distances need finite numbers",
                remedy="replace it or remove the rows",
            )


def _count_values(
    frame: SparkFrame, others: list[int], numbers: dict[int, Numbers], n_rows: int
) -> dict[str, Any]:
    """Return what Spark has to count or compare: values present, values that differ, exact ends."""
    wanted = [F.count(at(j)).alias(f"n{j}") for j in others]
    differing = [j for j in others if kind_of(frame.types[j]) == "text"]
    for j, found in numbers.items():
        is_integer = kind_of(frame.types[j]) == "integer"
        if is_integer and (looks_like_id(frame.names[j]) or _may_count_rows(found, n_rows)):
            differing.append(j)
        if isinstance(frame.types[j], T.LongType) and max(-found.least, found.most) >= EXACT:
            wanted += [F.min(at(j)).alias(f"first{j}"), F.max(at(j)).alias(f"last{j}")]
    for j in differing:
        wanted.append(F.approx_count_distinct(at(j), _ESTIMATE_ERROR).alias(f"differ{j}"))
    return frame.plain.agg(*wanted).toArrow().to_pylist()[0] if wanted else {}


def _may_count_rows(found: Numbers, n_rows: int) -> bool:
    """Return whether whole numbers count the rows, if they all differ: rows have no order here."""
    return found.n == n_rows > 1 and found.most - found.least + 1 == n_rows


def _profile_of(
    frame: SparkFrame,
    position: int,
    kind: Kind,
    found: Numbers | None,
    counted: dict[str, Any],
    n_rows: int,
) -> ColumnProfile:
    name = frame.types[position].simpleString()
    n_present = counted.get(f"n{position}", n_rows) if found is None else found.n
    two, counts = None, False
    n_differ = counted.get(f"differ{position}", 0)
    if found is not None and kind != "time" and found.two and found.least < found.most:
        two = (int(found.least), int(found.most))
    elif found is not None and kind == "integer" and _may_count_rows(found, n_rows):
        counts = n_differ > (1 - 5 * _ESTIMATE_ERROR) * n_rows
    differ = n_differ > _SHARE_THAT_DIFFERS * n_present
    return ColumnProfile(kind, name, n_present, two, differ, counts)


def _limits(positions: list[int], found: dict[str, Any]) -> dict[int, tuple[int, int]]:
    ends = {j: (found.get(f"first{j}"), found.get(f"last{j}")) for j in positions}
    return {
        j: (least, most)
        for j, (least, most) in ends.items()
        if least is not None and most is not None
        if max(-least, most) > EXACT and most - least < 2**63
    }


def _large_moments(
    frame: SparkFrame, limits: dict[int, tuple[int, int]]
) -> tuple[dict[int, float], dict[int, float]]:
    """Return mean and deviation of columns of large whole numbers, counted from their least."""
    wanted = []
    for j, (least, _) in limits.items():
        number = (at(j) - F.lit(least)).cast("double")
        wanted += [F.avg(number).alias(f"mean{j}"), F.var_pop(number).alias(f"var{j}")]
    if not wanted:
        return {}, {}
    found = frame.plain.agg(*wanted).toArrow().to_pylist()[0]
    mean = {j: found[f"mean{j}"] for j in limits}
    return mean, {j: math.sqrt(max(found[f"var{j}"], 0.0)) for j in limits}


def share_of_classes(
    frame: SparkFrame, position: int, target: int, classes: Classes, categories: NDArray[Any]
) -> NDArray[np.float64]:
    """Return how the rows of each category are distributed over the classes.

    Parameters
    ----------
    frame : SparkFrame
        The table.
    position : int
        A column of categories.
    target : int
        The column with the classes.
    classes : Classes
        Its classes.
    categories : ndarray of shape (n_categories,)
        Those categories of the column that are asked for.

    Returns
    -------
    ndarray of shape (n_categories, n_classes), float64
        As in `Geometry.value_distributions`.
    """
    value, label = at(position).alias("value"), at(target).alias("label")
    counted = frame.plain.groupBy(value, label).agg(F.count("*").alias("n")).toArrow()
    place = {category: i for i, category in enumerate(categories.tolist())}
    code = {label: i for i, label in enumerate(classes.column.to_pylist())}
    counts = np.zeros((len(place), len(code)))
    columns = (counted[name].to_pylist() for name in ("value", "label", "n"))
    for value, label, n in zip(*columns, strict=True):
        if value in place:
            counts[place[value], code[label]] += n
    shares: NDArray[np.float64] = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return shares
