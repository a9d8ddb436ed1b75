"""SMOBD."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import SHARE, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import DensitySeeds, NearestNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["SMOBD"]


class SMOBD(Oversampler, without=("recipe",)):
    """Add rows on segments as SMOTE does, but by how dense the minority is, and none about noise.

    A row far from the others of its class grows more, and so does one that has many about it; a row
    that lies alone is noise, which grows nothing and is nobody's partner. Use it where the minority
    has dense and sparse places and stray rows; not where the stray rows are what matters.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    The paper's text was not at hand; that a row's weight has these two parts follows what
    smote-variants' rows show. Both parts are divided by their largest. The reachability distance
    that tells noise is the least over a row's neighbours, and not over those that OPTICS happened
    to visit before, so that the order of rows does not matter.

    References
    ----------
    Q. Cao, S. Wang, "Applying Over-sampling Technique Based on Data Density and Cost-sensitive SVM
    to Imbalanced Learning", International Conference on Information Management, Innovation
    Management and Industrial Engineering, 2011. https://doi.org/10.1109/ICIII.2011.276

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SMOBD
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SMOBD(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = PARTNERS
    eta: float = parameter(
        default=0.5,
        constraint=[SHARE],
        kind="float from 0 to 1",
        help="1 grows rows by how far their neighbours are, 0 by how many are about them.",
        option=True,
    )
    t: float = parameter(
        default=1.8,
        constraint=[Number(Real, 1, None, closed="left")],
        kind="float",
        help="From which multiple of the class's mean distances on a row is noise.",
        option=True,
    )
    min_samples: int = parameter(
        default=5,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="The neighbour of its class whose distance tells how dense the class is about a row.",
        option=True,
    )
    eps: float | None = parameter(
        default=None,
        constraint=[Number(Real, 0, None, closed="left"), None],
        kind="float or None",
        help="Radius within which rows of the class are counted, in the units of the distance; "
        "None for the mean distance to the neighbour of `min_samples`.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=DensitySeeds(self.eta, self.t, self.min_samples, self.eps),
            neighbourhood=NearestNeighbours(self.k_neighbors),
        )
