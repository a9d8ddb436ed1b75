"""Balance a PySpark DataFrame with one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, fields
from numbers import Integral, Real
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from counterpoise.engines.memory.balancing import Settings, Summary, check_mark
from counterpoise.engines.spark.collected import grow_collected
from counterpoise.engines.spark.column_statistics import count_classes, look_at_columns
from counterpoise.engines.spark.columns import SparkFrame, kind_of
from counterpoise.engines.spark.distributed import Recall, grow_distributed
from counterpoise.engines.spark.identity import Identity
from counterpoise.engines.spark.task import NewRows, Task, parent_name
from counterpoise.errors import InvalidInputError, Setting
from counterpoise.methods.registry import find_method
from counterpoise.tables.roles import Role, assign_roles, named_columns
from counterpoise.targets.labelled_table import listed
from counterpoise.targets.strategy import plan_ratio

__all__ = ["METHODS", "SparkSummary", "balance", "balance_frame"]

METHODS = ("smote", "smotenc", "smoten", "borderline", "adasyn", "random")
"""The methods that Spark has; "borderline-2" is Borderline-SMOTE's second kind."""


_LOOKING_AT_ALL = ("borderline", "adasyn")
"""Methods for which the identities of rows in classes that do not grow decide among near rows."""


@dataclass(frozen=True)
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
    method: str = "auto",
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
    method : str, default="auto"
        "auto" takes SMOTE for numbers, SMOTE-NC for numbers and categories, SMOTE-N for
        categories; otherwise "smote", "smotenc", "smoten", "borderline", "borderline-2", "adasyn"
        or "random".
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
        checked where it decides which rows are made: in classes that grow, and for Borderline-SMOTE
        and ADASYN in the whole table.
    mark : str, optional
        Name of a new last column that says whether a row is new.
    provenance : bool, default=False
        Whether to append columns that say where a new row comes from: ``base`` and ``partner``
        (the parents' keys, or their `xxhash64` over all columns) and ``base_weight`` and
        ``partner_weight``; null in original rows.
    most_collected : int, default=10_000_000
        How many rows of classes that grow may be collected on the driver, which then needs about
        four times their size. If there are more, SMOTE, SMOTE-NC and random over-sampling leave
        them on the executors: these shuffle them, and keep them with `DataFrame.persist`.
    recall : float, default=0.95
        The share of true neighbours that such a search on executors shall find; the summary says
        what was measured on a sample. 1 finds them all, at the cost of a second look. Rows that are
        collected are searched exactly in any case.
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
    balanced, summary = balance_frame(
        df,
        target,
        method=method,
        ratio=ratio,
        k=k,
        scale=scale,
        seed=seed,
        categorical=categorical,
        ignore=ignore,
        key=key,
        mark=mark,
        provenance=provenance,
        most_collected=most_collected,
        recall=recall,
    )
    return (balanced, summary) if return_summary else balanced


def balance_frame(
    df: DataFrame,
    target: str = "Class",
    *,
    method: str = "auto",
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
    planned: Callable[[Summary], None] = lambda summary: None,
) -> tuple[DataFrame, SparkSummary]:
    """Do what `balance` does, and tell what is planned before anything is drawn."""
    frame = _checked_frame(df)
    kind = _kind_of_borderline(method)
    _check_method("borderline" if kind else method)
    wanted = Settings.of("borderline" if kind else method, ratio, k, scale, seed, "counter")
    if wanted.scale == "robust":
        raise InvalidInputError(
            Setting("scale", "robust"),
            " needs exact quartiles, which Spark does not have: use ",
            Setting("scale", "standard"),
            ", or scale the columns yourself and use ",
            Setting("scale", None),
        )
    _check_sizes(most_collected, recall)
    position = _target_position(frame, target)
    identity = Identity(frame, key)
    if identity.position == position:
        raise InvalidInputError(
            Setting("key", key),
            " is the target: name another column, or none",
        )
    categories, ignored = listed("categorical", categorical), listed("ignore", ignore)
    _, unused = named_columns(frame, position, categories, ignored)
    if identity.position is not None:
        unused.add(identity.position)
    _check_added(frame, mark, 2 if provenance else 0)

    classes = count_classes(frame, position)
    # What the classes alone forbid is said before the columns are looked at.
    plan_ratio(wanted.ratio, classes.counts)
    moments = look_at_columns(frame, position, classes.n_rows, unused)
    roles = assign_roles(frame, position, categories, ignored)
    if identity.position is not None:
        roles[identity.position] = Role(key, "ignored", "the key")
    decision = wanted.decide(roles, classes.counts)
    if kind is not None:
        decision.sampler.set_params(kind=kind)
    if decision.method.name == "smoten":
        _check_added(frame, mark, 1 + wanted.k if provenance else 0)
    outline = decision.outline(target, classes.counts)
    planned(outline)
    task = Task(frame, position, identity, classes, moments, decision, provenance)
    recalls: dict[Any, Recall] = {}
    if decision.method.name in _LOOKING_AT_ALL:
        identity.check_everywhere()
    if task.n_growing <= most_collected:
        new = grow_collected(task)
    else:
        new, recalls = grow_distributed(task, float(recall))
    after = {label: n + new.counts.get(label, 0) for label, n in classes.counts.items()}
    told = {f.name: getattr(outline, f.name) for f in fields(outline)}
    told |= {"after": after, "n_new": new.n_new, "n_removed": 0, "recalls": recalls}
    summary = SparkSummary(**told)
    return _union(task, new, mark), summary


def _checked_frame(df: Any) -> SparkFrame:
    if not type(df).__module__.startswith("pyspark.sql") or not hasattr(df, "mapInArrow"):
        raise InvalidInputError(
            f"the table is a {type(df).__module__}.{type(df).__name__}; counterpoise.spark.balance "
            "takes a PySpark DataFrame: use counterpoise.balance for tables in memory"
        )
    if df.isStreaming:
        raise InvalidInputError(
            "the DataFrame is a stream, whose classes cannot be counted: balance a batch of it "
            "(foreachBatch)"
        )
    frame = SparkFrame(df)
    frame.check_names()
    return frame


def _kind_of_borderline(method: str) -> str | None:
    plain = str(method).lower().replace("_", "-").replace("smote", "").replace("--", "-")
    if plain in ("borderline-1", "borderline-2"):
        return plain
    return "borderline-1" if plain.strip("-") == "borderline" else None


def _check_method(method: str) -> None:
    if method != "auto" and find_method(method).name not in METHODS:
        raise InvalidInputError(
            Setting("method", method),
            f" is not there on Spark; the methods are auto, {', '.join(METHODS)} and borderline-2",
        )


def _check_sizes(most_collected: int, recall: float) -> None:
    if isinstance(most_collected, bool) or not isinstance(most_collected, Integral):
        raise InvalidInputError(
            Setting("most_collected", most_collected),
            " cannot be used: it must be a whole number",
        )
    if isinstance(recall, bool) or not isinstance(recall, Real) or not 0 < recall <= 1:
        raise InvalidInputError(
            Setting("recall", recall),
            " cannot be used: it must be above 0 and at most 1 (exact)",
        )


def _target_position(frame: SparkFrame, target: str) -> int:
    position = frame.position_of(target, "target")
    found = frame.types[position]
    if kind_of(found) in ("other", "time"):
        raise InvalidInputError(
            f"the target {target!r} is a column of type {found.simpleString()}, which cannot be "
            "classes: it must be text, bool or whole numbers"
        )
    return position


def _check_added(frame: SparkFrame, mark: str | None, n_parents: int) -> None:
    """Raise `InvalidInputError` if a column that is to be added has the name of another."""
    names = [f"{parent_name(j)}{end}" for j in range(n_parents) for end in ("", "_weight")]
    if mark in names:
        raise InvalidInputError(
            Setting("mark", mark),
            " is the name of a column that provenance adds: use another name",
        )
    taken = [name for name in names if name.lower() in map(str.lower, frame.names)]
    if taken:
        raise InvalidInputError(
            f"provenance adds a column {taken[0]!r}, and the table has one already: rename it"
        )
    check_mark(mark, frame.names)


def _union(task: Task, new: NewRows, mark: str | None) -> DataFrame:
    """Return the originals followed by the new rows, which executors make when they are asked."""
    frame, roles = task.frame, task.decision.roles
    columns = []
    for j, name in enumerate(frame.names):
        if j == task.position:
            column = F.col("label")
        elif roles[j].is_feature:
            column = F.col(f"c{j}")
        else:
            column = F.lit(None).cast(frame.types[j])
        columns.append(column.alias(name))
    added = []
    for told in new.lineage_fields:
        columns.append(F.col(told.name))
        added.append(F.lit(None).cast(told.dataType).alias(told.name))
    if mark is not None:
        columns.append(F.lit(True).alias(mark))
        added.append(F.lit(False).alias(mark))
    originals = frame.native.select("*", *added) if added else frame.native
    return originals.union(new.frame.select(*columns)) if new.n_new else originals
