"""What is to be done to a DataFrame, and what its new rows are like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import types as T

from counterpoise.engines.memory.balancing import Decision
from counterpoise.engines.spark.column_statistics import Classes, Moments
from counterpoise.engines.spark.columns import SparkFrame
from counterpoise.engines.spark.features import Features
from counterpoise.engines.spark.identity import Identity
from counterpoise.space.geometry import rounded_units
from counterpoise.stages.recipe import Recipe
from counterpoise.tables.roles import feature_positions

__all__ = ["NewRows", "Task", "parent_name"]


@dataclass(frozen=True)
class Task:
    """A table that was looked at, and what was decided.

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
    decision : Decision
        The method, the columns' roles and the plan.
    provenance : bool
        Whether new rows say who their parents are.
    """

    frame: SparkFrame
    position: int
    identity: Identity
    classes: Classes
    moments: Moments
    decision: Decision
    provenance: bool

    @property
    def features(self) -> list[int]:
        """Positions of the columns that new rows have values in."""
        return feature_positions(self.decision.roles)

    @property
    def categorical(self) -> list[int]:
        """Which of the features, counted among themselves, are categories."""
        roles = self.decision.roles
        return [i for i, j in enumerate(self.features) if roles[j].role == "category"]

    @cached_property
    def reading(self) -> Features:
        """How rows of the features become numbers."""
        places = {i: self.moments.limits.get(j) for i, j in enumerate(self.features)}
        numeric = [j for i, j in enumerate(self.features) if i not in self.categorical]
        units, grids = None, self.moments.grids
        if self.decision.scale is not None and numeric:
            units = rounded_units(*self.moments.units(numeric))
        return Features(
            [f"c{j}" for j in self.features],
            self.categorical,
            {i: pair for i, pair in places.items() if pair is not None},
            units,
            {i: grids[j] for i, j in enumerate(self.features) if j in grids},
        )

    @property
    def recipe(self) -> Recipe:
        """The method's four stages."""
        return self.decision.sampler.make_recipe()

    @property
    def plan(self) -> dict[int, int]:
        """New rows of each class that grows, by class code."""
        code = {label: c for c, label in enumerate(self.classes.labels)}
        return {code[label]: n for label, n in self.decision.plan.items() if n}

    @property
    def n_growing(self) -> int:
        """How many rows the classes that grow have."""
        return sum(self.classes.counts[self.classes.labels[klass]] for klass in self.plan)

    def labels_of(self, codes: Any) -> list[Any]:
        """Return the labels of class codes in the target's own type, to compare the column with."""
        return [self.classes.column[int(code)].as_py() for code in codes]

    def fields(self, n_parents: int) -> tuple[list[T.StructField], list[T.StructField]]:
        """Return the columns of new rows: features and label, and those of provenance.

        Parameters
        ----------
        n_parents : int
            Most parents of a row.
        """
        types = self.frame.types
        made = [T.StructField(f"c{j}", types[j]) for j in self.features]
        made.append(T.StructField("label", types[self.position]))
        told = []
        for parent in range(n_parents if self.provenance else 0):
            name = parent_name(parent)
            told.append(T.StructField(name, self.identity.type))
            told.append(T.StructField(f"{name}_weight", T.DoubleType()))
        return made, told


@dataclass(frozen=True)
class NewRows:
    """New rows that executors make when they are asked.

    Parameters
    ----------
    frame : DataFrame
        With the features as ``c0``, ``c1``, ..., the target as ``label``, and the parents.
    counts : dict
        How many of each class, by label.
    lineage_fields : list of StructField
        The columns that tell the parents; none unless provenance is asked for.
    """

    frame: DataFrame
    counts: dict[Any, int]
    lineage_fields: list[T.StructField]

    @property
    def n_new(self) -> int:
        return sum(self.counts.values())


def parent_name(parent: int) -> str:
    """Return the name of a parent's column: base, partner, partner_2, ..."""
    return ("base", "partner")[parent] if parent < 2 else f"partner_{parent}"
