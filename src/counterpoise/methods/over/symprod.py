"""SyMProD."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import ClosenessSeeds, PoolNeighbours, StandardUnits, WeightedMixture
from counterpoise.stages.recipe import Recipe

__all__ = ["SYMPROD"]


class SYMPROD(Oversampler, without=("recipe", "scale", "space")):
    """Add mixtures of minority rows that are close to their class and far from others.

    In standard units it leaves out outliers, measures how close each minority row is to its class
    and to the others, and lets only rows grow that are not closer to others. A new row is the mean
    of a row and its nearest ones, weighted at random and by how much closer to its class each is.

    Use it where outliers and overlap spoil SMOTE; not where the minority is scattered, since too
    few rows are left to grow.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has all rows that are mixed for parents.

    Warns
    -----
    SamplingWarning
        If fewer than two rows of a class may grow, so that it gets no new rows.

    Notes
    -----
    The paper's text was not at hand, only its abstract: closeness and chances are our reading of
    it. Closeness to a side is the sum of the inverse distances of its k nearest rows; rows at the
    same place count like the nearest ones that are not. The chance of a row is the ratio of its two
    closenesses. Of a small class fewer rows are looked at.

    References
    ----------
    I. Kunakorntum, W. Hinthong, P. Phunchongharn, "A Synthetic Minority Based on Probabilistic
    Distribution (SyMProD) Oversampling for Imbalanced Datasets", IEEE Access 8, 2020.
    https://doi.org/10.1109/ACCESS.2020.3003346

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SYMPROD
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SYMPROD(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    k_neighbors: int = parameter(
        default=7,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many nearest rows of each side tell how close a row is to it.",
        answers="k",
    )
    m_neighbors: int = parameter(
        default=7,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many nearest rows of its class are mixed with a row.",
        option=True,
    )
    noise_threshold: float = parameter(
        default=3.0,
        constraint=[Number(Real, 0, None, closed="neither")],
        kind="float",
        help="Standard deviations from the mean of its side beyond which a row is an outlier.",
        option=True,
    )
    cutoff: float = parameter(
        default=1.25,
        constraint=[Number(Real, 0, None, closed="neither")],
        kind="float",
        help="A row grows if its closeness to its class times this is that to other "
        "classes or more.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=ClosenessSeeds(self.k_neighbors, self.noise_threshold, self.cutoff),
            neighbourhood=PoolNeighbours(self.m_neighbors),
            interpolation=WeightedMixture(),
            space=StandardUnits(),
        )
