"""SMMO."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import MisclassifiedSeeds, NearestNeighbours, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["SMMO"]


class SMMO(Oversampler, without=("recipe",)):
    """Add rows around minority rows that several classifiers get wrong.

    It trains classifiers by cross-validation. The minority rows that most of them get wrong are the
    hard ones; only these grow, towards their nearest neighbours of the class as in SMOTE.

    Use it where a few regions are hard and the rest is learnt anyway; not where labels are noisy,
    because wrong labels are hard too.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Warns
    -----
    SamplingWarning
        If no row of a class is hard, so that it gets no new rows.

    Notes
    -----
    The paper's text was not at hand, only its abstract. Its ensemble is bags of locally weighted
    linear regressions; ours is three quick classifiers of different kinds, of which two see the
    table in standard units, missing numbers at their column's median.

    References
    ----------
    J. de la Calleja, O. Fuentes, J. González, "Selecting Minority Examples from Misclassified Data
    for Over-Sampling", Twenty-First International FLAIRS Conference, 2008.
    https://www.aaai.org/Library/FLAIRS/2008/flairs08-069.php

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SMMO
    >>> X, y = make_classification(weights=[0.9], n_samples=300, class_sep=0.5, random_state=0)
    >>> X_new, y_new = SMMO(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = PARTNERS
    classifiers: Sequence[Any] | None = parameter(
        default=None,
        constraint=[list, tuple, None],
        kind="list of classifiers or None",
        help="Which classifiers vote; None for naive Bayes, linear discriminant analysis and "
        "the five nearest rows.",
    )
    cv: int = parameter(
        default=5,
        constraint=[Number(Integral, 2, None, closed="left")],
        kind="int",
        help="Folds of the cross-validation.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=MisclassifiedSeeds(self.classifiers, self.cv),
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=Segment(restart=False),
        )
