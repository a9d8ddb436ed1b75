"""What a stage is given: one table, one target, and a source of randomness."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import MT19937, RandomState
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray
from sklearn.utils import check_random_state

from counterpoise.core.draws import CounterDraws, Draws, StreamDraws, class_stream
from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError, brief
from counterpoise.space.geometry import Geometry
from counterpoise.targets.strategy import Counts, count_classes

if TYPE_CHECKING:
    from counterpoise.stages.seeds import SeedGroup

__all__ = ["Problem", "Streams", "label_array", "n_neighbors_of"]


class _NoEntropy(ISeedSequence):
    """What a generator begins with that is seeded at once."""

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> NDArray:
        return np.zeros(n_words, dtype)


_NO_ENTROPY = _NoEntropy()


class Streams:
    """Where random numbers come from.

    "numpy": streams in the order in which imbalanced-learn draws from them. Its SMOTE starts the
    stream of an integer seed anew for every class, and again for every further choice; its ADASYN
    goes on with one stream. With a `RandomState` both are the same.

    "counter": numbers that each new row has of its own, see `counterpoise.core.draws.CounterDraws`.

    Parameters
    ----------
    random_state : int, RandomState or None
        The seed.
    rng : {"numpy", "counter"}
        Which of the two.
    """

    def __init__(self, random_state: int | RandomState | None, rng: str = "numpy"):
        self.counts = rng == "counter"
        if self.counts and not isinstance(random_state, Integral):
            random_state = int(check_random_state(random_state).randint(2**32, dtype=np.uint64))
        self.random_state = random_state

    @cached_property
    def continued(self) -> RandomState:
        """The stream that goes on from draw to draw."""
        return self.restarted()

    def restarted(self) -> RandomState:
        """Return the stream from its start (a `RandomState` or None only goes on)."""
        if not isinstance(self.random_state, Integral):
            return check_random_state(self.random_state)
        # A RandomState that is made with a seed asks the system for randomness first.
        stream = RandomState(MT19937(_NO_ENTROPY))
        stream.seed(int(self.random_state))
        return stream

    def of_class(self, klass: int) -> RandomState:
        """Return the stream for what a class draws once."""
        return class_stream(self._seed, klass) if self.counts else self.continued

    def draws(self, group: SeedGroup, restart: bool = True) -> Draws:
        """Return what a group's new rows draw.

        Parameters
        ----------
        group : SeedGroup
            The seeds, and how many new rows they get.
        restart : bool, default=True
            Whether a stream starts anew for this group.
        """
        if self.counts:
            return CounterDraws(group, self._seed)
        return StreamDraws(
            group, self.restarted() if restart else self.continued, aside=self.restarted
        )

    @property
    def repeats(self) -> bool:
        """Whether what is fitted twice with this seed comes out the same."""
        return not isinstance(self.random_state, RandomState)

    @property
    def _seed(self) -> int:
        return int(self.random_state)  # type: ignore[arg-type]


@dataclass
class Problem:
    """One table and its target, as the stages see them.

    Parameters
    ----------
    geometry : Geometry
        The rows and the distances between them.
    labels : list
        The class labels, by class code.
    streams : Streams
        Where draws come from.
    facts : dict
        What stages found out on the way (fitted models, rows in danger), for the sampler's fitted
        attributes.
    """

    geometry: Geometry
    labels: list[Any]
    streams: Streams
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> Rows:
        """The table in its original units."""
        return self.geometry.rows

    @property
    def target(self) -> NDArray[np.int64]:
        """Class codes; shape (n_rows,)."""
        return self.geometry.target

    @property
    def labelled(self) -> NDArray:
        """The class label of each row; shape (n_rows,)."""
        return label_array(self.labels)[self.target]

    @property
    def counts(self) -> Counts:
        """Rows of each class that is present, by label, in the order of the labels."""
        counts = count_classes(self.target, self.labels)
        return {label: n for label, n in counts.items() if n}

    def members(self, klass: int) -> NDArray[np.int64]:
        """Return the row numbers of a class."""
        return self.geometry.members(klass)

    def search(
        self,
        reference: NDArray[np.int64] | None,
        queries: NDArray[np.int64],
        n_neighbors: Any,
        *,
        parameter: str,
        klass: int | None = None,
    ) -> NDArray[np.int64]:
        """Return each query's nearest rows; see `Geometry.search`.

        Parameters
        ----------
        n_neighbors : int or estimator
            How many neighbours, or an object with `kneighbors` that finds one more than that.
        parameter : str
            The sampler's name for it, for errors and as the key of the index in `facts`.
        """
        k, estimator = n_neighbors_of(n_neighbors, parameter)
        self.check_enough(reference, k, parameter, klass)
        found, index = self.geometry.search(reference, queries, k, klass=klass, estimator=estimator)
        self.facts[parameter] = index
        if self.rows.n_categorical and not self.geometry.nominal and klass is not None:
            units = self.facts.setdefault("category_unit", {})
            units[self.labels[klass]] = self.geometry.category_unit(klass)
        return found

    def check_enough(
        self, reference: NDArray[np.int64] | None, k: int, parameter: str, klass: int | None
    ) -> None:
        """Raise `InvalidInputError` unless each reference row has k others."""
        n_reference = self.geometry.n_rows if reference is None else len(reference)
        if n_reference > k:
            return
        whose = (
            "the table" if reference is None or klass is None else f"class {self.labels[klass]!r}"
        )
        n_rows = f"{n_reference} row" + "s" * (n_reference != 1)
        remedy = "use RandomOverSampler"
        if n_reference > 1:
            remedy = f"lower {parameter} to {n_reference - 1} or use RandomOverSampler"
        if reference is None:
            remedy = f"lower {parameter} to {n_reference - 1}"
        raise InvalidInputError(
            f"{whose} has {n_rows}; {parameter}={k} needs at least {k + 1}: {remedy}"
        )

    def with_rows(self, rows: Rows, target: NDArray[np.int64]) -> Problem:
        """Return the problem of other rows of the same columns, sharing streams and facts."""
        geometry = self.geometry.with_rows(rows, target)
        return Problem(geometry, self.labels, self.streams, self.facts)

    def subset(self, chosen: NDArray[np.int64]) -> Problem:
        """Return the problem of some of the rows."""
        return self.with_rows(self.rows.take(chosen), self.target[chosen])


def label_array(labels: list[Any]) -> NDArray:
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
            raise InvalidInputError(f"{parameter} is {n_neighbors}; it must be 1 or more")
        return int(n_neighbors), None
    if isinstance(n_neighbors, type) or not hasattr(n_neighbors, "kneighbors"):
        raise InvalidInputError(
            f"{parameter} is {brief(n_neighbors)}; it must be a whole number or an object with a "
            "kneighbors method"
        )
    found = getattr(n_neighbors, "n_neighbors", None)
    if not isinstance(found, Integral) or found < 2:
        raise InvalidInputError(
            f"{parameter}={brief(n_neighbors)} finds n_neighbors={brief(found)}, of which the "
            "first is the row itself: give it n_neighbors=2 or more"
        )
    return int(found) - 1, n_neighbors
