"""New rows on the executors, made where joins have brought them their parents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from counterpoise.core.ballots import Ballots
from counterpoise.core.draft import Draft
from counterpoise.core.lineage import Lineage, Origins, Source
from counterpoise.core.materialise import materialise
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.core.words import Words
from counterpoise.engines.spark.batches import gathered
from counterpoise.engines.spark.broadcast import Shipment
from counterpoise.engines.spark.distributed.packing import Packing
from counterpoise.engines.spark.distributed.reading import Coder
from counterpoise.engines.spark.features import Features
from counterpoise.engines.spark.new_rows import parent_columns

__all__ = ["JoinedRows", "first_rows", "make_joined"]

_ROWS_AT_ONCE = 16_384


@dataclass(frozen=True)
class JoinedRows:
    """What turns new rows beside their parents into their values.

    Parameters
    ----------
    reading : Features
        How rows become numbers.
    draft : Draft
        What the new rows were drawn from.
    labels : pyarrow Array of shape (n_classes,)
        Class labels, by code.
    n_parents : int
        How many parents a new row has.
    provenance : bool
        Whether new rows say who their parents are.
    packing : Packing
        How the rows' numbers are packed.
    coder : Coder, optional
        How categories become codes, where they are voted.
    voters : {"partners", "neighbourhood"}, optional
        Who votes on them.
    """

    reading: Features
    draft: Draft
    labels: pa.Array
    n_parents: int
    provenance: bool
    packing: Packing
    coder: Coder | None = None
    voters: Literal["partners", "neighbourhood"] | None = None

    @property
    def columns(self) -> list[str]:
        """What is looked at of new rows and their seeds."""
        gaps = [f"gap{j}" for j in range(1, self.n_parents)]
        votes = [] if self.coder is None else ["codes"]
        keys = ["id0"] if self.provenance else []
        return [
            "klass",
            "number",
            "seed",
            *gaps,
            *votes,
            *self.packing.others(self.reading.names),
            *keys,
        ]

    @property
    def brought(self) -> list[str]:
        """What is looked at of each further parent; ``parent1_`` and so on stands before it."""
        numbers = self.packing.others(self.reading.numbers_only.names)
        return [*numbers, *(["id0"] if self.provenance else [])]

    def make(self, table: pa.Table) -> pa.Table:
        """Return new rows: the features, ``label``, and the columns that tell the parents."""
        for prefix in ("", *(f"parent{j}_" for j in range(1, self.n_parents))):
            table = self.packing.unpack(table, prefix)
        lineage = self._lineage(table)
        made = {name: table[name] for name in self.reading.names}
        if not lineage.is_copy:
            made |= self._numbers(table, lineage)
            if self.coder is not None:
                made |= self._categories(table, lineage)
        made["label"] = self.labels.take(pa.array(lineage.klass))
        if self.provenance:
            keys = [table["id0"], *(table[f"parent{j}_id0"] for j in range(1, self.n_parents))]
            made |= parent_columns(keys, lineage.weights)
        return pa.table(made)

    @cached_property
    def _numbers_only(self) -> Features:
        return self.reading.numbers_only

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        """The number of each group's first row, over all classes."""
        sizes = np.array([group.n_new for group in _growing(self.draft)], np.int64)
        return np.cumsum(sizes) - sizes

    @cached_property
    def _offsets(self) -> NDArray[np.int64]:
        """The number of each group's first row, within its class."""
        return np.array([group.offset for group in _growing(self.draft)], np.int64)

    @cached_property
    def _sources(self) -> tuple[Source, ...]:
        """What the rows of each group share."""
        assert self.draft.seed is not None
        sources = []
        for first in first_rows(self.draft):
            words = Words(self.draft.seed, int(first.klass[0]))
            keyed = first.origins
            displacement = None if keyed is None else keyed.sources[0].displacement
            sources.append(Source(words, displacement=displacement))
        return tuple(sources)

    def _lineage(self, table: pa.Table) -> Lineage:
        """Return where new rows come from; their parents stand one block after the other."""
        n, number = len(table), table["number"].to_numpy()
        group = np.searchsorted(self._starts, number, side="right") - 1
        number = self._offsets[group] + number - self._starts[group]
        group = group.astype(np.int32)
        voted = origins = None
        if self.coder is not None:
            ballots = self._ballots(table)
            sources = tuple(Source(source.words, ballots) for source in self._sources)
            voted = Origins(sources, group, number, np.arange(n)).categories()
        if any(source.displacement is not None for source in self._sources):
            origins = Origins(self._sources, group, number, table["seed"].to_numpy())
        gaps = [table[f"gap{j}"].to_numpy() for j in range(1, self.n_parents)]
        return Lineage(
            table["klass"].to_numpy().astype(np.int64),
            np.arange(n)[:, np.newaxis] + n * np.arange(self.n_parents),
            np.column_stack([np.empty((n, 0)), *gaps]),
            voted,
            origins=origins,
        )

    def _ballots(self, table: pa.Table) -> Ballots:
        """Return what the partners of each new row's seed vote, and the seed where it has a say."""
        assert self.coder is not None
        n, n_columns = len(table), len(self.coder.categories)
        _, own = self.coder.encode(table)
        lists = table["codes"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
        theirs = lists.reshape(-1, n_columns).astype(np.int32)
        seeds = np.arange(n)
        voters = n + np.arange(len(theirs)).reshape(n, -1)
        if self.voters == "neighbourhood":
            voters = np.column_stack([seeds, voters])
        return Ballots.of(np.concatenate([own, theirs]), seeds, voters)

    def _numbers(self, table: pa.Table, lineage: Lineage) -> dict[str, Any]:
        """Return the new rows' numbers as columns of their own types."""
        names = self._numbers_only.names
        if not names:
            return {}
        blocks = [table.select(names)]
        for j in range(1, self.n_parents):
            brought = [f"parent{j}_{name}" for name in names]
            blocks.append(table.select(brought).rename_columns(names))
        read, rows, coding = self._numbers_only.encode(pa.concat_tables(blocks).combine_chunks())
        made = read.new_columns(lineage, materialise(lineage, rows), coding)
        return dict(zip(names, made, strict=True))

    def _categories(self, table: pa.Table, lineage: Lineage) -> dict[str, Any]:
        """Return the categories that were voted; the seed's where nobody voted."""
        assert self.coder is not None
        assert lineage.codes is not None
        columns = {}
        for j, i in enumerate(self.reading.categorical):
            name = self.reading.names[i]
            own, code = table[name], lineage.codes[:, j]
            values = pa.array(self.coder.categories[j].tolist(), own.type)
            voted = values.take(pa.array(np.maximum(code, 0)))
            columns[name] = pc.if_else(pa.array(code >= 0), voted, own)
        return columns


def make_joined(
    shipment: Shipment,
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what `mapInArrow` turns new rows beside their parents into new rows with."""

    def make(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        rows: JoinedRows = shipment.open()
        for table in gathered(batches, _ROWS_AT_ONCE):
            yield from rows.make(table).to_batches()

    return make


def first_rows(draft: Draft) -> Iterator[Lineage]:
    """Yield the lineage of the first row of each group that has any."""
    for group in _growing(draft):
        yield Draft(draft.drawing, [group.part(0, 1)], draft.seed).lineage()


def _growing(draft: Draft) -> list[SeedGroup]:
    return [group for group in draft.groups if group.n_new]
