"""Edited nearest neighbours, repeated."""

from __future__ import annotations

from numbers import Integral
from typing import ClassVar

from counterpoise.methods.cleaning.repeated import RepeatedCleaner
from counterpoise.parameters.constraints import (
    Number,
)
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import (
    NeighborSearch,
)
from counterpoise.stages import (
    Cleaning,
    RepeatedEditing,
)

__all__ = ["RepeatedEditedNearestNeighbours"]


class RepeatedEditedNearestNeighbours(RepeatedCleaner):
    """Remove rows as `EditedNearestNeighbours` does, again and again until none leaves.

    Use it where the larger classes reach far into the minority; not where the rows at the border
    are rare but right, because most of them may leave.

    Attributes
    ----------
    n_iter_ : int
        Passes that were made. They end early where a class vanishes or becomes smaller than the
        smallest was.
    enn_ : EditedNearestNeighbours
        What was repeated, fitted in the last pass to the rows that were left.
    sampling_strategy_, sample_indices_, nn_, is_synthetic_, n_features_in_, feature_names_in_
        As for `EditedNearestNeighbours`.

    References
    ----------
    I. Tomek, "An Experiment with the Edited Nearest-Neighbor Rule", IEEE Transactions on Systems,
    Man, and Cybernetics 6(6), 1976. https://doi.org/10.1109/TSMC.1976.4309523

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import RepeatedEditedNearestNeighbours
    >>> X, y = make_classification(weights=[0.8], n_samples=300, random_state=0)
    >>> sampler = RepeatedEditedNearestNeighbours()
    >>> X_clean, y_clean = sampler.fit_resample(X, y)
    >>> sampler.n_iter_ > 1
    True
    """

    max_iter: int = parameter(
        default=100,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="Greatest number of passes.",
        option=True,
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {
        "nn_": ("search", "n_neighbors"),
        "n_iter_": ("RepeatedEditing", "n_iter"),
    }
    nn_: ClassVar[NeighborSearch]
    n_iter_: ClassVar[int]

    def make_cleaning(self) -> Cleaning:
        return RepeatedEditing(
            self.n_neighbors, self.max_iter, self.kind_sel, self.sampling_strategy
        )
