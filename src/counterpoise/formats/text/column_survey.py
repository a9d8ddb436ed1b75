"""What one pass over a column of text tells: how it is spelled, and mostly what it holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.formats.text.originals import TextCounts
from counterpoise.formats.text.spelling.forms import Spelling
from counterpoise.formats.text.spelling.learner import SpellingLearner
from counterpoise.formats.text.spelling.markers import Markers
from counterpoise.scans.column_scan import ColumnScan

__all__ = ["ColumnSurvey", "RepeatedTexts"]


class ColumnSurvey:
    """Learns how a column is spelled, and scans its values with what is known so far.

    A spelling is sure at the end only, but what reading depends on seldom changes after the first
    rows. Where it does, the values must be scanned in another pass.

    Parameters
    ----------
    name : str
        The column.
    comma : bool
        Whether a comma may be a decimal point.
    scans : bool
        Whether to scan its values at all.
    markers : Markers
        What says that a value is missing.

    Attributes
    ----------
    scan : ColumnScan or None
        What it holds; None where that is to be found out in another pass.
    """

    def __init__(self, name: str, *, comma: bool, scans: bool, markers: Markers):
        self._name = name
        self._learner = SpellingLearner(comma=comma, markers=markers)
        self._scans = scans
        self._manner: Any = None
        self.scan: ColumnScan | None = None

    def add(self, text: pa.Array) -> None:
        """Take the next rows, as they are written."""
        floats = self._learner.add(text)
        if not self._scans:
            return
        spelling = self._learner.finish()
        if self._manner is None:
            self._manner = spelling.manner
            kind = spelling.read(text.slice(0, 0)).type
            self.scan = ColumnScan(pa.field(self._name, kind))
        if self._manner != spelling.manner:
            self._scans, self.scan = False, None
            return
        assert self.scan is not None
        use = floats is not None and pa.types.is_floating(self.scan.field.type)
        self.scan.add(floats if use else spelling.read(text))

    @property
    def odd(self) -> bool:
        """Whether numbers are written in a way that new ones may not have."""
        return self._learner.odd

    @property
    def signed(self) -> bool:
        """Whether all numbers have a sign, and some a plus."""
        return self._learner.signed

    def finish(self) -> Spelling:
        """Return how the column is spelled."""
        return self._learner.finish()


class RepeatedTexts:
    """A column of few different texts, kept as a number for each row.

    Attributes
    ----------
    counts : TextCounts
        The texts, and whether they are few.
    """

    def __init__(self) -> None:
        self.counts = TextCounts()
        self._pieces: list[tuple[NDArray[Any], int]] = []

    def add(self, text: pa.Array, n_bytes: int) -> None:
        """Take the next rows, and of how many bytes of the file they are."""
        codes = self.counts.add(text)
        if codes is None:
            self._pieces = []
            return
        narrow = np.min_scalar_type(len(self.counts.texts))
        self._pieces.append((codes.astype(narrow), n_bytes))

    def read(self, spelling: Spelling) -> Any:
        """Yield the values of the rows, a piece at a time, and its bytes."""
        values = spelling.read(self.counts.texts)
        for codes, n_bytes in self._pieces:
            yield values.take(pa.array(codes)), n_bytes
