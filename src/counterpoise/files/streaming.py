"""Draw the new rows of a table that need not fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.balancing import Decision, Settings, Summary, check_mark
from counterpoise.files.classes import ClassScan
from counterpoise.files.picking import pick
from counterpoise.files.progress import Progress
from counterpoise.files.scanning import ColumnScan, ScannedSheet
from counterpoise.files.source import Source, ahead
from counterpoise.files.writing import NewRows
from counterpoise.geometry import Geometry, rounded_units, standard_units
from counterpoise.lineage import Lineage, materialise
from counterpoise.moments import ColumnMoments
from counterpoise.neighbors import nearest_in_batches
from counterpoise.oversampler import draw
from counterpoise.plan import plan_ratio
from counterpoise.problem import Problem, Streams
from counterpoise.roles import Role, assign_roles
from counterpoise.rows import Rows
from counterpoise.tables import Coding
from counterpoise.tables.frames import FrameTable
from counterpoise.tables.libraries.arrow_tables import ArrowLibrary
from counterpoise.tables.numbers import NumericColumn

__all__ = ["STREAMING", "grow_in_batches"]

STREAMING = ("smote", "smotenc", "smoten", "random", "borderline", "adasyn")
"""Methods whose new rows can be drawn from the rows that grow and one look at the others."""

# Rows of one index when neighbours are looked for among all rows: more cost memory, fewer time.
_REFERENCE_ROWS = 1 << 18


def grow_in_batches(
    source: Source,
    target: Any,
    settings: Settings,
    *,
    categorical: list[Any] | None,
    ignore: list[Any] | None,
    mark: str | None,
    planned: Callable[[Summary], None],
    progress: Progress,
) -> tuple[Summary, NewRows]:
    """Look at a table twice, its target and then its columns, and draw its new rows.

    In memory are the rows of the classes that grow, a batch, and what was drawn.

    Parameters
    ----------
    source : Source
        The table.
    target, settings, categorical, ignore, mark
        See `balance`.
    planned : callable
        Told what will be done, before it is.
    progress : Progress
        Told of the stages.
    """
    empty = ScannedSheet(source.schema, 0)
    position = empty.position_of(target, "target")
    check_mark(mark, empty.names)
    total, unit = source.size
    progress.stage(f"Counting the classes in {source.place.name}", total, unit)
    classes = ClassScan(source.schema.names[position])
    for batch in source.batches([position]):
        classes.add(batch.column(0))
        progress.advance(source.done(batch))
    classes.finish()
    growing = _growing(settings, classes)
    progress.stage(f"Reading {source.place.name}", total, unit)
    scan = _TableScan(source, position, classes, growing)
    scan.run(progress)
    sheet = ScannedSheet(source.schema, classes.n_rows, scan.facts())
    roles = assign_roles(sheet, position, categorical, ignore)
    decision = settings.decide(roles, classes.counts)
    outline = decision.outline(sheet.names[position], classes.counts)
    planned(outline)
    progress.stage("Looking for neighbours")
    return _draw(scan, decision, outline, classes, position)


def _growing(settings: Settings, classes: ClassScan) -> NDArray[np.bool_]:
    """Return which classes get new rows, by class code."""
    plan = plan_ratio(settings.ratio, classes.counts)
    return np.array([label in plan for label in classes.labels])


class _TableScan:
    """What is gathered of a table in one pass over its columns."""

    def __init__(
        self, source: Source, position: int, classes: ClassScan, growing: NDArray[np.bool_]
    ):
        self.source = source
        self.position = position
        self.classes = classes
        self.growing = growing
        self.columns = [source.scans.get(j) or ColumnScan(f) for j, f in enumerate(source.schema)]
        # What can be neither interpolated nor voted is not read: only its categories are.
        self.read = [j for j, c in enumerate(self.columns) if c.kind != "other" or j == position]
        self._parts: list[pa.RecordBatch] = []
        self._numbers: list[NDArray[np.int64]] = []
        self.codes: list[NDArray] = []

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
            chosen = self._note_classes(batch.column(place))
            if chosen.any():
                part = batch if chosen.all() else pick(batch, chosen)
                self._parts.append(_compact(part))
                self._numbers.append(n_seen + np.flatnonzero(chosen))
            n_seen += batch.num_rows
            progress.advance(self.source.done(batch))

    def _scan(self, columns: list[int]) -> None:
        if not columns:
            return
        for batch in self.source.batches(columns):
            for j, chunk in zip(columns, batch.columns, strict=True):
                self.columns[j].add(chunk)

    def _gather(self, progress: Progress) -> None:
        grows = [self._note_classes(b.column(0)) for b in self.source.batches([self.position])]
        chosen = np.concatenate(grows)
        self._numbers.append(np.flatnonzero(chosen))
        for part, done in self.source.picked(self.read, chosen):
            if part.num_rows:
                self._parts.append(_compact(part))
            progress.advance(done)

    def _note_classes(self, target: pa.Array) -> NDArray[np.bool_]:
        """Keep the classes of the next rows; return which of these rows grow."""
        codes = self.classes.codes(target)
        self.codes.append(codes.astype(np.min_scalar_type(len(self.classes.labels))))
        return self.growing[codes]

    def facts(self) -> list[Any]:
        return [column.facts() for column in self.columns]

    @property
    def gathered(self) -> pa.Table:
        """The rows of the classes that grow, of the columns that were read."""
        schema = pa.schema([self.source.schema.field(j) for j in self.read])
        return pa.Table.from_batches(self._parts, schema).combine_chunks()

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Their row numbers, ascending."""
        return np.concatenate(self._numbers) if self._numbers else np.empty(0, np.int64)

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


def _draw(
    scan: _TableScan, decision: Decision, outline: Summary, classes: ClassScan, position: int
) -> tuple[Summary, NewRows]:
    roles = decision.roles
    features = [j for j, role in enumerate(roles) if role.role in ("numeric", "category")]
    gathered = scan.gathered
    place = {j: i for i, j in enumerate(scan.read)}
    parts = gathered.select([place[j] for j in features])
    own_target = gathered.column(place[position])
    limits = {i: scan.columns[j].limits for i, j in enumerate(features)}
    table = GatheredTable(parts, {i: pair for i, pair in limits.items() if pair is not None})
    recipe = decision.sampler.make_recipe()
    copies = recipe.stages()[2].copies_rows
    nothing = np.empty((table.n_rows, 0))
    rows = Rows(nothing, nothing.astype(np.int32))
    coding = Coding(np.empty(0, np.int64), np.empty(0, np.int64), [], [])
    numeric = [j for j in features if roles[j].role == "numeric"]
    units = None
    if not copies:
        for j in numeric:
            scan.columns[j].check_finite()
        rows, coding = table.encode([i for i, j in enumerate(features) if j not in numeric])
        if decision.scale is not None and numeric:
            units = scan.units(numeric)
            if decision.settings.rng == "counter":
                units = rounded_units(*units)
    geometry = ScanGeometry(
        rows,
        _codes_of(own_target, classes),
        decision.scale,
        recipe.nominal,
        units,
        reference=_Reference(scan, features, roles, units),
    )
    if recipe.nominal:
        geometry.value_distributions = _distributions(scan, features, classes, coding)
    problem = Problem(
        geometry, classes.labels, Streams(decision.settings.seed, decision.settings.rng)
    )
    code = {label: c for c, label in enumerate(classes.labels)}
    plan = {code[label]: n for label, n in decision.plan.items()}
    problem.facts["plan"] = plan
    lineage = draw(recipe, problem, plan)
    schema = _schema(scan.source.schema, roles, len(lineage))

    def make(start: int, stop: int) -> pa.Table:
        piece = lineage[start:stop]
        if copies:
            made = [table.library.take(column, piece.base) for column in parts.columns]
        else:
            made = table.new_columns(piece, materialise(piece, rows), coding)
        arrays = [pa.nulls(len(piece), field.type) for field in schema]
        for j, column in zip(features, made, strict=True):
            arrays[j] = column
        arrays[position] = table.library.take(own_target, piece.base)
        return pa.Table.from_arrays(arrays, schema=schema)

    new = NewRows(len(lineage), schema, make, scan.dictionaries)
    return _told(outline, classes, lineage), new


def _codes_of(column: pa.ChunkedArray, classes: ClassScan) -> NDArray[np.int64]:
    codes = [classes.codes(chunk) for chunk in column.chunks]
    return np.concatenate(codes) if codes else np.empty(0, np.int64)


def _told(outline: Summary, classes: ClassScan, lineage: Lineage) -> Summary:
    new = np.bincount(lineage.klass, minlength=len(classes.labels)).tolist()
    after = {label: n + more for (label, n), more in zip(classes.counts.items(), new, strict=True)}
    return replace(outline, after=after, n_new=len(lineage), n_removed=0)


def _schema(schema: pa.Schema, roles: list[Role], n_new: int) -> pa.Schema:
    """Return the columns of the output: those that are empty in new rows allow it."""
    fields = [
        field.with_nullable(field.nullable or (role.role == "ignored" and n_new > 0))
        for field, role in zip(schema, roles, strict=True)
    ]
    return pa.schema(fields, metadata=schema.metadata)


class GatheredTable(FrameTable):
    """Rows of a table whose numbers are counted from where those of the whole table are.

    Parameters
    ----------
    rows : pyarrow.Table
        The rows that were gathered.
    limits : dict of int to tuple of int
        Least and greatest value of the whole column, for columns of large whole numbers.
    """

    def __init__(self, rows: pa.Table, limits: dict[int, tuple[int, int]]):
        super().__init__(rows)
        self._limits = limits

    def _numbers(self, position: int) -> NumericColumn:
        column = self._native_column(position)
        return ArrowLibrary().numbers(column, self._limits.get(position))


@dataclass(frozen=True)
class _Reference:
    """All rows of the table, as points that come in batches."""

    scan: _TableScan
    features: list[int]
    roles: list[Role]
    units: tuple[NDArray[np.float64], NDArray[np.float64]] | None

    @property
    def codes(self) -> NDArray:
        """The class of each row."""
        return np.concatenate(self.scan.codes)

    def points(self) -> Iterator[NDArray]:
        """Yield the points of the rows, first to last."""
        waiting: list[pa.RecordBatch] = []
        n_waiting = 0
        for batch in self.scan.source.batches(self.features):
            waiting.append(batch)
            n_waiting += batch.num_rows
            if n_waiting >= _REFERENCE_ROWS:
                yield self._points(waiting)
                waiting, n_waiting = [], 0
        if waiting:
            yield self._points(waiting)

    def _points(self, batches: list[pa.RecordBatch]) -> NDArray:
        columns = [self.scan.columns[j] for j in self.features]
        limits = {i: c.limits for i, c in enumerate(columns) if c.limits is not None}
        rows, _ = GatheredTable(pa.Table.from_batches(batches), limits).encode()
        if self.units is None:
            return rows.numeric
        middle, spread = self.units
        return (rows.numeric - middle) / spread


class ScanGeometry(Geometry):
    """Distances between gathered rows, and from them to all rows of the table.

    A neighbour that was not gathered is told by its class alone: class ``c`` has the row number
    ``len(rows) + c``.
    """

    def __init__(self, rows: Rows, target: NDArray, *rest: Any, reference: _Reference):
        super().__init__(rows, target, *rest)
        self._reference = reference
        self._own = target
        n_classes = len(reference.scan.classes.labels)
        self.target = np.concatenate([target, np.arange(n_classes)])

    @property
    def n_rows(self) -> int:
        return self._reference.scan.classes.n_rows

    def members(self, klass: int) -> NDArray[np.int64]:
        return np.flatnonzero(self._own == klass)

    def search(
        self,
        reference: NDArray[np.int64] | None,
        queries: NDArray[np.int64],
        k: int,
        *,
        klass: int | None = None,
        estimator: Any = None,
    ) -> tuple[NDArray[np.int64], Any]:
        if reference is not None:
            return super().search(reference, queries, k, klass=klass, estimator=estimator)
        numbers = self._reference.scan.numbers
        _, found = nearest_in_batches(
            self._reference.points(),
            self.points[queries],
            k,
            exclude=numbers[queries],
        )
        place = np.minimum(np.searchsorted(numbers, found), max(len(numbers) - 1, 0))
        stands_for = len(self.rows) + self._reference.codes[found].astype(np.int64)
        return np.where(numbers[place] == found, place, stands_for), None


def _distributions(
    scan: _TableScan, features: list[int], classes: ClassScan, coding: Any
) -> list[NDArray[np.float64]]:
    """Return how each gathered category is distributed over the classes in the whole table.

    Shapes (n_categories, n_classes), as `Geometry.value_distributions`.
    """

    counts: list[dict[Any, NDArray]] = [{} for _ in features]
    n_classes = len(classes.labels)
    for batch in scan.source.batches([*features, scan.position]):
        codes = pa.array(classes.codes(batch.column(len(features))))
        for known, column in zip(counts, batch.columns[:-1], strict=True):
            if pa.types.is_dictionary(column.type):
                column = column.cast(column.type.value_type)
            pairs = pa.table({"value": column, "code": codes}).group_by(["value", "code"])
            for entry in pairs.aggregate([([], "count_all")]).to_pylist():
                shares = known.setdefault(entry["value"], np.zeros(n_classes))
                shares[entry["code"]] += entry["count_all"]
    tables = []
    for known, categories in zip(counts, coding.categories, strict=True):
        found = np.array([known[value] for value in categories.tolist()]).reshape(-1, n_classes)
        tables.append(found / np.maximum(found.sum(axis=1, keepdims=True), 1))
    return tables
