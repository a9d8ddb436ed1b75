"""DBSMOTE."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import PathSeeds, SeedPartners, Simplex
from counterpoise.stages.recipe import Recipe

__all__ = ["DBSMOTE"]


class DBSMOTE(Oversampler, without=("recipe",)):
    """Add rows along paths from minority rows to the middle of their cluster.

    The minority is divided by DBSCAN into clusters of any shape. New rows lie on the shortest paths
    between near rows that lead to the middle, so that they are dense there and sparse at the rim.
    Use it where the core of the class should be strengthened; not where its border matters most, or
    where most rows are far from each other, because DBSCAN takes these for noise.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; base and partner are the ends of an edge.

    Raises
    ------
    UnsuitableTableError
        If DBSCAN finds no cluster in a class. It is a `ValueError` and a `RuntimeError`.

    Notes
    -----
    A cluster gets new rows in proportion to its size. The default of the radius is ours: it is the
    one within which nine in ten rows have `min_samples` others of their class.

    References
    ----------
    C. Bunkhumpornpat, K. Sinapiromsaran, C. Lursinsap, "DBSMOTE: Density-Based Synthetic Minority
    Over-sampling TEchnique", Applied Intelligence 36, 2012.
    https://doi.org/10.1007/s10489-011-0287-y

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import DBSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = DBSMOTE(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    eps: float | None = parameter(
        default=None,
        constraint=[Number(Real, 0, None, closed="neither"), None],
        kind="float or None",
        help="DBSCAN's radius, in the units of the distance; None for one that most rows have "
        "min_samples neighbours of their class within.",
        option=True,
    )
    min_samples: int = parameter(
        default=5,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many rows within the radius make a core row of DBSCAN.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=PathSeeds(self.eps, self.min_samples),
            neighbourhood=SeedPartners(),
            interpolation=Simplex(),
        )
