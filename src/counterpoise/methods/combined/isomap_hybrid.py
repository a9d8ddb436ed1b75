"""Isomap-hybrid."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import NearestNeighbours, NeighbourhoodCleaning, Unfolded
from counterpoise.stages.recipe import Recipe

__all__ = ["IsomapHybrid"]


class IsomapHybrid(Oversampler, without=("recipe", "space")):
    """Add rows between neighbours on the surface the rows lie on, then remove misleading others.

    SMOTE's neighbours are near in the table; here they are near once the table is unfolded into few
    dimensions (Isomap). Afterwards rows of the other classes leave that their neighbours outvote,
    or that outvote a minority row (neighbourhood cleaning rule).

    Use it where many columns follow few causes and classes overlap; not where every row of the
    majority counts.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`, of the new rows.

    Notes
    -----
    As the method is usually described, the new table consists of the unfolded dimensions. Here only
    neighbours are looked for there: new rows lie between rows of the table and have its columns,
    and the cleaning looks for neighbours in the table.

    References
    ----------
    Q. Gu, Z. Cai, L. Zhu, "Classification of Imbalanced Data Sets by Using the Hybrid Re-sampling
    Algorithm Based on Isomap", Advances in Computation and Intelligence, 2009.
    https://doi.org/10.1007/978-3-642-04843-2_31

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import IsomapHybrid
    >>> X, y = make_classification(weights=[0.8], n_samples=300, random_state=0)
    >>> X_new, y_new = IsomapHybrid(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 0).sum() < (y == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = PARTNERS
    n_components: int = parameter(
        default=3,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="Into how many dimensions the table is unfolded.",
        option=True,
    )
    max_rows: int = parameter(
        default=1000,
        constraint=[Number(Integral, 10, None, closed="left")],
        kind="int",
        help="From how many rows the surface is learnt at most; the others are placed in it.",
        option=True,
    )
    n_neighbors: int = parameter(
        default=3,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="Size of the neighbourhood in the cleaning.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors),
            cleaning=NeighbourhoodCleaning(
                n_neighbors=self.n_neighbors, sampling_strategy="others"
            ),
            space=Unfolded(self.n_components, max_rows=self.max_rows),
        )
