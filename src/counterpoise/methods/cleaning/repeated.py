"""What methods share that edit again and again."""

from __future__ import annotations

from typing import Literal

from sklearn.utils._param_validation import StrOptions

from counterpoise.core.problem import Findings
from counterpoise.methods.cleaning.enn import EditedNearestNeighbours
from counterpoise.methods.cleaning.neighbour_cleaner import NeighbourCleaner
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch

__all__ = ["RepeatedCleaner"]


class RepeatedCleaner(NeighbourCleaner):
    """What methods share that edit again and again."""

    n_neighbors: int | NeighborSearch = parameter(
        default=3,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="Size of the neighbourhood.",
        answers="k",
    )
    kind_sel: Literal["all", "mode"] = parameter(
        default="all",
        constraint=[StrOptions({"all", "mode"})],
        kind='{"all", "mode"}',
        help="Whether all neighbours must be of the row's class for it to stay, or most of them.",
        option=True,
    )

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
