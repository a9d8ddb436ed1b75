"""ROSE."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import Any

import numpy as np

from counterpoise.core.counts import Counts
from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import OnlyNew, SmoothedBootstrap
from counterpoise.stages.recipe import Recipe
from counterpoise.targets import Target

__all__ = ["ROSE"]


class ROSE(Oversampler, without=("recipe", "scale", "n_jobs", "space")):
    """Add draws from a smoothed minority, or draw a whole new table from the smoothed classes.

    SMOTE mixes two rows; here each new row is one row with normal noise, as wide as the kernels of
    a density estimate of its class. Use it for a few columns of numbers, and where a model should
    not see the old rows again (`replace_all`); not for many columns, where the noise hides them.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has one parent.

    See Also
    --------
    RandomOverSampler : Its `shrinkage` is that of imbalanced-learn, whose bandwidth counts the rows
        of the table, and so is narrower.

    Notes
    -----
    The noise of a column is ``shrinkage * (4 / ((p + 2) n)) ** (1 / (p + 4))`` standard deviations
    wide, with n rows of the class and p columns of numbers. The authors' R package divides the
    squares by n - 1, we by n; it draws the new table's classes by chance, and here they have the
    counts that `sampling_strategy` says. A category is its parent's.

    References
    ----------
    G. Menardi, N. Torelli, "Training and assessing classification rules with imbalanced data",
    Data Mining and Knowledge Discovery 28, 2014. https://doi.org/10.1007/s10618-012-0295-5

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import ROSE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = ROSE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    >>> len(ROSE(random_state=0, replace_all=True).fit_resample(X, y)[0])
    300
    """

    _columns = "numeric or mixed"

    shrinkage: float | Mapping[Any, float] = parameter(
        default=1.0,
        constraint=[Number(Real, 0, None, closed="left"), Mapping],
        kind="float or dict",
        help="Factor of the bandwidth, for all classes or by class label.",
        option=True,
    )
    replace_all: bool = parameter(
        default=False,
        constraint=["boolean"],
        kind="bool",
        help="Whether new rows of all classes take the place of the table's, as in the paper: as "
        "many as the table has, in the shares that `sampling_strategy` asks for.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            interpolation=SmoothedBootstrap(self.shrinkage, within="class"),
            cleaning=OnlyNew("all") if self.replace_all else None,
        )

    def _plan(self, target: Target) -> Counts:
        added = super()._plan(target)
        if not self.replace_all:
            return added
        counts = target.counts
        wanted = np.array([n + added.get(label, 0) for label, n in counts.items()])
        ends = np.rint(np.cumsum(wanted) / wanted.sum() * sum(counts.values())).astype(int)
        return dict(zip(counts, np.diff(ends, prepend=0).tolist(), strict=True))
