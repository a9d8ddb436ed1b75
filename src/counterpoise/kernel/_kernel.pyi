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

class Forest:
    """Trees: a node's children are later nodes, or itself twice where it is a leaf.

    children (n_nodes, 2), where a row's number is at most the threshold and where it is not;
    columns, thresholds and values (n_nodes,); roots (n_trees,).
    """

    def __init__(
        self,
        children: NDArray[np.int32],
        columns: NDArray[np.int32],
        thresholds: NDArray[np.float64],
        values: NDArray[np.float64],
        roots: NDArray[np.int64],
    ) -> None: ...
    def means(self, rows: NDArray[np.float32], n_threads: int) -> NDArray[np.float64]:
        """Return the mean over the trees of the value of each row's leaf; shape (n_rows, 1)."""

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
    """Return which two clusters are joined (n - 1, 2), nearest first, and heights (n - 1, 1).

    Points are the first n clusters, and each join makes the next. `apart` (n, n) is overwritten,
    unless the linkage is single.
    """

def cluster_sums(values: NDArray[np.float64], pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the sums of values (n, n_columns) over each joined cluster; (n - 1, n_columns)."""

def all_apart(points: NDArray[np.float64], n_threads: int) -> NDArray[np.float64]:
    """Return the distances between all points; shape (n_points, n_points)."""

def lloyd(
    points: NDArray[np.float64],
    centres: NDArray[np.float64],
    most_steps: int,
    enough: float,
    n_threads: int,
) -> tuple[NDArray[np.int64], int, float]:
    """Return each point's cluster (n_points, 1) by k-means, the steps taken and the inertia.

    No steps are told where a centre lost all of its points: then the rest is worth nothing.
    `centres` (n_clusters, n_columns) is overwritten with those before the last move.
    """

def lessen(
    apart: NDArray[np.float64],
    squares_of_candidates: NDArray[np.float64],
    squares: NDArray[np.float64],
    nearest: NDArray[np.float64],
    n_threads: int,
) -> None:
    """Write over `apart` how near points are to the nearest, were each candidate one of these.

    It has -2 times the products of candidates and points (n_candidates, n_points); `squares` are
    the points' own, and `nearest` their squared distances so far.
    """

def halved_cells(points: NDArray[np.float64], n_cells: int) -> NDArray[np.int64]:
    """Return each point's cell (n_points, 1): those that deviate most are halved."""
