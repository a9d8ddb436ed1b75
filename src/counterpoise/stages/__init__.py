"""The interchangeable parts of a recipe, a stage a file.

`seeds` says which rows grow and how many new rows each, `neighbourhoods` which rows may be a
seed's partners, `interpolations` where the new row lies, and `cleanings` which rows leave
afterwards; `spaces` say where neighbours are looked for, `acceptances` which new rows are good
enough. Stages know nothing of dataframes, files or Spark: what they have to know of a table,
they ask a `Problem`.
"""

from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.acceptances.acceptance import Acceptance
from counterpoise.stages.acceptances.away_from_rows import AwayFromRows
from counterpoise.stages.acceptances.classified import Classified
from counterpoise.stages.acceptances.few_foreign_neighbours import FewForeignNeighbours
from counterpoise.stages.acceptances.in_positive_region import InPositiveRegion
from counterpoise.stages.acceptances.largest_margins import LargestMargins
from counterpoise.stages.acceptances.outside_others import OutsideOthers
from counterpoise.stages.cleanings.all_knn_editing import AllKNNEditing
from counterpoise.stages.cleanings.cleaning import Cleaning, Kept
from counterpoise.stages.cleanings.cluster_removal import ClusterRemoval
from counterpoise.stages.cleanings.condensed_neighbours import CondensedNeighbours
from counterpoise.stages.cleanings.down_to_count import DownToCount
from counterpoise.stages.cleanings.easy_rows import EasyRows
from counterpoise.stages.cleanings.edited_neighbours import EditedNeighbours
from counterpoise.stages.cleanings.even_shares import EvenShares
from counterpoise.stages.cleanings.evolved_selection import EvolvedSelection
from counterpoise.stages.cleanings.game_filter import GameFilter
from counterpoise.stages.cleanings.imbalance_shares import ImbalanceShares
from counterpoise.stages.cleanings.in_turn import InTurn
from counterpoise.stages.cleanings.lower_approximation import LowerApproximation
from counterpoise.stages.cleanings.mutual_neighbours import MutualNeighbours
from counterpoise.stages.cleanings.near_growing import NearGrowing
from counterpoise.stages.cleanings.near_minority import NearMinority
from counterpoise.stages.cleanings.near_shortlist import NearShortlist
from counterpoise.stages.cleanings.neighbourhood_cleaning import NeighbourhoodCleaning
from counterpoise.stages.cleanings.one_sided import OneSided
from counterpoise.stages.cleanings.only_new import OnlyNew
from counterpoise.stages.cleanings.partitioning_filter import PartitioningFilter
from counterpoise.stages.cleanings.positive_region import PositiveRegion
from counterpoise.stages.cleanings.principal_core import PrincipalCore
from counterpoise.stages.cleanings.random_removal import RandomRemoval
from counterpoise.stages.cleanings.remotest_new import RemotestNew
from counterpoise.stages.cleanings.repeated_editing import RepeatedEditing
from counterpoise.stages.cleanings.thinned import Thinned
from counterpoise.stages.cleanings.typical_rows import TypicalRows
from counterpoise.stages.cleanings.without_found import WithoutFound
from counterpoise.stages.cleanings.without_moved import WithoutMoved
from counterpoise.stages.cleanings.without_twins import WithoutTwins
from counterpoise.stages.interpolations.at_centre import AtCentre
from counterpoise.stages.interpolations.autoencoded import Autoencoded
from counterpoise.stages.interpolations.blurred_seed import BlurredSeed
from counterpoise.stages.interpolations.carried_pattern import CarriedPattern
from counterpoise.stages.interpolations.class_noise import ClassNoise
from counterpoise.stages.interpolations.cluster_jitter import ClusterJitter
from counterpoise.stages.interpolations.covariance_kernel import CovarianceKernel
from counterpoise.stages.interpolations.cube_noise import CubeNoise
from counterpoise.stages.interpolations.differential_crossover import DifferentialCrossover
from counterpoise.stages.interpolations.distance_steps import DistanceSteps
from counterpoise.stages.interpolations.duplicate import Duplicate
from counterpoise.stages.interpolations.ellipsoid import Ellipsoid
from counterpoise.stages.interpolations.fitted_curve import FittedCurve
from counterpoise.stages.interpolations.graph_segment import GraphSegment
from counterpoise.stages.interpolations.hyper_sphere import HyperSphere
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.interpolations.local_gaussian import LocalGaussian
from counterpoise.stages.interpolations.local_safe_level_segment import LocalSafeLevelSegment
from counterpoise.stages.interpolations.neighbourhood_vote import NeighbourhoodVote
from counterpoise.stages.interpolations.noisy_segment import NoisySegment
from counterpoise.stages.interpolations.outward_segment import OutwardSegment
from counterpoise.stages.interpolations.own_sphere import OwnSphere
from counterpoise.stages.interpolations.pair_steps import PairSteps
from counterpoise.stages.interpolations.pool_mixture import PoolMixture
from counterpoise.stages.interpolations.pool_segment import PoolSegment
from counterpoise.stages.interpolations.principal_axis import PrincipalAxis
from counterpoise.stages.interpolations.random_walk import RandomWalk
from counterpoise.stages.interpolations.safe_level_segment import SafeLevelSegment
from counterpoise.stages.interpolations.segment import Segment
from counterpoise.stages.interpolations.selected_segment import SelectedSegment
from counterpoise.stages.interpolations.shadow_hull import ShadowHull
from counterpoise.stages.interpolations.simplex import Simplex
from counterpoise.stages.interpolations.smoothed_bootstrap import SmoothedBootstrap
from counterpoise.stages.interpolations.star_rays import StarRays
from counterpoise.stages.interpolations.to_point import ToPoint
from counterpoise.stages.interpolations.towards_centre import TowardsCentre
from counterpoise.stages.interpolations.towards_facets import TowardsFacets
from counterpoise.stages.interpolations.towards_mean import TowardsMean
from counterpoise.stages.interpolations.weighted_mixture import WeightedMixture
from counterpoise.stages.neighbourhoods.adaptive_neighbours import AdaptiveNeighbours
from counterpoise.stages.neighbourhoods.associated_neighbours import AssociatedNeighbours
from counterpoise.stages.neighbourhoods.every_other_row import EveryOtherRow
from counterpoise.stages.neighbourhoods.guided_neighbours import GuidedNeighbours
from counterpoise.stages.neighbourhoods.nearest_neighbours import NearestNeighbours
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood
from counterpoise.stages.neighbourhoods.next_row import NextRow
from counterpoise.stages.neighbourhoods.no_neighbourhood import NoNeighbourhood
from counterpoise.stages.neighbourhoods.pool_neighbours import PoolNeighbours
from counterpoise.stages.neighbourhoods.radius_neighbours import RadiusNeighbours
from counterpoise.stages.neighbourhoods.seed_partners import SeedPartners
from counterpoise.stages.neighbourhoods.surface_neighbours import SurfaceNeighbours
from counterpoise.stages.neighbourhoods.surrounding_neighbours import SurroundingNeighbours
from counterpoise.stages.neighbourhoods.unrolled_neighbours import UnrolledNeighbours
from counterpoise.stages.neighbourhoods.voted_neighbours import VotedNeighbours
from counterpoise.stages.neighbourhoods.whole_pool import WholePool
from counterpoise.stages.seeds.adaptive_cluster_seeds import AdaptiveClusterSeeds
from counterpoise.stages.seeds.adaptive_density_seeds import AdaptiveDensitySeeds
from counterpoise.stages.seeds.adaptive_seeds import AdaptiveSeeds
from counterpoise.stages.seeds.agreed_seeds import AgreedSeeds
from counterpoise.stages.seeds.all_seeds import AllSeeds
from counterpoise.stages.seeds.boosted_seeds import BoostedSeeds
from counterpoise.stages.seeds.boundary_piece_seeds import BoundaryPieceSeeds
from counterpoise.stages.seeds.boundary_seeds import BoundarySeeds
from counterpoise.stages.seeds.box_seeds import BoxSeeds
from counterpoise.stages.seeds.centroid_seeds import CentroidSeeds
from counterpoise.stages.seeds.closeness_seeds import ClosenessSeeds
from counterpoise.stages.seeds.cluster_seeds import ClusterSeeds
from counterpoise.stages.seeds.clustered_seeds import Cluster, ClusteredSeeds
from counterpoise.stages.seeds.consistency_seeds import ConsistencySeeds
from counterpoise.stages.seeds.danger_seeds import DangerSeeds
from counterpoise.stages.seeds.dendrogram_seeds import DendrogramSeeds
from counterpoise.stages.seeds.density_peak_seeds import DensityPeakSeeds
from counterpoise.stages.seeds.density_seeds import DensitySeeds
from counterpoise.stages.seeds.edge_seeds import EdgeSeeds
from counterpoise.stages.seeds.energy_seeds import EnergySeeds
from counterpoise.stages.seeds.evolved_seeds import EvolvedSeeds
from counterpoise.stages.seeds.graded_seeds import GradedSeeds
from counterpoise.stages.seeds.graph_seeds import GraphSeeds
from counterpoise.stages.seeds.informative_seeds import InformativeSeeds
from counterpoise.stages.seeds.judged_seeds import JudgedSeeds
from counterpoise.stages.seeds.kmeans_seeds import KMeansSeeds
from counterpoise.stages.seeds.level_seeds import LevelSeeds
from counterpoise.stages.seeds.linked_seeds import LinkedSeeds
from counterpoise.stages.seeds.mapped_seeds import MappedSeeds
from counterpoise.stages.seeds.misclassified_seeds import MisclassifiedSeeds
from counterpoise.stages.seeds.outcast_seeds import OutcastSeeds
from counterpoise.stages.seeds.path_seeds import PathSeeds
from counterpoise.stages.seeds.region_seeds import RegionSeeds
from counterpoise.stages.seeds.scattered_seeds import ScatteredSeeds
from counterpoise.stages.seeds.seeds import Seeds
from counterpoise.stages.seeds.sensitive_seeds import SensitiveSeeds
from counterpoise.stages.seeds.simplex_seeds import SimplexSeeds
from counterpoise.stages.seeds.spider_seeds import SpiderSeeds
from counterpoise.stages.seeds.spy_seeds import SpySeeds
from counterpoise.stages.seeds.support_degree_seeds import SupportDegreeSeeds
from counterpoise.stages.seeds.support_vector_seeds import SupportVectorSeeds
from counterpoise.stages.seeds.supported_seeds import SupportedSeeds
from counterpoise.stages.seeds.surplus_seeds import SurplusSeeds
from counterpoise.stages.seeds.typical_seeds import TypicalSeeds
from counterpoise.stages.seeds.unparted_seeds import UnpartedSeeds
from counterpoise.stages.seeds.versatile_seeds import VersatileSeeds
from counterpoise.stages.seeds.weighted_seeds import WeightedSeeds
from counterpoise.stages.spaces.chosen_columns import ChosenColumns
from counterpoise.stages.spaces.evolved_columns import EvolvedColumns
from counterpoise.stages.spaces.neighbour_map import NeighbourMap
from counterpoise.stages.spaces.propensity import Propensity
from counterpoise.stages.spaces.space import Space
from counterpoise.stages.spaces.standard_units import StandardUnits
from counterpoise.stages.spaces.transformed import Transformed
from counterpoise.stages.spaces.unfolded import Unfolded
from counterpoise.stages.spaces.unit_length import UnitLength
from counterpoise.stages.stage import Stage

__all__ = [
    "Acceptance",
    "AdaptiveClusterSeeds",
    "AdaptiveDensitySeeds",
    "AdaptiveNeighbours",
    "AdaptiveSeeds",
    "AgreedSeeds",
    "AllKNNEditing",
    "AllSeeds",
    "AssociatedNeighbours",
    "AtCentre",
    "Autoencoded",
    "AwayFromRows",
    "BlurredSeed",
    "BoostedSeeds",
    "BoundaryPieceSeeds",
    "BoundarySeeds",
    "BoxSeeds",
    "CarriedPattern",
    "CentroidSeeds",
    "ChosenColumns",
    "ClassNoise",
    "Classified",
    "Cleaning",
    "ClosenessSeeds",
    "Cluster",
    "ClusterJitter",
    "ClusterRemoval",
    "ClusterSeeds",
    "ClusteredSeeds",
    "CondensedNeighbours",
    "ConsistencySeeds",
    "CovarianceKernel",
    "CubeNoise",
    "DangerSeeds",
    "DendrogramSeeds",
    "DensityPeakSeeds",
    "DensitySeeds",
    "DifferentialCrossover",
    "DistanceSteps",
    "DownToCount",
    "Duplicate",
    "EasyRows",
    "EdgeSeeds",
    "EditedNeighbours",
    "Ellipsoid",
    "EnergySeeds",
    "EvenShares",
    "EveryOtherRow",
    "EvolvedColumns",
    "EvolvedSeeds",
    "EvolvedSelection",
    "FewForeignNeighbours",
    "FittedCurve",
    "GameFilter",
    "GradedSeeds",
    "GraphSeeds",
    "GraphSegment",
    "GuidedNeighbours",
    "HyperSphere",
    "ImbalanceShares",
    "InPositiveRegion",
    "InTurn",
    "InformativeSeeds",
    "Interpolation",
    "JudgedSeeds",
    "KMeansSeeds",
    "Kept",
    "LargestMargins",
    "LevelSeeds",
    "LinkedSeeds",
    "LocalGaussian",
    "LocalSafeLevelSegment",
    "LowerApproximation",
    "MappedSeeds",
    "MisclassifiedSeeds",
    "MutualNeighbours",
    "NearGrowing",
    "NearMinority",
    "NearShortlist",
    "NearestNeighbours",
    "NeighbourMap",
    "Neighbourhood",
    "NeighbourhoodCleaning",
    "NeighbourhoodVote",
    "NextRow",
    "NoNeighbourhood",
    "NoisySegment",
    "OneSided",
    "OnlyNew",
    "OutcastSeeds",
    "OutsideOthers",
    "OutwardSegment",
    "OwnSphere",
    "PairSteps",
    "PartitioningFilter",
    "PathSeeds",
    "PoolMixture",
    "PoolNeighbours",
    "PoolSegment",
    "PositiveRegion",
    "PrincipalAxis",
    "PrincipalCore",
    "Propensity",
    "RadiusNeighbours",
    "RandomRemoval",
    "RandomWalk",
    "RegionSeeds",
    "RemotestNew",
    "RepeatedEditing",
    "SafeLevelSegment",
    "ScatteredSeeds",
    "SeedGroup",
    "SeedPartners",
    "Seeds",
    "Segment",
    "SelectedSegment",
    "SensitiveSeeds",
    "ShadowHull",
    "Simplex",
    "SimplexSeeds",
    "SmoothedBootstrap",
    "Space",
    "SpiderSeeds",
    "SpySeeds",
    "Stage",
    "StandardUnits",
    "StarRays",
    "SupportDegreeSeeds",
    "SupportVectorSeeds",
    "SupportedSeeds",
    "SurfaceNeighbours",
    "SurplusSeeds",
    "SurroundingNeighbours",
    "Thinned",
    "ToPoint",
    "TowardsCentre",
    "TowardsFacets",
    "TowardsMean",
    "Transformed",
    "TypicalRows",
    "TypicalSeeds",
    "Unfolded",
    "UnitLength",
    "UnpartedSeeds",
    "UnrolledNeighbours",
    "VersatileSeeds",
    "VotedNeighbours",
    "WeightedMixture",
    "WeightedSeeds",
    "WholePool",
    "WithoutFound",
    "WithoutMoved",
    "WithoutTwins",
]
