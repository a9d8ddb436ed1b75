"""LLE-SMOTE."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import UnrolledNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["LLESMOTE"]


class LLESMOTE(Oversampler, without=("recipe", "space")):
    """Add rows between minority rows that are neighbours on the surface the minority lies on.

    SMOTE's neighbours are near in the table; here they are near once the minority is unrolled into
    few dimensions (locally linear embedding), so that lines do not cross the gap between two turns
    of a spiral.

    Use it where many columns follow few causes; not where the minority is a cloud without a shape,
    or has few rows.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    As the method is usually described, a new row is made in the embedding and mapped back by the
    weights of its neighbours there. A row between two others has these two for such weights, so
    that here it lies between them in the table as well, and has the same parents.

    References
    ----------
    J. Wang, M. Xu, H. Wang, J. Zhang, "Classification of Imbalanced Data by Using the SMOTE
    Algorithm and Locally Linear Embedding", International Conference on Signal Processing, 2006.
    https://doi.org/10.1109/ICOSP.2006.345752

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import LLESMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = LLESMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of its class may be a row's partner, and make the embedding.",
        answers="k",
    )
    n_components: int = parameter(
        default=2,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="Dimensions of the embedding.",
        option=True,
    )
    max_rows: int = parameter(
        default=1000,
        constraint=[Number(Integral, 10, None, closed="left")],
        kind="int",
        help="From how many rows the embedding is learnt at most; the others are placed in it.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=UnrolledNeighbours(self.k_neighbors, self.n_components, self.max_rows)
        )
