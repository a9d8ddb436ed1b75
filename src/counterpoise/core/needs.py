"""What a stage asks of the engine that runs it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Flag, auto

__all__ = ["Need", "told"]


class Need(Flag):
    """What a stage has to know of a table, and what an engine can tell.

    A recipe runs on every engine that offers all that its stages need.
    """

    NOTHING = 0
    VALUES = auto()
    """The values of the rows that grow; a stage without it takes columns of any type."""
    COLLECTED = auto()
    """All rows of a class that grows on one machine, to choose among them or to measure them."""
    CLASS_NEIGHBOURS = auto()
    """The nearest rows of a row's own class."""
    NEARBY_CLASSES = auto()
    """Which classes the nearest rows of the whole table have."""
    NEARBY_ROWS = auto()
    """The nearest rows of other classes, with their values."""
    SAMPLE = auto()
    """A random sample of all rows."""
    WHOLE_TABLE = auto()
    """All rows of the table at once."""
    VALUE_SHARES = auto()
    """How the values of a category are distributed over the classes."""
    QUARTILES = auto()
    """The quartiles of columns."""
    ONE_STREAM = auto()
    """Random numbers in the order of one stream, as imbalanced-learn draws them."""
    CLEANS_GROWING = auto()
    """To remove rows of the classes that grow, new ones included."""
    CLEANS_ALL = auto()
    """To remove rows of any class."""


_WORDS = {
    Need.VALUES: "the values of the rows that grow",
    Need.COLLECTED: "all rows of a class that grows on one machine",
    Need.CLASS_NEIGHBOURS: "the nearest rows of a class",
    Need.NEARBY_CLASSES: "the classes of the nearest rows of the whole table",
    Need.NEARBY_ROWS: "the nearest rows of other classes, with their values",
    Need.SAMPLE: "a random sample of all rows",
    Need.WHOLE_TABLE: "the whole table in memory",
    Need.VALUE_SHARES: "how categories are distributed over the classes",
    Need.QUARTILES: "exact quartiles",
    Need.ONE_STREAM: "random numbers in the order of one stream (rng='numpy')",
    Need.CLEANS_GROWING: "to remove rows of the classes that grow",
    Need.CLEANS_ALL: "to remove rows of any class",
}


def told(needs: Need) -> Iterator[str]:
    """Yield each of the needs in words."""
    for need, words in _WORDS.items():
        if need in needs:
            yield words
