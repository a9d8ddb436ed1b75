"""The condensed nearest neighbour rule."""

from __future__ import annotations

from counterpoise.methods.cleaning.condensing_cleaner import CondensingCleaner
from counterpoise.stages import Cleaning, CondensedNeighbours

__all__ = ["CondensedNearestNeighbour"]


class CondensedNearestNeighbour(CondensingCleaner):
    """Keep the rows of the larger classes that a nearest-neighbour rule gets wrong without them.

    It walks through the rows of a larger class once. A row stays if the minority and the rows kept
    so far would take it for a minority row. Use it to shrink a large table to the rows near the
    border; not where classes overlap or labels are wrong, because noisy rows are what it keeps
    (clean with `EditedNearestNeighbours` first, or use `OneSidedSelection`).

    Attributes
    ----------
    sampling_strategy_ : dict
        The classes that may lose rows, each with the count of the smallest class.
    sample_indices_ : ndarray of shape (n_out,), int64
        Row numbers of the input that stayed, class after class; the random
        ones come first in theirs.
    estimators_ : list of classifiers
        For each class that may lose rows, the classifier that decided at the end.
    is_synthetic_ : ndarray of shape (n_out,), bool
        False throughout.
    n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    Hart repeats the walk until no row is added. As in imbalanced-learn there is one walk, each
    class has only the minority as a rival, and a row is left out without a look if its position
    in its class is the row number of a kept row. The rows are the same as imbalanced-learn's.

    References
    ----------
    P. E. Hart, "The Condensed Nearest Neighbor Rule", IEEE Transactions on Information Theory
    14(3), 1968. https://doi.org/10.1109/TIT.1968.1054155

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import CondensedNearestNeighbour
    >>> X, y = make_classification(weights=[0.8], n_samples=300, random_state=0)
    >>> X_new, y_new = CondensedNearestNeighbour(random_state=0).fit_resample(X, y)
    >>> int((y_new == 1).sum()) == int((y == 1).sum())  # the minority keeps all rows
    True
    """

    def make_cleaning(self) -> Cleaning:
        return CondensedNeighbours(self.n_neighbors, self.n_seeds_S, self.sampling_strategy)
