"""New rows: what they are as a DataFrame, and the columns that name their parents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import types as T

from counterpoise.engines.spark.recall import Recall

__all__ = ["NewRows", "parent_columns", "parent_fields", "parent_names"]


@dataclass(frozen=True)
class NewRows:
    """New rows, made when they are asked for.

    Parameters
    ----------
    frame : DataFrame
        The features (``c0``, ...), ``label``, and the columns that tell the parents.
    parents : list of StructField
        The latter; none unless provenance is asked for.
    recalls : dict of int to Recall
        What a search on the executors found, by class code; empty where all neighbours are exact.
    """

    frame: DataFrame
    parents: list[T.StructField]
    recalls: dict[int, Recall] = field(default_factory=dict)


def parent_names(n_parents: int) -> list[str]:
    """Return the names of the parents: base, partner, partner_2, ..."""
    return ["base", "partner", *(f"partner_{j}" for j in range(2, n_parents))][:n_parents]


def parent_fields(n_parents: int, kind: T.DataType) -> list[T.StructField]:
    """Return the columns that tell the parents, whose identities are of some type."""
    told = []
    for name in parent_names(n_parents):
        told.append(T.StructField(name, kind))
        told.append(T.StructField(f"{name}_weight", T.DoubleType()))
    return told


def parent_columns(keys: Sequence[Any], weights: NDArray[Any]) -> dict[str, Any]:
    """Return the columns that tell the parents.

    Parameters
    ----------
    keys : sequence of Arrow arrays of shape (n_new,)
        What identifies each new row's first parent, its second, ...
    weights : ndarray of shape (n_new, n_parents)
        The parents' weights.
    """
    columns: dict[str, Any] = {}
    for j, name in enumerate(parent_names(len(keys))):
        columns[name] = keys[j]
        columns[f"{name}_weight"] = pa.array(weights[:, j])
    return columns
