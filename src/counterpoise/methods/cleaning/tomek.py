"""Tomek links."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.methods.cleaning.neighbour_cleaner import NeighbourCleaner
from counterpoise.stages import (
    Cleaning,
    MutualNeighbours,
)

__all__ = ["TomekLinks"]


class TomekLinks(NeighbourCleaner):
    """Remove rows of Tomek links: pairs of different classes, each the other's nearest row.

    Use it to remove only the rows that touch another class, on its own or after over-sampling
    (`SMOTETomek`); not where the classes overlap widely, because few rows are each other's nearest.

    Attributes
    ----------
    sampling_strategy_, is_synthetic_, n_features_in_, feature_names_in_
        As for `EditedNearestNeighbours`.
    sample_indices_ : ndarray of shape (n_out,), int64
        Row numbers of the input that stayed, in their order.

    References
    ----------
    I. Tomek, "Two Modifications of CNN", IEEE Transactions on Systems, Man, and Cybernetics 6(11),
    1976. https://doi.org/10.1109/TSMC.1976.4309452

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise import TomekLinks
    >>> X, y = np.array([[0.0], [1.0], [2.9], [3.0]]), np.array([0, 0, 0, 1])
    >>> X_clean, y_clean = TomekLinks().fit_resample(X, y)
    >>> X_clean.ravel().tolist()
    [0.0, 1.0, 3.0]
    """

    def make_cleaning(self) -> Cleaning:
        return MutualNeighbours(self.sampling_strategy)

    @staticmethod
    def is_tomek(y: Any, nn_index: Any, class_type: Any) -> NDArray[np.bool_]:
        """Return which rows would leave because they are in a Tomek link.

        Parameters
        ----------
        y : array-like of shape (n_rows,)
            The class of each row.
        nn_index : array-like of shape (n_rows,), int
            The row number of each row's nearest other row.
        class_type : list or dict of labels
            The classes that may lose rows.

        Returns
        -------
        ndarray of shape (n_rows,), bool

        Examples
        --------
        >>> from counterpoise import TomekLinks
        >>> TomekLinks.is_tomek([0, 0, 0, 1], [1, 0, 3, 2], [0]).tolist()
        [False, False, True, False]
        """
        classes, nearest = np.asarray(y), np.asarray(nn_index)
        mutual = nearest[nearest] == np.arange(len(nearest))
        loses = np.array([label in class_type for label in classes.tolist()], bool)
        leaves: NDArray[np.bool_] = mutual & (classes[nearest] != classes) & loses
        return leaves
