"""Is this minority fit for interpolation at all?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from counterpoise.diagnosis.columns import (
    find_categories,
    find_constants,
    find_copies,
    find_missing,
    find_scaling,
)
from counterpoise.diagnosis.copies import find_near_copies
from counterpoise.diagnosis.density import find_density, find_dimension, find_support
from counterpoise.diagnosis.duplicates import find_duplicates
from counterpoise.diagnosis.finding import SEVERITIES, Diagnosis, Finding, Name
from counterpoise.diagnosis.leaks import find_leaks
from counterpoise.diagnosis.minority_types import find_types
from counterpoise.diagnosis.mislabelled import find_mislabelled
from counterpoise.diagnosis.overlap import find_overlap
from counterpoise.diagnosis.pairs import find_pairs
from counterpoise.diagnosis.recommendation import recommend
from counterpoise.diagnosis.repeats import find_repeats
from counterpoise.diagnosis.study import Study
from counterpoise.diagnosis.subconcepts import find_subconcepts
from counterpoise.errors import InvalidInputError
from counterpoise.parameters.checks import checked_scale, checked_seed, checked_whole
from counterpoise.tables import Table, read_table
from counterpoise.tables.roles import Role, assign_roles, feature_positions
from counterpoise.targets import Target
from counterpoise.targets.labelled_table import (
    LabelledTable,
    listed,
    names_a_column,
    read_labelled,
)

__all__ = ["diagnose", "diagnose_raw"]

FEW_ROWS = 50

OF_THE_TABLE: list[Callable[[Study], Iterator[Finding]]] = [
    find_scaling,
    find_duplicates,
    find_repeats,
    find_constants,
    find_copies,
    find_categories,
    find_missing,
]
OF_A_CLASS: list[Callable[[Study, int], Iterator[Finding]]] = [
    find_leaks,
    find_pairs,
    find_mislabelled,
    find_near_copies,
    find_types,
    find_overlap,
    find_support,
    find_subconcepts,
    find_density,
    find_dimension,
]


def diagnose(
    X: Any,
    y: Any,
    *,
    k: int = 5,
    scale: str | None = "standard",
    categorical: str | Iterable[Any] | None = None,
    ignore: Any = None,
    seed: int = 0,
    n_jobs: int | None = None,
) -> Diagnosis:
    """Say whether the smaller classes of a table are fit for interpolation, and what is in the way.

    Use it before resampling. It looks at the imbalance, the types of the minority's rows, its
    separate groups, density and dimension, duplicates, near copies, contradictions, rows seen
    again, labels that may be wrong, constant and categorical columns, missing values, units that
    let one column decide the distance, columns, values and pairs of columns that give the target
    away, overlap of the classes, and the k that the minority supports. It reads a table as the
    command does, `counterpoise inspect`, and says the same.

    Parameters
    ----------
    X : array-like, sparse matrix or dataframe of shape (n_rows, n_features)
        The table.
    y : array-like of shape (n_rows,), str or int
        The class of each row, or the column of X that holds them.
    k : int, default=5
        Neighbours that SMOTE would use.
    scale : "standard", "robust" or None, default="standard"
        Units in which distances are measured.
    categorical : "auto" or list of columns, optional
        As for `balance`. The columns of a sparse matrix are numbers unless they are named.
    ignore : "auto" or list of columns, optional
        Columns not to look at, besides those that look like ids; an empty list ignores no such
        column.
    seed : int, default=0
        Seed of the rows that are drawn where a class has more than 5,000: neighbours are searched
        among all rows, but only so many rows of a class ask for theirs.
    n_jobs : int, optional
        Threads for the neighbour search; None for all of them.

    Returns
    -------
    Diagnosis
        Findings, each with its figure, what it means and what to do, and a recommendation.
        ``print(diagnosis)`` reads well, ``diagnosis.to_dict()`` is for JSON.

    Raises
    ------
    InvalidInputError
        If the table, the target or a parameter cannot be used.

    See Also
    --------
    counterpoise.quality : what became of it: are the synthetic rows plausible?

    References
    ----------
    K. Napierala, J. Stefanowski, *Types of minority class examples and their influence on learning
    classifiers from imbalanced data*, Journal of Intelligent Information Systems 46, 563-597, 2016,
    doi:10.1007/s10844-015-0368-1.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import diagnose
    >>> X, y = make_classification(
    ...     2000, n_features=6, n_informative=4, n_clusters_per_class=1, weights=[0.9],
    ...     class_sep=1.5, flip_y=0, random_state=0,
    ... )
    >>> X[:, 3] *= 1000  # grams where the others are kilograms
    >>> diagnosis = diagnose(X, y)
    >>> [finding.code for finding in diagnosis.raised]
    ['dominating-column']
    >>> diagnosis.find("dominating-column").columns
    (3,)
    >>> diagnosis.recommendation.method
    'smote'
    """
    options = {"k": k, "scale": scale, "seed": seed, "n_jobs": n_jobs}
    if names_a_column(y):
        labelled = read_labelled(X, y, categorical=categorical, ignore=ignore)
        return diagnose_raw(labelled, k=k, scale=scale, seed=seed, n_jobs=n_jobs)
    table, target = read_table(X), Target(y)
    target.check(table.n_rows)
    named = listed("categorical", categorical)
    if sparse.issparse(X):
        study = _study(table, target, named, list(table.names), options)
        return _diagnosis(study, None, table.n_features, [])
    roles = assign_roles(table, -1, named, listed("ignore", ignore))
    return _of_roles(table, roles, target, None, options)


def diagnose_raw(
    labelled: LabelledTable,
    *,
    k: int = 5,
    scale: str | None = "standard",
    seed: int = 0,
    n_jobs: int | None = None,
) -> Diagnosis:
    """Do what `diagnose` does for a table with its target, whose columns have been given roles.

    Parameters
    ----------
    labelled : LabelledTable
        What `counterpoise.files.read_file` or `read_labelled` in `counterpoise.targets` returns.
    k, scale, seed, n_jobs
        See `diagnose`.
    """
    options = {"k": k, "scale": scale, "seed": seed, "n_jobs": n_jobs}
    return _of_roles(
        labelled.table, labelled.roles, labelled.classes, labelled.target_name, options
    )


def _of_roles(
    table: Table,
    roles: Sequence[Role],
    target: Target,
    target_name: Name | None,
    options: Mapping[str, Any],
) -> Diagnosis:
    """Diagnose a table whose columns have roles; one of them may be the target."""
    features = feature_positions(roles)
    if not features:
        ignored = "; ".join(f"{r.name}: {r.reason}" for r in roles if r.role == "ignored")
        raise InvalidInputError(
            f"no column is left to look at: every one but the target is ignored ({ignored})",
            then="; ",
            remedy="name those to use by naming others in ignore",
            parameter="ignore",
        )
    # Those of an array are its positions in the whole table, which the features do not know.
    names = [roles[j].name for j in features]
    categories = [place for place, j in enumerate(features) if roles[j].role == "category"]
    study = _study(table.select(features), target, categories or None, names, options)
    n_columns = sum(role.role != "target" for role in roles)
    return _diagnosis(study, target_name, n_columns, _ignored(roles))


def _ignored(roles: Sequence[Role]) -> list[Finding]:
    """Tell which columns were not looked at."""
    columns = [role for role in roles if role.role == "ignored"]
    if not columns:
        return []
    told = ", ".join(f"{role.name} ({role.reason})" for role in columns)
    return [
        Finding(
            "ignored-columns",
            "note",
            {"columns": len(columns)},
            f"We left out {told}.",
            "Check that the model needs none of them, and that none gives the class away.",
            columns=tuple(role.name for role in columns),
        )
    ]


def _study(
    table: Table,
    target: Target,
    categorical: Any,
    names: list[Name],
    options: Mapping[str, Any],
) -> Study:
    """Return the table as numbers and codes; the parameters are checked here."""
    rows, coding = table.encode(categorical)
    return Study(
        rows,
        target.codes,
        target.labels,
        [names[j] for j in coding.numeric],
        [names[j] for j in coding.categorical],
        k=checked_whole("k", options["k"], 1),
        scale=checked_scale(options["scale"]),
        seed=checked_seed(options["seed"]),
        n_jobs=options["n_jobs"],
        category_labels=coding.categories,
    )


def _diagnosis(
    study: Study, target: Name | None, n_columns: int, extra: list[Finding]
) -> Diagnosis:
    findings = [*_imbalance(study), *extra]
    for check in OF_THE_TABLE:
        findings += check(study)
    for klass in study.smaller:
        for look in OF_A_CLASS:
            findings += look(study, klass)
    # The gravest first; among equals in the order of the checks.
    findings.sort(key=lambda finding: -SEVERITIES.index(finding.severity))
    order = np.argsort(-study.counts, kind="stable")
    return Diagnosis(
        target=target,
        n_rows=study.n_rows,
        n_columns=n_columns,
        classes=[(study.labels[c], int(study.counts[c])) for c in order],
        findings=findings,
        recommendation=recommend(study, findings),
        settings={"k": study.k, "scale": study.scale, "seed": study.seed},
    )


def _imbalance(study: Study) -> Iterator[Finding]:
    """Say how unequal the classes are, and whether one has too few rows for any judgement."""
    most = int(study.counts[study.largest])
    smallest = study.smaller[0]
    least = int(study.counts[smallest])
    ratio = most / least
    yield Finding(
        "imbalance",
        "note" if ratio >= 1.5 else "ok",
        {"ratio": ratio, "largest": most, "smallest": least, "classes": len(study.labels)},
        f"{study.title(study.largest)} has {ratio:,.3g} times as many rows as "
        f"{study.name(smallest)}.",
        "Do not judge a model by its accuracy: use average precision, or recall at a precision. "
        "Choose the threshold on validation rows."
        if ratio >= 1.5
        else "",
        study.labels[smallest],
    )
    for klass in study.smaller:
        n = int(study.counts[klass])
        if n < FEW_ROWS:
            yield Finding(
                "few-rows",
                "warning",
                {"rows": n, "interval_half_width": 0.98 / np.sqrt(n)},
                f"{study.title(klass)} has only {n} row{'s' * (n != 1)}. Even if all of them are "
                f"tested, recall is uncertain by ± {min(0.98 / np.sqrt(n), 1):.0%}, so no test can "
                "tell two good methods apart.",
                "Collect more rows before you choose between methods.",
                study.labels[klass],
            )
