"""Where each new row comes from, and how it is computed from there.

A `Lineage` holds what the stages drew: parents, gaps, voted categories. `materialise` turns any
slice of it into rows. Nothing else in the package computes a synthetic value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.grids import on_grid
from counterpoise.core.rows import Rows
from counterpoise.kernel import _kernel
from counterpoise.neighbors.threads import count_threads

__all__ = ["BegunCopy", "Lineage", "append_rows", "copy_rows", "materialise"]


@dataclass(frozen=True)
class Lineage:
    """The origin of each new row.

    The numeric part of new row ``i`` is ``base + sum_j gaps[i, j] * (partner_j - base)``, plus
    its offset if there is one; the base is its first parent, the partners are the others.

    Parameters
    ----------
    klass : ndarray of shape (n_new,), int64
        Position of each new row's class in the sorted class labels.
    parents : ndarray of shape (n_new, n_parents), int64
        Row numbers of the input: the base, then its partners.
    gaps : ndarray of shape (n_new, n_parents - 1), float64
        How far the new row goes from the base towards each partner.
    codes : ndarray of shape (n_new, n_categorical), int32, optional
        Categories that were voted or drawn; without it a new row has its base's.
    offsets : ndarray of shape (n_new, n_numeric), float64, optional
        Noise added to the numeric part.
    """

    klass: NDArray[np.int64]
    parents: NDArray[np.int64]
    gaps: NDArray[np.float64]
    codes: NDArray[np.int32] | None = None
    offsets: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.klass)

    def __getitem__(self, rows: slice | NDArray) -> Lineage:
        return Lineage(
            self.klass[rows],
            self.parents[rows],
            self.gaps[rows],
            None if self.codes is None else self.codes[rows],
            None if self.offsets is None else self.offsets[rows],
        )

    @property
    def base(self) -> NDArray[np.int64]:
        """Row number of each new row's first parent, whose class it has; shape (n_new,)."""
        return self.parents[:, 0]

    @property
    def weights(self) -> NDArray[np.float64]:
        """Weight of each parent, each row summing to one; shape (n_new, n_parents)."""
        return np.column_stack([1.0 - self.gaps.sum(axis=1), self.gaps])

    @cached_property
    def is_between(self) -> NDArray[np.bool_]:
        """Whether each new row lies between its parents: no noise, and gaps that are weights."""
        are_weights = np.all(self.gaps >= 0, axis=1) & (self.gaps.sum(axis=1) <= 1)
        return are_weights if self.offsets is None else are_weights & ~self.offsets.any(axis=1)

    @property
    def is_copy(self) -> bool:
        """Whether every new row is its base unchanged."""
        return self.codes is None and self.offsets is None and self.parents.shape[1] == 1

    @classmethod
    def empty(cls) -> Lineage:
        """Return the lineage of no rows."""
        return cls(np.empty(0, np.int64), np.empty((0, 1), np.int64), np.empty((0, 0)))

    @classmethod
    def concatenate(
        cls, pieces: Sequence[Lineage], codes: NDArray[np.int32] | None = None
    ) -> Lineage:
        """Join lineages that were drawn for one table, in the given order.

        What only some pieces have is written out for the others: parents of weight zero, offsets of
        zero, and the categories of the base.

        Parameters
        ----------
        pieces : sequence of Lineage
            What was drawn.
        codes : ndarray of shape (n_rows, n_categorical), int32, optional
            Categories of the table; needed where only some pieces have voted ones.
        """
        pieces = [piece for piece in pieces if len(piece)]
        if len(pieces) <= 1:
            return pieces[0] if pieces else cls.empty()
        n_parents = max(piece.parents.shape[1] for piece in pieces)
        pieces = [piece._with_parents(n_parents) for piece in pieces]

        def joined(name: str, absent: Callable[[Lineage], NDArray]) -> NDArray | None:
            own = [getattr(piece, name) for piece in pieces]
            if all(part is None for part in own):
                return None
            return np.concatenate(
                [absent(p) if part is None else part for p, part in zip(pieces, own, strict=True)]
            )

        def base_codes(piece: Lineage) -> NDArray[np.int32]:
            if codes is None:
                raise ValueError(
                    "only some of the lineages have voted categories: pass the table's codes, "
                    "which are those of the others"
                )
            return codes[piece.base]

        width = max((p.offsets.shape[1] for p in pieces if p.offsets is not None), default=0)
        return cls(
            np.concatenate([piece.klass for piece in pieces]),
            np.concatenate([piece.parents for piece in pieces]),
            np.concatenate([piece.gaps for piece in pieces]),
            joined("codes", base_codes),
            joined("offsets", lambda piece: np.zeros((len(piece), width))),
        )

    def _with_parents(self, n_parents: int) -> Lineage:
        """Return the same rows, written with more parents of weight zero."""
        extra = n_parents - self.parents.shape[1]
        return replace(
            self,
            parents=np.column_stack([self.parents] + [self.base] * extra),
            gaps=np.column_stack([self.gaps, np.zeros((len(self), extra))]),
        )


def materialise(lineage: Lineage, rows: Rows, out: NDArray | None = None) -> Rows:
    """Compute the rows that a lineage describes.

    Without noise a value lies between those of its parents, and where these agree it is theirs bit
    for bit. A value is missing exactly where the base's is, and is the base's own where only a
    partner's is missing. Columns with a grid (whole numbers, two decimals) are rounded to it. No
    value is infinite.

    Parameters
    ----------
    lineage : Lineage of n_new rows
        What was drawn. Any slice gives the same rows as the whole.
    rows : Rows of shape (n_rows, ...)
        The table that the parents' row numbers refer to.
    out : ndarray of shape (n_new, n_numeric), float32 or float64, optional
        Where to write the numeric part.

    Returns
    -------
    Rows of shape (n_new, ...)
        The new rows; its numeric part is `out` where that is given.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.core.lineage import Lineage, materialise
    >>> from counterpoise.core.rows import Rows
    >>> rows = Rows(np.array([[0.0, 7.0], [4.0, 7.0]]), np.empty((2, 0), np.int32))
    >>> lineage = Lineage(np.array([1]), np.array([[0, 1]]), np.array([[0.25]]))
    >>> materialise(lineage, rows).numeric
    array([[1., 7.]])
    """
    codes = rows.codes[lineage.base] if lineage.codes is None else lineage.codes
    if rows.is_sparse:
        return Rows(_sparse_values(lineage, rows), codes, rows.grid)
    if out is None:
        out = np.empty((len(lineage), rows.n_numeric), rows.numeric.dtype)
    _write_dense(lineage, rows, out)
    return Rows(out, codes, rows.grid)


class BegunCopy:
    """A table's rows, being copied by a thread of their own while new ones are drawn.

    Most of the time of a copy goes into memory that nobody has touched before, and drawing leaves
    the other cores idle.

    Parameters
    ----------
    table : ndarray of shape (n_rows, n_columns), float32 or float64, C-contiguous
        The rows; they must not change meanwhile.
    n_new : int
        For how many new rows to make room behind them.
    """

    def __init__(self, table: NDArray, n_new: int):
        self._grown = np.empty((len(table) + n_new, table.shape[1]), table.dtype)
        self._copy = _kernel.RowCopy(table, self._grown[: len(table)])
        self._thread = Thread(target=self._copy.work, args=(max(1, count_threads(None) - 1),))
        self._thread.start()

    def finish(self, n_out: int) -> NDArray:
        """Return the rows and the room behind them, `n_out` rows in all."""
        self._copy.work(count_threads(None))  # what the thread has not come to yet
        self._thread.join()
        del self._copy  # it holds the array, which could not be resized
        if len(self._grown) != n_out:  # a method may make a few rows more or fewer
            self._grown.resize((n_out, self._grown.shape[1]), refcheck=False)
        return self._grown


def append_rows(
    lineage: Lineage, rows: Rows, begun: BegunCopy | None = None
) -> tuple[NDArray, Rows]:
    """Return a dense table of numbers followed by the rows that a lineage describes.

    Parameters
    ----------
    lineage : Lineage of n_new rows
        What was drawn.
    rows : Rows of shape (n_rows, ...)
        The table.
    begun : BegunCopy, optional
        A copy of the table's rows.

    Returns
    -------
    grown : ndarray of shape (n_rows + n_new, n_numeric)
        The originals, copied once, then the new rows, written in place.
    new : Rows of shape (n_new, ...)
        The new rows; its numeric part is a view of `grown`.
    """
    n_rows = len(rows)
    n_out = n_rows + len(lineage)
    if begun is None:
        grown = np.empty((n_out, rows.n_numeric), rows.numeric.dtype)
        copy_rows(rows.numeric, grown[:n_rows])
    else:
        grown = begun.finish(n_out)
    return grown, materialise(lineage, rows, out=grown[n_rows:])


def copy_rows(table: NDArray, out: NDArray) -> None:
    """Copy a table of float32 or float64 numbers on all threads."""
    _kernel.RowCopy(np.ascontiguousarray(table), out).work(count_threads(None))


def _write_dense(lineage: Lineage, rows: Rows, out: NDArray) -> None:
    """Write the numeric part; `out` has shape (n_new, n_numeric)."""
    rounds = rows.grid is not None and bool(rows.grid[2].any())  # not where any number will do
    fits = out.flags.c_contiguous and out.dtype == rows.numeric.dtype
    written = out if fits else np.empty(out.shape, rows.numeric.dtype)
    _kernel.materialise(
        np.ascontiguousarray(rows.numeric),
        np.ascontiguousarray(lineage.parents, np.int64),
        np.ascontiguousarray(lineage.gaps, np.float64),
        None if lineage.offsets is None else np.ascontiguousarray(lineage.offsets, np.float64),
        rows.grid if rounds else None,
        rows.has_missing,
        count_threads(None),
        written,
    )
    if not fits:
        out[...] = written


def _sparse_values(lineage: Lineage, rows: Rows) -> sparse.csr_matrix:
    """Return the numeric part of new rows in CSR form; shape (n_new, n_numeric)."""
    parents = [rows.numeric[numbers] for numbers in lineage.parents.T]
    if lineage.offsets is not None:
        parents.append(sparse.csr_matrix(lineage.offsets))
    pattern, values = _aligned(parents)
    row = np.repeat(np.arange(len(lineage)), np.diff(pattern.indptr))
    noise = values.pop() if lineage.offsets is not None else None
    made = _blended(values, lineage.gaps[row].T)
    most = float(np.finfo(rows.numeric.dtype).max)
    with np.errstate(over="ignore"):
        made = np.clip(made if noise is None else made + noise, -most, most)
    if rows.grid is not None:
        made = on_grid(made, rows.grid[:, pattern.indices])
    low, high = _ends(values)
    between = lineage.is_between[row]
    made = np.where(between, np.fmax(np.fmin(made, high), low), made)
    made[between & (low == high)] = low[between & (low == high)]
    made[np.isnan(values[0])] = np.nan
    made_rows = sparse.csr_matrix((made, pattern.indices, pattern.indptr), pattern.shape)
    made_rows = sparse.csr_matrix(made_rows, dtype=rows.numeric.dtype)
    made_rows.eliminate_zeros()
    return made_rows


def _aligned(matrices: list[Any]) -> tuple[sparse.csr_matrix, list[NDArray]]:
    """Return where any of several CSR matrices has an entry, and each one's values there."""
    pattern: Any = None
    values: list[NDArray] = []
    for matrix in matrices:
        matrix = sparse.csr_matrix(matrix)
        matrix.sort_indices()
        # Places in the data, from 1 on: two sets of them are merged as complex numbers.
        place = np.arange(1.0, matrix.nnz + 1)
        own = sparse.csr_matrix((place * 1j, matrix.indices, matrix.indptr), matrix.shape)
        if pattern is None:
            pattern, values = own, [matrix.data]
            continue
        n_before = np.arange(1.0, pattern.nnz + 1)
        before = sparse.csr_matrix((n_before, pattern.indices, pattern.indptr), pattern.shape)
        pattern = before + own
        old, new = pattern.data.real.astype(np.int64), pattern.data.imag.astype(np.int64)
        zero = np.zeros(1, matrix.dtype)
        values = [np.concatenate([zero, v])[old] for v in values]
        values.append(np.concatenate([zero, matrix.data])[new])
    return pattern, values


def _blended(parents: list[NDArray], gaps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the kernel makes of parents' values before it rounds; shape (n_values,).

    Parameters
    ----------
    parents : list of ndarray of shape (n_values,)
        The bases' values, then each partner's.
    gaps : ndarray of shape (n_partners, n_values)
        How far each value goes towards each partner.
    """
    base, *partners = parents
    made = base.astype(np.float64)
    fits = True
    with np.errstate(over="ignore", invalid="ignore"):
        for gap, partner in zip(gaps, partners, strict=True):
            step = base - partner
            fits = fits and not np.isinf(step).any()
            made -= gap * np.where(np.isnan(step), 0, step.astype(np.float64))
    if fits:
        return made
    weights = gaps * ~np.isnan(partners)
    theirs = np.nan_to_num(np.asarray(partners, np.float64))
    with np.errstate(over="ignore"):  # by a rounding, which is taken back
        own = (1 - weights.sum(axis=0)) * base.astype(np.float64)
        return own + (weights * theirs).sum(axis=0)


def _ends(parents: list[NDArray]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and the greatest of the parents' values that are there; both (n_values,)."""
    told = np.asarray(parents, np.float64)
    return np.fmin.reduce(told), np.fmax.reduce(told)
