"""Gazzah's hybrid."""

from __future__ import annotations

from numbers import Integral, Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import PrincipalCore, StarRays
from counterpoise.stages.recipe import Recipe

__all__ = ["Gazzah"]


class Gazzah(Oversampler, without=("recipe", "space", "n_jobs")):
    """Add rows on lines to the minority's mean, and remove majority rows far from the majority's.

    The new rows are those of `PolynomFitSMOTE` with the star; afterwards a class that got none
    loses the rows that are far out along its first principal components (its main axes).

    Use it where the majority has outliers among the minority; not where it has small clusters of
    its own, which are far from its mean.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has one parent, from which it is moved.

    Notes
    -----
    How far out is too far is a choice of ours: rows leave beyond two standard deviations along one
    of two components, which is a tenth of a normal class; with ``cut=1`` it is half of it. Rows
    that leave do not change how many new rows there are. The components and the cut are measured in
    the units of `scale`.

    References
    ----------
    S. Gazzah, A. Hechkel, N. Essoukri Ben Amara, "A hybrid sampling method for imbalanced data",
    International Multi-Conference on Systems, Signals and Devices, 2015.
    https://doi.org/10.1109/SSD.2015.7348093

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import Gazzah
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = Gazzah().fit_resample(X, y)
    >>> bool((y_new == 0).sum() < (y == 0).sum() == (y_new == 1).sum())
    True
    """

    _columns = "numeric or mixed"

    n_components: int = parameter(
        default=2,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="Along how many principal components majority rows must be near their mean.",
        option=True,
    )
    cut: float = parameter(
        default=2.0,
        constraint=[Number(Real, 0, None, closed="neither")],
        kind="float",
        help="How near, in standard deviations.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            interpolation=StarRays(),
            cleaning=PrincipalCore(self.n_components, self.cut, sampling_strategy="others"),
        )
