"""The compiled kernel; see kernel/README.md."""

from numpy.typing import NDArray

class Rows: ...

def dense_rows(table: NDArray, codes: NDArray | None) -> Rows: ...
def sparse_rows(
    values: NDArray, starts: NDArray, columns: NDArray, n_columns: int, codes: NDArray | None
) -> Rows: ...
def look(rows: Rows, n_threads: int) -> tuple[bool, bool, float]: ...
def simd_level() -> str: ...
def materialise(
    table: NDArray,
    parents: NDArray,
    gaps: NDArray,
    offsets: NDArray | None,
    grid: NDArray | None,
    may_miss: bool,
    n_threads: int,
    out: NDArray,
) -> None: ...
def masked_draws(generator: object, most: int, n: int) -> NDArray: ...

class RowCopy:
    def __init__(self, source: NDArray, out: NDArray) -> None: ...
    def work(self, n_threads: int) -> None: ...

class Engine:
    def __init__(self, references: Rows, cost: float, distributions: list[NDArray]) -> None: ...
    def search(
        self,
        queries: Rows,
        k: int,
        exclude: NDArray | None,
        may_miss: bool,
        n_threads: int,
        with_distances: bool,
        plan: str = ...,
    ) -> tuple[NDArray, NDArray]: ...
