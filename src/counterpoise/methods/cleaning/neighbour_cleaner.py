"""What methods share that clean by neighbours."""

from __future__ import annotations

from counterpoise.methods.cleaner import Cleaner
from counterpoise.parameters.constraints import CLEANING_STRATEGY
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import SamplingStrategy

__all__ = ["NeighbourCleaner"]


class NeighbourCleaner(
    Cleaner, without=("cleaning", "random_state", "categorical_features", "rng")
):
    """A cleaner that draws nothing, and takes tables of numbers."""

    sampling_strategy: SamplingStrategy = parameter(
        default="auto",
        constraint=CLEANING_STRATEGY,
        kind="str, list or callable",
        help="The classes that may lose rows; see `EditedNearestNeighbours`.",
        order=-2,
    )
