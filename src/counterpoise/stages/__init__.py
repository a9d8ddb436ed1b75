"""The interchangeable parts of a recipe, a stage a file.

`seeds` says which rows grow and how many new rows each, `neighbourhoods` which rows may be a
seed's partners, `interpolations` where the new row lies, and `cleanings` which rows leave
afterwards. Stages know nothing of dataframes, files or Spark: what they have to know of a table,
they ask a `Problem`.
"""

from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.cleanings.all_knn_editing import AllKNNEditing
from counterpoise.stages.cleanings.cleaning import Cleaning, Kept
from counterpoise.stages.cleanings.condensed_neighbours import CondensedNeighbours
from counterpoise.stages.cleanings.down_to_count import DownToCount
from counterpoise.stages.cleanings.easy_rows import EasyRows
from counterpoise.stages.cleanings.edited_neighbours import EditedNeighbours
from counterpoise.stages.cleanings.mutual_neighbours import MutualNeighbours
from counterpoise.stages.cleanings.near_minority import NearMinority
from counterpoise.stages.cleanings.near_shortlist import NearShortlist
from counterpoise.stages.cleanings.neighbourhood_cleaning import NeighbourhoodCleaning
from counterpoise.stages.cleanings.one_sided import OneSided
from counterpoise.stages.cleanings.random_removal import RandomRemoval
from counterpoise.stages.cleanings.repeated_editing import RepeatedEditing
from counterpoise.stages.interpolations.duplicate import Duplicate
from counterpoise.stages.interpolations.hyper_sphere import HyperSphere
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.interpolations.local_gaussian import LocalGaussian
from counterpoise.stages.interpolations.neighbourhood_vote import NeighbourhoodVote
from counterpoise.stages.interpolations.safe_level_segment import SafeLevelSegment
from counterpoise.stages.interpolations.segment import Segment
from counterpoise.stages.interpolations.shadow_hull import ShadowHull
from counterpoise.stages.interpolations.smoothed_bootstrap import SmoothedBootstrap
from counterpoise.stages.neighbourhoods.nearest_neighbours import NearestNeighbours
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood
from counterpoise.stages.neighbourhoods.no_neighbourhood import NoNeighbourhood
from counterpoise.stages.neighbourhoods.surface_neighbours import SurfaceNeighbours
from counterpoise.stages.seeds.adaptive_seeds import AdaptiveSeeds
from counterpoise.stages.seeds.all_seeds import AllSeeds
from counterpoise.stages.seeds.cluster_seeds import ClusterSeeds
from counterpoise.stages.seeds.danger_seeds import DangerSeeds
from counterpoise.stages.seeds.seeds import Seeds
from counterpoise.stages.seeds.support_vector_seeds import SupportVectorSeeds
from counterpoise.stages.stage import Stage

__all__ = [
    "AdaptiveSeeds",
    "AllKNNEditing",
    "AllSeeds",
    "Cleaning",
    "ClusterSeeds",
    "CondensedNeighbours",
    "DangerSeeds",
    "DownToCount",
    "Duplicate",
    "EasyRows",
    "EditedNeighbours",
    "HyperSphere",
    "Interpolation",
    "Kept",
    "LocalGaussian",
    "MutualNeighbours",
    "NearMinority",
    "NearShortlist",
    "NearestNeighbours",
    "Neighbourhood",
    "NeighbourhoodCleaning",
    "NeighbourhoodVote",
    "NoNeighbourhood",
    "OneSided",
    "RandomRemoval",
    "RepeatedEditing",
    "SafeLevelSegment",
    "SeedGroup",
    "Seeds",
    "Segment",
    "ShadowHull",
    "SmoothedBootstrap",
    "Stage",
    "SupportVectorSeeds",
    "SurfaceNeighbours",
]
