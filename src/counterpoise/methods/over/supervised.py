"""Supervised-SMOTE."""

from __future__ import annotations

from typing import Any

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import SHARE, Built
from counterpoise.parameters.declared import parameter
from counterpoise.stages import Classified, PoolSegment, WholePool
from counterpoise.stages.recipe import Recipe

__all__ = ["SupervisedSMOTE"]


class SupervisedSMOTE(Oversampler, without=("recipe", "scale", "space", "n_jobs")):
    """Add rows between any two minority rows, if a classifier takes them for the minority.

    It fits a classifier to the table and draws points between pairs of minority rows, near or far.
    A point that the classifier does not take for the minority is drawn again.

    Use it where the minority has an odd shape that a classifier learns; not where the classifier is
    no good, since it decides what the minority looks like. Its rows look easier than they are in a
    test on the same table.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Warns
    -----
    SamplingWarning
        If a row was not accepted in 30 attempts, so that a class gets fewer rows than asked for.

    Notes
    -----
    The paper's text was not at hand, only its abstract. The classifier sees numbers in standard
    units, missing ones at the middle, and a column for each category.

    References
    ----------
    J. Hu, X. He, D.-J. Yu, X.-B. Yang, J.-Y. Yang, H.-B. Shen, "A New Supervised Over-Sampling
    Algorithm with Application to Protein-Nucleotide Binding Residue Prediction", PLoS ONE 9(9),
    2014. https://doi.org/10.1371/journal.pone.0107676

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SupervisedSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, class_sep=2.0, random_state=0)
    >>> X_new, y_new = SupervisedSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    classifier: Any = parameter(
        default=None,
        constraint=[Built(["fit", "predict_proba"]), None],
        kind="classifier or None",
        help="Which classifier, with `predict_proba`; None for 50 extremely randomised trees.",
    )
    th_lower: float = parameter(
        default=0.5,
        constraint=[SHARE],
        kind="float from 0 to 1",
        help="The least chance to be of the class that a new row may have.",
        option=True,
    )
    th_upper: float = parameter(
        default=1.0,
        constraint=[SHARE],
        kind="float from 0 to 1",
        help="The greatest one; below 1 it leaves out rows that are easy anyway.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=WholePool(),
            interpolation=PoolSegment(),
            acceptance=Classified(self.classifier, self.th_lower, self.th_upper),
        )
