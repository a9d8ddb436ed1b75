"""The spellings that originals have of their values, so that new rows have no others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from counterpoise.formats.text.records import Records, split_fields
from counterpoise.formats.text.spelling.forms import Spelling

__all__ = ["OddFields", "OwnTexts", "TextCounts"]

_MOST_TEXTS = 100_000


class OwnTexts:
    """The text that most originals have for each of a column's values.

    ``+1``, `` 1`` and ``1e0`` are one number, and one class: new rows say it as originals do.

    Parameters
    ----------
    spelling : Spelling
        How the column is read.
    texts : pyarrow.Array
        Its different texts, in the order in which they first appear.
    counts : ndarray of shape (n_texts,)
        How often each is there.
    """

    def __init__(self, spelling: Spelling, texts: pa.Array, counts: NDArray[np.int64]):
        order = np.argsort(-counts, kind="stable")
        encoded = _flat(spelling.read(texts.take(pa.array(order)))).dictionary_encode()
        codes = encoded.indices.fill_null(-1).to_numpy()
        known, first = np.unique(codes, return_index=True)
        self._values = encoded.dictionary
        self._texts = texts.take(pa.array(order[first[known >= 0]]))

    def spell(self, values: Any, written: Any) -> pa.Array:
        """Return new values as text: as originals have it, and otherwise as it was written."""
        values = _flat(values).cast(self._values.type)
        own = self._texts.take(pc.index_in(values, value_set=self._values))
        return pc.coalesce(own, written)


class TextCounts:
    """The different texts of a column, and how often each is there, as long as they are few."""

    def __init__(self) -> None:
        self.possible = True
        self.texts = pa.array([], pa.string())
        self.counts = np.empty(0, np.int64)

    def add(self, text: pa.Array) -> NDArray[np.int64] | None:
        """Take the next rows; return the number of each one's text, unless these are too many."""
        if not self.possible:
            return None
        encoded = text.dictionary_encode()
        known = pc.index_in(encoded.dictionary, value_set=self.texts)
        if known.null_count:
            new = encoded.dictionary.filter(known.is_null())
            self.texts = pa.concat_arrays([self.texts, new])
            self.counts = np.append(self.counts, np.zeros(len(new), np.int64))
            known = pc.index_in(encoded.dictionary, value_set=self.texts)
        if len(self.texts) > _MOST_TEXTS:
            self.possible = False
            return None
        codes: NDArray[np.int64] = known.to_numpy()[encoded.indices.to_numpy()]
        self.counts += np.bincount(codes, minlength=len(self.counts))
        return codes

    def own(self, spelling: Spelling) -> OwnTexts | None:
        """Return the column's own texts, where they are few."""
        return OwnTexts(spelling, self.texts, self.counts) if self.possible else None


class OddFields:
    """Fields whose quotes are not as a program would set them, such as ``5" pipe``.

    Parameters
    ----------
    columns : sequence of int
        The columns to look at.
    """

    def __init__(self, columns: Sequence[int]):
        self._columns = frozenset(columns)
        self._found: dict[int, dict[str, str]] = {}
        self._n_found = 0

    def add(self, records: Iterable[Records]) -> None:
        """Take blocks of records."""
        for block in records:
            if block.regular:
                continue
            for record in range(len(block)):
                text = block[record]
                if b'"' in text:
                    self._add_record(text, block.delimiter)
                if self._n_found > _MOST_TEXTS:
                    return

    def _add_record(self, text: bytes, delimiter: bytes) -> None:
        for j, field in enumerate(split_fields(text, delimiter)):
            if b'"' not in field.raw or j not in self._columns:
                continue
            value = field.value
            if field.raw != b'"' + value.replace(b'"', b'""') + b'"':
                known = self._found.setdefault(j, {})
                self._n_found += value.decode() not in known
                known.setdefault(value.decode(), field.raw.decode())

    def spell(self, column: int, values: Any, written: Any) -> Any:
        """Return texts as they are written: odd ones as originals have them."""
        known = self._found.get(column)
        if not known:
            return written
        place = pc.index_in(_flat(values), value_set=pa.array(list(known), pa.string()))
        return pc.coalesce(pa.array(list(known.values()), pa.string()).take(place), written)


def _flat(values: Any) -> Any:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
