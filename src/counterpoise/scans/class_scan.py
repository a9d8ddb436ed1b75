"""The classes of a target that passes in batches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from counterpoise.core.counts import Counts
from counterpoise.errors import InvalidInputError
from counterpoise.targets import Target

__all__ = ["ClassScan"]

_MOST_CLASSES = 100_000


class ClassScan:
    """Counts of classes, and afterwards their codes.

    Parameters
    ----------
    name : str
        The target column.
    """

    def __init__(self, name: str):
        self._name = name
        self._distinct: pa.Array | None = None
        self._counts = np.empty(0, np.int64)
        self._n_missing = 0
        self.n_rows = 0

    def add(self, column: pa.Array) -> None:
        """Take the next rows."""
        column = self._plain(column)
        self.n_rows += len(column)
        self._n_missing += column.null_count
        try:
            found = pc.value_counts(column.drop_null())
        except pa.ArrowNotImplementedError as error:
            raise InvalidInputError(
                f"target {self._name!r}: the target holds values that cannot be classes ({error})",
                remedy="pass one label a row",
                parameter="target",
            ) from error
        values, counts = found.field("values"), found.field("counts").to_numpy()
        if pa.types.is_floating(values.type):
            absent = pc.is_nan(values).to_numpy(zero_copy_only=False)
            self._n_missing += int(counts[absent].sum())
            values, counts = values.filter(pa.array(~absent)), counts[~absent]
        if self._distinct is None:
            self._distinct = values.slice(0, 0)
        known = pc.index_in(values, value_set=self._distinct)
        new = known.is_null().to_numpy(zero_copy_only=False)
        if new.any():
            self._distinct = pa.concat_arrays([self._distinct, values.filter(pa.array(new))])
            self._counts = np.concatenate([self._counts, np.zeros(new.sum(), np.int64)])
            self._target(self._distinct)  # raises where these are quantities and not classes
            if len(self._distinct) > _MOST_CLASSES:
                raise InvalidInputError(
                    f"the target {self._name!r} has more than {_MOST_CLASSES:,} classes",
                    remedy="name the column with the classes",
                    parameter="target",
                )
            known = pc.index_in(values, value_set=self._distinct)
        np.add.at(self._counts, known.to_numpy(), counts)

    def finish(self) -> None:
        """Sort the classes; raise `InvalidInputError` if they cannot be balanced."""
        if not self.n_rows:
            raise InvalidInputError(
                "the table has no rows: there is nothing to balance", remedy=None
            )
        if self._n_missing:
            raise InvalidInputError(
                f"the target {self._name!r} is missing in {self._n_missing} of {self.n_rows} rows",
                remedy="remove those rows or give them a class",
                parameter="target",
            )
        target = self._target(self._distinct)
        target.check_several(self.n_rows, f"the target {self._name!r}")
        self.labels: list[Any] = target.labels
        self._code = target.codes
        sizes = np.zeros(len(self.labels), np.int64)
        sizes[self._code] = self._counts
        self.counts: Counts = dict(zip(self.labels, sizes.tolist(), strict=True))

    def codes(self, column: pa.Array) -> NDArray[np.int64]:
        """Return the class codes of rows that were counted; shape (n_rows,)."""
        places = pc.index_in(self._plain(column), value_set=self._distinct)
        codes: NDArray[np.int64] = self._code[places.to_numpy()]
        return codes

    def _target(self, distinct: pa.Array) -> Target:
        try:
            return Target(pa.chunked_array([distinct]))
        except InvalidInputError as error:
            raise error.retold(before=f"target {self._name!r}: ", parameter="target") from error
        except (pa.ArrowException, OverflowError, ValueError) as error:
            raise InvalidInputError(
                f"target {self._name!r}: the target holds values that cannot be classes ({error})",
                remedy="pass one label a row",
                parameter="target",
            ) from error

    @staticmethod
    def _plain(column: pa.Array) -> pa.Array:
        if pa.types.is_dictionary(column.type):
            return column.cast(column.type.value_type)
        if pa.types.is_float16(column.type):  # Arrow does not look for such values
            return column.cast(pa.float32())
        return column
