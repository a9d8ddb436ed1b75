"""What `quality` is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Request"]


@dataclass(frozen=True)
class Request:
    """What `quality` is asked, checked.

    Parameters
    ----------
    k, scale, seed, test_size, n_repeats, n_bootstrap, sampler, n_jobs
        As for `quality`.
    """

    k: int
    scale: str | None
    seed: int
    test_size: float
    n_repeats: int
    n_bootstrap: int
    sampler: Any
    n_jobs: int | None = None

    @property
    def settings(self) -> dict[str, str | int | float | None]:
        """What the scores depend on besides table and sampler."""
        return {
            "k": self.k,
            "scale": self.scale,
            "seed": self.seed,
            "test_size": self.test_size,
            "n_repeats": self.n_repeats,
            "n_bootstrap": self.n_bootstrap,
        }
