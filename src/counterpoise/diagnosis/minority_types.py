"""Safe, borderline, rare or outlier: the types of a class's rows, and whether it is scattered."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from counterpoise.diagnosis.contrast import FEWEST, contrast_of
from counterpoise.diagnosis.finding import Finding
from counterpoise.diagnosis.study import Study

__all__ = ["TYPES", "count_own", "find_types", "row_types", "share_of_types"]

TYPES = ("safe", "borderline", "rare", "outlier")

NEIGHBOURHOOD = 5
"""Neighbours that decide a type (Napierala and Stefanowski 2016, section 3)."""

LEAST_GAIN_OVER_CHANCE = 0.1
"""Below this share of what could be gained over chance, neighbours say nothing about the class."""

RANKED = 0.7
"""The area under the ROC curve of a simple model from which a class is not scattered but rare."""

SURELY = 2.33
"""Standard errors by which an area must lie above a half: 1 % by chance."""


def row_types(study: Study, klass: int) -> NDArray[np.int64]:
    """Return each row's type as a position in `TYPES`.

    Of a row's five nearest rows 4 or 5 of its class make it safe, 2 or 3 borderline, none an
    outlier. With one it is rare if that neighbour has no neighbour of the class, or none but this
    row; otherwise borderline, the end of a chain of its class.

    Parameters
    ----------
    study : Study
        The table.
    klass : int
        Class code.

    Returns
    -------
    ndarray of shape (n_queries,), int64
        For each of ``study.around(klass).queries``.
    """
    found = study.around(klass)
    near = found.rows[:, :NEIGHBOURHOOD]
    own = study.target[near] == klass
    n_own = own.sum(axis=1) * (NEIGHBOURHOOD / max(near.shape[1], 1))
    types = np.select([n_own >= 3.5, n_own >= 1.5, n_own > 0], [0, 1, 2], 3)
    lone = np.flatnonzero(types == 2)
    if len(lone):
        friend = near[lone, own[lone].argmax(axis=1)]
        asked, place = np.unique(friend, return_inverse=True)
        theirs = study.nearest(None, asked, NEIGHBOURHOOD, klass).rows
        is_own = study.target[theirs] == klass
        n_theirs = is_own.sum(axis=1)[place]
        points_back = (theirs[place] == found.queries[lone, np.newaxis]).any(axis=1)
        stays_rare = (n_theirs == 0) | ((n_theirs == 1) & points_back)
        types[lone[~stays_rare]] = 1
    return types.astype(np.int64)


def share_of_types(study: Study, klass: int) -> dict[str, float]:
    """Return the share of each type among a class's rows."""
    types = row_types(study, klass)
    counts = np.bincount(types, minlength=len(TYPES)) / max(len(types), 1)
    return dict(zip(TYPES, counts.tolist(), strict=True))


def count_own(study: Study, klass: int) -> NDArray[np.int64]:
    """Return how many of each row's five nearest rows are of its class; shape (n_queries,)."""
    near = study.around(klass).rows[:, :NEIGHBOURHOOD]
    n_own: NDArray[np.int64] = (study.target[near] == klass).sum(axis=1)
    return n_own


def find_types(study: Study, klass: int) -> Iterator[Finding]:
    """Say what types the rows of a class are, and whether they are scattered among the others."""
    if not len(study.around(klass).queries) or not study.around(klass).rows.shape[1]:
        return
    shares = share_of_types(study, klass)
    lonely = shares["rare"] + shares["outlier"]
    label = study.labels[klass]
    yield Finding(
        "minority-types",
        "note" if lonely > 0.2 else "ok",
        shares,
        f"In {study.name(klass)} {shares['safe']:.0%} of the rows lie among their own (safe), "
        f"{shares['borderline']:.0%} at the border (borderline), {shares['rare']:.0%} in pairs "
        f"(rare) and {shares['outlier']:.0%} alone among other classes (outliers).",
        "Check whether rare rows and outliers are errors: SMOTE would make new rows around them, "
        "among the other classes."
        if lonely > 0.2
        else "",
        label,
    )
    yield _scatter(study, klass, lonely)


def _scatter(study: Study, klass: int, lonely: float) -> Finding:
    """Compare the neighbours of a class's rows with those of rows drawn at random."""
    width = study.around(klass).rows[:, :NEIGHBOURHOOD].shape[1]
    own = float(count_own(study, klass).mean() / width)
    n = int(study.counts[klass])
    chance = (n - 1) / max(study.n_rows - 1, 1)
    gain = (own - chance) / (1 - chance) if chance < 1 else 0.0
    figure = {"own_share": own, "by_chance": chance, "gain": gain, "rare_or_outlier": lonely}
    scattered = lonely > 0.5 or gain < LEAST_GAIN_OVER_CHANCE
    if not scattered:
        return Finding(
            "scattered-minority",
            "ok",
            figure,
            f"{own:.0%} of the nearest rows of {study.name(klass)} are of the class; chance would "
            f"give {chance:.1%}.",
            klass=study.labels[klass],
        )
    ranked = _ranked(study, klass)
    if ranked is not None:
        figure["auc"] = ranked[0]
    if ranked is not None and ranked[0] - 1.64 * ranked[1] >= RANKED:
        return Finding(
            "scattered-minority",
            "note",
            figure,
            f"Only {own:.0%} of the nearest rows of {study.name(klass)} are of the class, because "
            f"it is rare. But a simple model ranks it well (AUC {figure['auc']:.2f}).",
            "First try class weights, or a threshold chosen on validation rows: the model already "
            "finds this class, and new rows may add little.",
            study.labels[klass],
        )
    few = (
        f"Only {own:.0%} of the nearest rows of {study.name(klass)} are of the class (chance would "
        f"give {chance:.1%})"
    )
    if ranked is not None and ranked[0] - SURELY * ranked[1] > 0.5:
        return Finding(
            "weak-signal",
            "warning",
            figure,
            f"{few}. A simple model ranks the class better than chance, but not well (AUC "
            f"{figure['auc']:.2f}): the signal is there, and it is weak.",
            "Do not use SMOTE for this class: its neighbours are mostly of other classes, and new "
            "rows between them would hide the little that tells them apart. Use class weights or a "
            "lower threshold, look for columns that tell more, or collect more rows.",
            study.labels[klass],
        )
    return Finding(
        "scattered-minority",
        "warning",
        figure,
        f"{few}, and {lonely:.0%} of its rows stand alone or in pairs. The space between them "
        "belongs to other classes.",
        "Do not use SMOTE for this class: use class weights or a lower threshold, look for columns "
        "that tell the classes apart, or collect more rows.",
        study.labels[klass],
    )


def _ranked(study: Study, klass: int) -> tuple[float, float] | None:
    """Return the area of a simple model against the class that surrounds a class, and its error.

    Against all other classes together it says little: a class that lies apart from both would make
    any class look as if it were ranked.
    """
    contrast = contrast_of(study, klass)
    if contrast is None:
        return None
    near = study.target[study.around(klass).rows[:, :NEIGHBOURHOOD]]
    foreign = near[near != klass]
    if not len(foreign):
        return None
    others = study.target[contrast.rows] == np.bincount(foreign).argmax()
    return contrast.area_against(others) if others.sum() >= FEWEST else None
