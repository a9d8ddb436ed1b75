"""Are these synthetic rows plausible, novel, and on the right side of the boundary?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from counterpoise.core.rows import Rows
from counterpoise.diagnosis.leaks import auc
from counterpoise.errors import InvalidInputError, brief
from counterpoise.parameters.checks import (
    checked_number,
    checked_sampler,
    checked_scale,
    checked_seed,
    checked_whole,
    several,
)
from counterpoise.parameters.threads import count_threads
from counterpoise.plausibility.measures import (
    column_distances,
    correlation_distance,
    support_radii,
    total_variance,
    two_sample_scores,
)
from counterpoise.plausibility.score import Quality, Score
from counterpoise.plausibility.sentences import BETTER, tell
from counterpoise.plausibility.theory import smote_moments
from counterpoise.plausibility.trial import Parts, Space, resampled, split
from counterpoise.space.geometry import Geometry
from counterpoise.tables import Coding, Table, read_table
from counterpoise.targets import Target

__all__ = ["quality"]

FEWEST_ROWS = 12
"""Rows of a class of which some can train, some judge and some stand in."""

_FEWEST_NEW = 2
"""New rows of a class in a split with which they can be told from real ones, on unseen rows."""

MOST_ROWS = 1_000
"""Rows of a kind that are compared in a split; a share of 1,000 is known to 3 points."""

NEAR_COPY = 0.01
"""A row this share of a typical real distance away from a training row is a copy of it."""

_NAMES = "a name for each column"

SHARES_OF = {
    "precision": "rows",
    "recall": "judges",
    "wrong_side": "rows",
    "on_hidden_rows": "rows",
}
"""The scores that are shares, and of what."""

MARGINS = {"copies": 0.05}
"""Differences that do not matter, however surely they are there.

Of rows drawn evenly between two others one or two in a hundred lie as near to an end as a copy.
"""


@dataclass(frozen=True)
class _Side:
    """What one set of rows, synthetic or real, showed against the judges of a split.

    All are per row, so that a bootstrap can draw rows again without another search.
    """

    rows: Rows
    points: NDArray[np.float64]
    inside: NDArray[np.bool_]
    reaches: NDArray[np.bool_]
    closest: NDArray[np.float64]
    wrong_side: NDArray[np.bool_]
    on_hidden: NDArray[np.bool_]
    own_scores: NDArray[np.float64]
    judge_scores: NDArray[np.float64]


@dataclass(frozen=True)
class _Trial:
    """A split's synthetic rows, stand-ins and judges."""

    new: _Side
    real: _Side
    judges: Rows
    judge_points: NDArray[np.float64]
    ends: tuple[NDArray[np.float64], NDArray[np.float64]]
    train_variance: float
    typical: float
    theory: float
    counts: dict[str, int]


def quality(
    X: Any,
    y: Any,
    sampler: Any,
    *,
    test_size: float = 0.5,
    n_repeats: int = 5,
    n_bootstrap: int = 200,
    k: int = 5,
    scale: str | None = "standard",
    categorical_features: Any = "auto",
    feature_names: Sequence[str] | None = None,
    seed: int = 0,
    n_jobs: int | None = None,
) -> Quality:
    """Judge a sampler's synthetic rows by real rows that it never saw.

    In each of several random splits the sampler sees the training part. One half of the held-out
    rows of a class judges the new rows; the other half stands in for them, and what real rows score
    in their place is the reference that a score is to be read against.

    Parameters
    ----------
    X : array-like, sparse matrix or dataframe of shape (n_rows, n_features)
        The table.
    y : array-like of shape (n_rows,)
        The class of each row.
    sampler : object with fit_resample
        An over-sampler of counterpoise or imbalanced-learn.
    test_size : float, default=0.5
        Share of the rows that is held out.
    n_repeats : int, default=5
        Random splits.
    n_bootstrap : int, default=200
        Bootstrap replicates, over all splits.
    k : int, default=5
        The neighbour whose distance is the radius of a row's support.
    scale : "standard", "robust" or None, default="standard"
        Units of the distances, of the training part.
    categorical_features : None, "auto", or array-like of positions, names or a mask
        Which columns are categories; by default the sampler's own, else those of a dataframe whose
        type says so.
    feature_names : sequence of str, optional
        What to call the columns of an array.
    seed : int, default=0
        Seed of splits, draws and forests, and of a sampler whose random_state is None.
    n_jobs : int, optional
        Threads for searches and forests.

    Returns
    -------
    Quality
        For each class that grew ten scores: ``precision`` and ``recall`` of the support,
        ``two_sample_auc``, ``distance_to_closest``, ``copies``, ``wrong_side``, ``on_hidden_rows``,
        ``column_distance``, ``correlation_distance`` and ``spread``.

    Raises
    ------
    InvalidInputError
        If the sampler makes no rows, or each class that grows has fewer than 12.

    See Also
    --------
    counterpoise.diagnose : is the minority fit for it?

    Notes
    -----
    Intervals are about the mean of the splits. Their width is the spread s of a bootstrap of single
    splits, that draws the rows that are judged, those that judge and those that stand in, made
    narrower for the mean of J splits, which share rows: s**2 (1 / J + (1 - 1 / J) test_size), with
    the correlation that Nadeau and Bengio (2003) assume. Intervals of shares are at least as wide
    as their standard error by Agresti and Coull asks. The sampler is not run again.

    References
    ----------
    T. Kynkaanniemi et al., *Improved precision and recall metric for assessing generative models*,
    NeurIPS 2019. D. Lopez-Paz, M. Oquab, *Revisiting classifier two-sample tests*, ICLR 2017. A.
    Hassanat et al., *Stop oversampling for class imbalance learning*, arXiv:2202.03579, 2022.
    C. Nadeau, Y. Bengio, *Inference for the generalization error*, Machine Learning 52, 2003.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import RandomOverSampler, quality
    >>> X, y = make_classification(1500, weights=[0.8], random_state=0)
    >>> found = quality(X, y, RandomOverSampler(random_state=0), n_bootstrap=50)
    >>> found["copies"].value, found["copies"].reference, found["copies"].verdict
    (1.0, 0.0, 'worse')
    """
    k, scale, seed = checked_whole("k", k, 1), checked_scale(scale), checked_seed(seed)
    _check_settings(test_size, n_repeats, n_bootstrap)
    checked_sampler("sampler", sampler)
    table, target = read_table(X), Target(y)
    target.check(table.n_rows)
    categorical = _categorical(categorical_features, sampler, table.has_names)
    rows, coding = table.encode(categorical)
    if rows.is_sparse:
        raise InvalidInputError(
            "quality looks at each value, and the table is sparse: pass X.toarray(), of a sample "
            "of the rows if it is large"
        )
    names = _checked_names(feature_names, table)
    count_threads(n_jobs)  # raises where it is no number of threads
    settings = {
        "k": k,
        "scale": scale,
        "seed": seed,
        "test_size": test_size,
        "n_repeats": n_repeats,
        "n_bootstrap": n_bootstrap,
    }
    return _judged(table, target, rows, coding, sampler, names, settings, n_jobs)


def _checked_names(feature_names: Any, table: Table) -> list[Any]:
    """Return what the columns are called."""
    if feature_names is None:
        return list(table.names)
    found = (
        [] if isinstance(feature_names, str) else several("feature_names", feature_names, _NAMES)
    )
    if len(found) != table.n_features:
        raise InvalidInputError(
            f"feature_names={brief(feature_names)} cannot be used: it must be {_NAMES}, and there "
            f"are {table.n_features} columns"
        )
    return found


def _judged(
    table: Table,
    target: Target,
    rows: Rows,
    coding: Coding,
    sampler: Any,
    names: list[Any],
    settings: dict[str, Any],
    n_jobs: int | None,
) -> Quality:
    """Return what real rows say of the sampler's, once all that was given is checked."""
    seed, test_size = settings["seed"], settings["test_size"]
    seeded = _seeded(sampler, seed)
    trials: dict[int, list[_Trial]] = {}
    few: set[int] = set()
    for repeat in range(settings["n_repeats"]):
        stream = default_rng([seed, repeat])
        parts = split(target.codes, test_size, stream)
        new, klass = resampled(seeded, table, target, coding, rows, parts.train)
        for grown in np.unique(klass).tolist():
            if target.counts[target.labels[grown]] < FEWEST_ROWS:
                few.add(grown)
                continue
            own = new.take(np.flatnonzero(klass == grown))
            if len(own) < _FEWEST_NEW:
                continue
            trial = _try(
                rows,
                target.codes,
                grown,
                own,
                parts,
                sampler,
                settings["k"],
                settings["scale"],
                stream,
                repeat,
                n_jobs,
            )
            trials.setdefault(grown, []).append(trial)
    if not trials:
        raise InvalidInputError(_nothing_to_judge(few, target, sampler))
    ordered = [names[j] for j in [*coding.numeric, *coding.categorical]]
    scores, counts = [], {}
    for grown, held in sorted(trials.items()):
        label = target.labels[grown]
        counts[label] = held[0].counts
        stream = default_rng([seed, settings["n_repeats"], grown])
        scores += _scores(label, held, settings["n_bootstrap"], test_size, stream, ordered)
    return Quality(
        sampler=" ".join(repr(sampler).split()),
        scores=scores,
        n_rows=counts,
        settings=settings,
    )


def _try(
    rows: Rows,
    target: NDArray[np.int64],
    klass: int,
    new: Rows,
    parts: Parts,
    sampler: Any,
    k: int,
    scale: str | None,
    stream: Generator,
    repeat: int,
    n_jobs: int | None,
) -> _Trial:
    """Return what one split shows of the rows that were made for a class."""
    train_rows = rows.take(parts.train)
    space = Space(train_rows, target[parts.train], klass, scale, n_jobs)
    mine = {
        name: getattr(parts, name)[target[getattr(parts, name)] == klass]
        for name in ("train", "judges", "standins")
    }
    n = min(len(new), len(mine["standins"]), MOST_ROWS)
    judges = rows.take(_draw(mine["judges"], MOST_ROWS, stream))
    standins = rows.take(_draw(mine["standins"], n, stream))
    made = new.take(_draw(np.arange(len(new)), n, stream))
    training = rows.take(mine["train"])
    others = rows.take(parts.judges[target[parts.judges] != klass])
    radii = support_radii(space.distances(judges, judges), k)

    def side(set_: Rows) -> _Side:
        between = space.distances(set_, judges)
        own_radii = support_radii(space.distances(set_, set_), k)
        to_judge = between.min(axis=1)
        to_others = space.nearest(others, set_, 1)[0][:, 0]
        closest = space.nearest(training, set_, 1)[0][:, 0]
        own, theirs = two_sample_scores(
            _filled(space.points(set_), set_), _filled(space.points(judges), judges), repeat, n_jobs
        )
        return _Side(
            set_,
            space.points(set_),
            np.any(between <= radii, axis=1),
            np.any(between <= own_radii[:, np.newaxis], axis=0),
            closest,
            to_others < to_judge,
            to_others < closest,
            own,
            theirs,
        )

    points = space.points(training)
    apart = space.nearest(training, training, 1, same=True)[0][:, 0]
    return _Trial(
        side(made),
        side(standins),
        judges,
        space.points(judges),
        _ends(points),
        total_variance(points),
        float(np.median(apart[apart > 0])) if (apart > 0).any() else 0.0,
        _theory(train_rows, target[parts.train], klass, points, sampler),
        {
            "rows trained": len(training),
            "judge": len(judges),
            "stand in": n,
            "new rows made": len(new),
        },
    )


def _scores(
    label: Any,
    trials: list[_Trial],
    n_bootstrap: int,
    test_size: float,
    stream: Generator,
    names: list[Any],
) -> list[Score]:
    """Return a class's scores: means over splits, with the spread of the bootstrap about them."""
    n_splits = len(trials)
    width = np.sqrt(1 / n_splits + (1 - 1 / n_splits) * test_size)
    points = [{side: _figures(t, side, None) for side in ("new", "real")} for t in trials]
    drawn: dict[str, list[NDArray]] = {"new": [], "real": []}
    for b in range(n_bootstrap):
        trial = trials[b % len(trials)]
        n_judges = len(trial.judges)
        chosen = stream.integers(n_judges, size=n_judges)
        for side in ("new", "real"):
            n = len(getattr(trial, side).rows)
            drawn[side].append(_figures(trial, side, (stream.integers(n, size=n), chosen)))
    found = []
    value = np.mean([p["new"] for p in points], axis=0)
    reference = np.mean([p["real"] for p in points], axis=0)
    new, real = np.array(drawn["new"]), np.array(drawn["real"])
    details = _details(trials, names)
    n_rows, n_judges = len(trials[0].new.rows), len(trials[0].judges)
    for j, name in enumerate(BETTER):
        if not (np.isfinite(value[j]) and np.isfinite(reference[j])):
            continue
        error = real_error = 0.0
        if name in SHARES_OF:
            n_shared = n_rows if SHARES_OF[name] == "rows" else n_judges
            error, real_error = (_share_error(s, n_shared) for s in (value[j], reference[j]))
        low, high = _about(value[j], new[:, j], width, name, error)
        real_low, real_high = _about(reference[j], real[:, j], width, name, real_error)
        difference = value[j] - reference[j]
        error = float(np.hypot(error, real_error))
        least, most = _about(difference, new[:, j] - real[:, j], width, None, error)
        verdict = _verdict(name, least, most)
        more = details.get(name, {})
        found.append(
            Score(
                name,
                label,
                float(value[j]),
                low,
                high,
                float(reference[j]),
                real_low,
                real_high,
                float(difference),
                least,
                most,
                verdict,
                tell(name, label, float(value[j]), float(reference[j]), verdict, more),
                more,
            )
        )
    return found


def _figures(
    trial: _Trial, which: str, drawn: tuple[NDArray, NDArray] | None
) -> NDArray[np.float64]:
    """Return one side's scores in the order of `BETTER`, of its rows as they are or drawn again."""
    side: _Side = getattr(trial, which)
    own = np.arange(len(side.rows)) if drawn is None else drawn[0]
    judges = np.arange(len(trial.judges)) if drawn is None else drawn[1]
    scores = np.concatenate([side.own_scores[own], side.judge_scores[judges]])
    columns = column_distances(
        side.points[own],
        trial.judge_points[judges],
        side.rows.codes[own],
        trial.judges.codes[judges],
    )
    a, b = side.points[own], trial.judge_points[judges]
    variance = trial.train_variance
    return np.array(
        [
            side.inside[own].mean(),
            side.reaches[judges].mean(),
            auc(scores, np.arange(len(scores)) < len(own)),
            np.median(side.closest[own]),
            (side.closest[own] <= NEAR_COPY * trial.typical).mean(),
            side.wrong_side[own].mean(),
            side.on_hidden[own].mean(),
            columns.mean(),
            correlation_distance(a, b),
            total_variance(np.clip(a, *trial.ends)) / variance if variance > 0 else np.nan,
        ]
    )


def _ends(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and greatest value of each column.

    The spread counts values beyond the training rows' ends as these: one far-off row among a few
    would decide it otherwise. Rows between training rows lie within them as it is.
    """
    gone = np.isnan(points).all(axis=0)
    known = np.where(gone, 0.0, points)
    return np.nanmin(known, axis=0), np.nanmax(known, axis=0)


def _details(trials: list[_Trial], names: list[Any]) -> dict[str, dict[str, Any]]:
    """Return the columns' own distances, and the spread that theory asks of SMOTE."""
    by_column = np.zeros((2, len(names)))
    for trial in trials:
        for j, side in enumerate((trial.new, trial.real)):
            by_column[j] += column_distances(
                side.points, trial.judge_points, side.rows.codes, trial.judges.codes
            ) / len(trials)
    worst = int(np.argmax(by_column[0] - by_column[1]))
    return {
        "column_distance": {
            "worst": str(names[worst]),
            "worst_value": by_column[0, worst],
            "worst_reference": by_column[1, worst],
            "columns": {
                str(name): [value, reference]
                for name, value, reference in zip(names, *by_column.tolist(), strict=True)
            },
        },
        "spread": {"smote_in_theory": float(np.mean([t.theory for t in trials]))},
    }


def _share_error(share: float, n: int) -> float:
    """Return the standard error of a share of n rows, as if two more had been in and two out.

    A bootstrap of few rows, all of which are in, never draws one that is out (Agresti and Coull).
    """
    moved = (share * n + 2) / (n + 4)
    return float(np.sqrt(moved * (1 - moved) / (n + 4)))


def _about(
    point: float, replicates: NDArray, width: float, name: str | None, error: float
) -> tuple[float, float]:
    """Return an interval of the bootstrap's spread, about the point.

    About the point and not the replicates' own mean, because rows drawn twice make two sets look
    less alike than they are.
    """
    usable = replicates[np.isfinite(replicates)]
    if not len(usable):
        return float(point), float(point)
    least, most = np.quantile(usable - usable.mean(), [0.025, 0.975])
    low = point + width * min(least, -1.96 * error)
    high = point + width * max(most, 1.96 * error)
    if name is not None:
        low = max(low, 0.0)
        high = high if name in ("distance_to_closest", "spread") else min(high, 1.0)
    return float(low), float(high)


def _verdict(name: str, low: float, high: float) -> str:
    margin = MARGINS.get(name, 0.0)
    if low <= margin and high >= -margin:
        return "as real rows"
    better = BETTER[name]
    if better == "as real":
        return "worse"
    return "better" if (low > 0) == (better == "high") else "worse"


def _theory(
    train: Rows, target: NDArray[np.int64], klass: int, points: NDArray, sampler: Any
) -> float:
    """Return the spread that plain SMOTE's rows have with the sampler's k and units."""
    k = getattr(sampler, "k_neighbors", 5)
    k = int(k) if isinstance(k, int | np.integer) else 5
    members = np.flatnonzero(target == klass)
    k = min(k, len(members) - 1)
    before = total_variance(points)
    if k < 1 or before <= 0 or np.isnan(points).any():
        return float("nan")
    geometry = Geometry(train, target, getattr(sampler, "scale", None))
    found, _, _ = geometry.search(members, members, k, klass=klass)
    _, covariance = smote_moments(points, np.searchsorted(members, found))
    return float(np.trace(covariance) / before)


def _filled(points: NDArray[np.float64], rows: Rows) -> NDArray[np.float64]:
    """Return numbers and codes as a forest takes them; a gap stands far outside."""
    return np.column_stack([np.where(np.isnan(points), -1e6, points), rows.codes])


def _draw(values: NDArray[np.int64], most: int, stream: Generator) -> NDArray[np.int64]:
    return values if len(values) <= most else stream.choice(values, most, replace=False)


def _seeded(sampler: Any, seed: int) -> Any:
    """Return the sampler, with a seed if it takes one and has none."""
    parameters = sampler.get_params(deep=False) if hasattr(sampler, "get_params") else {}
    if "random_state" in parameters and parameters["random_state"] is None:
        from sklearn.base import clone

        return clone(sampler).set_params(random_state=seed)
    return sampler


def _categorical(given: Any, sampler: Any, named: bool) -> Any:
    if not (isinstance(given, str) and given == "auto"):
        return given
    own = getattr(sampler, "categorical_features", None)
    if own is not None and not (isinstance(own, str) and own == "auto" and not named):
        return own
    return "auto" if named else None


def _nothing_to_judge(few: set[int], target: Target, sampler: Any) -> str:
    if few:
        label = target.labels[min(few)]
        return (
            f"class {label!r} has {target.counts[label]} rows; quality needs {FEWEST_ROWS} or "
            f"more, "
            "some to train on, some to judge and some to compare with: collect more"
        )
    return (
        f"{type(sampler).__name__} made no new rows, or one only, so there is nothing to judge: "
        "pass an over-sampler, with a sampling_strategy that asks for more rows"
    )


def _check_settings(test_size: float, n_repeats: int, n_bootstrap: int) -> None:
    checked_number("test_size", test_size, "a number from 0.1 to 0.9", least=0.0999999, most=0.9)
    checked_whole("n_repeats", n_repeats, 1)
    checked_whole("n_bootstrap", n_bootstrap, 2)
