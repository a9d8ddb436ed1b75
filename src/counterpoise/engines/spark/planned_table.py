"""A DataFrame that was looked at, and what was decided for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pyspark.sql import Column
from pyspark.sql import types as T

from counterpoise.core.streams import Streams
from counterpoise.engines.spark.column_statistics import Classes, Moments
from counterpoise.engines.spark.columns import SparkFrame, at
from counterpoise.engines.spark.features import Features
from counterpoise.engines.spark.identity import Identity
from counterpoise.plan.decide import Plan
from counterpoise.space.geometry import rounded_units

__all__ = ["PlannedTable"]


@dataclass(frozen=True)
class PlannedTable:
    """A table that was looked at, and what was decided for it.

    Parameters
    ----------
    frame : SparkFrame
        The table.
    position : int
        Where its target is.
    identity : Identity
        What tells its rows apart.
    classes : Classes
        Its classes.
    moments : Moments
        Middle and spread of its numeric columns.
    plan : Plan
        The method, what each column is taken for, and how many new rows there will be.
    provenance : bool
        Whether new rows say who their parents are.
    """

    frame: SparkFrame
    position: int
    identity: Identity
    classes: Classes
    moments: Moments
    plan: Plan
    provenance: bool

    @property
    def features(self) -> list[int]:
        """Positions of the columns that new rows have values in."""
        return [j for j, role in enumerate(self.plan.roles) if role.role in ("numeric", "category")]

    @property
    def categorical(self) -> list[int]:
        """Which of the features, counted among themselves, are categories."""
        return [i for i, j in enumerate(self.features) if self.plan.roles[j].role == "category"]

    @cached_property
    def reading(self) -> Features:
        """How rows of the features become numbers."""
        places = {i: self.moments.limits.get(j) for i, j in enumerate(self.features)}
        numeric = [j for i, j in enumerate(self.features) if i not in self.categorical]
        units, grids = None, self.moments.grids
        if self.plan.scale is not None and numeric:
            units = rounded_units(*self.moments.units(numeric))
        return Features(
            [f"c{j}" for j in self.features],
            self.categorical,
            {i: pair for i, pair in places.items() if pair is not None},
            units,
            {i: grids[j] for i, j in enumerate(self.features) if j in grids},
        )

    @property
    def streams(self) -> Streams:
        """Where random numbers come from."""
        return Streams(self.plan.request.drawn_seed, self.plan.request.rng)

    @cached_property
    def growth(self) -> dict[int, int]:
        """New rows of each class that grows, by class code."""
        code = {label: c for c, label in enumerate(self.classes.labels)}
        return {code[label]: n for label, n in self.plan.growth.items() if n}

    def n_rows_of(self, klass: int) -> int:
        """Return how many rows a class has, by its code."""
        return self.classes.counts[self.classes.labels[klass]]

    @property
    def n_growing(self) -> int:
        """How many rows the classes that grow have."""
        return sum(map(self.n_rows_of, self.growth))

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
