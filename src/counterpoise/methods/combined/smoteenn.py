"""SMOTE followed by edited nearest neighbours."""

from __future__ import annotations

from typing import ClassVar

from counterpoise.methods.cleaner import Cleaner
from counterpoise.methods.cleaning.enn import EditedNearestNeighbours
from counterpoise.methods.combined.with_cleaner import WithCleaner
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import FitResample

__all__ = ["SMOTEENN"]


class SMOTEENN(WithCleaner):
    """Over-sample with SMOTE, then remove rows whose neighbours are not of their class.

    The cleaning takes synthetic and original rows of all classes, so the classes come out only
    roughly balanced. Use it where the classes overlap and the border should be clean; not where the
    minority has few rows, because original ones leave too.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows before cleaning, by class label.
    smote_, enn_ : estimator
        The two parts, fitted: the over-sampler to the table, the cleaner to the table with its new
        rows.
    is_synthetic_ : ndarray of shape (n_out,), bool
        Which rows of the output are new.
    provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`, of the new rows that stayed; those of `smote_` tell of all.

    References
    ----------
    G. E. A. P. A. Batista, R. C. Prati, M. C. Monard, "A study of the behavior of several methods
    for balancing machine learning training data", ACM SIGKDD Explorations 6(1), 2004.
    https://doi.org/10.1145/1007730.1007735

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SMOTEENN
    >>> X, y = make_classification(weights=[0.9], n_samples=300, random_state=0)
    >>> sampler = SMOTEENN(random_state=0)
    >>> X_new, y_new = sampler.fit_resample(X, y)
    >>> len(sampler.provenance_) == int(sampler.is_synthetic_.sum())
    True
    """

    enn: FitResample | None = parameter(
        default=None,
        constraint=(),
        kind="cleaner",
        help=(
            "The cleaner, ours or imbalanced-learn's; it measures in the over-sampler's units. "
            'None for `EditedNearestNeighbours(sampling_strategy="all")`.'
        ),
    )

    _cleaner_name = "enn"
    enn_: ClassVar[Cleaner]

    def _default_cleaner(self) -> Cleaner:
        return EditedNearestNeighbours(sampling_strategy="all", n_jobs=self.n_jobs)
