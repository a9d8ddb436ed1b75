"""What a search that does not look everywhere found of the true neighbours."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Recall"]


@dataclass(frozen=True)
class Recall:
    """What a search in cells found of the true neighbours of a sample.

    Parameters
    ----------
    wanted : float
        The share of true neighbours that was asked for.
    measured : float
        The share that is found for rows which had no say in the number of cells to look into.
    n_sampled : int
        How many rows were asked.
    n_cells : int
        How many cells the class has.
    n_probes : int
        Into how many of them each row looks; all that can matter where the search is exact.
    """

    wanted: float
    measured: float
    n_sampled: int
    n_cells: int
    n_probes: int

    def __str__(self) -> str:
        if not self.n_sampled:
            return f"exact neighbours in {self.n_cells:,} cells"
        return (
            f"{self.measured:.1%} of the true neighbours found (asked for {self.wanted:.0%}, "
            f"measured on {self.n_sampled:,} rows) in {self.n_probes:,} of {self.n_cells:,} cells"
        )
