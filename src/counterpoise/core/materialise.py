"""New rows from their lineage. Nothing else in the package computes a synthetic value."""

from __future__ import annotations

from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.displacement import Site
from counterpoise.core.grids import on_grid
from counterpoise.core.lineage import Lineage
from counterpoise.core.rows import Rows
from counterpoise.kernel import _kernel
from counterpoise.parameters.threads import count_threads, threads_for

__all__ = ["BegunCopy", "append_rows", "copy_rows", "materialise", "noise_of"]

# Numbers whose noise is drawn at once: more do not stay near the processor, and their memory would
# be fetched from the system anew for each block.
_BLOCK = 1 << 16


def materialise(lineage: Lineage, rows: Rows, out: NDArray[Any] | None = None) -> Rows:
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
    >>> from counterpoise.core.lineage import Lineage
    >>> from counterpoise.core.materialise import materialise
    >>> from counterpoise.core.rows import Rows
    >>> rows = Rows(np.array([[0.0, 7.0], [4.0, 7.0]]), np.empty((2, 0), np.int32))
    >>> lineage = Lineage(np.array([1]), np.array([[0, 1]]), np.array([[0.25]]))
    >>> materialise(lineage, rows).numeric
    array([[1., 7.]])
    """
    voted = lineage.codes
    codes = rows.codes[lineage.base] if voted is None else voted
    if rows.is_sparse:
        return Rows(_sparse_values(lineage, rows), codes, rows.grid)
    if out is None:
        out = np.empty((len(lineage), rows.n_numeric), rows.numeric.dtype)
    if lineage.origins is None or not lineage.origins.displaced.any():
        _write_dense(lineage, lineage.offsets, rows, out)
    else:
        step = max(1, _BLOCK // max(1, rows.n_numeric))
        for start in range(0, len(lineage), step):
            block = slice(start, start + step)
            _write_dense(lineage[block], _noise(lineage[block], rows), rows, out[block])
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

    def __init__(self, table: NDArray[Any], n_new: int):
        self._grown = np.empty((len(table) + n_new, table.shape[1]), table.dtype)
        self._copy = _kernel.RowCopy(table, self._grown[: len(table)])
        self._thread = Thread(target=self._copy.work, args=(max(1, count_threads(None) - 1),))
        self._thread.start()

    def finish(self, n_out: int) -> NDArray[Any]:
        """Return the rows and the room behind them, `n_out` rows in all."""
        self._copy.work(count_threads(None))  # what the thread has not come to yet
        self._thread.join()
        del self._copy  # it holds the array, which could not be resized
        if len(self._grown) != n_out:  # a method may make a few rows more or fewer
            self._grown.resize((n_out, self._grown.shape[1]), refcheck=False)
        return self._grown


def append_rows(
    lineage: Lineage, rows: Rows, begun: BegunCopy | None = None
) -> tuple[NDArray[Any], Rows]:
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


def copy_rows(table: NDArray[Any], out: NDArray[Any]) -> None:
    """Copy a table of float32 or float64 numbers on all threads."""
    n_threads = threads_for(table.size)
    if n_threads == 1:
        out[...] = table
    else:
        _kernel.RowCopy(np.ascontiguousarray(table), out).work(n_threads)


def noise_of(lineage: Lineage, n_numeric: int) -> NDArray[np.float64] | None:
    """Return the noise of new rows, as far as it does not depend on their parents' values.

    Parameters
    ----------
    lineage : Lineage of n_new rows
        What was drawn.
    n_numeric : int
        How many columns of numbers the table has.

    Returns
    -------
    ndarray of shape (n_new, n_numeric), float64, or None
        What was added to each number; None where nothing was, or where only `materialise` with
        the parents' values can tell.
    """
    origins = lineage.origins
    if origins is None or not origins.displaced.any():
        return lineage.offsets
    moves = [source.displacement for source in origins.sources if source.displacement is not None]
    if any(move.looks_at_parents for move in moves):
        return None
    nothing = np.empty((0, n_numeric))
    return _noise(lineage, Rows(nothing, np.empty((0, 0), np.int32)))


def _noise(lineage: Lineage, rows: Rows) -> NDArray[np.float64] | None:
    """Return what is added to the numbers of new rows; shape (n_new, n_numeric), None: nothing."""
    origins = lineage.origins
    if origins is None:
        return lineage.offsets
    noise = None if lineage.offsets is None else lineage.offsets.copy()
    for s, source in enumerate(origins.sources):
        moved = np.flatnonzero(origins.source == s)
        if source.displacement is None or not len(moved):
            continue
        # A slice where all of them are moved: their arrays are looked at, not copied.
        is_all = len(moved) == len(lineage)
        which = slice(None) if is_all else moved
        parents = np.empty((len(moved), 0, rows.n_numeric))
        if source.displacement.looks_at_parents:
            parents = _values_of(lineage.parents[which], rows)
        site = Site(
            source.words,
            origins.numbers[which],
            origins.places[which],
            parents,
            lineage.gaps[which],
        )
        offsets = source.displacement.offsets(site, rows.n_numeric)
        if noise is None and is_all:
            noise = offsets
            continue
        if noise is None:
            noise = np.zeros((len(lineage), rows.n_numeric))
        noise[which] += offsets
    return noise


def _values_of(parents: NDArray[np.int64], rows: Rows) -> NDArray[np.float64]:
    """Return the numbers of rows; shape (n_rows, n_parents, n_numeric)."""
    if not sparse.issparse(rows.numeric):
        dense: NDArray[np.float64] = rows.numeric[parents].astype(np.float64, copy=False)
        return dense
    return np.stack([rows.numeric[numbers].toarray() for numbers in parents.T], axis=1, dtype=float)


def _write_dense(
    lineage: Lineage, offsets: NDArray[np.float64] | None, rows: Rows, out: NDArray[Any]
) -> None:
    """Write the numeric part; `out` has shape (n_new, n_numeric)."""
    rounds = rows.grid is not None and bool(rows.grid[2].any())  # not where any number will do
    fits = out.flags.c_contiguous and out.dtype == rows.numeric.dtype
    written = out if fits else np.empty(out.shape, rows.numeric.dtype)
    _kernel.materialise(
        np.ascontiguousarray(rows.numeric),
        np.ascontiguousarray(lineage.parents, np.int64),
        np.ascontiguousarray(lineage.gaps, np.float64),
        None if offsets is None else np.ascontiguousarray(offsets, np.float64),
        rows.grid if rounds else None,
        rows.has_missing,
        threads_for(out.size),
        written,
    )
    if not fits:
        out[...] = written


def _sparse_values(lineage: Lineage, rows: Rows) -> sparse.csr_matrix:
    """Return the numeric part of new rows in CSR form; shape (n_new, n_numeric)."""
    parents = [rows.numeric[numbers] for numbers in lineage.parents.T]
    offsets = _noise(lineage, rows)
    if offsets is not None:
        parents.append(sparse.csr_matrix(offsets))
    pattern, values = _aligned(parents)
    row = np.repeat(np.arange(len(lineage)), np.diff(pattern.indptr))
    noise = values.pop() if offsets is not None else None
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


def _aligned(matrices: list[Any]) -> tuple[sparse.csr_matrix, list[NDArray[Any]]]:
    """Return where any of several CSR matrices has an entry, and each one's values there."""
    pattern: Any = None
    values: list[NDArray[Any]] = []
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


def _blended(parents: list[NDArray[Any]], gaps: NDArray[np.float64]) -> NDArray[np.float64]:
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
        blended: NDArray[np.float64] = own + (weights * theirs).sum(axis=0)
        return blended


def _ends(parents: list[NDArray[Any]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and the greatest of the parents' values that are there; both (n_values,)."""
    told = np.asarray(parents, np.float64)
    return np.fmin.reduce(told), np.fmax.reduce(told)
