"""Balance a PySpark DataFrame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from counterpoise.core.draft import Draft
from counterpoise.engines.spark.collected import make_collected, pose_collected
from counterpoise.engines.spark.column_statistics import count_classes, look_at_columns
from counterpoise.engines.spark.columns import SparkFrame, kind_of
from counterpoise.engines.spark.distributed.growing import make_distributed
from counterpoise.engines.spark.distributed.problem import DistributedProblem
from counterpoise.engines.spark.identity import Identity
from counterpoise.engines.spark.looking import sample_of
from counterpoise.engines.spark.new_rows import NewRows, parent_fields
from counterpoise.engines.spark.offers import LOOKS_ELSEWHERE, check_collected, check_distributed
from counterpoise.engines.spark.planned_table import PlannedTable
from counterpoise.engines.spark.recall import Recall
from counterpoise.engines.spark.request import SparkRequest
from counterpoise.errors import InvalidInputError, Setting
from counterpoise.plan.decide import decide, recipe_of
from counterpoise.plan.look import Look, looked_at
from counterpoise.plan.request import check_mark
from counterpoise.plan.summary import Summary
from counterpoise.tables.roles import Role, assign_roles, named_columns
from counterpoise.targets.labelled_table import listed
from counterpoise.targets.strategy import plan_ratio

__all__ = ["SparkSummary", "balance_frame"]


@dataclass(frozen=True, repr=False)
class SparkSummary(Summary):
    """What `counterpoise.spark.balance` did and why.

    Parameters
    ----------
    recalls : dict of label to Recall
        For classes that were not collected, the share of true neighbours that was asked for and
        the one that was measured on a sample of rows. Empty where all neighbours are exact.
    """

    recalls: dict[Any, Recall] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain values, for JSON."""
        told = super().to_dict()
        if self.recalls:
            told["recall"] = [{"class": str(c), **asdict(r)} for c, r in self.recalls.items()]
        return told

    def __str__(self) -> str:
        lines = [super().__str__()]
        lines += [f"{self.target}={label}: {found}" for label, found in self.recalls.items()]
        return "\n".join(lines)


def balance_frame(
    df: DataFrame,
    request: SparkRequest,
    planned: Callable[[Summary], None] = lambda summary: None,
    look: Look | None = None,
) -> tuple[DataFrame, SparkSummary]:
    """Do what `counterpoise.spark.balance` does, and tell what is planned before anything is drawn.

    Parameters
    ----------
    df : DataFrame
        The table with its target.
    request : SparkRequest
        What is asked for.
    planned : callable
        Told what will be done, before it is.
    look : callable, optional
        What finds critical faults in a sample of the original rows.
    """
    frame = _checked_frame(df)
    if not request.is_auto:
        check_collected(recipe_of(request), request)
    position = _target_position(frame, request.target)
    identity = Identity(frame, request.key)
    if identity.position == position:
        raise InvalidInputError(
            Setting("key", request.key), " is the target", remedy="name another column, or none"
        )
    categories = listed("categorical", request.categorical)
    ignored = listed("ignore", request.ignore)
    _, unused = named_columns(frame, position, categories, ignored)
    if identity.position is not None:
        unused.add(identity.position)
    _check_added(frame, request.mark, 2 if request.provenance else 0)

    classes = count_classes(frame, position)
    # What the classes alone forbid is said before the columns are looked at.
    growth = {label: n for label, n in plan_ratio(request.ratio, classes.counts).items() if n}
    growing = None
    if sum(classes.counts[label] for label in growth) <= request.most_collected:
        growing = identity, classes.in_own_type(growth)
    moments, collected = look_at_columns(frame, position, classes.n_rows, unused, growing)
    roles = assign_roles(frame, position, categories, ignored)
    if identity.position is not None:
        roles[identity.position] = Role(request.key, "ignored", "the key", "key")
    plan = decide(request, roles, classes.counts)
    outline = plan.outline(request.target, classes.counts)
    table = PlannedTable(frame, position, identity, classes, moments, plan, request.provenance)
    if look is not None:
        outline = looked_at(outline, sample_of(table), look)
    planned(outline)
    with plan.own_words():
        new, draft = _grow(table, request, collected)
    labels = classes.labels
    counts = {labels[code]: n for code, n in draft.counts().items()}
    after = {label: n + counts.get(label, 0) for label, n in classes.counts.items()}
    told = {f.name: getattr(outline, f.name) for f in fields(outline)}
    recalls = {labels[code]: found for code, found in new.recalls.items()}
    told |= {"after": after, "n_new": len(draft), "n_removed": 0, "recalls": recalls}
    balanced = _originals(table, new, request.mark)
    if len(draft):
        balanced = balanced.union(_renamed(table, new, request.mark))
    return balanced, SparkSummary(**told)


def _grow(
    table: PlannedTable, request: SparkRequest, collected: pa.Table | None
) -> tuple[NewRows, Draft]:
    """Fit the stages to a table; return the new rows, and what they are drawn from."""
    recipe = table.plan.recipe
    recipe.check()
    check_collected(recipe, request, len(table.categorical))
    if recipe.needs & LOOKS_ELSEWHERE:
        # Ties with rows of classes that do not grow go by their keys, too.
        table.identity.check_everywhere()
    if table.n_growing <= request.most_collected:
        problem = pose_collected(table, collected)
        draft = recipe.fit(problem)
        _check_parents(table, request, draft)
        return make_collected(table, problem, draft), draft
    check_distributed(table)
    elsewhere = DistributedProblem(table)
    draft = recipe.fit(elsewhere)
    _check_parents(table, request, draft)
    return make_distributed(table, elsewhere, draft, float(request.recall)), draft


def _checked_frame(df: Any) -> SparkFrame:
    if not type(df).__module__.startswith("pyspark.sql") or not hasattr(df, "mapInArrow"):
        raise InvalidInputError(
            f"the table is a {type(df).__module__}.{type(df).__name__}",
            needed="counterpoise.spark.balance takes a PySpark DataFrame",
            remedy="use counterpoise.balance for tables in memory",
            parameter="df",
        )
    if df.isStreaming:
        raise InvalidInputError(
            "the DataFrame is a stream, whose classes cannot be counted",
            remedy="balance a batch of it (foreachBatch)",
            parameter="df",
        )
    frame = SparkFrame(df)
    frame.check_names()
    return frame


def _target_position(frame: SparkFrame, target: str) -> int:
    position = frame.position_of(target, "target")
    found = frame.types[position]
    if kind_of(found) in ("other", "time"):
        raise InvalidInputError(
            f"the target {target!r} is a column of type {found.simpleString()}, which cannot be "
            "classes",
            joint=": ",
            needed="it must be text, bool or whole numbers",
            remedy=None,
            parameter="target",
        )
    return position


def _check_parents(table: PlannedTable, request: SparkRequest, draft: Draft) -> None:
    if request.provenance:
        _check_added(table.frame, request.mark, draft.n_parents)


def _check_added(frame: SparkFrame, mark: str | None, n_parents: int) -> None:
    """Raise `InvalidInputError` if a column that is to be added has the name of another."""
    names = [field.name for field in parent_fields(n_parents, T.NullType())]
    if mark in names:
        raise InvalidInputError(
            Setting("mark", mark),
            " is the name of a column that provenance adds",
            remedy="use another name",
        )
    taken = [name for name in names if name.lower() in map(str.lower, frame.names)]
    if taken:
        raise InvalidInputError(
            f"provenance adds a column {taken[0]!r}, and the table has one already",
            remedy="rename it",
            parameter="provenance",
        )
    check_mark(mark, frame.names)


def _originals(table: PlannedTable, new: NewRows, mark: str | None) -> DataFrame:
    """Return the original rows with the columns that are added."""
    added = [F.lit(None).cast(told.dataType).alias(told.name) for told in new.parents]
    if mark is not None:
        added.append(F.lit(False).alias(mark))
    return table.frame.native.select("*", *added) if added else table.frame.native


def _renamed(table: PlannedTable, new: NewRows, mark: str | None) -> DataFrame:
    """Return the new rows, which executors make when they are asked, with all columns."""
    columns = []
    for j, name in enumerate(table.frame.names):
        if j == table.position:
            column = F.col("label")
        elif j in table.features:
            column = F.col(f"c{j}")
        else:
            column = F.lit(None).cast(table.frame.types[j])
        columns.append(column.alias(name))
    columns += [F.col(told.name) for told in new.parents]
    if mark is not None:
        columns.append(F.lit(True).alias(mark))
    return new.frame.select(*columns)
