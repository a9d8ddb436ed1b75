"""The interchangeable parts of a recipe.

`seeds` says which rows grow and how many new rows each, `neighbourhoods` which rows may be a
seed's partners, `interpolation` where the new row lies, and `cleaning` which rows leave
afterwards. Stages know nothing of dataframes, files or Spark.
"""

from counterpoise.stages.cleaning import (
    AllKNNEditing,
    Cleaning,
    EditedNeighbours,
    Kept,
    MutualNeighbours,
    NeighbourhoodCleaning,
    RandomRemoval,
    RepeatedEditing,
)
from counterpoise.stages.interpolation import (
    Duplicate,
    Interpolation,
    NeighbourhoodVote,
    Segment,
    SmoothedBootstrap,
)
from counterpoise.stages.neighbourhoods import (
    NearestNeighbours,
    Neighbourhood,
    NoNeighbourhood,
)
from counterpoise.stages.seeds import (
    AdaptiveSeeds,
    AllSeeds,
    ClusterSeeds,
    DangerSeeds,
    SeedGroup,
    Seeds,
    SupportVectorSeeds,
)
from counterpoise.stages.stage import Stage

__all__ = [
    "AdaptiveSeeds",
    "AllKNNEditing",
    "AllSeeds",
    "Cleaning",
    "ClusterSeeds",
    "DangerSeeds",
    "Duplicate",
    "EditedNeighbours",
    "Interpolation",
    "Kept",
    "MutualNeighbours",
    "NearestNeighbours",
    "Neighbourhood",
    "NeighbourhoodCleaning",
    "NeighbourhoodVote",
    "NoNeighbourhood",
    "RandomRemoval",
    "RepeatedEditing",
    "SeedGroup",
    "Seeds",
    "Segment",
    "SmoothedBootstrap",
    "Stage",
    "SupportVectorSeeds",
]
