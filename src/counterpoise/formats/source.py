"""A table in a file, read in batches as often as needed."""

from __future__ import annotations

import contextlib
import queue
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError
from counterpoise.formats.location import Place
from counterpoise.formats.row_choice import pick
from counterpoise.formats.unchanged import Watch, changed
from counterpoise.parameters.memory import machine_memory

__all__ = ["BATCH_ROWS", "Source", "ahead", "readable"]

BATCH_ROWS = 1 << 16
"""Rows that are read at a time, unless a test says otherwise. The output does not depend on it."""

T = TypeVar("T")


class Source(ABC):
    """A table that need not fit into memory.

    Attributes
    ----------
    place : Place
        Where it is, for messages, and how it is stored.
    schema : pyarrow.Schema
        Its columns. Those of a text are known once it was `understood`.
    storage : dict
        How it is stored, for a sink of the same format.
    stored : dict of int to pyarrow.DataType
        The types of columns that are stored in others than they are read in, by position.
    scans : dict of int to ColumnScan
        What is known already of what the columns hold, by position.
    watch : Watch
        Tells whether its files are still what they were when it was opened.
    """

    place: Place
    schema: pa.Schema
    storage: dict[str, Any]
    stored: Mapping[int, pa.DataType] = MappingProxyType({})
    scans: Mapping[int, Any] = MappingProxyType({})
    watch: Watch = Watch(())

    @abstractmethod
    def batches(self, columns: Sequence[int] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield the rows from first to last, each time it is called.

        Parameters
        ----------
        columns : sequence of int, optional
            Positions of the columns to read, in the order in which they are to come; all by
            default.
        """

    def picked(
        self, columns: Sequence[int], chosen: NDArray[np.bool_]
    ) -> Iterator[tuple[pa.RecordBatch, int]]:
        """Yield the chosen rows, a batch at a time, and how much of `size` was read for each.

        Parameters
        ----------
        columns : sequence of int
            Positions of the columns to read.
        chosen : ndarray of shape (n_rows,), bool
            Which rows.
        """
        n_seen = 0
        for batch in self.batches(columns):
            mask = chosen[n_seen : n_seen + batch.num_rows]
            n_seen += batch.num_rows
            if len(mask) < batch.num_rows:
                raise changed(self.place.name)
            part = batch if mask.all() else pick(batch, mask)
            yield part, self.done(batch)
        if n_seen < len(chosen):
            raise changed(self.place.name)

    @property
    def size(self) -> tuple[int | None, str]:
        """How much there is to read, and whether that is "rows" or "bytes"."""
        return None, "rows"

    def done(self, batch: pa.RecordBatch) -> int:
        """Return how much of `size` a batch is."""
        n_rows: int = batch.num_rows
        return n_rows

    @property
    def paths(self) -> list[str]:
        """The files it is read from."""
        return [self.place.path]


@contextlib.contextmanager
def readable(place: Place, kind: str) -> Iterator[None]:
    """Turn what Arrow says of a damaged file into `InvalidInputError`."""
    try:
        yield
    except (pa.ArrowException, OSError, EOFError, UnicodeDecodeError) as error:
        if getattr(error, "errno", None) is not None or _is_short_of_memory(error):
            raise
        reason = str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else "no data"
        if isinstance(error, pa.ArrowNotImplementedError):
            raise InvalidInputError(
                f"{place.name} holds a column that cannot be read here ({reason})",
                remedy="store it as another type, or leave it out",
            ) from error
        raise InvalidInputError(
            f"{place.name} cannot be read as {kind} ({reason}): it is truncated, damaged or of "
            "another format",
            then="; ",
            remedy="make it again, or say its --input-format",
        ) from error


def _is_short_of_memory(error: BaseException) -> bool:
    """Return whether memory ran out, and not a damaged file asked for more than there is."""
    if not isinstance(error, MemoryError):
        return False
    asked = re.search(r"size (\d+)", str(error))
    return asked is None or int(asked[1]) < machine_memory()


def ahead(items: Iterator[T], n_waiting: int = 2) -> Iterator[T]:
    """Yield what an iterator yields, which a thread of its own works out in the meantime.

    The thread is Python's, not Arrow's, and has ended when this iterator has, so that nothing of
    Python is called when the interpreter goes.

    Parameters
    ----------
    items : iterator
        What takes long.
    n_waiting : int, default=2
        How many items may wait to be asked for.
    """
    # Each wait is a single step of the interpreter's: an interrupt leaves no lock taken, as it may
    # in `queue.Queue` and `join`, where the next to wait would wait for ever.
    made: queue.SimpleQueue[tuple[Any, BaseException | None]] = queue.SimpleQueue()
    room: queue.SimpleQueue[None] = queue.SimpleQueue()
    running = threading.Lock()  # held until the thread ends
    stopped: list[bool] = []
    end = object()

    def work() -> None:
        try:
            for item in items:
                room.get()
                if stopped:
                    break
                made.put((item, None))
            else:
                made.put((end, None))
        except BaseException as error:  # raised again where the items are asked for
            made.put((end, error))
        finally:
            try:
                if hasattr(items, "close"):
                    items.close()
            finally:
                running.release()

    for _ in range(n_waiting):
        room.put(None)
    worker = threading.Thread(target=work, daemon=True)
    running.acquire()
    try:
        worker.start()
        while True:
            item, error = made.get()
            if error is not None:
                raise error
            if item is end:
                return
            room.put(None)
            yield item
    finally:
        stopped.append(True)
        room.put(None)
        if worker.ident is not None:
            with running:
                pass
            worker.join()
