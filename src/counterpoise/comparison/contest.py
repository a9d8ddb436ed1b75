"""Who is compared on what: all that is settled before the first fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.comparison.columns import CodedColumns, check_coded
from counterpoise.comparison.contestants import Contestant, Model, find_contestants, find_models
from counterpoise.comparison.evaluation import Data
from counterpoise.comparison.inputs import (
    as_methods_take,
    cost_matrix,
    positive_position,
    rank_checked_times,
    rank_groups,
    read_column,
)
from counterpoise.comparison.metrics import Metric, find_metric
from counterpoise.comparison.request import Request
from counterpoise.comparison.splits import Splitting
from counterpoise.comparison.tuning import check_optuna
from counterpoise.diagnosis.critical import find_critical
from counterpoise.diagnosis.finding import Name
from counterpoise.diagnosis.study import Study
from counterpoise.errors import InvalidInputError, Setting
from counterpoise.tables import Table
from counterpoise.tables.roles import Role, assign_roles
from counterpoise.targets import Target
from counterpoise.targets.labelled_table import listed

__all__ = ["Contest", "critical_findings", "make_contest"]

_FEWEST_ROWS = 4
"""Rows of a class that can be split twice."""


@dataclass(frozen=True)
class Contest:
    """Who is compared on what.

    Parameters
    ----------
    request : Request
        What was asked.
    table : Table
        The table.
    names : list
        The columns that models learn from.
    category_names : list
        Which of them are categories.
    contestants, models : list of Contestant and of Model
        Who takes part.
    metric : Metric
        What the verdict is about.
    data : Data
        The table as numbers, and its classes.
    costs : ndarray of shape (n_classes, n_classes), float64
        Cost of each mistake.
    splitting : Splitting
        How rows are split.
    """

    request: Request
    table: Table
    names: list[Name]
    category_names: list[Name]
    contestants: list[Contestant]
    models: list[Model]
    metric: Metric
    data: Data
    costs: NDArray[np.float64]
    splitting: Splitting

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Rows of each class; shape (n_classes,)."""
        return np.bincount(self.data.codes)

    def coder(self) -> CodedColumns:
        """Return what turns the table into numbers and codes, unfitted."""
        return CodedColumns(list(self.names), list(self.category_names))


def make_contest(
    request: Request, table: Table, target: Target, roles: Sequence[Role] | None = None
) -> Contest:
    """Return who is compared on what.

    Parameters
    ----------
    request : Request
        What was asked.
    table : Table
        The table, without its target.
    target : Target
        The class of each row.
    roles : sequence of Role, optional
        What each column is taken for, where that is known.

    Raises
    ------
    InvalidInputError
        If the table or what was asked of it cannot be used.
    """
    groups, by_group = read_column(request.groups, table, "groups")
    times, by_time = read_column(request.time, table, "time")
    if groups is not None and times is not None:
        raise InvalidInputError(
            "groups and time cannot be combined", remedy="choose one of them", parameter="groups"
        )
    aside = [name for name in (by_group, by_time) if name is not None]
    request.check_numbers()
    metric = find_metric(request.metric)
    if roles is None:
        categorical = listed("categorical", request.categorical)
        ignore = listed("ignore", request.ignore)
        roles = assign_roles(table, -1, categorical, [*(ignore or []), *aside] if aside else ignore)
    roles = as_methods_take(roles, request.methods)
    names = [r.name for r in roles if r.is_feature]
    category_names = [r.name for r in roles if r.role == "category"]
    _check_names(names, roles)
    contestants = find_contestants(
        request.methods, request.baselines, len(category_names) < len(names), bool(category_names)
    )
    models = find_models(request.models)
    data = _coded(CodedColumns(names, category_names), table, target, request)
    counts = np.bincount(data.codes)
    _check_counts(data, counts)
    costs = cost_matrix(request.costs, counts, data.labels, target.labels)
    if request.trials > 1 and any(
        c.settles and not (request.ratio and c.has_ratio) for c in contestants
    ):
        check_optuna()
    return Contest(
        request,
        table,
        names,
        category_names,
        contestants,
        models,
        metric,
        data,
        costs,
        _splitting(request, counts, groups, times),
    )


def critical_findings(contest: Contest) -> list[dict[str, Any]]:
    """Return what makes every figure worthless, such as a column that gives the class away."""
    chosen = contest.table.select([contest.table.position_of(n, "columns") for n in contest.names])
    categorical = [j for j, name in enumerate(contest.names) if name in contest.category_names]
    rows, coding = chosen.encode(categorical or None)
    study = Study(
        rows,
        contest.data.codes,
        contest.data.labels,
        [contest.names[j] for j in coding.numeric],
        [contest.names[j] for j in coding.categorical],
        seed=contest.request.seed,
        category_labels=coding.categories,
    )
    return [finding.to_dict() for finding in find_critical(study)]


def _splitting(
    request: Request,
    counts: NDArray[np.int64],
    groups: NDArray[Any] | None,
    times: NDArray[Any] | None,
) -> Splitting:
    """Return how rows are split; a class has two rows or more for each fold."""
    n_rows = int(counts.sum())
    return Splitting(
        request.folds if times is not None else min(request.folds, int(counts.min()) // 2),
        request.n_repeats,
        request.inner_folds,
        request.seed,
        None if groups is None else rank_groups(groups, n_rows),
        None if times is None else rank_checked_times(times, n_rows),
    )


def _check_names(names: Sequence[Name], roles: Sequence[Role]) -> None:
    """Raise `InvalidInputError` if there is nothing to learn from."""
    if not names:
        raise InvalidInputError(
            "no column is left to learn from: every one is ignored (",
            "; ".join(f"{r.name}: {r.reason}" for r in roles if r.role == "ignored"),
            ")",
            remedy=None,
        )


def _coded(coder: CodedColumns, table: Table, target: Target, request: Request) -> Data:
    """Return the table as numbers; of two classes, the positive one is the second."""
    block = coder.fit_transform(table.native)
    check_coded(block)
    labels, codes = list(target.labels), target.codes
    if len(labels) == 2:
        first = positive_position(request.positive, labels, codes)
        if first == 0:
            labels, codes = labels[::-1], 1 - codes
    elif request.positive is not None:
        raise InvalidInputError(
            Setting("positive", request.positive),
            f" is for two classes, and the target has {len(labels)}",
            remedy="leave it out, each class is taken against the rest",
        )
    categorical = [j for j, name in enumerate(coder.columns) if name in coder.categorical]
    data = Data(block, codes, labels, categorical)
    _ = data.missing  # found once, and known to every process
    return data


def _check_counts(data: Data, counts: NDArray[np.int64]) -> None:
    """Raise `InvalidInputError` if a class has too few rows."""
    if counts.min() < _FEWEST_ROWS:
        label = data.labels[int(counts.argmin())]
        raise InvalidInputError(
            f"class {label!r} has {int(counts.min())} rows",
            needed=f"a comparison needs at least {_FEWEST_ROWS}, to split them twice",
            remedy="collect more, or leave that class out",
        )
