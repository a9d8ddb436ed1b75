"""Some of the rows of a file: a sample, or what is trained on and what is tested on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError, Setting
from counterpoise.formats.row_choice import pick
from counterpoise.formats.source import Source
from counterpoise.plan.progress import Progress
from counterpoise.scans.class_scan import ClassScan

__all__ = ["PartOf", "divide"]

_LEFT_OUT, _TRAINING, _TEST = 0, 1, 2


def divide(
    source: Source,
    position: int,
    *,
    sample: int | None,
    split: float | None,
    seed: int,
    progress: Progress,
) -> tuple[PartOf, PartOf | None]:
    """Return the rows to balance, and those to leave untouched for the test.

    Both choices are random within each class, so that all parts have the classes' shares. Which
    rows they are depends on the seed and the rows' order alone. One byte for each row is kept.

    Parameters
    ----------
    source : Source
        The whole table.
    position : int
        Where the target is.
    sample : int, optional
        How many rows to take; the others are left out.
    split : float, optional
        Which share of them is for the test.
    seed : int
        The seed.
    progress : Progress
        Told of the stage.

    Raises
    ------
    InvalidInputError
        If a number cannot be used.
    """
    if split is not None and not 0 < split < 1:
        raise InvalidInputError(
            Setting("split", split),
            " cannot be used",
            joint=": ",
            needed="it must be between 0 and 1",
            remedy=None,
        )
    if sample is not None and sample < 2:
        raise InvalidInputError(
            Setting("sample", sample),
            " cannot be used",
            joint=": ",
            needed="it must be 2 rows or more",
            remedy=None,
        )
    progress.stage(f"Dividing {source.place.name}", *source.size)
    classes = ClassScan(source.schema.names[position])
    for batch in source.batches([position]):
        classes.add(batch.column(0))
        progress.advance(source.done(batch))
    classes.finish()
    code_type = np.min_scalar_type(len(classes.labels))
    pieces = [classes.codes(b.column(0)).astype(code_type) for b in source.batches([position])]
    codes = np.concatenate(pieces)
    rng = np.random.Generator(np.random.Philox(seed))
    parts = np.full(len(codes), _TRAINING, np.uint8)
    if sample is not None and sample < len(codes):
        parts[:] = _LEFT_OUT
        parts[_draw(rng, codes, np.arange(len(codes)), sample / len(codes))] = _TRAINING
    if split is None:
        return PartOf(source, parts, _TRAINING), None
    taken = np.flatnonzero(parts)
    parts[_draw(rng, codes[taken], taken, split)] = _TEST
    return PartOf(source, parts, _TRAINING), PartOf(source, parts, _TEST)


def _draw(
    rng: np.random.Generator, codes: NDArray[Any], rows: NDArray[np.int64], share: float
) -> NDArray[np.int64]:
    """Return a share of the rows of each class, rounded to the nearest number."""
    chosen = []
    for klass in np.unique(codes):
        members = rows[codes == klass]
        n = int(np.floor(share * len(members) + 0.5))
        chosen.append(rng.choice(members, n, replace=False, shuffle=False))
    return np.concatenate(chosen)


class PartOf(Source):
    """Some rows of another source.

    Parameters
    ----------
    whole : Source
        The other.
    parts : ndarray of shape (n_rows,), uint8
        Which part each row belongs to.
    part : int
        Which part this is.
    """

    def __init__(self, whole: Source, parts: NDArray[np.uint8], part: int):
        self.whole: Any = whole
        self._parts = parts
        self._part = part
        self.place = whole.place
        self.schema = whole.schema
        self.stored = whole.stored
        self.storage = whole.storage
        self.watch = whole.watch
        self.n_rows = int((parts == part).sum())

    @property
    def paths(self) -> list[str]:
        paths: list[str] = self.whole.paths
        return paths

    @property
    def size(self) -> tuple[int | None, str]:
        return self.n_rows, "rows"

    @property
    def encoding(self) -> str:
        """How a text is encoded."""
        encoding: str = self.whole.encoding
        return encoding

    @property
    def byte_order_mark(self) -> bytes:
        """What stands before a text."""
        mark: bytes = self.whole.byte_order_mark
        return mark

    def batches(self, columns: Sequence[int] | None = None) -> Iterator[pa.RecordBatch]:
        return self._filtered(self.whole.batches(columns))

    def lines(self, mark: str | None = None) -> Iterator[pa.Table]:
        """Yield the records of a text, see `DelimitedSource`."""
        return self._filtered(self.whole.lines(mark))

    def first_line(self, mark: str | None = None) -> bytes:
        """Return the header of a text."""
        line: bytes = self.whole.first_line(mark)
        return line

    def spell(self, new: pa.Table, mark: str | None = None) -> pa.Table:
        """Return new rows in the manner of a text's columns."""
        return self.whole.spell(new, mark)

    def _filtered(self, pieces: Iterator[Any]) -> Iterator[Any]:
        n_seen = 0
        for piece in pieces:
            mask = self._parts[n_seen : n_seen + piece.num_rows] == self._part
            n_seen += piece.num_rows
            yield pick(piece, mask)
