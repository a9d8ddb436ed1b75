"""One-sided selection."""

from __future__ import annotations

from counterpoise.methods.cleaning.condensing_cleaner import CondensingCleaner
from counterpoise.stages import Cleaning, OneSided

__all__ = ["OneSidedSelection"]


class OneSidedSelection(CondensingCleaner):
    """Keep rows of the larger classes that look like the minority, but none that touch it.

    A row of a larger class leaves if it is nearer to a random row of its class than to the
    minority, and so does a row in a Tomek link (see `TomekLinks`). Use it where the larger classes
    have many rows far from the border; not where their shape matters, because one random row
    decides which of them are left out.

    Attributes
    ----------
    sampling_strategy_ : dict
        The classes that may lose rows, each with the count of the smallest class.
    sample_indices_ : ndarray of shape (n_out,), int64
        Row numbers of the input that stayed, class after class; the random
        ones come first in theirs.
    estimators_ : list of classifiers
        For each class that may lose rows, the classifier that knows its
        random rows and the minority.
    is_synthetic_ : ndarray of shape (n_out,), bool
        False throughout.
    n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    As in imbalanced-learn each larger class is compared with the smallest class alone. Its
    `random_state` counts: another seed keeps other rows.

    References
    ----------
    M. Kubat and S. Matwin, "Addressing the Curse of Imbalanced Training Sets: One-Sided
    Selection", International Conference on Machine Learning, 1997.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import OneSidedSelection
    >>> X, y = make_classification(weights=[0.8], n_samples=300, random_state=0)
    >>> X_new, y_new = OneSidedSelection(random_state=0).fit_resample(X, y)
    >>> int((y_new == 1).sum()) == int((y == 1).sum())  # the minority keeps all rows
    True
    """

    def make_cleaning(self) -> Cleaning:
        return OneSided(self.n_neighbors, self.n_seeds_S, self.sampling_strategy)
