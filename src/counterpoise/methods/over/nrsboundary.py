"""NRSBoundary-SMOTE."""

from __future__ import annotations

from numbers import Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import BoundarySeeds, NearestNeighbours, OutsideOthers, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["NRSBoundarySMOTE"]


class NRSBoundarySMOTE(Oversampler, without=("recipe", "categorical_features", "space")):
    """Add rows around minority rows at the boundary, but none inside the other classes.

    Each row has a radius: the distance to its nearest row, and a small share w of the range of its
    distances. Minority rows with a row of another class within their radius are the boundary, and
    grow. Rows of other classes with no minority row within theirs are the inside of these classes;
    a new row within the radius of one of them is drawn again.

    Use it where the boundary matters and new rows must not spill over it; not where the classes are
    apart, since there is no boundary then.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Warns
    -----
    SamplingWarning
        If no row of a class is at the boundary, or if a row was inside other classes in 100
        attempts.

    Notes
    -----
    The farthest row, for the range of distances, is looked for among the rows with the least or the
    greatest number of a column, because w makes little of it and all pairs need not be measured
    then.

    References
    ----------
    F. Hu, H. Li, "A Novel Boundary Oversampling Algorithm Based on Neighborhood Rough Set Model:
    NRSBoundary-SMOTE", Mathematical Problems in Engineering, 2013.
    https://doi.org/10.1155/2013/694809

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import NRSBoundarySMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, class_sep=0.5, random_state=0)
    >>> X_new, y_new = NRSBoundarySMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    k_neighbors: int | NeighborSearch = PARTNERS
    w: float = parameter(
        default=0.005,
        constraint=[Number(Real, 0, None, closed="left")],
        kind="float",
        help="The share of the range of distances by which a radius is more than the "
        "distance to the nearest row.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=BoundarySeeds(self.w),
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=Segment(restart=False),
            acceptance=OutsideOthers(self.w),
        )
