"""PDFOS."""

from __future__ import annotations

from numbers import Real

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import CovarianceKernel
from counterpoise.stages.recipe import Recipe

__all__ = ["PDFOS"]


class PDFOS(Oversampler, without=("recipe", "scale", "n_jobs", "space")):
    """Add draws from an estimate of the minority's density, whose kernels have the class's shape.

    SMOTE mixes two rows; here each new row is one row with normal noise that has the covariance of
    the class, so that columns which move together still do. How wide the kernels are is found by
    cross-validation. Use it where the minority is one cloud; not where it falls into groups, which
    the covariance of the whole class bridges, nor for more columns than the class has rows.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has one parent.

    Notes
    -----
    The bandwidth minimises the cross-validated integrated squared error, between a fifth of the
    best one for a normal distribution and half as much again: without a bound, equal rows would
    make it 0. Of a class with more than 1,000 rows a random sample of 1,000 tells it. A covariance
    without full rank keeps new rows in the plane of the old ones. A category is its parent's.

    References
    ----------
    M. Gao, X. Hong, S. Chen, C. J. Harris, E. Khalaf, "PDFOS: PDF estimation based over-sampling
    for imbalanced two-class problems", Neurocomputing 138, 2014.
    https://doi.org/10.1016/j.neucom.2014.02.006

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import PDFOS
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = PDFOS(random_state=0).fit_resample(X, y)
    >>> bool((y_new == 1).sum() == (y_new == 0).sum())
    True
    """

    _columns = "numeric or mixed"

    bandwidth: float | None = parameter(
        default=None,
        constraint=[Number(Real, 0, None, closed="left"), None],
        kind="float or None",
        help="Standard deviation of a kernel, as a share of the class's along each axis; None for "
        "the one that cross-validation finds.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        found = "cross-validated" if self.bandwidth is None else self.bandwidth
        return Recipe(interpolation=CovarianceKernel(found))
