"""How densely a class's rows lie, in how many dimensions, and how many neighbours they support."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from counterpoise.diagnosis.advice import FOR_SINGLE_ROWS
from counterpoise.diagnosis.finding import Finding
from counterpoise.diagnosis.study import WIDTH, Study

__all__ = ["find_density", "find_dimension", "find_support", "intrinsic_dimension", "supported_k"]

FEWEST_FOR_DIMENSION = 20
MOST_MIDPOINTS = 1_000


def find_density(study: Study, klass: int) -> Iterator[Finding]:
    """Compare the radius of a class's neighbourhoods with that of the largest class's."""
    own, other = study.within(klass), study.within(study.largest)
    k = min(study.k, own.rows.shape[1], other.rows.shape[1])
    if k < 1:
        return
    radius = float(np.median(own.distances[:, k - 1]))
    theirs = float(np.median(other.distances[:, k - 1]))
    if theirs <= 0:
        return
    ratio = radius / theirs
    unit = {"standard": "standard deviations", "robust": "interquartile ranges"}.get(
        study.scale or "", "units of the columns"
    )
    yield Finding(
        "density",
        "note" if ratio > 2 else "ok",
        {"radius": radius, "largest_class_radius": theirs, "ratio": ratio, "k": k},
        f"The {k} nearest neighbours of a row within {study.name(klass)} lie within {radius:.3g} "
        f"{unit}, {ratio:.2g} times as far as in {study.name(study.largest)}.",
        "Use a smaller k: it keeps new rows nearer to real rows." if ratio > 2 else "",
        study.labels[klass],
    )


def intrinsic_dimension(distances: NDArray[np.float64]) -> float:
    """Return the dimension that distances to nearest neighbours tell.

    The maximum-likelihood estimate of Levina and Bickel (2004), averaged over rows by its inverse
    as MacKay and Ghahramani (2005) correct it; without rows that have a copy.

    Parameters
    ----------
    distances : ndarray of shape (n_rows, k), float64
        Distances to the k nearest rows, nearest first; k is 3 or more.

    Returns
    -------
    float
        NaN where no row has k neighbours at different places.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise import NeighborIndex
    >>> from counterpoise.diagnosis.density import intrinsic_dimension
    >>> plane = np.random.default_rng(0).normal(size=(2000, 2)) @ np.ones((2, 8)).cumsum(1)
    >>> plane[:, 0] = np.random.default_rng(1).normal(size=2000)
    >>> distances, _ = NeighborIndex(10).fit(plane).kneighbors()
    >>> round(intrinsic_dimension(distances), 1)
    2.0
    """
    usable = distances[(distances[:, 0] > 0) & np.isfinite(distances).all(axis=1)]
    if not len(usable) or usable.shape[1] < 3:
        return float("nan")
    logs = np.log(usable[:, -1:] / usable[:, :-1])
    mean_inverse = logs.mean()  # of k - 1 logarithms a row: its expectation is 1 / dimension
    return float(1 / mean_inverse) if mean_inverse > 0 else float("nan")


def find_dimension(study: Study, klass: int) -> Iterator[Finding]:
    """Say in how many dimensions the rows vary, of a class and of the largest."""
    if not study.rows.n_numeric or len(study.within(klass).queries) < FEWEST_FOR_DIMENSION:
        return
    own = intrinsic_dimension(study.within(klass).distances)
    other = intrinsic_dimension(study.within(study.largest).distances)
    if not np.isfinite(own):
        return
    n_columns = study.rows.n_numeric + study.rows.n_categorical
    n = int(study.counts[klass])
    thin = n < 10 * own
    yield Finding(
        "intrinsic-dimension",
        "note" if thin else "ok",
        {"dimension": own, "largest_class_dimension": other, "columns": n_columns},
        f"The {n:,} rows of {study.name(klass)} vary in about {own:.2g} independent directions "
        f"({n_columns} columns)"
        + (". That is fewer than ten rows for each, too few to know its shape." if thin else "."),
        "Leave out columns that do not matter, or collect more rows: these rows have no near "
        "neighbours to make new rows with."
        if thin
        else "",
        study.labels[klass],
    )


def supported_k(study: Study, klass: int) -> tuple[int, NDArray[np.float64]]:
    """Return the largest k whose segments stay on the class's side, and the shares that do.

    The midpoints between rows of the class and their neighbours of ranks 1 to k ask for the nearest
    row other than the two; half of them or more have to find one of the class, because SMOTE takes
    the ranks alike.

    Parameters
    ----------
    study : Study
        The table.
    klass : int
        Class code.

    Returns
    -------
    k : int
        From 0 to 10.
    shares : ndarray of shape (n_ranks,), float64
        Share of midpoints up to each rank whose nearest row is of the class.
    """
    found = study.within(klass)
    width = min(found.rows.shape[1], WIDTH)
    if not width or not study.rows.n_numeric:
        return width, np.ones(width)
    chosen = np.arange(len(found.queries))
    if len(chosen) > MOST_MIDPOINTS:
        chosen = study.random(3, klass).choice(chosen, MOST_MIDPOINTS, replace=False)
    base, points = found.queries[chosen], study.geometry.points
    index = study.geometry.index(
        np.flatnonzero(~study.blank) if study.blank.any() else None, klass, WIDTH
    )
    place = np.flatnonzero(~study.blank)
    shares = np.empty(width)
    for rank in range(width):
        partner = found.rows[chosen, rank]
        middle = (points[base] + points[partner]) / 2
        middle = np.where(np.isnan(middle), points[base], middle)
        codes = study.rows.codes[base] if study.rows.n_categorical else None
        n_near = min(3, len(place))
        near = place[index.kneighbors(middle, n_near, return_distance=False, codes=codes)]
        parent = (near == base[:, np.newaxis]) | (near == partner[:, np.newaxis])
        third = near[np.arange(len(near)), parent.argmin(axis=1)]
        shares[rank] = np.mean(study.target[third] == klass)
    shares = shares.cumsum() / np.arange(1, width + 1)
    enough = np.flatnonzero(shares >= 0.5)
    return (int(enough[-1]) + 1 if len(enough) else 0), shares


def find_support(study: Study, klass: int) -> Iterator[Finding]:
    """Say how many neighbours a class supports."""
    k, shares = supported_k(study, klass)
    n = int(study.counts[klass])
    label = study.labels[klass]
    if n <= study.k:
        yield Finding(
            "supported-k",
            "warning",
            {"supported": min(k, n - 1), "asked": study.k},
            f"{study.title(klass)} has {n} row{'s' * (n != 1)}. To use {study.k} neighbours "
            f"(k = {study.k}) SMOTE needs {study.k + 1} or more.",
            f"Use k = {n - 1} or less."
            if n > 1
            else f"Use method {FOR_SINGLE_ROWS}, or collect more rows.",
            label,
        )
        return
    if not len(shares):
        return
    asked = min(study.k, len(shares))
    share = float(shares[asked - 1])
    yield Finding(
        "supported-k",
        "warning" if k < asked else "ok",
        {"supported": k, "asked": study.k, "own_side_share": share},
        _support_sentence(study, klass, asked, share),
        (
            f"Lower k to {k}: nearer neighbours leave more of these points in the class."
            if k
            else "Do not use SMOTE for this class: use class weights or a lower threshold."
        )
        if k < asked
        else "",
        label,
    )


def _support_sentence(study: Study, klass: int, asked: int, share: float) -> str:
    """Return what the points halfway between neighbours look like."""
    if not study.rows.n_numeric:
        return f"All columns of {study.name(klass)} are categories, so no point lies between rows."
    between = f"points halfway between a row of {study.name(klass)} and its {asked} nearest"
    if asked == 1:
        between = f"points halfway between a row of {study.name(klass)} and its nearest"
    if share >= 0.5:
        return f"{_most(share)} {between} of its class look like that class ({share:.0%})."
    return (
        f"{_most(1 - share)} {between} of its class look like another class ({1 - share:.0%}), so "
        "SMOTE would mostly add noise."
    )


def _most(share: float) -> str:
    return "All" if share == 1 else "Most" if share > 0.5 else "Half of the"
