"""Geometric SMOTE."""

from __future__ import annotations

from numbers import Real

from sklearn.utils._param_validation import StrOptions

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import HyperSphere, SurfaceNeighbours
from counterpoise.stages.neighbourhoods.surface_neighbours import Selection
from counterpoise.stages.recipe import Recipe

__all__ = ["GeometricSMOTE"]


class GeometricSMOTE(Oversampler, without=("recipe", "categorical_features")):
    """Add rows in spheres about minority rows, which reach to a near row and can be flattened.

    Use it where segments between neighbours leave too little variety: a new row may lie off the
    segment, and near rows of other classes the sphere ends before them. Not where the minority lies
    on a thin curve or plane, because spheres reach beyond it.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; the partner is the row on the sphere's surface, and has weight 0.

    References
    ----------
    G. Douzas, F. Bacao, "Geometric SMOTE a geometrically enhanced drop-in replacement for SMOTE",
    Information Sciences 501, 2019. https://doi.org/10.1016/j.ins.2019.06.007

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import GeometricSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = GeometricSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    k_neighbors: int | NeighborSearch = PARTNERS
    selection: Selection = parameter(
        default="combined",
        constraint=[StrOptions({"minority", "majority", "combined"})],
        kind='{"minority", "majority", "combined"}',
        help="Which row is on the sphere's surface: a neighbour of the class, the nearest row of "
        "another class, or whichever of the two is nearer.",
        option=True,
    )
    truncation: float = parameter(
        default=1.0,
        constraint=[Number(Real, -1, 1, closed="both")],
        kind="float from -1 to 1",
        help="1 for the half of the sphere towards the surface row, -1 for the other half, 0 for "
        "all of it.",
        option=True,
    )
    deformation: float = parameter(
        default=0.0,
        constraint=[Number(Real, 0, 1, closed="both")],
        kind="float from 0 to 1",
        help="1 flattens the sphere to the axis through the surface row, 0 leaves it round.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=SurfaceNeighbours(self.k_neighbors, self.selection),
            interpolation=HyperSphere(self.truncation, self.deformation),
        )
