"""The compiled kernel; README.md beside this file tells how it works.

Arrays are in C's order. What is given in another type is copied, but for `out`.
"""

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from typing_extensions import CapsuleType

_Floats: TypeAlias = NDArray[np.float32 | np.float64]

class Rows:
    """A table that the kernel may read, and its arrays, kept alive."""

def dense_rows(table: _Floats, codes: NDArray[np.int32] | None) -> Rows:
    """Return rows of numbers (n_rows, n_columns) and codes (n_rows, n_codes), -1 where missing."""

def sparse_rows(
    values: _Floats,
    starts: NDArray[np.int64],
    columns: NDArray[np.int32],
    n_columns: int,
    codes: NDArray[np.int32] | None,
) -> Rows:
    """Return compressed sparse rows: values and columns (n_values,), starts (n_rows + 1,)."""

def look(rows: Rows, n_threads: int) -> tuple[bool, bool, float]:
    """Return whether something is missing, whether a number is infinite, the largest magnitude."""

def simd_level() -> str:
    """Return the level of vector instructions in use."""

def materialise(
    table: _Floats,
    parents: NDArray[np.int64],
    gaps: NDArray[np.float64],
    offsets: NDArray[np.float64] | None,
    grid: NDArray[np.float64] | None,
    may_miss: bool,
    n_threads: int,
    out: _Floats,
) -> None:
    """Write new rows (n_new, n_columns) of the table's type to `out`.

    parents (n_new, n_parents), gaps (n_new, n_parents - 1), offsets (n_new, n_columns),
    grid (5, n_columns).
    """

def masked_draws(generator: CapsuleType, most: int, n: int) -> NDArray[np.int64]:
    """Return whole numbers from 0 to `most`, shape (n, 1); the generator's lock is held."""

def words(
    seed: int,
    stratum: int,
    purpose: int,
    numbers: NDArray[np.int64],
    n_columns: int,
    n_threads: int,
) -> NDArray[np.uint64]:
    """Return random words of each row's own, by its number, shape (n_rows, n_columns).

    They are Philox4x64-10 with the seed, the stratum and the purpose as its key. Four columns have
    one purpose, the next four the next.
    """

def uniforms(
    seed: int,
    stratum: int,
    purpose: int,
    numbers: NDArray[np.int64],
    n_columns: int,
    n_threads: int,
) -> NDArray[np.float64]:
    """Return the same as numbers from 0 to below 1."""

def normals(
    seed: int,
    stratum: int,
    purpose: int,
    numbers: NDArray[np.int64],
    n_columns: int,
    n_threads: int,
) -> NDArray[np.float64]:
    """Return the same as standard normal numbers."""

class RowCopy:
    """A copy of rows to `out`, in which any number of callers may take part."""

    def __init__(self, source: NDArray[Any], out: NDArray[Any]) -> None: ...
    def work(self, n_threads: int) -> None:
        """Copy what nobody has taken yet."""

class Engine:
    """The search among references; `distributions` are of the value difference metric."""

    def __init__(
        self, references: Rows, cost: float, distributions: Sequence[NDArray[np.float64]]
    ) -> None: ...
    def search(
        self,
        queries: Rows,
        k: int,
        exclude: NDArray[np.int64] | None,
        may_miss: bool,
        n_threads: int,
        with_distances: bool,
        plan: Literal["automatic", "exact", "flat", "tree", "pairs"] = "automatic",
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return distances and row numbers, both (n_queries, k); no distances if not wanted."""

class RangeIndex:
    """Rows whose nearest is looked for by sums of absolute differences; NaN and -1 are missing."""

    def __init__(self, numbers: NDArray[np.float64], codes: NDArray[np.int32]) -> None: ...
    def nearest(
        self,
        numbers: NDArray[np.float64],
        codes: NDArray[np.int32],
        enough: float,
        n_threads: int,
    ) -> NDArray[np.float64]:
        """Return how far the nearest row is, shape (n_queries, 1), or one nearer than `enough`."""

def best_splits(
    bins: NDArray[np.uint8],
    nodes: NDArray[np.int32],
    weights: NDArray[np.float64],
    own: NDArray[np.float64],
    n_nodes: int,
    n_threads: int,
) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int32]]:
    """Return the gain, column and last left bin of each node's best split, all (n_nodes, 1).

    bins (n_columns, n_rows); nodes (n_rows,), below 0 where a row is in none; weights (n_rows,);
    own (n_rows,) the same for rows of one side and 0 for those of the other. The gain is what the
    split takes away of 2 a b / (a + b), with a and b the weights of the sides.
    """

def linked(
    linkage: Literal["single", "complete", "average"], apart: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return joins of points (n - 1, 2), by points that stand for clusters, and heights (n - 1, 1).

    The second of two stands for both. `apart` (n, n) is overwritten; joins are not in order.
    """

def halved_cells(points: NDArray[np.float64], n_cells: int) -> NDArray[np.int64]:
    """Return each point's cell (n_points, 1): those that deviate most are halved."""
