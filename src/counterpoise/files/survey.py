"""What one pass over a column of text tells: how it is spelled, and mostly what it holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from counterpoise.files.scanning import ColumnScan
from counterpoise.files.spelling import Spelling, SpellingLearner

__all__ = ["ColumnSurvey", "RepeatedTexts"]

_MOST_TEXTS = 100_000


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

    Attributes
    ----------
    scan : ColumnScan or None
        What it holds; None where that is to be found out in another pass.
    """

    def __init__(self, name: str, *, comma: bool, scans: bool):
        self._name = name
        self._learner = SpellingLearner(comma=comma)
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

    def finish(self) -> Spelling:
        """Return how the column is spelled."""
        return self._learner.finish()


class RepeatedTexts:
    """A column of few different texts, kept as a number for each row.

    Attributes
    ----------
    possible : bool
        Whether the texts are few.
    """

    def __init__(self) -> None:
        self.possible = True
        self._texts = pa.array([], pa.string())
        self._pieces: list[tuple[NDArray, int]] = []

    def add(self, text: pa.Array, n_bytes: int) -> None:
        """Take the next rows, and of how many bytes of the file they are."""
        if not self.possible:
            return
        encoded = text.dictionary_encode()
        known = pc.index_in(encoded.dictionary, value_set=self._texts)
        if known.null_count:
            self._texts = pa.concat_arrays(
                [self._texts, encoded.dictionary.filter(known.is_null())]
            )
            known = pc.index_in(encoded.dictionary, value_set=self._texts)
        if len(self._texts) > _MOST_TEXTS:
            self.possible, self._pieces = False, []
            return
        codes = known.to_numpy()[encoded.indices.to_numpy()]
        self._pieces.append((codes.astype(np.min_scalar_type(len(self._texts))), n_bytes))

    def read(self, spelling: Spelling) -> Any:
        """Yield the values of the rows, a piece at a time, and its bytes."""
        values = spelling.read(self._texts)
        for codes, n_bytes in self._pieces:
            yield values.take(pa.array(codes)), n_bytes
