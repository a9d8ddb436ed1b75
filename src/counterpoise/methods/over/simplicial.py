"""Simplicial SMOTE."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import SeedPartners, Simplex, SimplexSeeds
from counterpoise.stages.recipe import Recipe

__all__ = ["SimplicialSMOTE"]


class SimplicialSMOTE(Oversampler, without=("recipe",)):
    """Add rows inside triangles, tetrahedra and so on of rows that are all neighbours.

    SMOTE's segment joins two neighbours. Here any rows of the class each two of which are
    neighbours span a simplex, and a new row is a point of it, so that the room between near rows is
    filled and not only lines in it. Use it where SMOTE's lines leave gaps; not where single
    neighbours are a safer guide than groups of them.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has up to one parent more than the dimension.

    Notes
    -----
    Two rows are neighbours if either is among the k nearest of the other. All simplices that are
    part of no larger one are equally likely, where those larger than the dimension count by their
    faces of this dimension. The new row is uniform in the simplex, and its corners vote on
    categories.

    References
    ----------
    O. Kachan, A. Savchenko, G. Gusev, "Simplicial SMOTE: Oversampling Solution to the Imbalanced
    Learning Problem", ACM SIGKDD Conference on Knowledge Discovery and Data Mining, 2025.
    https://doi.org/10.1145/3690624.3709268

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SimplicialSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SimplicialSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of its class each row is joined with.",
        answers="k",
    )
    dimension: int = parameter(
        default=3,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="The greatest dimension of a simplex: 1 for segments, 2 for triangles, 3 for "
        "tetrahedra (p in the paper).",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=SimplexSeeds(self.k_neighbors, self.dimension),
            neighbourhood=SeedPartners(),
            interpolation=Simplex(),
        )
