"""Draw the new rows of a table that need not fit into memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.core.draft import Draft
from counterpoise.core.lineage import Lineage
from counterpoise.core.materialise import materialise
from counterpoise.core.needs import Need
from counterpoise.core.rows import Rows
from counterpoise.core.streams import Streams
from counterpoise.engines.stream.offers import NeedsWholeTable, for_whom, lacking
from counterpoise.engines.stream.problem import GrownProblem, StreamProblem
from counterpoise.engines.stream.reference import Reference
from counterpoise.engines.stream.request import FileRequest
from counterpoise.engines.stream.table_scan import TableScan
from counterpoise.errors import Setting
from counterpoise.formats.source import Source
from counterpoise.formats.writing import NewRows
from counterpoise.plan.decide import Plan, decide
from counterpoise.plan.look import looked_at
from counterpoise.plan.progress import Progress
from counterpoise.plan.request import check_mark
from counterpoise.plan.sample import PassingRows, Sample, choose_rows, looked_at_of_each
from counterpoise.plan.summary import Summary
from counterpoise.scans.class_scan import ClassScan
from counterpoise.scans.column_scan import ScannedColumns
from counterpoise.space.geometry import Geometry, rounded_units
from counterpoise.tables import Coding
from counterpoise.tables.gathered import GatheredTable
from counterpoise.tables.roles import Role, assign_roles, feature_positions, named_columns
from counterpoise.targets.strategy import plan_ratio

__all__ = ["Grown", "Made", "grow_in_batches"]


class Made:
    """The new rows of a table, which are drawn and made slice by slice.

    Parameters
    ----------
    draft : Draft
        What they are drawn from.
    stays : ndarray of int64, optional
        Numbers of those that no cleaning removed; None for all.
    """

    def __init__(self, draft: Draft, stays: NDArray[np.int64] | None = None):
        self._draft = draft
        self._stays = stays

    def __len__(self) -> int:
        return len(self._draft) if self._stays is None else len(self._stays)

    @property
    def klass(self) -> NDArray[np.int64]:
        """The class code of each."""
        return self._draft.klass if self._stays is None else self._draft.klass[self._stays]

    def __getitem__(self, rows: slice | NDArray[np.int64]) -> Lineage:
        """Return where some of them come from, given by a slice or by ascending numbers."""
        if self._stays is not None:
            return self._draft.at(self._stays[rows])
        if isinstance(rows, slice):
            return self._draft.lineage(rows.start, rows.stop)
        return self._draft.at(rows)


@dataclass(frozen=True)
class Grown:
    """What becomes of a table that is not in memory.

    Parameters
    ----------
    summary : Summary
        What was done.
    made : Made
        The new rows, their parents numbered among the rows at hand.
    numbers : ndarray of int64
        The row number in the table of each row at hand.
    kept : ndarray of shape (n_rows,), bool, or None
        Which original rows stay; None for all of them.
    schema : pyarrow.Schema
        Columns of original and new rows.
    columns : callable
        From the lineage of some new rows to these as a table.
    scan : TableScan
        What was gathered.
    """

    summary: Summary
    made: Made
    numbers: NDArray[np.int64]
    kept: NDArray[np.bool_] | None
    schema: pa.Schema
    columns: Callable[[Lineage], pa.Table]
    scan: TableScan

    @property
    def new(self) -> NewRows:
        """The new rows, as they are written."""
        return NewRows(
            len(self.made),
            self.schema,
            lambda start, stop: self.columns(self.made[start:stop]),
            self.scan.dictionaries,
        )

    def sample(self) -> Sample:
        """Return the rows that a report looks at, read again from the table."""
        codes = self.scan.all_codes
        choice = choose_rows(codes, _Numbered(self.made, self.numbers))
        chosen = np.zeros(len(codes), bool)
        chosen[choice.originals] = True
        source = self.scan.source
        parts = [part for part, _ in source.picked(range(len(source.schema)), chosen)]
        lineage = self.made[choice.new]
        return Sample.from_tables(
            pa.Table.from_batches(parts, source.schema).unify_dictionaries(),
            self.columns(lineage),
            roles=self.summary.columns,
            labels=self.scan.classes.labels,
            choice=choice,
            lineage=lineage.renumbered(self.numbers),
            kept=None if self.kept is None else np.flatnonzero(self.kept),
        )


@dataclass(frozen=True)
class _Numbered:
    """New rows whose parents are called by their numbers in the table."""

    made: Made
    numbers: NDArray[np.int64]

    @property
    def klass(self) -> NDArray[np.int64]:
        return self.made.klass

    def __getitem__(self, rows: NDArray[np.int64]) -> Lineage:
        return self.made[rows].renumbered(self.numbers)


def grow_in_batches(
    source: Source, request: FileRequest, planned: Callable[[Summary], None]
) -> Grown:
    """Look at a table twice, its target and then its columns, and draw its new rows.

    In memory are the rows of the classes that grow, a batch, and what was drawn.

    Parameters
    ----------
    source : Source
        The table.
    request : FileRequest
        What is asked for.
    planned : callable
        Told what will be done, before it is.

    Raises
    ------
    NeedsWholeTable
        If it turns out that the new rows cannot be drawn or cleaned so.
    """
    asked, progress = request.table, request.progress
    unread = ScannedColumns(source.schema.names, 0)
    position = unread.position_of(asked.target, "target")
    check_mark(asked.mark, unread.names)
    classes = _classes(source, position, progress)
    growing = plan_ratio(asked.ratio, classes.counts)
    progress.stage(f"Reading {source.place.name}", *source.size)
    named, _ = named_columns(unread, position, asked.categorical, asked.ignore)
    grows = np.array([label in growing for label in classes.labels])
    counts = list(classes.counts.values())
    of_each = looked_at_of_each(len(counts))
    looked = None if request.look is None else PassingRows(counts, of_each)
    scan = TableScan(source, position, classes, grows, named, looked)
    scan.run(progress)
    columns = ScannedColumns(source.schema.names, classes.n_rows, scan.profiles())
    roles = assign_roles(columns, position, asked.categorical, asked.ignore)
    plan = decide(asked, roles, classes.counts)
    _check_recipe(plan)
    outline = plan.outline(columns.names[position], classes.counts)
    if request.look is not None:
        outline = looked_at(outline, scan.sample(roles), request.look)
    planned(outline)
    progress.stage("Looking for neighbours")
    return _Growth(scan, plan).run(outline)


def _classes(source: Source, position: int, progress: Progress) -> ClassScan:
    progress.stage(f"Counting the classes in {source.place.name}", *source.size)
    classes = ClassScan(source.schema.names[position])
    for batch in source.batches([position]):
        classes.add(batch.column(0))
        progress.advance(source.done(batch))
    classes.finish()
    return classes


def _check_recipe(plan: Plan) -> None:
    """Raise `NeedsWholeTable` if the columns say that the method cannot be run in batches."""
    method = Setting("method", plan.method.name)
    if plan.recipe.cleaning is not None and any(role.role == "category" for role in plan.roles):
        raise NeedsWholeTable("cleaning of categories (", method, ")")
    found = lacking(plan.request, plan.recipe)
    if found:
        raise NeedsWholeTable(method, for_whom(found))


class _Growth:
    """The way from what was gathered of a table to its new rows.

    Parameters
    ----------
    scan : TableScan
        What was gathered.
    plan : Plan
        What is to be done.
    """

    def __init__(self, scan: TableScan, plan: Plan):
        self._scan = scan
        self._plan = plan
        self._recipe = plan.recipe
        self._features = feature_positions(plan.roles)
        gathered = scan.gathered
        place = {j: i for i, j in enumerate(scan.read)}
        self._parts = gathered.select([place[j] for j in self._features])
        self._target = gathered.column(place[scan.position])

    def run(self, outline: Summary) -> Grown:
        """Draw the new rows, and clean them where the recipe does."""
        problem, coded = self._problem()
        scan, classes = self._scan, self._scan.classes
        code = {label: c for c, label in enumerate(classes.labels)}
        problem.plan = {code[label]: n for label, n in self._plan.growth.items()}
        draft = self._recipe.fit(problem)
        made, kept = Made(draft), None
        if self._recipe.cleaning is not None:
            grown = GrownProblem(problem, draft)
            stays = np.zeros(len(grown.target), bool)
            stays[self._recipe.cleaning.keep(grown)] = True
            kept = stays[: problem.n_rows]
            made = Made(draft, np.flatnonzero(stays[problem.n_rows :]))
        schema = _schema(scan.source.schema, self._plan.roles, len(made))
        if problem.fetched:
            # Rows of other classes have become partners: exact values may be taken from them.
            table = problem.reference.read(pa.concat_tables([self._parts, *problem.fetched]))
            coded = (table, *table.encode(problem.reference.categorical))
        summary = _told(outline, made, kept, scan)
        columns = self._columns(schema, *coded)
        return Grown(summary, made, problem.numbers, kept, schema, columns, scan)

    def _problem(self) -> tuple[StreamProblem, tuple[GatheredTable, Rows, Coding]]:
        """Return what the stages ask, and the gathered rows with their numbers and coding."""
        recipe, scan, asked = self._recipe, self._scan, self._plan.request
        reference = self._reference()
        table = reference.read(self._parts)
        nothing = np.empty((table.n_rows, 0))
        rows = Rows(nothing, nothing.astype(np.int32))
        coding = Coding(np.empty(0, np.int64), np.empty(0, np.int64), [], [])
        if recipe.looks_at_values:
            rows, coding = table.encode(reference.categorical)
        target = _codes_of(self._target, scan.classes)
        geometry = Geometry(rows, target, self._plan.scale, recipe.nominal, units=reference.units)
        if recipe.nominal:
            geometry.value_distributions = self._distributions(coding)
        streams = Streams(asked.drawn_seed, asked.rng)
        problem = StreamProblem(geometry, scan.classes.labels, streams, reference)
        return problem, (table, rows, coding)

    def _reference(self) -> Reference:
        """Return all rows of the table, with what is measured and told of all of them."""
        recipe, scan, plan = self._recipe, self._scan, self._plan
        if not recipe.looks_at_values:
            return Reference(scan, self._features, [])
        is_category = [plan.roles[j].role == "category" for j in self._features]
        numeric = [j for j, chosen in zip(self._features, is_category, strict=True) if not chosen]
        for j in numeric:
            scan.columns[j].check_finite()
        units = None
        if plan.scale is not None and numeric:
            units = scan.units(numeric)
            if plan.request.rng == "counter":
                units = rounded_units(*units)
        categorical = np.flatnonzero(is_category).tolist()
        reference = Reference(scan, self._features, categorical, units)
        if recipe.needs & (Need.NEARBY_CLASSES | Need.NEARBY_ROWS):
            reference = replace(reference, categories=reference.all_categories())
        return reference

    def _columns(
        self, schema: pa.Schema, table: GatheredTable, rows: Rows, coding: Coding
    ) -> Callable[[Lineage], pa.Table]:
        """Return what turns the lineage of some new rows into a table."""
        copies = self._recipe.stages()[2].copies_rows
        take = table.library.take

        def columns(lineage: Lineage) -> pa.Table:
            if copies:
                made = [take(column, lineage.base) for column in self._parts.columns]
            else:
                made = table.new_columns(lineage, materialise(lineage, rows), coding)
            arrays = [pa.nulls(len(lineage), field.type) for field in schema]
            for j, column in zip(self._features, made, strict=True):
                arrays[j] = column
            arrays[self._scan.position] = take(self._target, lineage.base)
            return pa.Table.from_arrays(arrays, schema=schema)

        return columns

    def _distributions(self, coding: Coding) -> list[NDArray[np.float64]]:
        """Return how each gathered category is distributed over the classes in the whole table.

        Shapes (n_categories, n_classes), as `Geometry.value_distributions`.
        """
        scan, features = self._scan, self._features
        counts: list[dict[Any, NDArray[np.float64]]] = [{} for _ in features]
        n_classes = len(scan.classes.labels)
        for batch in scan.source.batches([*features, scan.position]):
            codes = pa.array(scan.classes.codes(batch.column(len(features))))
            for known, column in zip(counts, batch.columns[:-1], strict=True):
                if pa.types.is_dictionary(column.type):
                    column = column.cast(column.type.value_type)
                pairs = pa.table({"value": column, "code": codes}).group_by(["value", "code"])
                for entry in pairs.aggregate([([], "count_all")]).to_pylist():
                    shares = known.setdefault(entry["value"], np.zeros(n_classes))
                    shares[entry["code"]] += entry["count_all"]
        tables = []
        for known, categories in zip(counts, coding.categories, strict=True):
            found = np.array([known[value] for value in categories.tolist()])
            found = found.reshape(-1, n_classes)
            tables.append(found / np.maximum(found.sum(axis=1, keepdims=True), 1))
        return tables


def _codes_of(column: pa.ChunkedArray, classes: ClassScan) -> NDArray[np.int64]:
    codes = [classes.codes(chunk) for chunk in column.chunks]
    return np.concatenate(codes) if codes else np.empty(0, np.int64)


def _told(outline: Summary, made: Made, kept: NDArray[np.bool_] | None, scan: TableScan) -> Summary:
    """Return the summary of what was made and removed."""
    classes = scan.classes
    change = np.bincount(made.klass, minlength=len(classes.labels))
    n_removed = 0
    if kept is not None:
        removed = np.flatnonzero(~kept)
        n_removed = len(removed)
        change -= np.bincount(scan.all_codes[removed], minlength=len(classes.labels))
    after = {
        label: n + more
        for (label, n), more in zip(classes.counts.items(), change.tolist(), strict=True)
    }
    return replace(outline, after=after, n_new=len(made), n_removed=n_removed)


def _schema(schema: pa.Schema, roles: list[Role], n_new: int) -> pa.Schema:
    """Return the columns of the output: those that are empty in new rows allow it."""
    fields = [
        field.with_nullable(field.nullable or (role.role == "ignored" and n_new > 0))
        for field, role in zip(schema, roles, strict=True)
    ]
    return pa.schema(fields, metadata=schema.metadata)
