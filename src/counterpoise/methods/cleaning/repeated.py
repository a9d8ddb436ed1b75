"""What methods share that edit again and again."""

from __future__ import annotations

from typing import Any, Literal

from counterpoise.core.problem import Findings
from counterpoise.methods.cleaning.enn import EditedNearestNeighbours
from counterpoise.methods.sampler import Cleaner

__all__ = ["RepeatedCleaner"]


class RepeatedCleaner(Cleaner, without=("cleaning",)):
    """What methods share that edit again and again."""

    n_neighbors: Any
    kind_sel: Literal["all", "mode"]
    sampling_strategy: Any

    def _expose(self, findings: Findings) -> None:
        super()._expose(findings)
        self.enn_ = EditedNearestNeighbours(
            sampling_strategy=self.sampling_strategy,
            n_neighbors=self.n_neighbors,
            kind_sel=self.kind_sel,
            n_jobs=self.n_jobs,
            scale=self.scale,
        )
        last = findings["Cleaning", "editing"]
        if last.n_neighbors is not None:
            self.enn_.n_neighbors = last.n_neighbors
        self.enn_._become(last, self.n_features_in_)
