"""ProWRAS."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import N_AFFINE, SHADOW_NOISE
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import LevelSeeds, PoolNeighbours, ShadowHull
from counterpoise.stages.recipe import Recipe

__all__ = ["ProWRAS"]


class ProWRAS(Oversampler, without=("recipe",)):
    """Add mixtures of noisy copies of near minority rows, most of them near other classes.

    It is ProWSyn with the new rows of LoRAS: the minority is divided into levels by distance to
    the boundary, near levels grow more, and a new row mixes noisy copies of rows of one level. Use
    it where it is not clear how far new rows should spread, because two numbers set that: the
    neighbours that are mixed and the copies of them. Not where the table has no room in memory.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has all rows of its neighbourhood for parents.

    Notes
    -----
    The paper's four schemes are few or many neighbours, and two or many copies: many neighbours
    keep all new rows of a level near its mean, and many copies keep each one near the mean of its
    neighbourhood. In a level with fewer rows than neighbours all others are mixed.

    References
    ----------
    S. Bej, K. Schulz, P. Srivastava, M. Wolfien, O. Wolkenhauer, "A Multi-Schematic Classifier-
    Independent Oversampling Approach for Imbalanced Datasets", IEEE Access 9, 2021.
    https://doi.org/10.1109/ACCESS.2021.3108450

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import ProWRAS
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = ProWRAS(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of its level are mixed with a row.",
        answers="k",
    )
    n_level_neighbors: int = parameter(
        default=5,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many rows of the class each row of another class puts into a level.",
        option=True,
    )
    n_levels: int = parameter(
        default=5,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many levels.",
        option=True,
    )
    theta: float = parameter(
        default=1.0,
        constraint=[Number(Real, 0, None, closed="left")],
        kind="float",
        help="How fast weights fall from level to level.",
        option=True,
    )
    n_affine: int | None = N_AFFINE
    noise: float = SHADOW_NOISE

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=LevelSeeds(self.n_levels, self.n_level_neighbors, self.theta),
            neighbourhood=PoolNeighbours(self.k_neighbors),
            interpolation=ShadowHull(self.n_affine, self.noise),
        )
