"""Balance a table in a file that fits into memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.engines.memory.balancing import Balanced, balance_table
from counterpoise.engines.stream.offers import for_whom, instead, lacking
from counterpoise.engines.stream.request import FileRequest
from counterpoise.errors import InvalidInputError, Setting
from counterpoise.formats.source import Source
from counterpoise.formats.writing import NewRows
from counterpoise.parameters.memory import machine_memory
from counterpoise.plan.request import Request
from counterpoise.plan.sample import Sample
from counterpoise.plan.summary import Summary

__all__ = ["Whole", "balance_whole"]

# The table, its numbers, the output and the neighbour search, in units of the table.
_COPIES = 4


@dataclass(frozen=True)
class Whole:
    """What becomes of a table that is in memory.

    Parameters
    ----------
    table : pyarrow.Table
        The table.
    balanced : Balanced
        What it was made into.
    mark : str, optional
        The column of that which says whether a row is new.
    """

    table: pa.Table
    balanced: Balanced
    mark: str | None

    @property
    def summary(self) -> Summary:
        """What was done."""
        return self.balanced.summary

    @property
    def new(self) -> NewRows:
        """The new rows, as they are written."""
        result = self.balanced.table
        if self.mark is not None:
            result = result.drop_columns([self.mark])
        made = result.slice(len(self.balanced.kept))
        dictionaries = {
            j: column.chunk(0).dictionary
            for j, column in enumerate(self.table.columns)
            if pa.types.is_dictionary(column.type)
        }
        return NewRows(made.num_rows, made.schema, lambda i, j: made.slice(i, j - i), dictionaries)

    @property
    def kept(self) -> NDArray[np.int64] | None:
        """Numbers of the original rows in the output, in its order; None where it is the input."""
        kept = self.balanced.kept
        n_rows = self.table.num_rows
        everything = len(kept) == n_rows and bool(np.all(kept == np.arange(n_rows)))
        return None if everything else kept

    def sample(self) -> Sample:
        """Return the rows that a report looks at."""
        return Sample.from_balanced(self.table, self.balanced)


def balance_whole(
    source: Source, request: FileRequest, planned: Callable[[Summary], None]
) -> Whole:
    """Read a table that fits into memory, and balance it.

    Parameters
    ----------
    source : Source
        The table.
    request : FileRequest
        What is asked for.
    planned : callable
        Told what will be done, before it is.
    """
    progress = request.progress
    progress.stage(f"Reading {source.place.name}", *source.size)
    table = _read_within(source, request)
    progress.stage("Looking for neighbours and making new rows")
    balanced = balance_table(table, request.table, planned, request.look)
    return Whole(table, balanced, request.table.mark)


def _read_within(source: Source, request: FileRequest) -> pa.Table:
    """Return the whole table; raise `InvalidInputError` if it would take too much memory."""
    memory = request.memory or machine_memory() // 2
    batches, size = [], 0
    for batch in source.batches():
        batches.append(batch)
        size += batch.nbytes
        request.progress.advance(source.done(batch))
        if size * _COPIES > memory:
            total, unit = source.size
            seen = sum(source.done(b) for b in batches) if unit == "rows" else 0
            more = total / seen if total and seen else None
            raise _too_large(source, request.table, size * _COPIES, more, memory)
    return pa.Table.from_batches(batches, source.schema).unify_dictionaries()


def _too_large(
    source: Source, request: Request, needed: int, more: float | None, memory: int
) -> InvalidInputError:
    """Return the error for a table of which a part needs so many bytes, and all `more` times it."""
    found = lacking(request)
    able = all(stage is None for stage, _ in found)
    units = (" with ", Setting("scale", request.scale)) if able else ()
    return InvalidInputError(
        Setting("method", request.method),
        *units,
        f" compares all rows of {source.place.name} with each other in memory{for_whom(found)}, "
        f"which takes {'' if more else 'more than '}{needed * (more or 1) / 2**30:.1f} GiB, and "
        f"{memory / 2**30:.1f} GiB may be used",
        remedy=("give it more with memory, or take ", *instead(request)),
    )
