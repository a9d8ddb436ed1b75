"""A DataFrame that was looked at, and what was decided for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pyspark.sql import Column
from pyspark.sql import types as T

from counterpoise.engines.spark.column_statistics import Classes, Moments
from counterpoise.engines.spark.columns import SparkSheet, at
from counterpoise.engines.spark.features import Features
from counterpoise.engines.spark.identity import Identity
from counterpoise.space.geometry import rounded_units
from counterpoise.stages.recipe import Recipe
from counterpoise.tables.roles import Role

__all__ = ["PlannedTable"]


@dataclass(frozen=True)
class PlannedTable:
    """A table that was looked at, and what was decided for it.

    Parameters
    ----------
    frame : SparkSheet
        The table.
    position : int
        Where its target is.
    identity : Identity
        What tells its rows apart.
    classes : Classes
        Its classes.
    moments : Moments
        Middle and spread of its numeric columns.
    roles : list of Role
        What each column is taken for.
    recipe : Recipe
        The stages.
    scale : {"standard"} or None
        Units of the distances.
    seed : int
        The seed.
    n_new : dict
        New rows of each class, by label.
    provenance : bool
        Whether new rows say who their parents are.
    """

    frame: SparkSheet
    position: int
    identity: Identity
    classes: Classes
    moments: Moments
    roles: list[Role]
    recipe: Recipe
    scale: str | None
    seed: int
    n_new: dict[Any, int]
    provenance: bool

    @property
    def features(self) -> list[int]:
        """Positions of the columns that new rows have values in."""
        return [j for j, role in enumerate(self.roles) if role.role in ("numeric", "category")]

    @property
    def categorical(self) -> list[int]:
        """Which of the features, counted among themselves, are categories."""
        return [i for i, j in enumerate(self.features) if self.roles[j].role == "category"]

    @cached_property
    def reading(self) -> Features:
        """How rows of the features become numbers."""
        places = {i: self.moments.limits.get(j) for i, j in enumerate(self.features)}
        numeric = [j for i, j in enumerate(self.features) if i not in self.categorical]
        units, grids = None, self.moments.grids
        if self.scale is not None and numeric:
            units = rounded_units(*self.moments.units(numeric))
        return Features(
            [f"c{j}" for j in self.features],
            self.categorical,
            {i: pair for i, pair in places.items() if pair is not None},
            units,
            {i: grids[j] for i, j in enumerate(self.features) if j in grids},
        )

    @cached_property
    def plan(self) -> dict[int, int]:
        """New rows of each class that grows, by class code."""
        code = {label: c for c, label in enumerate(self.classes.labels)}
        return {code[label]: n for label, n in self.n_new.items() if n}

    def n_rows_of(self, klass: int) -> int:
        """Return how many rows a class has, by its code."""
        return self.classes.counts[self.classes.labels[klass]]

    @property
    def n_growing(self) -> int:
        """How many rows the classes that grow have."""
        return sum(map(self.n_rows_of, self.plan))

    @property
    def columns(self) -> list[Column]:
        """The features (``c0``, ...), the target as ``label``, and the identity (``id0``, ...)."""
        features = [at(j) for j in self.features]
        return [*features, at(self.position).alias("label"), *self.identity.columns()]

    def is_of(self, codes: Iterable[int]) -> Column:
        """Return whether a row is of one of some classes."""
        labels = [self.classes.column[code].as_py() for code in codes]
        return at(self.position).isin(labels)

    @property
    def made_fields(self) -> list[T.StructField]:
        """The columns of new rows: features and label."""
        types = self.frame.types
        made = [T.StructField(f"c{j}", types[j]) for j in self.features]
        return [*made, T.StructField("label", types[self.position])]
