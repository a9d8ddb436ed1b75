"""Balance a PySpark DataFrame with one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

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
from counterpoise.engines.spark.new_rows import NewRows, parent_fields
from counterpoise.engines.spark.offers import LOOKS_ELSEWHERE, check_collected, check_distributed
from counterpoise.engines.spark.planned_table import PlannedTable
from counterpoise.engines.spark.recall import Recall
from counterpoise.engines.spark.request import SparkRequest
from counterpoise.errors import InvalidInputError, Setting
from counterpoise.plan.decide import decide, recipe_of
from counterpoise.plan.request import check_mark
from counterpoise.plan.summary import Summary
from counterpoise.stages.recipe import Recipe
from counterpoise.tables.roles import Role, assign_roles, named_columns
from counterpoise.targets.labelled_table import listed
from counterpoise.targets.strategy import plan_ratio

__all__ = ["SparkSummary", "balance", "balance_frame"]


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


def balance(
    df: DataFrame,
    target: str = "Class",
    *,
    method: str | Recipe = "auto",
    ratio: float = 1.0,
    k: int = 5,
    scale: str | None = "standard",
    seed: int | None = None,
    categorical: str | Iterable[str] | None = None,
    ignore: str | Iterable[str] | None = None,
    key: str | None = None,
    mark: str | None = None,
    provenance: bool = False,
    most_collected: int = 10_000_000,
    recall: float = 0.95,
    options: Mapping[str, Any] | None = None,
    return_summary: bool = False,
) -> Any:
    """Add rows to the smaller classes of a DataFrame until they are as large as you want.

    The original rows are not moved: the result is their union with new rows, which the executors
    make when it is used. Counting the classes and collecting those that grow runs at once.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
        The table with its target, of a classic session or of Connect.
    target : str, default="Class"
        The column with the classes.
    method : str or Recipe, default="auto"
        "auto" takes SMOTE for numbers, SMOTE-NC for numbers and categories, SMOTE-N for
        categories; otherwise a name such as "borderline", or a `Recipe` of your own. Methods that
        must see the whole table at once, such as "svm", are not there.
    ratio : float, default=1.0
        Rows that each smaller class shall have, as a share of the largest class.
    k : int, default=5
        How many neighbours of its class may be a row's partner.
    scale : "standard" or None, default="standard"
        Units in which distances are measured: standard deviations, or the columns' own.
    seed : int, optional
        The same seed gives the same rows, whatever the partitions, executors and retries.
    categorical, ignore : "auto" or list of str, optional
        Columns to take for categories, and columns to leave empty in new rows; see
        `counterpoise.balance`.
    key : str, optional
        A column that tells every row from every other. Without it a row is known by a hash of its
        values. The key is carried along, and empty in new rows. That it differs from row to row is
        checked where it decides which rows are made: in classes that grow, and for methods that
        look at neighbours of all classes, such as ADASYN, in the whole table.
    mark : str, optional
        Name of a new last column that says whether a row is new.
    provenance : bool, default=False
        Whether to append columns that say where a new row comes from: ``base``, ``partner``,
        ``partner_2``, ... (the parents' keys, or their `xxhash64` over all columns), each with its
        ``_weight``; null in original rows.
    most_collected : int, default=10_000_000
        How many rows of classes that grow may be collected on the driver, which then needs about
        four times their size. If there are more, methods that ask for nothing but a row's nearest
        neighbours of its class (SMOTE, SMOTE-NC, random over-sampling, ...) leave them on the
        executors: these shuffle them, and keep them with `DataFrame.persist`.
    recall : float, default=0.95
        The share of true neighbours that such a search on executors shall find; the summary says
        what was measured on a sample. 1 finds them all, at the cost of a second look. Rows that are
        collected are searched exactly in any case.
    options : mapping, optional
        Parameters that are the method's own, such as ``{"kind": "borderline-2"}``.
    return_summary : bool, default=False
        Whether to return also what was done.

    Returns
    -------
    balanced : pyspark.sql.DataFrame
        The original rows and the new ones.
    summary : SparkSummary
        What was done; only with `return_summary`.

    Raises
    ------
    InvalidInputError
        If the table or a parameter cannot be used; before any job runs where it can be known.

    See Also
    --------
    counterpoise.balance : The same for a table in memory. With ``rng="counter"``, and its rows in
        the order of the key, it gives the same rows.
    """
    request = SparkRequest(
        target=target,
        method=method,
        ratio=ratio,
        k=k,
        scale=scale,
        seed=seed,
        options=options or {},
        categorical=categorical,
        ignore=ignore,
        mark=mark,
        key=key,
        provenance=provenance,
        most_collected=most_collected,
        recall=recall,
    )
    balanced, summary = balance_frame(df, request)
    return (balanced, summary) if return_summary else balanced


def balance_frame(
    df: DataFrame,
    request: SparkRequest,
    planned: Callable[[Summary], None] = lambda summary: None,
) -> tuple[DataFrame, SparkSummary]:
    """Do what `balance` does, and tell what is planned before anything is drawn.

    Parameters
    ----------
    df : DataFrame
        The table with its target.
    request : SparkRequest
        What is asked for.
    planned : callable
        Told what will be done, before it is.
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
    plan_ratio(request.ratio, classes.counts)
    moments = look_at_columns(frame, position, classes.n_rows, unused)
    roles = assign_roles(frame, position, categories, ignored)
    if identity.position is not None:
        roles[identity.position] = Role(request.key, "ignored", "the key", "key")
    plan = decide(request, roles, classes.counts)
    outline = plan.outline(request.target, classes.counts)
    planned(outline)
    table = PlannedTable(frame, position, identity, classes, moments, plan, request.provenance)
    with plan.own_words():
        new, draft = _grow(table, request)
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


def _grow(table: PlannedTable, request: SparkRequest) -> tuple[NewRows, Draft]:
    """Fit the stages to a table; return the new rows, and what they are drawn from."""
    recipe = table.plan.recipe
    recipe.check()
    check_collected(recipe, request, len(table.categorical))
    if recipe.needs & LOOKS_ELSEWHERE:
        # Ties with rows of classes that do not grow go by their keys, too.
        table.identity.check_everywhere()
    if table.n_growing <= request.most_collected:
        problem = pose_collected(table)
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
