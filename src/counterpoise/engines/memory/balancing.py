"""Balance a raw table with one call."""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.lineage import Lineage
from counterpoise.errors import InvalidInputError, Setting, brief
from counterpoise.methods.registry import METHODS, Method, find_method
from counterpoise.methods.sampler import Cleaner
from counterpoise.parameters.checks import (
    checked_choice,
    checked_flag,
    checked_number,
    checked_scale,
    checked_seed,
    checked_whole,
)
from counterpoise.stages import EditedNeighbours, MutualNeighbours
from counterpoise.tables.roles import Role, as_numbers
from counterpoise.targets import Target
from counterpoise.targets.raw_table import read_raw
from counterpoise.targets.strategy import Counts, plan_ratio, rows_at_ratio
from counterpoise.version import __version__

__all__ = [
    "Balanced",
    "Decision",
    "Settings",
    "Summary",
    "balance",
    "balance_table",
    "check_mark",
]

_PARAMETERS = {"k", "ratio", "scale", "seed", "categorical", "ignore", "svm_rows", "rng", "clean"}
"""What `balance` can be asked for, which a sampler's error may advise."""


@dataclass(frozen=True)
class Summary:
    """What `balance` did and why.

    Parameters
    ----------
    method : str
        Short name of the method.
    reason : str
        Why it was this one.
    target : str or int
        The target column.
    k : int or None
        Neighbours; None for a method that has none.
    ratio : float or None
        Wanted rows of each smaller class, as a share of the largest; None for cleaning methods.
    scale : {"standard", "robust"} or None
        Units of the distances.
    seed : int
        Seed that repeats the result.
    columns : list of Role
        What each column was taken for.
    before, after : dict
        Rows of each class.
    n_new, n_removed : int
        Rows that were added, and originals that were removed.
    clean : {"all", "growing"}, optional
        Which classes may have lost rows; None for methods that do not clean what they made.
    svm_rows : int, optional
        How many rows SVM-SMOTE's machine was fitted on, where these are not all.
    asked : dict
        New rows that were asked for, by class; empty for methods that remove rows, too.
    version : str
        Version of counterpoise.
    """

    method: str
    reason: str
    target: Any
    k: int | None
    ratio: float | None
    scale: str | None
    seed: int
    columns: list[Role]
    before: Counts
    after: Counts
    n_new: int
    n_removed: int
    clean: str | None = None
    svm_rows: int | None = None
    asked: Counts = field(default_factory=dict)
    version: str = field(default_factory=lambda: __version__)

    def with_role(self, role: str) -> list[Role]:
        """Return the columns that were taken for `role`."""
        return [column for column in self.columns if column.role == role]

    @property
    def notes(self) -> list[str]:
        """What the user may not expect: classes that got other numbers of new rows than asked."""
        made = {label: self.after.get(label, 0) - self.before[label] for label in self.asked}
        return [
            f"class {label}: {made[label]:,} new rows were made and {n:,} asked for"
            for label, n in self.asked.items()
            if made[label] != n
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain values, for JSON."""
        return {
            "method": self.method,
            "reason": self.reason,
            "target": _plain(self.target),
            "k": self.k,
            "ratio": self.ratio,
            "scale": self.scale,
            **self._particulars(),
            "seed": self.seed,
            "classes": [
                {"class": _plain(label), "before": n, "after": self.after.get(label, 0)}
                for label, n in self.before.items()
            ],
            "n_new": self.n_new,
            "n_removed": self.n_removed,
            **({"notes": self.notes} if self.notes else {}),
            "columns": [
                {"name": _plain(c.name), "role": c.role, "reason": c.reason} for c in self.columns
            ],
            "version": self.version,
        }

    def __str__(self) -> str:
        width = max(len("class"), *(len(str(label)) for label in self.before))
        lines = [
            f"{self.method} ({self.reason}): {self.n_new:,} new rows"
            + (f", {self.n_removed:,} removed" if self.n_removed else "")
            + f"; {self._settings()}",
            f"{self.target!s}:",
            f"  {'class':<{width}}  {'before':>10}  {'after':>10}",
        ]
        for label, n in self.before.items():
            lines.append(f"  {label!s:<{width}}  {n:>10,}  {self.after.get(label, 0):>10,}")
        for role in ("numeric", "category", "ignored"):
            columns = self.with_role(role)
            if columns:
                names = (
                    f"{c.name} ({c.reason})" if role == "ignored" or c.guessed else str(c.name)
                    for c in columns
                )
                lines.append(f"{role} ({len(columns)}): {', '.join(names)}")
        lines += [f"note: {note}" for note in self.notes]
        return "\n".join(lines)

    def _particulars(self) -> dict[str, Any]:
        """Return the settings that few methods have."""
        found = {"clean": self.clean, "svm_rows": self.svm_rows}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def settings(self) -> dict[str, Any]:
        """What the result depends on besides the method, as far as the method has it."""
        found = {"k": self.k, "ratio": self.ratio, "scale": self.scale}
        found = {name: value for name, value in found.items() if value is not None}
        return {**found, **self._particulars(), "seed": self.seed}

    def _settings(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self.settings.items())


@dataclass(frozen=True)
class Balanced:
    """A balanced table and where its rows come from.

    Parameters
    ----------
    table : table of n_out rows
        The rows that were kept, then the new ones.
    summary : Summary
        What was done.
    kept : ndarray of int64
        Row numbers of the input that the first rows are.
    lineage : Lineage of n_new rows
        Where the new rows come from.
    classes : Target
        The classes of the input's rows.
    """

    table: Any
    summary: Summary
    kept: NDArray[np.int64]
    lineage: Lineage
    classes: Target


def balance(
    table: Any,
    target: Any = "Class",
    *,
    method: str = "auto",
    ratio: float = 1.0,
    k: int = 5,
    scale: str | None = "standard",
    seed: int | None = None,
    categorical: str | Iterable[Any] | None = None,
    ignore: str | Iterable[Any] | None = None,
    mark: str | None = None,
    clean: str = "all",
    svm_rows: int | None = None,
    rng: str = "numpy",
    return_summary: bool = False,
) -> Any:
    """Add rows to the smaller classes of a table until they are as large as you want.

    For raw tables: it tells numbers, categories and ids apart, measures distances in comparable
    units, and returns a table of the same kind, the original rows first and unchanged. New values
    look like the old ones: they have as many decimals, the same steps (halves, tens), and times
    that are all whole days, hours, minutes or seconds stay so. Balance the training part only,
    after the split: rows that are made from test rows flatter every test.

    Parameters
    ----------
    table : pandas, polars or pyarrow table, or array of shape (n_rows, n_columns)
        The table with its target.
    target : str or int, default="Class"
        The column with the classes, by name; by position in an array.
    method : str, default="auto"
        "auto" takes SMOTE for numbers, SMOTE-NC for numbers and categories, SMOTE-N for
        categories; otherwise a name in `counterpoise.methods.METHODS`, such as "borderline".
    ratio : float, default=1.0
        Rows that each smaller class shall have, as a share of the largest class. Classes that are
        larger already stay as they are. Some methods round and make another number of rows; where
        it is off by more than 5 %, a `SamplingWarning` tells both numbers, and the summary always.
    k : int, default=5
        How many neighbours of its class may be a row's partner.
    scale : "standard", "robust" or None, default="standard"
        Units in which distances are measured: standard deviations, interquartile ranges, or the
        columns' own. New rows are in the original units all the same.
    seed : int, optional
        The same seed gives the same rows. Without it one is drawn; the summary tells which.
    categorical : "auto" or list of columns, optional
        Columns to take for categories in addition to those of text, bool and category type,
        those with two whole-number values, and ids of which there are few. An empty list leaves
        those with two values numbers.
    ignore : "auto" or list of columns, optional
        Columns to carry along: as they are in original rows, missing in new ones. In addition to
        those that are empty, that look like ids (whole numbers that count the rows, or that are
        named like "customer_id" and mostly differ; texts that mostly differ), or whose type can be
        neither interpolated nor voted. An empty list takes what looks like an id for a number or
        a category.
    mark : str, optional
        Name of a new last column that says whether a row is new.
    clean : {"all", "growing"}, default="all"
        Which rows "smoteenn" and "smotetomek" may remove: of all classes, or only of those that
        grow, new rows included. Cleaning of the latter can be done on a file of any size.
    svm_rows : int, optional
        Fit the machine of "svm" on so many rows only, drawn at random within each class.
    rng : {"numpy", "counter"}, default="numpy"
        Where random numbers come from: one stream, as in imbalanced-learn, or a counter that gives
        every new row numbers of its own, as `counterpoise.spark.balance` does.
    return_summary : bool, default=False
        Whether to return also what was done.

    Returns
    -------
    balanced : table of n_out rows
        A table of the same kind, with the same columns, types and index. A whole-number or bool
        column of pandas that is ignored becomes nullable, because new rows have no value there.
    summary : Summary
        What was done, and what each column was taken for; only with `return_summary`.

    Raises
    ------
    InvalidInputError
        If the table or a parameter cannot be used; the message says what to do.

    See Also
    --------
    counterpoise.SMOTE : the same as a sampler for pipelines.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from counterpoise import balance
    >>> rng = np.random.default_rng(0)
    >>> calls = pd.DataFrame({
    ...     "customer_id": rng.permutation(100),
    ...     "minutes": rng.normal(180, 50, 100).round(1),
    ...     "plan": rng.choice(["basic", "gold"], 100),
    ...     "churned": ["no"] * 88 + ["yes"] * 12,
    ... })
    >>> balanced, summary = balance(calls, "churned", seed=1, return_summary=True)
    >>> balanced["churned"].value_counts().to_dict()
    {'no': 88, 'yes': 88}
    >>> print(summary)
    smotenc (numbers and categories): 76 new rows; k 5, ratio 1.0, scale standard, seed 1
    churned:
      class      before       after
      no             88          88
      yes            12          88
    numeric (1): minutes
    category (1): plan
    ignored (1): customer_id (named like an id)
    """
    with_summary = checked_flag("return_summary", return_summary)
    result = balance_table(
        table,
        target,
        method=method,
        ratio=ratio,
        k=k,
        scale=scale,
        seed=seed,
        categorical=categorical,
        ignore=ignore,
        mark=mark,
        clean=clean,
        svm_rows=svm_rows,
        rng=rng,
    )
    return (result.table, result.summary) if with_summary else result.table


def balance_table(
    table: Any,
    target: Any,
    *,
    method: str = "auto",
    ratio: float = 1.0,
    k: int = 5,
    scale: str | None = "standard",
    seed: int | None = None,
    categorical: str | Iterable[Any] | None = None,
    ignore: str | Iterable[Any] | None = None,
    mark: str | None = None,
    clean: str = "all",
    svm_rows: int | None = None,
    rng: str = "numpy",
    planned: Callable[[Summary], None] = lambda summary: None,
) -> Balanced:
    """Do what `balance` does, and tell also which original rows were kept."""
    wanted = Settings.of(method, ratio, k, scale, seed, rng, clean, svm_rows)
    raw = read_raw(table, target, categorical=categorical, ignore=ignore)
    sheet, position, classes = raw.sheet, raw.position, raw.classes
    check_mark(mark, sheet.names)
    decision = wanted.decide(raw.roles, classes.counts)

    outline = decision.outline(sheet.names[position], classes.counts)
    planned(outline)

    features = raw.features
    sampler = decision.sampler
    sampler._keeps_grids = decision.method.kind in ("over", "combined")
    with decision.own_words():
        grown, target_out = sampler.fit_resample(sheet.select(features), sheet.column(position))
    kept = sampler._original_rows
    assert not sampler.is_synthetic_[: len(kept)].any(), "new rows stand before original ones"
    result = sheet.assemble(grown, features, target_out, position, kept, mark)

    codes = np.concatenate([classes.codes[kept], sampler.lineage_.klass])
    after = np.bincount(codes, minlength=len(classes.labels)).tolist()
    summary = replace(
        outline,
        after=dict(zip(classes.labels, after, strict=True)),
        n_new=int(np.count_nonzero(sampler.is_synthetic_)),
        n_removed=sheet.n_rows - len(kept),
    )
    return Balanced(result, summary, kept, sampler.lineage_, classes)


@dataclass(frozen=True)
class Settings:
    """How a table is to be balanced, checked.

    Parameters
    ----------
    method, ratio, k, scale, seed, rng, clean, svm_rows
        As for `balance`; the seed is drawn if there was none.
    """

    method: str
    ratio: float
    k: int
    scale: str | None
    seed: int
    rng: str = "numpy"
    clean: str = "all"
    svm_rows: int | None = None

    @classmethod
    def of(
        cls,
        method: str,
        ratio: float,
        k: int,
        scale: str | None,
        seed: int | None,
        rng: str = "numpy",
        clean: str = "all",
        svm_rows: int | None = None,
    ) -> Settings:
        """Check the parameters of `balance`; raise `InvalidInputError` if one cannot be used."""
        seed = secrets.randbelow(2**31) if seed is None else checked_seed(seed)
        scale = checked_scale(scale)
        k = checked_whole("k", k, 1)
        ratio = checked_number("ratio", ratio, "above 0 and at most 1", least=0.0, most=1.0)
        rng = checked_choice("rng", rng, ("numpy", "counter"))
        _check_particulars(method, clean, svm_rows)
        return cls(method, ratio, k, scale, seed, rng, clean, svm_rows)

    @property
    def kind(self) -> str:
        """The kind of the method: that of SMOTE where the columns decide which one it is."""
        return find_method("smote" if self.method == "auto" else self.method).kind

    def decide(self, roles: list[Role], counts: Counts) -> Decision:
        """Return what will be done to a table with such columns and classes.

        Raises
        ------
        InvalidInputError
            If the method does not take them.
        """
        method, reason, roles = _choose_method(self.method, roles)
        sampler, plan = _make_sampler(method, roles, counts, self)
        _check_counts(method, counts, plan, self.k)
        return Decision(self, method, reason, roles, sampler, plan)


@dataclass(frozen=True)
class Decision:
    """What will be done to a table.

    Parameters
    ----------
    settings : Settings
        What was asked for.
    method : Method
        The method.
    reason : str
        Why it is this one.
    roles : list of Role
        What it takes each column for.
    sampler : sampler
        The method with its parameters.
    plan : dict
        New rows of each class that grows, by label.
    """

    settings: Settings
    method: Method
    reason: str
    roles: list[Role]
    sampler: Any
    plan: Counts

    @property
    def scale(self) -> str | None:
        """Units of the distances; None also where there are none."""
        return self.settings.scale if _uses_scale(self.method) else None

    @contextlib.contextmanager
    def own_words(self) -> Iterator[None]:
        """Let errors of the sampler speak of the parameters that `balance` has."""
        try:
            yield
        except InvalidInputError as error:
            raise type(error)(*_of_balance(error, self.method)) from error

    def outline(self, target: Any, counts: Counts) -> Summary:
        """Return the summary as it will be, before any cleaning."""
        after = {label: n + self.plan.get(label, 0) for label, n in counts.items()}
        if self.method.kind == "under":
            after.update(self.sampler.sampling_strategy)
        return Summary(
            method=self.method.name,
            reason=self.reason,
            target=target,
            k=self.settings.k if _uses_k(self.method) else None,
            ratio=None if self.method.kind == "cleaning" else float(self.settings.ratio),
            scale=self.scale,
            seed=self.settings.seed,
            columns=self.roles,
            before=counts,
            after=after,
            n_new=sum(max(after[label] - n, 0) for label, n in counts.items()),
            n_removed=sum(max(n - after[label], 0) for label, n in counts.items()),
            clean=self.settings.clean if self.method.kind == "combined" else None,
            svm_rows=self._svm_rows(sum(counts.values())),
            asked=self.plan if self.method.kind == "over" else {},
        )

    def _svm_rows(self, n_rows: int) -> int | None:
        """Return how many rows the machine is fitted on; None for all of them."""
        wanted = self.settings.svm_rows
        return wanted if wanted is not None and wanted < n_rows else None


def _of_balance(error: InvalidInputError, method: Method) -> list[Any]:
    """Return a sampler's message with the methods and parameters of `balance`."""
    ours = {"k_neighbors", method.k_parameter} if _uses_k(method) else set()
    parts: list[Any] = []
    for part in error.args:
        if isinstance(part, Setting):
            parts.append(Setting("k", part.value) if part.name in ours else part)
            continue
        text = str(part)
        for other in METHODS.values():
            text = re.sub(rf"\buse {other.class_name}\b", f"use method={other.name!r}", text)
        for name in filter(None, ours):
            text = re.sub(rf"\b{name}\b", "k", text)
        parts.append(text)
    said = " ".join(map(str, parts))
    own = set(method.sampler_class._get_param_names())
    foreign = [name for name in sorted(own - _PARAMETERS) if re.search(rf"\b{name}\b", said)]
    if foreign:
        parts.append(
            f" (balance has no {' and no '.join(foreign)}: for these use the sampler "
            f"counterpoise.{method.class_name} itself)"
        )
    return parts


def check_mark(mark: str | None, names: Sequence[Any]) -> None:
    """Raise `InvalidInputError` if the new column would have the name of another."""
    if mark is not None and not isinstance(mark, str):
        raise InvalidInputError(
            f"mark={brief(mark)} cannot be used: it must be the name of a new column, a text"
        )
    if mark is not None and mark in names:
        raise InvalidInputError(
            Setting("mark", mark),
            " is a column of the table already: use another name",
        )


def _choose_method(method: str, roles: list[Role]) -> tuple[Method, str, list[Role]]:
    """Return the method, why it is this one, and the roles as it takes them."""
    if not any(role.role in ("numeric", "category") for role in roles):
        raise InvalidInputError(
            "no column is left to balance by: every one but the target is ignored ("
            + "; ".join(f"{r.name}: {r.reason}" for r in roles if r.role == "ignored")
            + ")"
        )
    if method == "auto":
        held = {role.role for role in roles}
        if "category" not in held:
            return find_method("smote"), "numbers only", roles
        if "numeric" not in held:
            return find_method("smoten"), "categories only", roles
        return find_method("smotenc"), "numbers and categories", roles
    chosen = find_method(method)
    if not chosen.takes_categories:
        roles = [as_numbers(role) if role.guessed else role for role in roles]
    _check_columns(chosen, roles)
    return chosen, "asked for", roles


def _check_columns(method: Method, roles: list[Role]) -> None:
    """Raise `InvalidInputError` unless the method takes such columns."""
    numbers = [str(r.name) for r in roles if r.role == "numeric"]
    categories = [str(r.name) for r in roles if r.role == "category"]
    if categories and not method.takes_categories:
        raise InvalidInputError(
            Setting("method", method.name),
            f" takes numbers only, and the table has categories: {_some(categories)}; use ",
            Setting("method", "smotenc"),
            " or ",
            Setting("method", "auto"),
            ", name them in ignore, or encode them as numbers first",
        )
    if method.columns in ("mixed", "numeric or mixed") and not numbers:
        raise InvalidInputError(
            Setting("method", method.name),
            " needs a column of numbers, and all are categories: use ",
            Setting("method", "smoten"),
        )
    if method.columns == "mixed" and not categories:
        raise InvalidInputError(
            Setting("method", method.name),
            " needs a category, and all columns are numbers: use ",
            Setting("method", "smote"),
            ", or name the categories in categorical",
        )
    if method.columns == "categories" and numbers:
        raise InvalidInputError(
            Setting("method", method.name),
            f" takes categories only, and the table has numbers: {_some(numbers)}; use ",
            Setting("method", "smotenc"),
            " or ",
            Setting("method", "auto"),
            ", or name them in categorical",
        )


def _make_sampler(
    method: Method,
    roles: list[Role],
    counts: Counts,
    settings: Settings,
) -> tuple[Any, Counts]:
    """Return the sampler and how many new rows each class gets."""
    features = [role.role for role in roles if role.role in ("numeric", "category")]
    categories = [j for j, role in enumerate(features) if role == "category"]
    options: dict[str, Any] = {"rng": settings.rng, "svm_rows": settings.svm_rows}
    plan: Counts = {}
    if method.kind in ("over", "combined"):
        plan = plan_ratio(settings.ratio, counts)
        options["sampling_strategy"] = {label: counts[label] + n for label, n in plan.items()}
    elif method.kind == "under":
        options["sampling_strategy"] = _rows_to_keep(settings.ratio, counts)
    common = (settings.k, settings.scale, settings.seed, categories)
    if method.kind == "combined":
        inner = find_method("smotenc" if categories else "smote")
        options["smote"] = _with_parameters(inner, *common, options)
        cleaned = list(plan) if settings.clean == "growing" else "all"
        # In order, so that new rows follow the originals whichever class they are of.
        options["enn"] = Cleaner(EditedNeighbours(sampling_strategy=cleaned, in_order=True))
        options["tomek"] = Cleaner(MutualNeighbours(cleaned))
    return _with_parameters(method, *common, options), plan


def _with_parameters(
    method: Method,
    k: int,
    scale: str | None,
    seed: int,
    categories: list[int],
    options: dict[str, Any],
) -> Any:
    """Return a method's sampler with those of the parameters that it has."""
    known = method.sampler_class._get_param_names()
    given = {
        **options,
        "random_state": seed,
        "scale": scale,
        "categorical_features": categories,
    }
    if method.k_parameter is not None:
        given[method.k_parameter] = k
    return method.sampler_class(**{name: v for name, v in given.items() if name in known})


def _rows_to_keep(ratio: float, counts: Counts) -> Counts:
    """Return how many rows of the larger classes stay for the smallest to have the ratio."""
    most = rows_at_ratio(min(counts.values()), ratio)
    if most >= max(counts.values()):
        raise InvalidInputError(
            f"the classes are at {min(counts.values()) / max(counts.values()):.4g} to 1 already, "
            "and ",
            Setting("ratio", ratio),
            " removes no row: ask for a larger ratio (at most 1)",
        )
    return {label: most for label, n in counts.items() if n > most}


def _check_counts(method: Method, counts: Counts, plan: Counts, k: int) -> None:
    """Raise `InvalidInputError` if a class that grows has too few rows for its neighbourhoods."""
    if method.kind not in ("over", "combined") or not _uses_k(method) or method.name == "adasyn":
        return
    for label in plan:
        n = counts[label]
        if n <= k:
            fewer = (Setting("k", n - 1), " or ") if n > 1 else ()
            raise InvalidInputError(
                f"class {label!r} has {n} row{'s' * (n != 1)}; ",
                Setting("k", k),
                f" needs at least {k + 1}: use ",
                *fewer,
                Setting("method", "random"),
            )


def _uses_k(method: Method) -> bool:
    return method.k_parameter is not None or method.kind == "combined"


def _uses_scale(method: Method) -> bool:
    return method.columns != "any" and method.name != "smoten"


def _check_particulars(method: str, clean: str, svm_rows: int | None) -> None:
    """Raise `InvalidInputError` if a setting is not known, or not of this method."""
    own = find_method("smote" if isinstance(method, str) and method == "auto" else method)
    checked_choice("clean", clean, ("all", "growing"))
    if clean != "all" and own.kind != "combined":
        raise InvalidInputError(
            Setting("clean", clean),
            " is for the methods smoteenn and smotetomek, and this is ",
            Setting("method", method),
            ": leave it out, or use one of them",
        )
    if svm_rows is None:
        return
    if own.name != "svm":
        raise InvalidInputError(
            Setting("svm_rows", svm_rows),
            " is for ",
            Setting("method", "svm"),
            ", and this is ",
            Setting("method", method),
            ": leave it out, or use that",
        )
    checked_whole("svm_rows", svm_rows, 2)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return ", ".join(names[:8]) + more


def _plain(value: Any) -> Any:
    """Return a value that JSON knows."""
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, str | int | float | bool | None) else str(value)
