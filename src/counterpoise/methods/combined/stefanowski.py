"""Selective pre-processing (SPIDER)."""

from __future__ import annotations

from numbers import Integral

from sklearn.utils._param_validation import StrOptions

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import Duplicate, SpiderSeeds, WithoutFound
from counterpoise.stages.recipe import Recipe
from counterpoise.stages.seeds.spider_seeds import Amplification

__all__ = ["Stefanowski"]


class Stefanowski(Oversampler, without=("recipe",)):
    """Copy minority rows that are hard to learn, and remove noisy rows of the other classes.

    A row is noisy if most of its nearest rows are on the other side. Noisy minority rows are
    copied, the more the more safe rows of other classes stand near them; noisy rows of other
    classes leave, or change their class where they stand near a noisy minority row ("relabel");
    "strong" copies safe minority rows as well.

    Use it where only rows of the table may be in the output, with weights of their own; not where
    copies make the model learn single rows by heart.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has one parent.

    Warns
    -----
    SamplingWarning
        If no row of a class has a safe row of another class near it, so that it gets no new rows.

    Notes
    -----
    The paper's text was not at hand; asked for the same number, smote-variants makes the same
    copies. As the method is usually described, it copies a row once for each safe row of another
    class near it, and does not ask for a balance. Here the copies are as many as were asked for, in
    these proportions. Rows that leave make the other classes smaller than the balance, and classes
    that grow lose no rows.

    References
    ----------
    J. Stefanowski, S. Wilk, "Selective Pre-processing of Imbalanced Data for Improving
    Classification Performance", International Conference on Data Warehousing and Knowledge
    Discovery, 2008. https://doi.org/10.1007/978-3-540-85836-2_27

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import Stefanowski
    >>> X, y = make_classification(weights=[0.9], n_samples=300, class_sep=0.5, random_state=0)
    >>> X_new, y_new = Stefanowski(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y == 0).sum() > (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k_neighbors: int = parameter(
        default=3,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many neighbours of any class tell noise; an odd number has no ties.",
        answers="k",
    )
    amplification: Amplification = parameter(
        default="weak",
        constraint=[StrOptions({"weak", "relabel", "strong"})],
        kind='{"weak", "relabel", "strong"}',
        help="weak: copy noisy minority rows; relabel: give noisy rows of other "
        "classes near them their class too; strong: copy safe ones as well.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=SpiderSeeds(self.k_neighbors, self.amplification),
            interpolation=Duplicate(),
            cleaning=WithoutFound("SpiderSeeds", "gone"),
        )
