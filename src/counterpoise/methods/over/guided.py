"""G-SMOTE of Sandhan and Choi."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import GuidedNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["GuidedSMOTE"]


class GuidedSMOTE(Oversampler, without=("recipe",)):
    """Add rows on segments that follow the directions in which the minority varies most.

    SMOTE draws any of the near rows as the partner; here it is the one that lies most along the
    principal axes of the class. Use it where the minority is long in few directions, such as along
    a line; not where it consists of groups or bends, whose axes mean nothing.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; every seed has one partner only.

    Notes
    -----
    The paper's text ("G-SMOTE") was not at hand, only its abstract. That principal axes guide the
    choice is how the method is described elsewhere; the weights (variances of the axes) and that
    one neighbour is chosen are ours. The paper's form with a kernel, and its thinning of the
    majority, are left out.

    References
    ----------
    T. Sandhan, J. Y. Choi, "Handling Imbalanced Datasets by Partially Guided Hybrid Sampling for
    Pattern Recognition", International Conference on Pattern Recognition, 2014.
    https://doi.org/10.1109/ICPR.2014.258

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import GuidedSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = GuidedSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of the class are looked at.",
        answers="k",
    )
    n_axes: int = parameter(
        default=2,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many principal axes of the class guide the choice.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(neighbourhood=GuidedNeighbours(self.k_neighbors, self.n_axes))
