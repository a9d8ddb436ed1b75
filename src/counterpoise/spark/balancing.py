"""Balance a PySpark DataFrame with one call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from counterpoise.balancing import (
    Summary,
    _check_counts,
    _check_numbers,
    _checked_scale,
    _checked_seed,
    _choose_method,
    _uses_k,
    _uses_scale,
)
from counterpoise.errors import InvalidInputError
from counterpoise.geometry import Geometry, rounded_units
from counterpoise.methods import Method, find_method
from counterpoise.plan import plan_ratio
from counterpoise.problem import Problem, Streams
from counterpoise.raw import _listed
from counterpoise.recipe import Recipe
from counterpoise.roles import Role, assign_roles
from counterpoise.rows import Rows
from counterpoise.spark.columns import SparkSheet, at, kind_of
from counterpoise.spark.facts import (
    Classes,
    Moments,
    count_classes,
    look_at_columns,
    share_of_classes,
)
from counterpoise.spark.foreign import ForeignRows, SparkProblem
from counterpoise.spark.growing import Growth, Share, grow
from counterpoise.spark.identity import Identity
from counterpoise.spark.shipping import ship
from counterpoise.tables import Coding, read_table

__all__ = ["METHODS", "balance"]

METHODS = ("smote", "smotenc", "smoten", "borderline", "adasyn", "random")
"""The methods that Spark has; "borderline-2" is Borderline-SMOTE's second kind."""

_ROWS_PER_TASK = 250_000


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
        values. The key is carried along, and empty in new rows.
    mark : str, optional
        Name of a new last column that says whether a row is new.
    provenance : bool, default=False
        Whether to append columns that say where a new row comes from: ``base`` and ``partner``
        (the parents' keys, or their `xxhash64` over all columns) and ``base_weight`` and
        ``partner_weight``; null in original rows.
    most_collected : int, default=10_000_000
        Most rows of classes that grow which may be collected on the driver.
    return_summary : bool, default=False
        Whether to return also what was done.

    Returns
    -------
    balanced : pyspark.sql.DataFrame
        The original rows and the new ones.
    summary : Summary
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
    sheet = _checked_sheet(df)
    seed, scale = _checked_seed(seed), _checked_scale(scale)
    _check_numbers(k, ratio)
    if scale == "robust":
        raise InvalidInputError(
            "scale='robust' needs exact quartiles, which Spark does not have: use "
            "scale='standard', or scale the columns yourself and use scale=None"
        )
    kind = _kind_of_borderline(method)
    method = "borderline" if kind else method
    _check_method(method)
    position = _target_position(sheet, target)
    identity = Identity(sheet, key)
    if identity.position == position:
        raise InvalidInputError(f"key={key!r} is the target: name another column, or none")
    categories, ignored = _listed(categorical), _listed(ignore)
    for name in categories or []:
        sheet.position_of(name, "categorical")
    for name in ignored or []:
        sheet.position_of(name, "ignore")
    extra = _extra_columns(sheet, mark, provenance)

    classes = count_classes(sheet, position)
    plan = plan_ratio(ratio, classes.counts)
    moments = look_at_columns(sheet, position, classes.n_rows)
    roles = assign_roles(sheet, position, categories, ignored)
    if identity.position is not None:
        roles[identity.position] = Role(key, "ignored", "the key")
    chosen, reason, roles = _choose_method(method, roles)
    _check_counts(chosen, classes.counts, plan, k)
    growing = [label for label, n in plan.items() if n]
    n_collected = sum(classes.counts[label] for label in growing)
    if n_collected > most_collected:
        raise InvalidInputError(
            f"the classes that grow have {n_collected:,} rows, and at most "
            f"most_collected={most_collected:,} may be collected on the driver: raise it if the "
            "driver has the memory (about four times their size), or balance a sample"
        )
    growth = _draw(
        sheet, position, identity, classes, plan, moments, roles, chosen, kind, k, scale, seed
    )
    if not provenance:
        growth.keys = None
    balanced = _union(df, sheet, position, roles, identity, growth, mark, extra)
    if not return_summary:
        return balanced
    after = dict(classes.counts)
    for share in growth.shares:
        after[classes.labels[share.group.klass]] += share.group.n_new
    summary = Summary(
        method=chosen.name,
        reason=reason,
        target=target,
        k=k if _uses_k(chosen) else None,
        ratio=float(ratio),
        scale=scale if _uses_scale(chosen) else None,
        seed=seed,
        columns=roles,
        before=classes.counts,
        after=after,
        n_new=growth.n_new,
        n_removed=0,
    )
    return balanced, summary


def _checked_sheet(df: Any) -> SparkSheet:
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
    sheet = SparkSheet(df)
    sheet.check_names()
    return sheet


def _kind_of_borderline(method: str) -> str | None:
    plain = str(method).lower().replace("_", "-").replace("smote", "").replace("--", "-")
    if plain in ("borderline-1", "borderline-2"):
        return plain
    return "borderline-1" if plain.strip("-") == "borderline" else None


def _check_method(method: str) -> None:
    if method != "auto" and find_method(method).name not in METHODS:
        raise InvalidInputError(
            f"method={method!r} is not there on Spark; the methods are auto, "
            f"{', '.join(METHODS)} and borderline-2"
        )


def _target_position(sheet: SparkSheet, target: str) -> int:
    position = sheet.position_of(target, "target")
    found = sheet.types[position]
    if kind_of(found) in ("other", "time"):
        raise InvalidInputError(
            f"the target {target!r} is a column of type {found.simpleString()}, which cannot be "
            "classes: it must be text, bool or whole numbers"
        )
    return position


def _extra_columns(sheet: SparkSheet, mark: str | None, provenance: bool) -> list[str]:
    names = ["base", "base_weight", "partner", "partner_weight"] if provenance else []
    for name in [*names, *([mark] if mark is not None else [])]:
        if name in sheet.names:
            what = "mark" if name == mark else "provenance"
            raise InvalidInputError(
                f"{what} adds a column {name!r}, and the table has one already: rename it"
            )
    return names


def _recipe(method: Method, kind: str | None, k: int, seed: int) -> Recipe:
    """Return the method's four stages, as its class makes them."""
    options: dict[str, Any] = {}
    if method.k_parameter is not None:
        options[method.k_parameter] = k
    if method.name == "borderline":
        options["kind"] = kind or "borderline-1"
    if method.name == "smotenc":
        options["categorical_features"] = "auto"
    return method.sampler_class(random_state=seed, **options).make_recipe()


def _draw(
    sheet: SparkSheet,
    position: int,
    identity: Identity,
    classes: Classes,
    plan: dict[Any, int],
    moments: Moments,
    roles: list[Role],
    method: Method,
    kind: str | None,
    k: int,
    scale: str | None,
    seed: int,
) -> Growth:
    """Collect the classes that grow, find their neighbours, and say what is drawn from them."""
    recipe = _recipe(method, kind, k, seed)
    seeds, neighbourhood, interpolation, _ = recipe.stages()
    features = [j for j, role in enumerate(roles) if role.role in ("numeric", "category")]
    categorical = [i for i, j in enumerate(features) if roles[j].role == "category"]
    code = {label: c for c, label in enumerate(classes.labels)}
    growing = [code[label] for label, n in plan.items() if n]

    taken = [*(at(j) for j in features), at(position).alias("label"), *identity.columns()]
    wanted = at(position).isin([classes.column[c].as_py() for c in growing])
    collected = identity.sort(sheet.plain.where(wanted).select(*taken).toArrow())
    identity.check(collected)
    table = collected.select([f"c{j}" for j in features])
    target = _codes_of(collected["label"], classes.column)

    read = read_table(table)
    if interpolation.copies_rows:
        empty = np.empty(0, np.int64)
        rows = Rows(np.empty((len(table), 0)), np.empty((len(table), 0), np.int32))
        coding = Coding(empty, empty, [], [])
    else:
        rows, coding = read.encode(categorical)
    units, offsets = None, np.zeros(rows.n_numeric)
    if rows.n_numeric:
        offsets = np.array([column.offset for column in read._numeric], np.float64)  # type: ignore[attr-defined]
    if scale is not None and rows.n_numeric:
        numeric = [features[j] for j in coding.numeric]
        middle, spread = rounded_units(*moments.units(numeric))
        units = (middle - offsets, spread)
    geometry = Geometry(rows, target, scale, recipe.nominal, units)
    if recipe.nominal:
        geometry.value_distributions = [
            share_of_classes(sheet, features[j], position, classes, values)
            for j, values in zip(coding.categorical, coding.categories, strict=True)
        ]
    streams = Streams(seed, "counter")
    foreign = ForeignRows(
        sheet, identity, features, position, classes, growing, collected, geometry, offsets
    )
    problem: Problem = SparkProblem(geometry, classes.labels, streams, foreign=foreign)
    shares = []
    for label, n_new in plan.items():
        if not n_new:
            continue
        for group in seeds.groups(problem, code[label], n_new):
            partners = neighbourhood.partners(problem, group)
            shares.append(Share(group, partners.astype(np.int32)))
    collected = foreign.collected
    return Growth(
        collected.select(table.column_names),
        categorical,
        problem.geometry.target,
        classes.labels,
        classes.column,
        shares,
        interpolation,
        seed,
        collected["id0"].combine_chunks(),
    )


def _codes_of(labels: pa.ChunkedArray, column: pa.Array) -> Any:
    return pc.index_in(labels, column).combine_chunks().to_numpy().astype(np.int64)


def _union(
    df: DataFrame,
    sheet: SparkSheet,
    position: int,
    roles: list[Role],
    identity: Identity,
    growth: Growth,
    mark: str | None,
    extra: list[str],
) -> DataFrame:
    """Return the originals followed by the new rows, which executors make when they are asked."""
    for parent in range(2, growth.n_parents if extra else 0):
        extra = [*extra, f"partner_{parent}", f"partner_{parent}_weight"]
    if growth.n_parents == 1:
        extra = [name for name in extra if name.startswith("base")]
    types = {f"c{j}": sheet.types[j] for j in range(len(roles))}
    made = [T.StructField(name, types[name]) for name in growth.features.column_names]
    made.append(T.StructField("label", sheet.types[position]))
    for name in extra:
        is_weight = name.endswith("_weight")
        made.append(T.StructField(name, T.DoubleType() if is_weight else identity.type))
    fields = {**{n: growth.features.schema.field(n).type for n in growth.features.column_names}}
    fields["label"] = growth.label_column.type
    for name in extra:
        fields[name] = pa.float64() if name.endswith("_weight") else growth.keys.type  # type: ignore[union-attr]
    session = df.sparkSession
    n_tasks = max(1, -(-growth.n_new // _ROWS_PER_TASK))
    numbers = session.range(0, growth.n_new, 1, numPartitions=n_tasks)
    make = grow(ship(session, growth), pa.schema(fields))
    new = numbers.mapInArrow(make, T.StructType(made))

    columns = []
    for j, name in enumerate(sheet.names):
        if j == position:
            column = F.col("label")
        elif roles[j].role in ("numeric", "category"):
            column = F.col(f"c{j}")
        else:
            column = F.lit(None).cast(sheet.types[j])
        columns.append(column.alias(name))
    old = [df[f"`{name.replace('`', '``')}`"] for name in sheet.names]
    for field in made[len(made) - len(extra) :] if extra else []:
        columns.append(F.col(field.name))
        old.append(F.lit(None).cast(field.dataType).alias(field.name))
    if mark is not None:
        columns.append(F.lit(True).alias(mark))
        old.append(F.lit(False).alias(mark))
    originals = df.select(*old) if extra or mark is not None else df
    return originals.union(new.select(*columns)) if growth.n_new else originals
