"""SMOTE with rejection."""

from __future__ import annotations

from numbers import Integral

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import SHARE, Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import FewForeignNeighbours, NearestNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["Lee"]


class Lee(Oversampler, without=("recipe",)):
    """Add rows as SMOTE does, but draw a row again if most rows around it are of other classes.

    Use it where the classes overlap and SMOTE would put new rows amid the other class; not where
    the rows at the border are what you want to learn. Each attempt looks for the neighbours of all
    rows that were refused, which takes a minute or two for 200,000 rows.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Warns
    -----
    SamplingWarning
        If some rows were never good enough, so that a class gets fewer new rows.

    Notes
    -----
    The rows around a new row are those of the table; other new rows do not count. They are looked
    for among all columns, also where `space` says otherwise for partners. A row is given up after
    `attempts`.

    References
    ----------
    J. Lee, N. Kim, J.-H. Lee, "An Over-sampling Technique with Rejection for Imbalanced Class
    Learning", International Conference on Ubiquitous Information Management and Communication,
    2015. https://doi.org/10.1145/2701126.2701181

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import Lee
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = Lee(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    k_neighbors: int = parameter(
        default=5,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many neighbours of its class may be a row's partner, and how many rows around a "
        "new row are looked at.",
        answers="k",
    )
    rejection_level: float = parameter(
        default=0.5,
        constraint=[SHARE],
        kind="float",
        help="A row is drawn again if more than this share of the rows around it are of other "
        "classes.",
        option=True,
    )
    attempts: int = parameter(
        default=100,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How often a row is drawn at most; one that was never good enough is left out.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors),
            acceptance=FewForeignNeighbours(self.k_neighbors, self.rejection_level, self.attempts),
        )
