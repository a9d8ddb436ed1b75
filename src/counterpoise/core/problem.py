"""What stages ask of a table. It is the only thing in which engines differ for them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.ragged import Counted, Ragged
from counterpoise.core.rows import Rows
from counterpoise.core.streams import Streams
from counterpoise.errors import InvalidInputError, brief

__all__ = ["Among", "Ask", "Findings", "Neighbours", "Problem", "label_array", "n_neighbors_of"]

Among = Literal["class", "others", "all"]
"""Whether neighbours are of a row's own class, of the other ones, or of any."""


@dataclass(frozen=True)
class Ask:
    """What a stage asks `Problem.nearest` for, whose parameters these are.

    Parameters
    ----------
    queries, among, klass, parameter, distances, values
        See there.
    k : int
        How many neighbours.
    estimator : object, optional
        The search of the user's own that finds them.
    """

    queries: NDArray[np.int64] | Counted
    k: int
    estimator: Any
    among: Among | NDArray[np.int64]
    klass: int | None
    parameter: str
    distances: bool
    values: bool

    @property
    def is_of_class(self) -> bool:
        """Whether neighbours are of one class, or of a pool within it."""
        return not isinstance(self.among, str) or self.among == "class"


class Neighbours:
    """The nearest rows of some others.

    Parameters
    ----------
    rows : ndarray of shape (n_queries, k), int64, or Ragged
        Their row numbers, nearest first; -1 where a row is not at hand, but only its class.
    klass : ndarray of shape (n_queries, k), int64, optional
        Their classes.
    distances : ndarray of shape (n_queries, k), float64, optional
        How far they are, where that was asked for.
    target : ndarray of shape (n_rows,), optional
        The class of every row, in the place of `klass`.
    """

    def __init__(
        self,
        rows: NDArray[np.int64] | Ragged,
        klass: NDArray[np.int64] | None = None,
        distances: NDArray[np.float64] | None = None,
        target: NDArray[np.int64] | None = None,
    ):
        self.rows = rows
        self._klass = klass
        self._target = target
        self._distances = distances

    @property
    def klass(self) -> NDArray[np.int64]:
        """The class of each neighbour; shape (n_queries, k)."""
        if self._klass is None:
            assert self._target is not None
            assert isinstance(self.rows, np.ndarray)
            self._klass = self._target[self.rows]
        return self._klass

    @property
    def distances(self) -> NDArray[np.float64]:
        """How far each neighbour is; shape (n_queries, k)."""
        if self._distances is None:
            raise ValueError("the distances were not asked for")
        return self._distances

    @property
    def square(self) -> NDArray[np.int64]:
        """The row numbers as an array of shape (n_queries, k)."""
        return self.rows.square if isinstance(self.rows, Ragged) else self.rows


class Findings:
    """What stages found out on the way, such as fitted models; each stage has names of its own."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Any] = {}

    def __setitem__(self, key: tuple[str, str], value: object) -> None:
        self._found[key] = value

    def __getitem__(self, key: tuple[str, str]) -> Any:
        return self._found[key]

    def __contains__(self, key: tuple[str, str]) -> bool:
        return key in self._found

    def get(self, key: tuple[str, str], default: Any = None) -> Any:
        """Return what was found under a stage's name and a name of its own, or the default."""
        return self._found.get(key, default)

    def of(self, key: tuple[str, str]) -> dict[Any, Any]:
        """Return the dictionary of a name, which is empty at first."""
        found: dict[Any, Any] = self._found.setdefault(key, {})
        return found

    def update(self, other: Findings) -> None:
        """Take over what another problem's stages found."""
        self._found.update(other._found)


class Problem(ABC):
    """One table and its target, as the stages see them.

    Parameters
    ----------
    labels : list
        The class labels, by class code.
    streams : Streams
        Where draws come from.
    findings : Findings, optional
        What stages found out on the way, for the sampler's fitted attributes.

    Attributes
    ----------
    plan : mapping of int to int
        New rows by class code, in the order in which classes draw.
    """

    def __init__(self, labels: list[Any], streams: Streams, findings: Findings | None = None):
        self.labels = labels
        self.streams = streams
        self.findings = Findings() if findings is None else findings
        self.plan: Mapping[int, int] = {}

    @property
    @abstractmethod
    def n_rows(self) -> int:
        """How many rows the table has."""

    @property
    @abstractmethod
    def rows(self) -> Rows:
        """The rows that are at hand, in their original units."""

    @abstractmethod
    def members(self, klass: int) -> NDArray[np.int64] | Counted:
        """Return the row numbers of a class."""

    def nearest(
        self,
        queries: NDArray[np.int64] | Counted,
        n_neighbors: Any,
        *,
        among: Among | NDArray[np.int64] = "all",
        klass: int | None = None,
        parameter: str = "n_neighbors",
        distances: bool = False,
        values: bool = False,
    ) -> Neighbours:
        """Return the nearest rows of each query other than itself, nearest first.

        Parameters
        ----------
        queries : ndarray of shape (n_queries,), int64
            Row numbers that look for neighbours.
        n_neighbors : int or estimator
            How many neighbours, or an object with `kneighbors` that finds one more than that.
        among : {"class", "others", "all"} or ndarray of int64, default="all"
            Which rows may be neighbours: of the class `klass`, of the other classes, of any, or
            ascending row numbers.
        klass : int, optional
            The class that `among` speaks of, and whose spread decides what a category costs.
        parameter : str, default="n_neighbors"
            The sampler's name for how many, for errors and findings.
        distances : bool, default=False
            Whether to tell the distances too.
        values : bool, default=False
            Whether the values of neighbours of other classes will be looked at, so that their rows
            must be at hand.

        Raises
        ------
        InvalidInputError
            If there are too few rows.
        """
        k, estimator = n_neighbors_of(n_neighbors, parameter)
        return self.answer(Ask(queries, k, estimator, among, klass, parameter, distances, values))

    @abstractmethod
    def answer(self, ask: Ask) -> Neighbours:
        """Return the neighbours that a stage asks `nearest` for."""

    @abstractmethod
    def spread(self, klass: int) -> NDArray[np.float64]:
        """Return the standard deviation of each numeric column within a class; (n_numeric,)."""

    @property
    @abstractmethod
    def units(self) -> tuple[Any, Any] | None:
        """Middle and spread of each numeric column in distances; None where these are unscaled."""


def label_array(labels: list[Any]) -> NDArray[Any]:
    """Return labels as an array, of objects only where they have no common type."""
    if len({type(label) for label in labels}) == 1 and not isinstance(labels[0], tuple):
        return np.array(labels)
    objects = np.empty(len(labels), object)
    objects[:] = labels
    return objects


def n_neighbors_of(n_neighbors: Any, parameter: str = "n_neighbors") -> tuple[int, Any]:
    """Return the number of neighbours and, if one was given, the estimator that finds them.

    Parameters
    ----------
    n_neighbors : int or estimator
        How many, or an object with `kneighbors` that finds one more than that (the row itself).
    parameter : str
        What the sampler calls it.
    """
    if isinstance(n_neighbors, Integral) and not isinstance(n_neighbors, bool):
        if n_neighbors < 1:
            raise InvalidInputError(
                f"{parameter} is {n_neighbors}",
                needed="it must be 1 or more",
                remedy=None,
                parameter=parameter,
            )
        return int(n_neighbors), None
    if isinstance(n_neighbors, type) or not hasattr(n_neighbors, "kneighbors"):
        raise InvalidInputError(
            f"{parameter} is {brief(n_neighbors)}",
            needed="it must be a whole number or an object with a kneighbors method",
            remedy=None,
            parameter=parameter,
        )
    found = getattr(n_neighbors, "n_neighbors", None)
    if not isinstance(found, Integral) or found < 2:
        raise InvalidInputError(
            f"{parameter}={brief(n_neighbors)} finds n_neighbors={brief(found)}, of which the "
            "first is the row itself",
            remedy="give it n_neighbors=2 or more",
            parameter=parameter,
        )
    return int(found) - 1, n_neighbors
