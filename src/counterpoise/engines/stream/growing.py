"""Draw the new rows of a table that need not fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.core.lineage import Lineage, materialise
from counterpoise.core.moments import ColumnMoments
from counterpoise.core.problem import Problem, Streams
from counterpoise.core.rows import Rows
from counterpoise.engines.memory.balancing import Decision, Settings, Summary, check_mark
from counterpoise.engines.stream.distances import (
    GatheredTable,
    GrownGeometry,
    GrownProblem,
    Reference,
    ScanGeometry,
)
from counterpoise.errors import Setting
from counterpoise.formats.row_choice import pick
from counterpoise.formats.source import Source, ahead
from counterpoise.formats.writing import NewRows
from counterpoise.methods.sampler import draw
from counterpoise.plan.progress import Progress
from counterpoise.scans.class_scan import ClassScan
from counterpoise.scans.column_scan import ColumnScan, ScannedSheet
from counterpoise.space.geometry import rounded_units, standard_units
from counterpoise.stages import Cleaning
from counterpoise.tables import Coding
from counterpoise.tables.roles import Role, assign_roles, named_columns
from counterpoise.targets.strategy import plan_ratio

if TYPE_CHECKING:
    from counterpoise.report import Sample

__all__ = ["STREAMING", "Grown", "NeedsWholeTable", "TableScan", "grow_in_batches"]

STREAMING = ("smote", "smotenc", "smoten", "random", "borderline", "adasyn")
"""Methods whose new rows can be drawn from the rows that grow and one look at the others."""


class NeedsWholeTable(Exception):
    """What a table holds says that it must be in memory after all."""


@dataclass(frozen=True)
class Grown:
    """What becomes of a table that is not in memory.

    Parameters
    ----------
    summary : Summary
        What was done.
    lineage : Lineage of n_new rows
        Where the new rows come from, their parents numbered among the rows that were gathered.
    kept : ndarray of shape (n_rows,), bool, or None
        Which original rows stay; None for all of them.
    schema : pyarrow.Schema
        Columns of original and new rows.
    make : callable
        From a slice of the lineage to these new rows as a table.
    scan : TableScan
        What was gathered.
    """

    summary: Summary
    lineage: Lineage
    kept: NDArray[np.bool_] | None
    schema: pa.Schema
    make: Callable[[Lineage], pa.Table]
    scan: TableScan

    @property
    def new(self) -> NewRows:
        """The new rows, as they are written."""
        return NewRows(
            len(self.lineage),
            self.schema,
            lambda start, stop: self.make(self.lineage[start:stop]),
            self.scan.dictionaries,
        )

    def sample(self) -> Sample:
        """Return the rows that a report looks at, read again from the table."""
        from counterpoise.report import Sample, choose_rows

        codes = self.scan.all_codes
        lineage = replace(self.lineage, parents=self.scan.numbers[self.lineage.parents])
        choice = choose_rows(codes, lineage)
        chosen = np.zeros(len(codes), bool)
        chosen[choice.originals] = True
        source = self.scan.source
        parts = [part for part, _ in source.picked(range(len(source.schema)), chosen)]
        return Sample.from_tables(
            pa.Table.from_batches(parts, source.schema).unify_dictionaries(),
            self.make(self.lineage[choice.new]),
            roles=self.summary.columns,
            labels=self.scan.classes.labels,
            klass=codes[choice.originals],
            choice=choice,
            lineage=lineage[choice.new],
            kept=None if self.kept is None else np.flatnonzero(self.kept),
            n_rows=len(codes),
        )


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
) -> Grown:
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

    Raises
    ------
    NeedsWholeTable
        If it turns out that the new rows cannot be cleaned so.
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
    named, _ = named_columns(empty, position, categorical, ignore)
    scan = TableScan(source, position, classes, growing, named)
    scan.run(progress)
    sheet = ScannedSheet(source.schema, classes.n_rows, scan.facts())
    roles = assign_roles(sheet, position, categorical, ignore)
    decision = settings.decide(roles, classes.counts)
    if decision.method.kind == "combined" and any(r.role == "category" for r in roles):
        raise NeedsWholeTable(
            "cleaning of categories (", Setting("method", decision.method.name), ")"
        )
    outline = decision.outline(sheet.names[position], classes.counts)
    planned(outline)
    progress.stage("Looking for neighbours")
    return _draw(scan, decision, outline, classes, position)


def _growing(settings: Settings, classes: ClassScan) -> NDArray[np.bool_]:
    """Return which classes get new rows, by class code."""
    plan = plan_ratio(settings.ratio, classes.counts)
    return np.array([label in plan for label in classes.labels])


class TableScan:
    """What is gathered of a table in one pass over its columns."""

    def __init__(
        self,
        source: Source,
        position: int,
        classes: ClassScan,
        growing: NDArray[np.bool_],
        named: Collection[int] = (),
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
    def all_codes(self) -> NDArray:
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


def _draw(
    scan: TableScan, decision: Decision, outline: Summary, classes: ClassScan, position: int
) -> Grown:
    roles = decision.roles
    features = [j for j, role in enumerate(roles) if role.role in ("numeric", "category")]
    gathered = scan.gathered
    place = {j: i for i, j in enumerate(scan.read)}
    parts = gathered.select([place[j] for j in features])
    own_target = gathered.column(place[position])
    limits = {i: scan.columns[j].limits for i, j in enumerate(features)}
    grids = {i: scan.columns[j].grid for i, j in enumerate(features)}
    table = GatheredTable(
        parts,
        {i: pair for i, pair in limits.items() if pair is not None},
        {i: grid for i, grid in grids.items() if grid is not None},
    )
    recipe = decision.sampler.make_recipe()
    copies = recipe.stages()[2].copies_rows
    nothing = np.empty((table.n_rows, 0))
    rows = Rows(nothing, nothing.astype(np.int32))
    coding = Coding(np.empty(0, np.int64), np.empty(0, np.int64), [], [])
    numeric = [j for j in features if roles[j].role == "numeric"]
    units = None
    if recipe.looks_at_values:
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
        reference=Reference(scan, features, roles, units),
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
    kept = None
    if recipe.cleaning is not None:
        kept, lineage = _clean(recipe.cleaning, problem, lineage)
    schema = _schema(scan.source.schema, roles, len(lineage))

    def make(piece: Lineage) -> pa.Table:
        if copies:
            made = [table.library.take(column, piece.base) for column in parts.columns]
        else:
            made = table.new_columns(piece, materialise(piece, rows), coding)
        arrays = [pa.nulls(len(piece), field.type) for field in schema]
        for j, column in zip(features, made, strict=True):
            arrays[j] = column
        arrays[position] = table.library.take(own_target, piece.base)
        return pa.Table.from_arrays(arrays, schema=schema)

    summary = _told(outline, classes, lineage, kept, scan)
    return Grown(summary, lineage, kept, schema, make, scan)


def _codes_of(column: pa.ChunkedArray, classes: ClassScan) -> NDArray[np.int64]:
    codes = [classes.codes(chunk) for chunk in column.chunks]
    return np.concatenate(codes) if codes else np.empty(0, np.int64)


def _told(
    outline: Summary,
    classes: ClassScan,
    lineage: Lineage,
    kept: NDArray[np.bool_] | None,
    scan: TableScan,
) -> Summary:
    change = np.bincount(lineage.klass, minlength=len(classes.labels))
    n_removed = 0
    if kept is not None:
        removed = np.flatnonzero(~kept)
        n_removed = len(removed)
        change -= np.bincount(scan.all_codes[removed], minlength=len(classes.labels))
    after = {
        label: n + more
        for (label, n), more in zip(classes.counts.items(), change.tolist(), strict=True)
    }
    return replace(outline, after=after, n_new=len(lineage), n_removed=n_removed)


def _schema(schema: pa.Schema, roles: list[Role], n_new: int) -> pa.Schema:
    """Return the columns of the output: those that are empty in new rows allow it."""
    fields = [
        field.with_nullable(field.nullable or (role.role == "ignored" and n_new > 0))
        for field, role in zip(schema, roles, strict=True)
    ]
    return pa.schema(fields, metadata=schema.metadata)


def _clean(
    cleaning: Cleaning, problem: Problem, lineage: Lineage
) -> tuple[NDArray[np.bool_], Lineage]:
    """Return which original rows stay, and of which new ones the lineage stays."""
    assert isinstance(problem.geometry, ScanGeometry)
    grown = GrownGeometry(problem.geometry, lineage)
    stays = np.zeros(len(grown.target), bool)
    stays[cleaning.keep(GrownProblem(grown, problem.labels, problem.streams))] = True
    n_originals = problem.geometry.n_rows
    return stays[:n_originals], lineage[np.flatnonzero(stays[n_originals:])]


def _distributions(
    scan: TableScan, features: list[int], classes: ClassScan, coding: Any
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
