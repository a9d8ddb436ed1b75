"""What do new rows give away of the original ones?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from counterpoise.diagnosis.finding import Name
from counterpoise.errors import InvalidInputError
from counterpoise.exposure.attacks import Request, class_exposure
from counterpoise.exposure.release import Release, release_of_table, released_by
from counterpoise.exposure.result import Privacy
from counterpoise.parameters.checks import checked_sampler
from counterpoise.plan.request import Request as BalanceRequest
from counterpoise.plausibility.judge import categories_for, checked_names, seeded
from counterpoise.plausibility.named_sampler import coded_of, sampler_of
from counterpoise.plausibility.splitting import CodedTable
from counterpoise.tables import read_table
from counterpoise.targets import Target
from counterpoise.targets.labelled_table import LabelledTable, listed, names_a_column, read_labelled

__all__ = ["privacy", "privacy_of_file", "privacy_of_release"]


def privacy(
    X: Any,
    y: Any,
    made: Any,
    *,
    held_out: Any = None,
    n_repeats: int = 5,
    scale: str | None = "standard",
    categorical: str | Iterable[Any] | None = None,
    feature_names: Sequence[str] | None = None,
    seed: int = 0,
    n_jobs: int | None = None,
) -> Privacy:
    """Attack new rows, and say which original rows they give away.

    Use it before you give a table with new rows to anybody. It runs the attacks that are known to
    work on the SMOTE family on your own rows: lines through three new rows that meet in original
    rows, rows that are told to be new because they lie straight between two others, copies and near
    copies, and distances to the rows that the sampler saw against those to rows that it did not.

    Parameters
    ----------
    X : array-like or dataframe of shape (n_rows, n_features)
        The original table.
    y : array-like of shape (n_rows,), or a column's name
        The class of each row; a name where `X` is a whole table that holds it.
    made : object with fit_resample, str, table, or tuple of X and y
        The sampler, or a method's name such as "smote", which is run; or what was made: a table
        like `X`, with its target where `X` has it, else a pair of features and target.
    held_out : table, or tuple of X and y, optional
        Rows like the original ones that the sampler never saw. With a sampler there is no need of
        them: it is run on halves of the table, and the other half is held out.
    n_repeats : int, default=5
        Random halves on which a sampler is run.
    scale : "standard", "robust" or None, default="standard"
        Units of the distances.
    categorical : "auto" or list of columns, optional
        Columns to take for categories; by default the sampler's own, else those of a dataframe
        whose type says so. An empty list takes none. Of a whole table as for `balance`.
    feature_names : sequence of str, optional
        What to call the columns of an array.
    seed : int, default=0
        Seed of halves, draws and forests, and of a sampler whose random_state is None.
    n_jobs : int, optional
        Threads for searches and forests.

    Returns
    -------
    Privacy
        For each class that grew the scores ``rebuilt``, ``copies``, ``near_copies``,
        ``distance_ratio_1``, ``distance_ratio_5``, ``told_by_lines``, ``told_by_model`` and
        ``told_by_decimals``, each with what a perfect and a careless sampler score; and the exposed
        rows by number.

    Raises
    ------
    InvalidInputError
        If no row was made, or no class that grew has 4 original rows.

    See Also
    --------
    counterpoise.quality : are the new rows any good?
    counterpoise.DiscreetSMOTE : gives fewer rows away.

    Notes
    -----
    The scores measure these attacks and no others: that they all pass is no proof, and no
    differential privacy. An original row is rebuilt where the attack names its numbers to within a
    hundredth of their standard deviations. The rows that are attacked are those of the whole table.
    Where a class has more than 6,000 new rows, a sample of its original rows is attacked, with the
    new rows around them, and a note says so.

    References
    ----------
    G. Ganev et al., *SMOTE and Mirrors: Exposing Privacy Leakage from Synthetic Minority
    Oversampling*, ICLR 2026, arXiv:2510.15083.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise import SMOTE, privacy
    >>> rng = np.random.default_rng(0)
    >>> X, y = rng.normal(size=(440, 6)), np.repeat(["well", "ill"], [400, 40])
    >>> found = privacy(X, y, SMOTE(random_state=0), n_repeats=2)
    >>> found["rebuilt"].value > 0.5, found["rebuilt"].verdict
    (True, 'leaks')
    """
    request = Request.checked(scale, seed, n_repeats, n_jobs)
    labelled = None
    if names_a_column(y):
        labelled = read_labelled(X, y, categorical=categorical)
        coded = coded_of(labelled)
    else:
        named = listed("categorical", categorical)
        coded = _coded(X, y, made, named, feature_names)
    release = _release(made, coded, labelled, request)
    return privacy_of_release(_with_unseen(release, held_out, labelled), request)


def privacy_of_file(
    labelled: LabelledTable,
    request: Request,
    *,
    asked: BalanceRequest | None = None,
    made: Any = None,
    held_out: Any = None,
) -> Privacy:
    """Return what new rows give away of a table whose columns have roles.

    Parameters
    ----------
    labelled : LabelledTable
        The original table.
    request : Request
        What was asked.
    asked : counterpoise.plan.request.Request, optional
        What is asked of `balance`, to be run and looked at.
    made : table, optional
        The output of some sampler, instead.
    held_out : table, optional
        Rows that the sampler never saw.
    """
    coded = coded_of(labelled)
    maker = made if asked is None else sampler_of(asked, coded)
    release = _release(maker, coded, labelled, request)
    return privacy_of_release(_with_unseen(release, held_out, labelled), request)


def _with_unseen(release: Release, held_out: Any, labelled: LabelledTable | None) -> Release:
    if held_out is None:
        return release
    unseen = release.coded.read(*_read(held_out, release.coded, labelled, "held_out"))
    return replace(release, held_out=unseen)


def privacy_of_release(release: Release, request: Request) -> Privacy:
    """Return what the new rows of a release give away.

    Parameters
    ----------
    release : Release
        The original table, and what was made of it.
    request : Request
        What was asked.
    """
    target = release.coded.target
    scores, exposed, n_rows, notes = [], [], {}, []
    few: list[Any] = []
    for klass in np.unique(release.made.klass).tolist():
        label = target.labels[klass]
        if target.counts[label] < FEWEST_ROWS:
            few.append(label)
            continue
        found = class_exposure(release, klass, request)
        scores += found.scores
        exposed += found.exposed
        notes += [f"class {label!r}: {note}" for note in found.notes]
        n_rows[label] = found.n_rows
    if not scores:
        raise InvalidInputError(
            f"class {few[0]!r} has {target.counts[few[0]]} rows",
            needed=f"the attacks need {FEWEST_ROWS} or more",
            remedy="collect more",
        )
    notes += [f"class {label!r} has too few rows to be looked at." for label in few]
    return Privacy(release.maker, scores, exposed, n_rows, request.settings, notes)


FEWEST_ROWS = 4
"""Original rows of a class, below which there is nothing to measure."""


def _coded(
    X: Any, y: Any, made: Any, named: list[Any] | None, names: Sequence[Name] | None
) -> CodedTable:
    table, target = read_table(X), Target(y)
    target.check(table.n_rows)
    sampler = made if hasattr(made, "fit_resample") else None
    rows, coding = table.encode(categories_for(named, sampler, table))
    if rows.is_sparse:
        raise InvalidInputError(
            "privacy looks at each value, and the table is sparse",
            remedy="pass X.toarray(), of a sample of the rows if it is large",
        )
    return CodedTable(table, target, rows, coding, checked_names(names, table))


def _release(
    made: Any, coded: CodedTable, labelled: LabelledTable | None, request: Request
) -> Release:
    if isinstance(made, str):
        asked = BalanceRequest(method=made, scale=request.scale, seed=request.seed)
        made = sampler_of(asked, coded)
    if hasattr(made, "fit_resample"):
        return released_by(seeded(checked_sampler("made", made), request.seed), coded)
    return release_of_table(coded, *_read(made, coded, labelled, "made"))


def _read(
    given: Any, coded: CodedTable, labelled: LabelledTable | None, parameter: str
) -> tuple[Any, Target]:
    """Return another table of the same columns, and its classes."""
    if labelled is not None:
        whole = read_table(given, with_target=True)
        wanted = [coded.table.names[j] for j in range(coded.table.n_features)]
        positions = [whole.position_of(name, parameter) for name in wanted]
        target = Target(whole.column(whole.position_of(labelled.target_name, parameter)))
        return whole.select(positions), target
    if not (isinstance(given, tuple | list) and len(given) == 2):
        raise InvalidInputError(
            f"{parameter} is a {type(given).__name__}",
            needed="it must be a pair of features and target, as X and y are",
            remedy="pass (X_resampled, y_resampled)"
            if parameter != "made"
            else "pass a sampler, a method's name, or (X_resampled, y_resampled)",
            parameter=parameter,
        )
    table, target = read_table(given[0]), Target(given[1])
    if table.n_rows != len(target):
        raise InvalidInputError(
            f"{parameter} has {table.n_rows} rows and {len(target)} classes",
            remedy="pass one class for each row",
            parameter=parameter,
        )
    if table.n_features != coded.table.n_features:
        raise InvalidInputError(
            f"{parameter} has {table.n_features} columns",
            needed=f"the original table has {coded.table.n_features}",
            remedy="pass the same columns",
            parameter=parameter,
        )
    return table, target
