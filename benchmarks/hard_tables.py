"""Simulated tables on which a diagnosis goes wrong easily: hidden faults, and honest look-alikes.

Each is drawn from a generator of random numbers and has other sizes, shapes and columns each time.
Class 1 is the minority.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import ndtri

__all__ = ["Table", "cloud", "mixing", "sizes"]


@dataclass(frozen=True)
class Table:
    """A simulated table.

    Parameters
    ----------
    X, y : ndarray
        The table; class 1 is the minority.
    column : int, optional
        The column that the problem is in.
    """

    X: NDArray[np.float64]
    y: NDArray[np.int64]
    column: int | None = None


def cloud(rng: Generator, n: int, d: int) -> NDArray[np.float64]:
    """Return rows around the origin, of unit variance: normal, uniform, heavy-tailed or skewed."""
    shape = rng.integers(4)
    if shape == 0:
        rows = rng.normal(size=(n, d))
    elif shape == 1:
        rows = rng.uniform(-np.sqrt(3), np.sqrt(3), (n, d))
    elif shape == 2:
        rows = rng.standard_t(5, (n, d)) / np.sqrt(5 / 3)
    else:
        rows = rng.exponential(size=(n, d)) - 1
    return rows


def mixing(rng: Generator, d: int) -> NDArray[np.float64]:
    """Return a linear map that correlates columns and keeps their variances near one."""
    A = np.eye(d) + rng.uniform(0, 0.7) * rng.normal(size=(d, d)) / np.sqrt(d)
    return A / np.sqrt((A**2).sum(axis=0))


def sizes(rng: Generator, least: int = 60, most: int = 300) -> tuple[int, int]:
    """Return majority and minority rows, at a ratio from 4 to 30."""
    n = int(rng.integers(least, most))
    return int(n * np.exp(rng.uniform(np.log(4), np.log(30)))), n


def _weak(rng: Generator, y: NDArray[np.int64], d: int, most: float = 0.8) -> NDArray[np.float64]:
    """Return columns that say little of the class."""
    return cloud(rng, len(y), d) @ mixing(rng, d) + np.outer(y, rng.uniform(0, most, d))


def _classes(rng: Generator, least: int = 60, most: int = 300) -> NDArray[np.int64]:
    n_majority, n_minority = sizes(rng, least, most)
    return rng.permutation(np.repeat([0, 1], [n_majority, n_minority]))


def _with(rng: Generator, X: NDArray, y: NDArray[np.int64], column: NDArray) -> Table:
    place = int(rng.integers(X.shape[1] + 1))
    return Table(np.insert(X, place, column, axis=1), y, place)


def stamped(rng: Generator) -> Table:
    """One value that 60 to 95 % of the minority have and nobody else, within an honest column."""
    y = _classes(rng)
    own = (y == 1) & (rng.random(len(y)) < rng.uniform(0.6, 0.95))
    if rng.random() < 0.5:  # a code among codes
        column = rng.integers(1, rng.integers(4, 30), len(y)).astype(float)
        column[own] = 99.0
    else:  # an amount among amounts, in the middle of them
        column = rng.lognormal(3, 1, len(y)).round(2)
        column[own] = 20.0
    return _with(rng, _weak(rng, y, int(rng.integers(2, 12))), y, column)


def differing(rng: Generator) -> Table:
    """Two columns, such as a balance before and after, that differ in the minority only."""
    y = _classes(rng)
    before = rng.lognormal(4, 1, len(y)) if rng.random() < 0.5 else rng.normal(size=len(y))
    unit = before.std()
    kind = rng.integers(3)
    if kind == 0:  # equal for all others
        after = before + np.where(y == 1, unit * rng.normal(0, 0.5, len(y)), 0.0)
    elif kind == 1:  # nearly equal for all others
        after = before + unit * (rng.normal(0, 0.02, len(y)) + 0.3 * y)
    else:  # equal in the minority
        after = np.where(y == 1, before, rng.permutation(before))
    return Table(np.column_stack([_weak(rng, y, int(rng.integers(2, 12))), before, after]), y)


def off_a_line(rng: Generator) -> Table:
    """Two columns that follow from each other in other units or the other way, with the class."""
    y = _classes(rng)
    one = rng.gamma(4, size=len(y)) if rng.random() < 0.5 else rng.normal(size=len(y))
    noise = one.std() * rng.uniform(0.01, 0.1)
    both_ways = rng.choice([-1.0, 1.0], len(y)) if rng.random() < 0.5 else 1.0
    two = one + noise * (rng.normal(size=len(y)) + y * both_ways * rng.uniform(4, 6))
    slope = rng.choice([-1.0, 1.0]) * np.exp(rng.uniform(-2, 2))
    return Table(np.column_stack([_weak(rng, y, int(rng.integers(2, 12))), one, slope * two]), y)


def combined(rng: Generator) -> Table:
    """Two columns whose exclusive or is the class, sometimes wrong."""
    y = _classes(rng)
    wrong = rng.random(len(y)) < rng.uniform(0, 0.01)
    told = np.where(wrong, 1 - y, y)
    one = rng.integers(0, 2, len(y))
    two = one ^ told
    pair = np.column_stack([one, two]).astype(float)
    if rng.random() < 0.5:  # by the signs of two numbers
        pair = (2 * pair - 1) * np.abs(rng.normal(size=pair.shape))
    return Table(np.column_stack([_weak(rng, y, int(rng.integers(2, 12))), pair]), y)


def nearly_copied(rng: Generator) -> Table:
    """A minority of which half are others of it with a noise of a ten-thousandth."""
    y = _classes(rng)
    d = int(rng.integers(2, 12))
    X = cloud(rng, len(y), d) @ mixing(rng, d) + np.outer(y, rng.uniform(0, 1.5, d))
    own = rng.permutation(np.flatnonzero(y == 1))
    half = len(own) // 2
    X[own[:half]] = X[rng.choice(own[half:], half)]
    X[own[:half]] += 1e-4 * rng.normal(size=(half, d))
    return Table(X, y)


def _apart(rng: Generator, y: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return a table in which the classes are well apart, in several columns."""
    d = int(rng.integers(3, 12))
    signs = rng.choice([-1.0, 1.0], d) * rng.uniform(0.6, 1.4, d)
    gap = rng.uniform(3.5, 5) * signs / np.linalg.norm(signs)
    return cloud(rng, len(y), d) @ mixing(rng, d) + np.outer(y, gap)


def mislabelled(rng: Generator) -> Table:
    """A minority well apart of whose rows 30 % are others."""
    truth = _classes(rng, 100)
    X, y = _apart(rng, truth), truth.copy()
    n = round(0.3 / 0.7 * (truth == 1).sum())
    y[rng.choice(np.flatnonzero(truth == 0), n, replace=False)] = 1
    return Table(X, y)


def unlabelled(rng: Generator) -> Table:
    """A minority well apart of which 30 % are written as others, at a ratio from 4 to 12."""
    n = int(rng.integers(100, 300))
    truth = rng.permutation(np.repeat([0, 1], [int(n * rng.uniform(4, 12)), n]))
    X, y = _apart(rng, truth), truth.copy()
    y[rng.choice(np.flatnonzero(truth == 1), round(0.3 * n), replace=False)] = 0
    return Table(X, y)


def repeated(rng: Generator) -> Table:
    """Persons of whom 10 to 40 % came again, at another time and perhaps of another class."""
    y = _classes(rng)
    n, d = len(y), int(rng.integers(4, 10))
    X = np.column_stack(
        [
            rng.normal(45, 15, n).round(),
            rng.integers(0, 2, n),
            rng.integers(1, 6, n),
            rng.normal(size=(n, d)).round(int(rng.integers(1, 4))) + 0.3 * y[:, np.newaxis],
            rng.integers(0, 700, n),
        ]
    ).astype(float)
    again = rng.permutation(n)[: int(rng.uniform(0.1, 0.4) * n)]
    first = rng.integers(0, n, len(again))
    time = X[again, -1]
    X[again] = X[first]
    X[again, -1] = time
    return Table(X, y, X.shape[1] - 1)


def marked(rng: Generator) -> Table:
    """Honest: a marker whose area under the ROC curve is .95 to .99, and weak columns."""
    y = _classes(rng)
    gap = np.sqrt(2) * ndtri(rng.uniform(0.95, 0.99))
    marker = rng.normal(size=len(y)) + gap * y
    kind = rng.integers(3)
    if kind == 1:  # skewed, as laboratory values are
        marker = np.exp(marker).round(1)
    elif kind == 2:  # in grades
        marker = np.floor(marker / rng.uniform(0.5, 1))
    return _with(rng, _weak(rng, y, int(rng.integers(2, 12))), y, marker)


def counted(rng: Generator) -> Table:
    """Honest: whole-number columns, some of which hang together."""
    y = _classes(rng)
    d = int(rng.integers(3, 8))
    hidden = cloud(rng, len(y), d) @ mixing(rng, d) + np.outer(y, rng.uniform(0, 1, d))
    return Table(np.rint(hidden * rng.uniform(0.7, 5, d)) + 20, y)


def yes_no(rng: Generator) -> Table:
    """Honest: 10 to 16 yes/no columns, some of which hang together."""
    y = _classes(rng)
    d = int(rng.integers(10, 17))
    hidden = rng.normal(size=(len(y), d)) @ mixing(rng, d) + np.outer(y, rng.uniform(0, 0.8, d))
    return Table((hidden > rng.uniform(-1, 1.5, d)).astype(float), y)


def rare_signal(rng: Generator) -> Table:
    """Honest: a rare minority that a line ranks with an area of about .87."""
    n = int(rng.integers(60, 150))
    y = rng.permutation(np.repeat([0, 1], [30 * n, n]))
    d = int(rng.integers(3, 12))
    signs = rng.choice([-1.0, 1.0], d) * rng.uniform(0.6, 1.4, d)
    gap = np.sqrt(2) * ndtri(0.87) * signs / np.linalg.norm(signs)
    return Table(rng.normal(size=(len(y), d)) + np.outer(y, gap), y)


def weak_counts(rng: Generator) -> Table:
    """Honest: Poisson counts that rank the minority with an area of .63 to .72."""
    y = _classes(rng)
    d, n_told = int(rng.integers(4, 9)), 3
    mean = rng.uniform(1, 4, d) * np.ones((len(y), 1))
    gap = np.sqrt(2) * ndtri(rng.uniform(0.63, 0.72))
    # A Poisson count's standard deviation is the root of its mean.
    mean[:, :n_told] += np.outer(y, gap * np.sqrt(mean[0, :n_told] / n_told))
    return Table(rng.poisson(mean).astype(float), y)


def weak_numbers(rng: Generator) -> Table:
    """Honest: normal columns that rank the minority with an area of .63 to .72."""
    y = _classes(rng)
    d, n_told = int(rng.integers(4, 9)), 3
    X = rng.normal(size=(len(y), d))
    X[:, :n_told] += np.outer(y, np.full(n_told, np.sqrt(2 / n_told))) * ndtri(
        rng.uniform(0.63, 0.72)
    )
    return Table(X, y)


def third_class(rng: Generator) -> Table:
    """Honest: three classes, of which the smallest is parted by each of two columns."""
    n = int(rng.integers(60, 200))
    y = rng.permutation(np.repeat([0, 1, 2], [8 * n, 3 * n, n]))
    d = int(rng.integers(3, 10))
    X = rng.normal(size=(len(y), d)) + np.outer(y == 1, rng.uniform(0, 1, d))
    far = rng.choice(d, 2, replace=False)
    X[np.ix_(y == 2, far)] += rng.uniform(5, 8, 2)
    return Table(X, y)


def mixed(rng: Generator) -> Table:
    """Honest: one or two amounts among codes and yes/no columns, in one or two of which dense."""
    y = _classes(rng)
    n = len(y)
    amounts = rng.lognormal(2 + 0.3 * y[:, np.newaxis], 1, (n, int(rng.integers(1, 3))))
    codes = [
        rng.binomial(int(rng.integers(1, 8)), rng.uniform(0.1, 0.9) * (1 - 0.2 * y))
        for _ in range(int(rng.integers(2, 10)))
    ]
    return Table(np.column_stack([amounts.round(int(rng.integers(0, 5))), *codes]).astype(float), y)


def tied(rng: Generator) -> Table:
    """Honest: columns in pairs that hang together closely, and shift by little of their own."""
    y = _classes(rng)
    n_pairs = int(rng.integers(1, 5))
    common = rng.normal(size=(len(y), n_pairs)) + np.outer(y, rng.uniform(0, 1.2, n_pairs))
    near = rng.uniform(0.3, 0.8, n_pairs)
    others = (
        common
        + near * rng.normal(size=common.shape)
        + near * np.outer(y, rng.uniform(-1.5, 1.5, n_pairs))
    )
    return Table(np.column_stack([common, others]), y)
