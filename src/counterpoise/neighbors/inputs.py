"""Tables as the kernel reads them, checked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.errors import InvalidInputError, brief
from counterpoise.kernel import _kernel
from counterpoise.parameters.threads import threads_for

__all__ = ["Table", "as_table", "column_names", "look", "power_beyond", "whole_numbers"]

# Between these powers of two a square has all its digits, and a sum of very many is finite.
_ORDINARY = 400


@dataclass
class Table:
    """The numbers and the category codes of some rows.

    Parameters
    ----------
    numeric : ndarray or csr_matrix of shape (n_rows, n_numeric), float32 or float64
        The numbers, NaN where missing.
    codes : ndarray of shape (n_rows, n_categorical), int32, or None
        The category codes, -1 where missing.
    complete : bool, default=False
        Whether it is known that nothing is missing, infinite or extreme, so that nobody needs to
        look.
    """

    numeric: Any
    codes: NDArray[np.int32] | None
    complete: bool = False

    def __len__(self) -> int:
        return int(self.numeric.shape[0])

    @property
    def n_numeric(self) -> int:
        """Number of numeric columns."""
        return int(self.numeric.shape[1])

    @property
    def n_categorical(self) -> int:
        """Number of category columns."""
        return 0 if self.codes is None else self.codes.shape[1]

    @cached_property
    def rows(self) -> _kernel.Rows:
        """The kernel's view of the table."""
        if sparse.issparse(self.numeric):
            return _kernel.sparse_rows(
                self.numeric.data,
                self.numeric.indptr.astype(np.int64),
                self.numeric.indices.astype(np.int32),
                self.n_numeric,
                self.codes,
            )
        return _kernel.dense_rows(self.numeric, self.codes)

    @cached_property
    def has_missing(self) -> bool:
        """Whether a number or a code is missing; an infinite number raises."""
        return self._seen[0]

    @property
    def peak(self) -> float:
        """The largest magnitude of a number; 1 where it is known that none is extreme."""
        return self._seen[1]

    @cached_property
    def _seen(self) -> tuple[bool, float]:
        if self.complete:
            return False, 1.0
        missing, infinite, peak = _kernel.look(self.rows, threads_for(self.numeric.size))
        if infinite:
            raise InvalidInputError(
                "the table holds infinite numbers, from which no distance can be measured",
                remedy="replace them by finite ones, or by NaN where the value is not known",
            )
        return bool(missing), float(peak)

    def shrunk(self, power: int) -> Table:
        """Return the table with all numbers divided by 2**power."""
        if not power:
            return self
        numeric = self.numeric
        if sparse.issparse(numeric):
            numeric = numeric.astype(np.float64)
            numeric.data = np.ldexp(numeric.data, -power)
        else:
            numeric = np.ldexp(numeric.astype(np.float64), -power)
        return Table(numeric, self.codes)

    def take(self, rows: NDArray[np.int64]) -> Table:
        """Return some of the rows, in the order of their numbers given."""
        if len(rows) == len(self) and bool((np.diff(rows) > 0).all()):
            return self
        codes = None if self.codes is None else self.codes[rows]
        complete = self.complete or not (self.has_missing or power_beyond(self.peak))
        return Table(self.numeric[rows], codes, complete)

    def joined(self, other: Table) -> Table:
        """Return these rows followed by the other's."""
        if sparse.issparse(self.numeric):
            numeric = sparse.vstack([self.numeric, other.numeric], format="csr")
        else:
            numeric = np.concatenate([self.numeric, other.numeric])
        if self.codes is None or other.codes is None:
            return Table(numeric, None)
        return Table(numeric, np.concatenate([self.codes, other.codes]))


def power_beyond(peak: float) -> int:
    """Return the power of two to divide numbers by so that their squares are numbers.

    0 unless the largest magnitude is so large or so small that squares overflow or vanish.
    """
    power = math.frexp(peak)[1]
    return power if peak and abs(power) > _ORDINARY else 0


def look(block: NDArray[Any]) -> tuple[bool, bool, float]:
    """Return whether floats of shape (n_rows, n_columns) hold NaN, an infinity; and their peak.

    That is the largest magnitude; it tells nothing where there is an infinity.
    """
    rows = _kernel.dense_rows(np.ascontiguousarray(block), None)
    return _kernel.look(rows, threads_for(block.size))


def as_table(numeric: Any, codes: Any) -> Table:
    """Check a table's arrays and return them in the kernel's layout, copied only where needed.

    A `Table` stands for arrays that were checked before.
    """
    if isinstance(numeric, Table):
        return numeric
    numeric = _as_csr(numeric) if sparse.issparse(numeric) else _as_dense(numeric)
    if codes is None:
        return Table(numeric, None)
    codes = whole_numbers("codes", codes, np.int32)
    if codes.ndim != 2 or len(codes) != numeric.shape[0]:
        raise InvalidInputError(
            f"codes have shape {codes.shape}",
            needed="they must have two dimensions and one row for each of the "
            f"{numeric.shape[0]} rows of numbers",
            remedy=None,
            parameter="codes",
        )
    return Table(numeric, codes if codes.shape[1] else None)


def whole_numbers(name: str, values: Any, dtype: Any) -> NDArray[Any]:
    """Return category codes or row numbers, -1 for none, in the kernel's type.

    Raises
    ------
    InvalidInputError
        If one is no whole number from -1, or too large for the type.
    """
    needed = "they must be whole numbers from 0, and -1 for none"
    array = _unmasked(name, values)
    if array.size and array.dtype.kind not in "iu":
        raise InvalidInputError(
            f"{name} hold values of type {array.dtype}",
            needed=needed,
            remedy=None,
            parameter=name,
        )
    most = int(np.iinfo(dtype).max)
    least, greatest = (int(array.min()), int(array.max())) if array.size else (0, 0)
    if least < -1 or greatest > most:
        found = least if least < -1 else greatest
        raise InvalidInputError(
            f"{name} hold {found}", needed=f"{needed}, at most {most}", remedy=None, parameter=name
        )
    return np.ascontiguousarray(array, dtype=dtype)


def column_names(X: Any) -> list[Any] | None:
    """Return what the columns of a frame are called; None where they are only numbered."""
    columns = getattr(X, "column_names", None)  # pyarrow's
    columns = getattr(X, "columns", None) if columns is None else columns
    if columns is None or callable(columns):
        return None
    names = list(columns)
    return None if names == list(range(len(names))) else names


def _unmasked(what: str, values: Any) -> NDArray[Any]:
    """Return values as an array, or raise where numpy takes them for none or drops their mask."""
    from counterpoise.core.masks import check_mask  # that room asks this one for its `look`

    remedy = "fill it, numbers with NaN (X.astype(float).filled(numpy.nan)) and codes with -1"
    check_mask(values, what, remedy)
    try:
        return np.asarray(values)
    except (TypeError, ValueError) as error:
        raise InvalidInputError(
            f"{what} are no table, because numpy makes no array of them ({error})",
            remedy="give rows of the same length",
        ) from error


def _as_dense(numeric: Any) -> NDArray[Any]:
    array = _unmasked("the rows", numeric)
    if not array.ndim:
        raise InvalidInputError(
            f"the table is {brief(numeric)}",
            needed="it must have rows and columns",
            remedy="pass an array, a sparse matrix or a dataframe",
        )
    if array.ndim != 2:
        raise InvalidInputError(
            f"the table has {array.ndim} dimension{'s' * (array.ndim != 1)}",
            needed="it must have two, rows and columns",
            remedy="reshape one row with X.reshape(1, -1), one column with X.reshape(-1, 1)",
        )
    if array.dtype not in (np.float32, np.float64):
        array = _as_numbers(array)
    return np.ascontiguousarray(array)


def _as_numbers(array: NDArray[Any]) -> NDArray[np.float64]:
    """Return values of another type as float64, where that is what they say."""
    kind = array.dtype.kind
    if kind in "biuf":
        with np.errstate(over="ignore"):  # to infinity, which is refused where all numbers are
            return array.astype(np.float64)
    if kind == "O" and not any(isinstance(v, str | bytes | complex) for v in array.flat):
        try:
            return array.astype(np.float64)
        except (TypeError, ValueError, OverflowError) as error:
            raise InvalidInputError(
                f"the table holds values that are no numbers ({error})",
                remedy="leave those columns out, or turn them into numbers first",
            ) from error
    found = {"c": "complex numbers", "m": "durations", "M": "times"}.get(kind, "texts")
    remedy = {
        "c": "pass their real and imaginary parts as columns",
        "m": "divide them by their unit, as in X / numpy.timedelta64(1, 's')",
        "M": "subtract a first time from them, and divide by a unit",
    }.get(kind, "convert numbers with astype(float), and pass categories as codes")
    raise InvalidInputError(
        f"the table holds {found}",
        joint=", and ",
        needed="distances need real numbers",
        remedy=remedy,
    )


def _as_csr(numeric: Any) -> sparse.csr_matrix:
    if numeric.ndim != 2:
        raise InvalidInputError(
            f"the sparse table has {numeric.ndim} dimension{'s' * (numeric.ndim != 1)}",
            needed="it must have two, rows and columns",
            remedy=None,
        )
    matrix = numeric.tocsr()
    if matrix.dtype not in (np.float32, np.float64):
        if matrix.dtype.kind == "c":
            _as_numbers(matrix.data)  # raises
        matrix = matrix.astype(np.float64)
    if not matrix.has_canonical_format:
        matrix = matrix.copy()
        matrix.sum_duplicates()
    return matrix
