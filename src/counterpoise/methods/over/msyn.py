"""MSYN."""

from __future__ import annotations

from numbers import Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import LargestMargins, NearestNeighbours, Segment, SurplusSeeds
from counterpoise.stages.recipe import Recipe

__all__ = ["MSYN"]


class MSYN(Oversampler, without=("recipe", "space")):
    """Draw more rows than SMOTE does, and keep those that leave the widest margins.

    The margin of a row is half of the difference between its distances to the nearest row of
    another class and to the nearest one of its own. Each new minority row widens margins of the
    minority and narrows margins of the others; those rows are kept that narrow least for what they
    widen.

    Use it before nearest-neighbour and large-margin classifiers; not on tables of millions of rows,
    because each row is compared with the new ones.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    The paper's text was not at hand. A row that widens no margin comes after all that do, unless it
    narrows none either.

    References
    ----------
    X. Fan, K. Tang, T. Weise, "Margin-Based Over-Sampling Method for Learning from Imbalanced
    Datasets", Pacific-Asia Conference on Knowledge Discovery and Data Mining, 2011.
    https://doi.org/10.1007/978-3-642-20847-8_26

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import MSYN
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = MSYN(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = PARTNERS
    pressure: float = parameter(
        default=1.5,
        constraint=[Number(Real, 1, None, closed="left")],
        kind="float",
        help="How many times as many rows are drawn as are kept.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=SurplusSeeds(self.pressure),
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=Segment(restart=False),
            acceptance=LargestMargins(),
        )
