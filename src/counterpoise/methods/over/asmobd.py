"""ASMOBD."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import SHARE, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import AdaptiveDensitySeeds, NearestNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["ASMOBD"]


class ASMOBD(Oversampler, without=("recipe",)):
    """Add rows on segments as SMOTE does, more in sparse places and near other classes.

    A row that lies far from its class among other classes is noise, which grows nothing and is
    nobody's partner. Use it where the minority has sparse places near the border; not where its
    rows near the border are errors.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    The paper's text was not at hand; that a row's weight has these two parts follows what
    smote-variants' rows show. Where smote-variants offers two functions that smooth the weights,
    here a share of the mean weight is added; and the threshold is a multiple of the class's mean
    distance, so that it holds in any units.

    References
    ----------
    S. Wang, Z. Li, W. Chao, Q. Cao, "Applying adaptive over-sampling technique based on data
    density and cost-sensitive SVM to imbalanced learning", International Joint Conference on Neural
    Networks, 2012. https://doi.org/10.1109/IJCNN.2012.6252696

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import ASMOBD
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = ASMOBD(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = PARTNERS
    eta: float = parameter(
        default=0.5,
        constraint=[SHARE],
        kind="float from 0 to 1",
        help="1 grows rows by how far their neighbours of the class are, 0 by the share of other "
        "classes among their nearest rows.",
        option=True,
    )
    t: float = parameter(
        default=4.0,
        constraint=[Number(Real, 1, None, closed="left")],
        kind="float",
        help="From which multiple of the class's mean distance on a row among other classes is "
        "noise.",
        option=True,
    )
    min_samples: int = parameter(
        default=3,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="The neighbour of its class whose distance tells how dense the class is about a row, "
        "and how many nearest rows tell the share of other classes.",
        option=True,
    )
    smoothing: float = parameter(
        default=0.05,
        constraint=[Number(Real, 0, None, closed="left")],
        kind="float",
        help="Which share of the mean weight is added to each row's.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=AdaptiveDensitySeeds(self.eta, self.t, self.min_samples, self.smoothing),
            neighbourhood=NearestNeighbours(self.k_neighbors),
        )
