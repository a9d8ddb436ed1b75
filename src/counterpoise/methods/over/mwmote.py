"""MWMOTE."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import InformativeSeeds, PoolSegment, WholePool
from counterpoise.stages.recipe import Recipe

__all__ = ["MWMOTE"]


class MWMOTE(Oversampler, without=("recipe",)):
    """Add rows around minority rows that are hard to learn, within clusters of the minority.

    It leaves out noise, finds the minority rows near the border, and weighs each of them by how
    close it is to rows of other classes and how sparse the minority is there. A new row lies
    between such a row and any row of the same cluster of the minority, so that it does not fall
    between two clusters.

    Use it where the minority has several clusters and noise; not for a class of more than 14,000
    rows, because all pairs of its rows are compared.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Raises
    ------
    InvalidInputError
        If fewer than two rows of a class are not noise, or if it has more than 14,000 rows.

    Notes
    -----
    The paper's text was not at hand to check details. Noise (step 2) is not weighed, but it is
    clustered with the rest of the class. It is left out too where each border row looks for its
    nearest rows of the class (N_min, step 5), or the filter would be undone one step later: R's
    package bimba filters there too, while R's imbalance takes all rows. Each cluster gets new rows
    in proportion to the weights in it, rounded to whole rows.

    References
    ----------
    S. Barua, M. M. Islam, X. Yao, K. Murase, "MWMOTE: Majority Weighted Minority Oversampling
    Technique for Imbalanced Data Set Learning", IEEE Transactions on Knowledge and Data Engineering
    26(2), 2014. https://doi.org/10.1109/TKDE.2012.232

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import MWMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = MWMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k1: int = parameter(
        default=5,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many neighbours of any class tell noise: none of them is of the row's class.",
        answers="k",
    )
    k2: int = parameter(
        default=3,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many nearest rows of other classes of a minority row are border rows.",
        option=True,
    )
    k3: int | None = parameter(
        default=None,
        constraint=[Number(Integral, 1, None, closed="left"), None],
        kind="int or None",
        help="How many nearest minority rows of a border row are hard to learn; None "
        "for half of the class.",
        option=True,
    )
    cf_th: float = parameter(
        default=5.0,
        constraint=[Number(Real, 0, None, closed="neither")],
        kind="float",
        help="C_f(th): the greatest closeness of a row to a border row.",
        option=True,
    )
    cmax: float = parameter(
        default=2.0,
        constraint=[Number(Real, 0, None, closed="neither")],
        kind="float",
        help="CMAX: what the greatest closeness counts.",
        option=True,
    )
    cp: float = parameter(
        default=3.0,
        constraint=[Number(Real, 0, None, closed="neither")],
        kind="float",
        help="C_p: clusters are merged up to this times the mean distance to the "
        "nearest row of the class.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=InformativeSeeds(self.k1, self.k2, self.k3, self.cf_th, self.cmax, self.cp),
            neighbourhood=WholePool(),
            interpolation=PoolSegment(),
        )
