"""What is gathered of a table in one pass over its columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.core.moments import ColumnMoments
from counterpoise.formats.row_choice import pick
from counterpoise.formats.source import Source, ahead
from counterpoise.plan.progress import Progress
from counterpoise.plan.sample import Choice, PassingRows, Sample
from counterpoise.scans.class_scan import ClassScan
from counterpoise.scans.column_scan import ColumnScan
from counterpoise.space.geometry import standard_units
from counterpoise.tables.column_profiles import ColumnProfile
from counterpoise.tables.roles import Role, feature_positions

__all__ = ["TableScan"]


class TableScan:
    """What is gathered of a table in one pass over its columns."""

    def __init__(
        self,
        source: Source,
        position: int,
        classes: ClassScan,
        growing: NDArray[np.bool_],
        named: Collection[int] = (),
        looked: PassingRows | None = None,
    ):
        self.source = source
        self.position = position
        self.classes = classes
        self.growing = growing
        self.columns = [source.scans.get(j) or ColumnScan(f) for j, f in enumerate(source.schema)]
        # What can be neither interpolated nor voted is not read: only its categories are.
        needed = {position, *named}
        self.read = [j for j, c in enumerate(self.columns) if c.kind != "other" or j in needed]
        self._parts: list[pa.RecordBatch] = []
        self._numbers: list[NDArray[np.int64]] = []
        self.codes: list[NDArray[Any]] = []
        self._looked = looked
        self._looked_parts: list[pa.RecordBatch] = []
        self._looked_numbers: list[NDArray[np.int64]] = []

    def run(self, progress: Progress) -> None:
        """Scan the columns and gather the rows that grow, in one pass unless some is done."""
        if not self.source.scans:
            self._scan_and_gather(progress)
            return
        self._scan([j for j in self.read if j not in self.source.scans and self._is_scanned(j)])
        self._gather(progress)

    def _is_scanned(self, position: int) -> bool:
        return position != self.position or self.columns[position].kind == "category"

    def _scan_and_gather(self, progress: Progress) -> None:
        place = self.read.index(self.position)
        n_seen = 0
        for batch in ahead(self.source.batches(self.read)):
            for j, chunk in zip(self.read, batch.columns, strict=True):
                if self._is_scanned(j):
                    self.columns[j].add(chunk)
            self._keep(batch, *self._note_classes(batch.column(place), n_seen))
            n_seen += batch.num_rows
            progress.advance(self.source.done(batch))

    def _scan(self, columns: list[int]) -> None:
        if not columns:
            return
        for batch in self.source.batches(columns):
            for j, chunk in zip(columns, batch.columns, strict=True):
                self.columns[j].add(chunk)

    def _gather(self, progress: Progress) -> None:
        noted, n_seen = [], 0
        for batch in self.source.batches([self.position]):
            noted.append(self._note_classes(batch.column(0), n_seen))
            n_seen += batch.num_rows
        grows, looked = (np.concatenate(masks) for masks in zip(*noted, strict=True))
        chosen = grows | looked
        grows, looked = grows[chosen], looked[chosen]
        n_kept = 0
        for part, done in self.source.picked(self.read, chosen):
            rows = slice(n_kept, n_kept + part.num_rows)
            n_kept += part.num_rows
            self._keep(part, grows[rows], looked[rows])
            progress.advance(done)

    def _note_classes(
        self, target: pa.Array, n_seen: int
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Keep the classes of the next rows; return which of them grow, and which are looked at."""
        codes = self.classes.codes(target)
        self.codes.append(codes.astype(np.min_scalar_type(len(self.classes.labels))))
        grows = self.growing[codes]
        looked = np.zeros(len(codes), bool) if self._looked is None else self._looked.of(codes)
        self._numbers.append(n_seen + np.flatnonzero(grows))
        self._looked_numbers.append(n_seen + np.flatnonzero(looked))
        return grows, looked

    def _keep(
        self, rows: pa.RecordBatch, grows: NDArray[np.bool_], looked: NDArray[np.bool_]
    ) -> None:
        """Keep those of some rows that grow, and those that are looked at."""
        for chosen, parts in ((grows, self._parts), (looked, self._looked_parts)):
            if chosen.any():
                parts.append(_compact(rows if chosen.all() else pick(rows, chosen)))

    def profiles(self) -> list[ColumnProfile]:
        return [column.profile() for column in self.columns]

    @property
    def gathered(self) -> pa.Table:
        """The rows of the classes that grow, of the columns that were read."""
        schema = pa.schema([self.source.schema.field(j) for j in self.read])
        return pa.Table.from_batches(self._parts, schema).combine_chunks()

    def sample(self, roles: Sequence[Role]) -> Sample:
        """Return the original rows that are looked at.

        Parameters
        ----------
        roles : sequence of Role
            What each column of the table is taken for.
        """
        numbers, features = np.concatenate(self._looked_numbers), feature_positions(roles)
        schema = pa.schema([self.source.schema.field(j) for j in self.read])
        rows = pa.Table.from_batches(self._looked_parts, schema).unify_dictionaries()
        nothing = np.empty(0, np.int64)
        return Sample.from_tables(
            rows.select([self.read.index(j) for j in features]),
            None,
            roles=[roles[j] for j in features],
            labels=self.classes.labels,
            choice=Choice(
                numbers,
                np.ones(len(numbers), bool),
                nothing,
                nothing.astype(bool),
                self.all_codes[numbers].astype(np.int64),
                len(self.all_codes),
            ),
        )

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Their row numbers, ascending."""
        return np.concatenate(self._numbers) if self._numbers else np.empty(0, np.int64)

    @property
    def all_codes(self) -> NDArray[Any]:
        """The class of every row, in the smallest type."""
        self.codes = [np.concatenate(self.codes)] if len(self.codes) > 1 else self.codes
        return self.codes[0]

    @property
    def dictionaries(self) -> dict[int, pa.Array]:
        return {j: c.dictionary for j, c in enumerate(self.columns) if c.dictionary is not None}

    def units(self, numeric: Sequence[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return middle and spread of numeric columns."""
        self._measure_again([j for j in numeric if self.columns[j].offset])
        found = [self.columns[j].moments.finish() for j in numeric]
        return standard_units(
            np.array([mean for _, mean, _ in found]), np.array([std for _, _, std in found])
        )

    def _measure_again(self, large: list[int]) -> None:
        """Measure columns of large whole numbers from their least, which is known only now."""
        if not large:
            return
        for j in large:
            self.columns[j].moments = ColumnMoments()
        for batch in self.source.batches(large):
            for j, chunk in zip(large, batch.columns, strict=True):
                self.columns[j].add_again(chunk)


def _compact(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch that keeps nothing else alive."""
    return pa.Table.from_batches([batch]).combine_chunks().to_batches()[0]
