"""LN-SMOTE."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import LocalSafeLevelSegment, NearestNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["LNSMOTE"]


class LNSMOTE(Oversampler, without=("recipe",)):
    """Add rows on segments to the nearest rows of any class, nearer to the safer end.

    As in Safe-Level-SMOTE a row is safe if it has many neighbours of its class. Partners are the
    nearest rows of the whole table, so a partner may be of another class; the new row then stays
    near the minority row, the more so the fewer minority rows stand around the partner.

    Use it where the minority is rare among the other class and its nearest own neighbours are far
    away; not where labels are noisy, because new rows go towards the other class.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Warns
    -----
    SamplingWarning
        If no row of a class and neighbour of it are safe, so that it gets no new rows.

    Notes
    -----
    The paper's text was not at hand. One gap counts for all columns, where smote-variants draws one
    for each. All pairs that may make a row are equally likely; a pair of which neither row is safe
    makes none.

    References
    ----------
    T. Maciejewski, J. Stefanowski, "Local neighbourhood extension of SMOTE for mining imbalanced
    data", IEEE Symposium on Computational Intelligence and Data Mining, 2011.
    https://doi.org/10.1109/CIDM.2011.5949434

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import LNSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = LNSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of any class may be a row's partner, and how many "
        "tell how safe a row is.",
        answers="k",
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors, among="all"),
            interpolation=LocalSafeLevelSegment(self.k_neighbors),
        )
