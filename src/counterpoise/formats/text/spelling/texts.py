"""What several readers of texts ask Arrow: values of a type, bytes, matches."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

__all__ = ["ROWS_THAT_EXCLUDE", "any_matches", "bytes_of", "cast"]

ROWS_THAT_EXCLUDE = 50
"""Most readings are out of the question after so many rows."""


def cast(text: pa.Array, wanted: pa.DataType) -> pa.Array | None:
    """Return texts as values of a type, or None if one of them is none."""
    try:
        # Arrow words an error for every text that is none, so a few are tried before all.
        text[:ROWS_THAT_EXCLUDE].cast(wanted)
        return text.cast(wanted)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def any_matches(text: pa.Array, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(text, pattern)).as_py())


def bytes_of(text: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Return where each text begins (and the last ends), and the bytes of all."""
    offsets = np.frombuffer(text.buffers()[1], np.int32)[text.offset : text.offset + len(text) + 1]
    data = text.buffers()[2]
    return offsets, np.frombuffer(data or b"", np.uint8)
