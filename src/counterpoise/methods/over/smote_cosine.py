"""SMOTE-Cosine."""

from __future__ import annotations

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import VotedNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["SMOTECosine"]


class SMOTECosine(Oversampler, without=("recipe", "space")):
    """Add rows between minority rows that are near each other, in the same direction, or both.

    SMOTE's neighbours are near by distance; here the angle between two rows (their cosine) has a
    vote of its own.

    Use it where the proportions of the columns tell more than their sizes, as in counts of words;
    not where 0 is a number like any other, because angles are seen from there.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    How the two distances vote is a choice of ours: each gives k points to its nearest row, k - 1 to
    the next, and so on, and the k rows with the most points are partners. With ``scale="standard"``
    angles are seen from the columns' means.

    References
    ----------
    F. Koto, "SMOTE-Out, SMOTE-Cosine, and Selected-SMOTE: An enhancement strategy to handle
    imbalance in data level", International Conference on Advanced Computer Science and Information
    System, 2014. https://doi.org/10.1109/ICACSIS.2014.7065849

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SMOTECosine
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SMOTECosine(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many rows of its class may be a row's partner.",
        answers="k",
    )

    def make_recipe(self) -> Recipe:
        return Recipe(neighbourhood=VotedNeighbours(self.k_neighbors))
