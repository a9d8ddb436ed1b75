"""Rows as points of a plane: the first two principal components of the scaled columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from counterpoise.plan.sample import Column, Sample
from counterpoise.report.text import Section, date_of, number, plain

__all__ = ["Projection", "minority_map", "project"]

MOST_SHOWN = 400
"""Rows of each kind that the map shows, parents aside."""

MOST_CLASSES = 24
"""Classes of which the map can show each by itself, the smallest."""

_MOST_CATEGORIES = 20
_MOST_VALUES = 6
_SEED = 0


@dataclass(frozen=True)
class Projection:
    """Points of a plane.

    Parameters
    ----------
    points : ndarray of shape (n_rows, 2), float64
        Where each row lies.
    shares : ndarray of shape (2,), float64
        Share of the fitted rows' variance that each axis shows.
    columns : list of list of int
        For each axis the columns that weigh most in it, at most three.
    """

    points: NDArray[np.float64]
    shares: NDArray[np.float64]
    columns: list[list[int]]


def project(columns: Sequence[Column], fitted: NDArray[np.bool_]) -> Projection:
    """Project rows on the plane in which the fitted ones differ most.

    Numbers count in standard deviations, and two rows that differ in a category are one standard
    deviation apart by it, as in SMOTE-NC. A missing number stands at its column's median. The
    projection is linear, so a row between its parents lies between them on the plane as well.

    Parameters
    ----------
    columns : sequence of Column
        The features.
    fitted : ndarray of shape (n_rows,), bool
        Rows that decide units and axes.
    """
    blocks, owners = [], []
    for j, column in enumerate(columns):
        block = (
            _indicators(column, fitted) if column.kind == "category" else _scaled(column, fitted)
        )
        blocks.append(block)
        owners += [j] * block.shape[1]
    space = np.concatenate(blocks, axis=1)
    n_axes = min(2, int(fitted.sum()), space.shape[1])
    points = np.zeros((len(space), 2))
    if fitted.sum() < 2:
        return Projection(points, np.zeros(2), [[], []])
    pca = PCA(n_axes, svd_solver="full").fit(space[fitted])
    points[:, :n_axes] = pca.transform(space)
    shares = np.zeros(2)
    shares[:n_axes] = np.nan_to_num(pca.explained_variance_ratio_)
    axes = [_weightiest(component, np.array(owners)) for component in pca.components_]
    return Projection(points, shares, [*axes, [], []][:2])


def _scaled(column: Column, fitted: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return a numeric column in standard deviations; shape (n_rows, 1)."""
    own = column.values[fitted & np.isfinite(column.values)]
    if not len(own):
        return np.zeros((len(column.values), 1))
    filled = np.where(np.isfinite(column.values), column.values, np.median(own))
    spread = own.std()
    scaled: NDArray[np.float64] = (filled - own.mean()) / (spread if spread > 0 else 1.0)
    return scaled[:, np.newaxis]


def _indicators(column: Column, fitted: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return an axis for each of the commonest categories; shape (n_rows, n_categories)."""
    texts = np.array([plain(value) for value in column.values], object)
    found, counts = np.unique(texts[fitted], return_counts=True)
    common = found[np.argsort(-counts, kind="stable")[:_MOST_CATEGORIES]]
    indicators: NDArray[np.float64] = (texts[:, np.newaxis] == common) / np.sqrt(2)
    return indicators


def _weightiest(component: NDArray[np.float64], owners: NDArray[np.int64]) -> list[int]:
    weights = np.bincount(owners, component**2)
    order = np.argsort(-weights, kind="stable")[:3]
    return [int(j) for j in order if weights[j] >= 0.5 * weights[order[0]] and weights[j] > 0]


def minority_map(sample: Sample, grown: Sequence[int]) -> Section:
    """Return what the map of the minority shows.

    Parameters
    ----------
    sample : Sample
        The rows.
    grown : sequence of int
        Codes of the classes that are the minority: those that got new rows.

    Returns
    -------
    dict
        ``cloud`` (x, y, kept) of all other rows that were drawn, ``held`` (how many there are of
        either side), ``axes`` (share, columns), ``rows`` (x, y, group, number, class, kept) of the
        originals that are shown, and ``new`` (x, y, number, class, parents as positions in
        ``rows``, their weights, and the values in which the parents differ most), and, of three
        classes or more, ``classes``: the rows of each.
    """
    rng = np.random.default_rng(_SEED)
    minority = np.isin(sample.klass, grown)
    original = ~sample.is_new
    shown = _shown(sample, minority & original, rng) | _shown(sample, ~minority & original, rng)
    shown[np.unique(sample.parents)] = True
    # As many rows of either side decide the axes: the majority alone would choose its own.
    plane = project(sample.columns, shown & original)
    originals = np.flatnonzero(shown)
    place = np.full(len(shown), -1)
    place[originals] = np.arange(len(originals))
    names = [plain(column.name) for column in sample.columns]
    return {
        "axes": [
            {"share": float(share), "columns": [names[j] for j in columns]}
            for share, columns in zip(plane.shares, plane.columns, strict=True)
        ],
        "rows": [
            {
                **_where(sample, plane, int(row)),
                "group": "minority" if minority[row] else "majority",
                "kept": bool(sample.kept[row]),
            }
            for row in originals
        ],
        "new": _traced(sample, plane, place),
        "n_new": sample.n_new,
        "cloud": _cloud(sample, plane, original & ~minority),
        "classes": _by_class(sample, plane),
        "held": {
            "majority": int((original & ~minority & sample.is_drawn).sum()),
            "minority": int((original & minority & sample.is_drawn).sum()),
        },
    }


def _by_class(sample: Sample, plane: Projection) -> list[Section]:
    """Return the rows of each class, the smallest first; of two the map shows both at once."""
    codes, counts = np.unique(sample.klass[~sample.is_new], return_counts=True)
    if len(codes) < 3:
        return []
    return [
        {
            "class": plain(sample.labels[code]),
            "code": code,
            **_cloud(sample, plane, ~sample.is_new & (sample.klass == code)),
        }
        for code in codes[np.argsort(counts, kind="stable")].tolist()[:MOST_CLASSES]
    ]


def _cloud(sample: Sample, plane: Projection, others: NDArray[np.bool_]) -> Section:
    """Return where all drawn rows of some classes lie, which may be too many for dots."""
    rows = np.flatnonzero(others & sample.is_drawn)
    return {
        "x": plane.points[rows, 0],
        "y": plane.points[rows, 1],
        "kept": sample.kept[rows],
    }


def _shown(sample: Sample, which: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.bool_]:
    rows = np.flatnonzero(which & sample.is_drawn)
    if len(rows) > MOST_SHOWN:
        rows = rng.choice(rows, MOST_SHOWN, replace=False)
    chosen = np.zeros(len(which), bool)
    chosen[rows] = True
    return chosen


def _where(sample: Sample, plane: Projection, row: int) -> Section:
    x, y = plane.points[row].round(4).tolist()
    label = plain(sample.labels[sample.klass[row]])
    return {"x": x, "y": y, "number": int(sample.numbers[row]), "class": label}


def _traced(sample: Sample, plane: Projection, place: NDArray[np.int64]) -> list[Section]:
    """Return the new rows whose parents are shown."""
    spreads = [_spread(column) for column in sample.columns]
    new = []
    rows = sample.n_originals + np.flatnonzero(sample.traced)
    for row, parents, weights in zip(rows, sample.parents, sample.weights, strict=True):
        joined: dict[int, float] = {}
        for parent, weight in zip(parents.tolist(), weights.tolist(), strict=True):
            joined[parent] = joined.get(parent, 0.0) + weight
        # Lineages of several parents are padded with the base at weight zero.
        used = {p: w for p, w in joined.items() if w or p == int(parents[0])}
        new.append(
            {
                **_where(sample, plane, int(row)),
                "code": int(sample.klass[row]),
                "parents": [int(place[p]) for p in used],
                "weights": [round(w, 4) for w in used.values()],
                "values": _values(sample.columns, spreads, [*used], int(row)),
            }
        )
    return new


def _spread(column: Column) -> float:
    if column.kind == "category":
        return 1.0
    values = column.values[np.isfinite(column.values)]
    return float(values.std()) or 1.0 if len(values) else 1.0


def _values(
    columns: Sequence[Column], spreads: Sequence[float], parents: list[int], row: int
) -> list[list[str]]:
    """Return name and values of the columns in which the parents differ most.

    Each is ``[name, value of the new row, value of the first parent, of the second, ...]``, the
    parents at most two.
    """
    rows = [row, *parents[:2]]
    gaps = []
    for j, (column, spread) in enumerate(zip(columns, spreads, strict=True)):
        values = column.values[rows]
        if column.kind == "category":
            gap = float(len({plain(v) for v in values}) > 1)
        else:
            present = values[np.isfinite(values)]
            gap = float(np.ptp(present)) / spread if len(present) > 1 else 0.0
        if gap > 0:
            gaps.append((-gap, j))
    chosen = [j for _, j in sorted(gaps)[:_MOST_VALUES]]
    return [[plain(columns[j].name, 40), *(_told(columns[j], r) for r in rows)] for j in chosen]


def _told(column: Column, row: int) -> str:
    value = column.values[row]
    if column.kind == "category":
        return plain(value, 30)
    return date_of(value, 1e6) if column.kind == "time" and value == value else number(value)
