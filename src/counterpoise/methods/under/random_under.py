"""Random under-sampling."""

from __future__ import annotations

from counterpoise.methods.under.under_sampler import UnderSampler
from counterpoise.parameters.declared import parameter
from counterpoise.stages import (
    Cleaning,
    RandomRemoval,
)

__all__ = ["RandomUnderSampler"]


class RandomUnderSampler(UnderSampler, without=("categorical_features", "scale", "n_jobs")):
    """Keep random rows of the larger classes.

    The cheapest way to balance: nothing is invented, but what the removed rows knew is lost. It
    takes columns of any type. Use it where rows are plenty and time is short; not where the larger
    classes have few rows themselves.

    Attributes
    ----------
    sampling_strategy_ : dict
        Rows to keep, by class label.
    sample_indices_ : ndarray of shape (n_out,), int64
        Row numbers of the input that the output consists of.
    is_synthetic_ : ndarray of shape (n_out,), bool
        False throughout.
    n_features_in_, feature_names_in_
        As for `SMOTE`.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise import RandomUnderSampler
    >>> X, y = np.arange(10).reshape(-1, 1), np.array([0] * 8 + [1] * 2)
    >>> X_new, y_new = RandomUnderSampler(random_state=0).fit_resample(X, y)
    >>> y_new.tolist()
    [0, 0, 1, 1]
    """

    _columns = "any"

    replacement: bool = parameter(
        default=False,
        constraint=["boolean"],
        kind="bool",
        help="Whether a row may be kept more than once.",
        option=True,
    )

    def make_cleaning(self) -> Cleaning:
        return RandomRemoval(self.replacement, self.sampling_strategy)
