"""The rows that a report looks at: a bounded sample of the originals, the new rows, and parents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.lineage import Lineage
from counterpoise.tables import read_table
from counterpoise.tables.numbers import missing_values
from counterpoise.tables.roles import Role, feature_positions
from counterpoise.tables.values import objects_of, quantities_of

if TYPE_CHECKING:
    from counterpoise.engines.memory.balancing import Balanced
    from counterpoise.targets.labelled_table import LabelledTable

__all__ = [
    "Choice",
    "Column",
    "NewRowsOf",
    "PassingRows",
    "Sample",
    "choose_rows",
    "drawn",
    "looked_at_of_each",
]

MOST_ROWS = 4000
"""Originals of each class, and new rows of each class, that distributions are drawn from."""

MOST_LOOKED_AT = 40_000
"""Originals of all classes together that are looked at for critical faults."""

MOST_TRACED = 200
"""New rows that are drawn on the map together with their parents."""


@dataclass(frozen=True)
class Choice:
    """Which rows a report looks at.

    Parameters
    ----------
    originals : ndarray of shape (n_originals,), int64
        Row numbers of the input, ascending.
    drawn : ndarray of shape (n_originals,), bool
        Whether chance chose them; the others are there as parents of traced rows.
    new : ndarray of shape (n_new,), int64
        Row numbers of the lineage, ascending.
    traced : ndarray of shape (n_new,), bool
        Whether their parents are all among the originals, so that a map can show them.
    klass : ndarray of shape (n_originals,), int64
        Class codes of the originals.
    n_rows : int
        How many rows the input has.
    """

    originals: NDArray[np.int64]
    drawn: NDArray[np.bool_]
    new: NDArray[np.int64]
    traced: NDArray[np.bool_]
    klass: NDArray[np.int64]
    n_rows: int


class NewRowsOf(Protocol):
    """New rows of which any can be had: a lineage, or what draws one."""

    @property
    def klass(self) -> NDArray[np.int64]:
        """The class code of each."""

    def __getitem__(self, rows: NDArray[np.int64]) -> Lineage:
        """Return those of some ascending numbers."""


def choose_rows(
    klass: NDArray[np.int64],
    lineage: NewRowsOf | None = None,
    *,
    most_rows: int = MOST_ROWS,
    most_traced: int = MOST_TRACED,
    seed: int = 0,
) -> Choice:
    """Choose the rows that a report looks at.

    Parameters
    ----------
    klass : ndarray of shape (n_rows,), int64
        Class code of each original row.
    lineage : Lineage of n_new rows, or what draws one, optional
        Where the new rows come from.
    most_rows : int
        Originals of each class, and new rows of each class.
    most_traced : int
        New rows whose parents are added.
    seed : int
        The same seed chooses the same rows.

    Returns
    -------
    Choice
        At most ``most_rows`` rows of each class, and all parents of the traced new rows.
    """
    rng = np.random.default_rng(seed)
    drawn = _drawn_by_class(klass, most_rows, rng)
    lineage = Lineage.empty() if lineage is None else lineage
    new = _drawn_by_class(lineage.klass, most_rows, rng)
    traced = np.zeros(len(new), bool)
    traced[rng.permutation(len(new))[:most_traced]] = True
    parents = np.unique(lineage[new[traced]].parents)
    originals = np.union1d(drawn, parents).astype(np.int64)
    is_drawn = np.isin(originals, drawn)
    return Choice(originals, is_drawn, new, traced, klass[originals], len(klass))


def _drawn_by_class(
    klass: NDArray[np.int64], most: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return at most so many row numbers of each class, ascending."""
    parts = [np.empty(0, np.int64)]
    for code in np.unique(klass):
        rows = np.flatnonzero(klass == code)
        parts.append(rows[drawn(len(rows), most, rng)])
    return np.sort(np.concatenate(parts))


def looked_at_of_each(n_classes: int) -> int:
    """Return how many originals of each class are looked at for critical faults.

    Examples
    --------
    >>> from counterpoise.plan.sample import looked_at_of_each
    >>> looked_at_of_each(2), looked_at_of_each(100), looked_at_of_each(100_000)
    (4000, 400, 10)
    """
    # Where a class has fewer than ten rows, nothing can be said of it.
    return max(10, min(MOST_ROWS, MOST_LOOKED_AT // n_classes))


def drawn(n: int, most: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return at most so many of n rows, drawn at random, ascending."""
    if n <= most:
        return np.arange(n)
    return np.sort(rng.choice(n, most, replace=False)).astype(np.int64)


class PassingRows:
    """Choose the originals that `choose_rows` draws of a table whose rows pass batch by batch.

    Parameters
    ----------
    counts : sequence of int
        Rows of each class, by its code.
    most_rows : int
        Rows that are chosen of each class.
    seed : int
        The same seed chooses the same rows.
    """

    def __init__(self, counts: Sequence[int], most_rows: int = MOST_ROWS, seed: int = 0):
        rng = np.random.default_rng(seed)
        self._chosen = [drawn(n, most_rows, rng) for n in counts]
        self._seen = np.zeros(len(counts), np.int64)

    def of(self, klass: NDArray[Any]) -> NDArray[np.bool_]:
        """Return which of the next rows are chosen, given their class codes."""
        mask = np.zeros(len(klass), bool)
        order = np.argsort(klass, kind="stable")
        codes, starts = np.unique(klass[order], return_index=True)
        for code, rows in zip(codes.tolist(), np.split(order, starts[1:]), strict=False):
            chosen, seen = self._chosen[code], self._seen[code]
            self._seen[code] += len(rows)
            first, last = np.searchsorted(chosen, [seen, seen + len(rows)])
            mask[rows[chosen[first:last] - seen]] = True
        return mask


@dataclass(frozen=True)
class Column:
    """A column of the sample.

    Parameters
    ----------
    name : str
        Its name.
    kind : {"number", "time", "category"}
        How it is drawn.
    values : ndarray of shape (n_originals + n_new,)
        Float64 with NaN where missing (a time in seconds since 1970); objects, and None where
        missing, for a category.
    """

    name: str
    kind: Literal["number", "time", "category"]
    values: NDArray[Any]

    def finite(self) -> NDArray[np.float64]:
        """Return the numbers of a column that is no category, NaN where they are not finite."""
        return np.where(np.isfinite(self.values), self.values, np.nan)

    def coded(self) -> tuple[NDArray[np.int32], list[Any]]:
        """Return the codes of a category, -1 where missing, and the value of each code.

        Values that print alike are one: not all of them have a hash.
        """
        place: dict[str, int] = {}
        values: list[Any] = []
        codes = np.full(len(self.values), -1, np.int32)
        for i, value in enumerate(self.values.tolist()):
            if value is None:
                continue
            codes[i] = place.setdefault(str(value), len(place))
            if codes[i] == len(values):
                values.append(value)
        return codes, values


@dataclass(frozen=True)
class Sample:
    """Original rows followed by new ones, as a report needs them.

    Parameters
    ----------
    columns : list of Column
        The features.
    labels : list
        The classes.
    klass : ndarray of shape (n_rows,), int64
        Each row's class code.
    numbers : ndarray of shape (n_rows,), int64
        Row numbers: of the input for originals, of the output for new rows.
    n_originals : int
        How many of the rows are originals.
    drawn : ndarray of shape (n_originals,), bool
        Whether chance chose the original, see `Choice`.
    kept : ndarray of shape (n_originals,), bool
        Whether the original is in the output.
    traced : ndarray of shape (n_new,), bool
        Which new rows have their parents among the originals.
    parents : ndarray of shape (n_traced, n_parents), int64
        Positions of the traced rows' parents in the sample.
    weights : ndarray of shape (n_traced, n_parents), float64
        The parents' weights.
    """

    columns: list[Column]
    labels: list[object]
    klass: NDArray[np.int64]
    numbers: NDArray[np.int64]
    n_originals: int
    drawn: NDArray[np.bool_]
    kept: NDArray[np.bool_]
    traced: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, bool))
    parents: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 1), np.int64))
    weights: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 1)))

    @property
    def n_new(self) -> int:
        """Number of new rows in the sample."""
        return len(self.klass) - self.n_originals

    @property
    def is_new(self) -> NDArray[np.bool_]:
        """Which rows are new; shape (n_rows,)."""
        return np.arange(len(self.klass)) >= self.n_originals

    @property
    def is_drawn(self) -> NDArray[np.bool_]:
        """Which rows stand for their class in a distribution; shape (n_rows,)."""
        return np.concatenate([self.drawn, np.ones(self.n_new, bool)])

    @classmethod
    def from_tables(
        cls,
        originals: Any,
        new: Any,
        *,
        roles: Sequence[Role],
        labels: Sequence[object],
        choice: Choice,
        lineage: Lineage | None = None,
        kept: NDArray[np.int64] | None = None,
    ) -> Sample:
        """Return the sample that consists of rows which were taken out of a larger table.

        This is all that a report needs of a table, so that one which is larger than memory can
        be reported on: choose, take, and pass on.

        Parameters
        ----------
        originals : table of n_originals rows
            The rows ``choice.originals`` of the input.
        new : table of n_new rows, or None
            The rows ``choice.new`` of those that were made.
        roles : sequence of Role
            What each column was taken for, in the tables' order.
        labels : sequence
            The sorted class labels.
        choice : Choice
            What was taken.
        lineage : Lineage of n_new rows, optional
            The rows ``choice.new`` of the lineage.
        kept : ndarray of int64, optional
            Ascending row numbers of the input that are in the output; None for all.
        """
        klass = choice.klass
        lineage = Lineage.empty() if lineage is None else lineage
        traced = lineage[choice.traced]
        is_kept = np.ones(len(klass), bool) if kept is None else np.isin(choice.originals, kept)
        first_new = choice.n_rows if kept is None else len(kept)
        given = [part for part in (originals, new) if part is not None]
        parts = [read_table(part, with_target=True) for part in given]
        return cls(
            columns=[
                _column(roles[j], [part.column(j) for part in parts])
                for j in feature_positions(roles)
            ],
            labels=list(labels),
            klass=np.concatenate([klass, lineage.klass]).astype(np.int64),
            numbers=np.concatenate([choice.originals, first_new + choice.new]),
            n_originals=len(klass),
            drawn=choice.drawn,
            kept=is_kept,
            traced=choice.traced,
            parents=np.searchsorted(choice.originals, traced.parents),
            weights=traced.weights,
        )

    @classmethod
    def from_balanced(cls, table: Any, balanced: Balanced, seed: int = 0) -> Sample:
        """Return a sample of a table that was balanced in memory.

        Parameters
        ----------
        table : pandas, polars or pyarrow table, or array
            The input.
        balanced : Balanced
            What `balance_table` made of it.
        seed : int
            The same seed samples the same rows.
        """
        klass, lineage, kept = balanced.classes.codes, balanced.lineage, balanced.kept
        choice = choose_rows(klass, lineage, seed=seed)
        return cls.from_tables(
            read_table(table, with_target=True).take(choice.originals),
            read_table(balanced.table, with_target=True).take(len(kept) + choice.new),
            roles=balanced.summary.columns,
            labels=balanced.classes.labels,
            choice=choice,
            lineage=lineage[choice.new],
            kept=kept,
        )

    @classmethod
    def from_labelled(
        cls, labelled: LabelledTable, seed: int = 0, most_rows: int = MOST_ROWS
    ) -> Sample:
        """Return a sample of a table that was read and not balanced.

        Parameters
        ----------
        labelled : LabelledTable
            What `read_labelled` made of the table.
        seed : int
            The same seed samples the same rows.
        most_rows : int
            Originals of each class.
        """
        klass = labelled.classes.codes
        choice = choose_rows(klass, most_rows=most_rows, seed=seed)
        return cls.from_tables(
            labelled.table.take(choice.originals),
            None,
            roles=labelled.roles,
            labels=labelled.classes.labels,
            choice=choice,
        )


def _column(role: Role, columns: list[Any]) -> Column:
    name = str(role.name)
    if role.role == "category":
        values = np.concatenate([objects_of(column) for column in columns])
        values[missing_values(values)] = None
        return Column(name, "category", values)
    kinds, numbers = zip(*map(quantities_of, columns), strict=True)
    return Column(name, "time" if "time" in kinds else "number", np.concatenate(numbers))
