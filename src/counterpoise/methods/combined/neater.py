"""NEATER."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.combined.combination import Combination
from counterpoise.methods.shared_parameters import PARTNERS_IN_SMOTE
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import Cleaning, GameFilter

__all__ = ["NEATER"]


class NEATER(Combination):
    """Over-sample with SMOTE, then remove new rows whose neighbours are mostly of other classes.

    What the neighbours are counts by a game: new rows start undecided between the classes, and in
    each round they take after their nearest rows, original and new. So a new row may also be
    convinced by other new rows. Original rows stay. Use it behind any over-sampler (`smote`) that
    puts new rows amid another class; not where the minority is rare everywhere, because then most
    new rows leave.

    Attributes
    ----------
    sampling_strategy_, smote_, is_synthetic_, provenance_, lineage_
        As for `SMOTEIPF`.
    n_features_in_, feature_names_in_
        As for `SMOTE`.

    Warns
    -----
    SamplingWarning
        If no new row of a class stays.

    Notes
    -----
    The paper's text was not at hand: `b`, `alpha` and `h` are the defaults of smote-variants. As
    the method is usually described, neighbours count by the inverse of their distance, which is
    infinite for duplicates and changes with the units. Here a row's weights add up to 1, and none
    is more than ten times the least.

    References
    ----------
    B. A. Almogahed, I. A. Kakadiaris, "NEATER: Filtering of Over-sampled Data Using Non-cooperative
    Game Theory", Soft Computing 19, 2015. https://doi.org/10.1007/s00500-014-1484-5

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import NEATER
    >>> X, y = make_classification(
    ...     weights=[0.8], n_features=4, class_sep=0.3, flip_y=0.1, random_state=0
    ... )
    >>> sampler = NEATER(random_state=0)
    >>> X_new, y_new = sampler.fit_resample(X, y)
    >>> bool(sampler.is_synthetic_.sum() < len(sampler.smote_.lineage_))
    True
    """

    k_neighbors: int | NeighborSearch = PARTNERS_IN_SMOTE
    b: int = parameter(
        default=5,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many nearest rows a new row plays against.",
        option=True,
    )
    alpha: float = parameter(
        default=0.1,
        constraint=[Number(Real, 0, None, closed="neither")],
        kind="float",
        help="What is added to payoffs, which are from 0 to 1; the larger, the slower the game.",
        option=True,
    )
    h: int = parameter(
        default=20,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many rounds the game has.",
        option=True,
    )

    def make_cleaning(self) -> Cleaning:
        return GameFilter(self.b, self.alpha, self.h)
