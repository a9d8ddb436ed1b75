"""Assembled SMOTE."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import BoundaryPieceSeeds, PoolNeighbours, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["AssembledSMOTE"]


class AssembledSMOTE(Oversampler, without=("recipe",)):
    """Add rows within nearly straight pieces of the minority's boundary, and within its inside.

    Near a bent boundary, a segment between two minority rows may cut through foreign ground. Here
    the boundary is divided into pieces that one plane could separate, and both parents are of one
    piece. Use it where the boundary is bent and rows of both classes are near it; not where the
    classes overlap, because single rows with foreign ones all around are pieces of their own then,
    which do not grow.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Raises
    ------
    UnsuitableTableError
        If no piece has enough rows to grow. It is a `ValueError` and a `RuntimeError`.

    Notes
    -----
    The abstract says that this was made for a support vector machine whose kernel has the same
    pieces, and that a minimal spanning tree divides the boundary; where it is cut is our reading:
    where the directions to the foreign neighbours at both ends of an edge differ by more than an
    angle. A piece gets new rows in proportion to its size, and the inside is one piece.

    References
    ----------
    B. Zhou, C. Yang, H. Guo, J. Hu, "A quasi-linear SVM combined with assembled SMOTE for
    imbalanced data classification", International Joint Conference on Neural Networks, 2013.
    https://doi.org/10.1109/IJCNN.2013.6707035

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import AssembledSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = AssembledSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of any class tell the boundary, and how many of its piece may be "
        "a row's partner.",
        answers="k",
    )
    least_cosine: float = parameter(
        default=0.3,
        constraint=[Number(Real, -1, 1, closed="both")],
        kind="float from -1 to 1",
        help="Least cosine of the angle by which the boundary may turn from row to row of a piece.",
        option=True,
    )
    least_rows: int = parameter(
        default=2,
        constraint=[Number(Integral, 2, None, closed="left")],
        kind="int",
        help="Pieces with fewer rows do not grow.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=BoundaryPieceSeeds(self.k_neighbors, self.least_cosine, self.least_rows),
            neighbourhood=PoolNeighbours(self.k_neighbors),
            interpolation=Segment(restart=False),
        )
