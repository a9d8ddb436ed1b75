"""SMOTE followed by Tomek links."""

from __future__ import annotations

from typing import ClassVar

from counterpoise.methods.cleaner import Cleaner
from counterpoise.methods.cleaning.tomek import TomekLinks
from counterpoise.methods.combined.with_cleaner import WithCleaner
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import FitResample

__all__ = ["SMOTETomek"]


class SMOTETomek(WithCleaner):
    """Over-sample with SMOTE, then remove the rows of Tomek links.

    It removes far fewer rows than `SMOTEENN`. Use it where a few new rows touch another class; not
    where the classes overlap widely, because it changes little there.

    Attributes
    ----------
    smote_, tomek_ : estimator
        The two parts, fitted: the over-sampler to the table, the cleaner to the table with its new
        rows.
    sampling_strategy_, is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTEENN`.

    References
    ----------
    G. E. A. P. A. Batista, A. L. C. Bazzan, M. C. Monard, "Balancing Training Data for Automated
    Annotation of Keywords: a Case Study", Brazilian Workshop on Bioinformatics, 2003.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SMOTETomek
    >>> X, y = make_classification(weights=[0.9], n_samples=300, random_state=0)
    >>> X_new, y_new = SMOTETomek(random_state=0).fit_resample(X, y)
    >>> len(X_new) > len(X)
    True
    """

    tomek: FitResample | None = parameter(
        default=None,
        constraint=(),
        kind="cleaner",
        help=(
            "The cleaner, ours or imbalanced-learn's; it measures in the over-sampler's units. "
            'None for `TomekLinks(sampling_strategy="all")`.'
        ),
    )

    _cleaner_name = "tomek"
    tomek_: ClassVar[Cleaner]

    def _default_cleaner(self) -> Cleaner:
        return TomekLinks(sampling_strategy="all", n_jobs=self.n_jobs)
