"""Gaussian-SMOTE."""

from __future__ import annotations

from numbers import Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import NearestNeighbours, NoisySegment
from counterpoise.stages.recipe import Recipe

__all__ = ["GaussianSMOTE"]


class GaussianSMOTE(Oversampler, without=("recipe",)):
    """Add rows on segments between minority neighbours, with normal noise about them.

    SMOTE's rows lie on lines; these lie in a cloud about each line. Use it where rows exactly in
    line give the method of making them away; not where columns have bounds, which noise crosses.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    The paper's text was not at hand, only its abstract; that the noise is about a point of the
    segment is our reading. We measure ``sigma`` in standard deviations of each column within the
    class, so that units do not matter, and draw the noise of each column on its own.

    References
    ----------
    H. Lee, J. Kim, S. Kim, "Gaussian-Based SMOTE Algorithm for Solving Skewed Class Distributions",
    International Journal of Fuzzy Logic and Intelligent Systems 17(4), 2017.
    https://doi.org/10.5391/IJFIS.2017.17.4.229

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import GaussianSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = GaussianSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = PARTNERS
    sigma: float = parameter(
        default=0.1,
        constraint=[Number(Real, 0, None, closed="left")],
        kind="float",
        help="Standard deviation of the noise, as a share of the column's within the class; 0 for "
        "SMOTE.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=NoisySegment(self.sigma),
        )
