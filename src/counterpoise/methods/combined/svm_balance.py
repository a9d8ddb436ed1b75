"""SVM-balance."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import Built, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import Classifier, NeighborSearch
from counterpoise.stages import JudgedSeeds, SeedPartners, Segment, WithoutFound
from counterpoise.stages.recipe import Recipe

__all__ = ["SVMBalance"]


class SVMBalance(Oversampler, without=("recipe",)):
    """Give each row the class that a support vector machine says, and add rows to balance.

    Rows of the larger class that look like the minority become rows of it, and the other way round,
    so that the classes no longer overlap and a simple rule can be learnt from the result. What is
    then missing grows as in SMOTE, from rows that the machine confirms. Use it to explain what a
    machine has learnt; not where the labels you have are the truth that you want to predict.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label, those that were named anew included.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row that was named anew counts as new, and the old row leaves.

    Raises
    ------
    UnsuitableTableError
        If the machine takes all rows of a class that grows for others.

    Notes
    -----
    The paper's text was not at hand. As the method is usually described, the table is balanced
    first, and the machine says the labels of the balanced table. Here the machine weighs classes
    alike instead, and rows that SMOTE makes have the class of their seed. As rows that are named
    anew leave their old class, the classes come out only roughly balanced.

    References
    ----------
    M. A. H. Farquad, I. Bose, "Preprocessing unbalanced data using support vector machine",
    Decision Support Systems 53, 2012. https://doi.org/10.1016/j.dss.2012.01.016

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SVMBalance
    >>> X, y = make_classification(weights=[0.9], n_samples=300, random_state=0)
    >>> sampler = SVMBalance(random_state=0)
    >>> X_new, y_new = sampler.fit_resample(X, y)
    >>> bool((y_new == 0).sum() < (y == 0).sum())  # some rows look like the minority
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int | NeighborSearch = PARTNERS
    estimator: Classifier | None = parameter(
        default=None,
        constraint=[Built(["fit", "predict"]), None],
        kind="classifier",
        help="What says the classes; None for a support vector machine on standardised columns.",
    )
    most_rows: int | None = parameter(
        default=4000,
        constraint=[Number(Integral, 2, None, closed="left"), None],
        kind="int or None",
        help="How many rows, drawn at random within each class, it is fitted to; None for all.",
        option=True,
        counts_rows=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=JudgedSeeds(self.k_neighbors, self.estimator, self.most_rows),
            neighbourhood=SeedPartners(),
            interpolation=Segment(),
            cleaning=WithoutFound("JudgedSeeds", "gone"),
        )
