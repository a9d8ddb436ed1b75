"""Random over-sampling (with ROSE) and random under-sampling."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import Any, ClassVar

from counterpoise.methods.sampler import Cleaner, Oversampler
from counterpoise.parameters.constraints import UNDER_STRATEGY, Number
from counterpoise.stages import (
    Cleaning,
    Duplicate,
    NoNeighbourhood,
    RandomRemoval,
    SmoothedBootstrap,
)
from counterpoise.stages.recipe import Recipe

__all__ = ["RandomOverSampler", "RandomUnderSampler"]


class RandomOverSampler(Oversampler):
    """Repeat rows of the smaller classes, or draw new ones close to them (ROSE).

    The baseline that every other method has to beat. It takes columns of any type, and needs one
    row of a class, not k + 1.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default="auto"
        The wanted ratio or counts; see `SMOTE`.
    random_state : int, RandomState or None, default=None
        The seed.
    shrinkage : float, dict or None, default=None
        None repeats rows as they are. Otherwise Gaussian noise is added to the columns (then all
        must be numbers): the factor of the bandwidth, for all classes or by class label.
    rng : {"numpy", "counter"}, default="numpy"
        Where random numbers come from: one stream, as in imbalanced-learn, or a counter that gives
        every new row numbers of its own, as on Spark.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    shrinkage_ : dict or None
        The factor used for each class.
    sample_indices_ : ndarray of shape (n_out,), int64
        Row number of the input that each row of the output repeats (or lies close to).
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    References
    ----------
    G. Menardi, N. Torelli, "Training and assessing classification rules with imbalanced data",
    Data Mining and Knowledge Discovery 28, 2014. https://doi.org/10.1007/s10618-012-0295-5

    Examples
    --------
    >>> from counterpoise import RandomOverSampler
    >>> X, y = [["red", 1], ["blue", 2], ["red", 3]], ["no", "yes", "no"]
    >>> X_new, y_new = RandomOverSampler(random_state=0).fit_resample(X, y)
    >>> X_new[3], y_new[3]
    (['blue', 2], 'yes')
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Oversampler._parameter_constraints,
        "shrinkage": [Number(Real, 0, None, closed="left"), Mapping, None],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Any = "auto",
        random_state: Any = None,
        shrinkage: float | Mapping[Any, float] | None = None,
        rng: str = "numpy",
    ):
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.shrinkage = shrinkage
        self.rng = rng

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NoNeighbourhood(),
            interpolation=(
                Duplicate() if self.shrinkage is None else SmoothedBootstrap(self.shrinkage)
            ),
        )

    def _fits_sample_indices(self) -> bool:
        return True

    def _expose(self, facts: dict[str, Any]) -> None:
        super()._expose(facts)
        self.shrinkage_ = self.shrinkage
        if isinstance(self.shrinkage, Real):
            self.shrinkage_ = dict.fromkeys(self.sampling_strategy_, self.shrinkage)


class RandomUnderSampler(Cleaner):
    """Keep random rows of the larger classes.

    The cheapest way to balance: nothing is invented, but what the removed rows knew is lost. It
    takes columns of any type.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default="auto"
        The wanted ratio of minority to majority rows (two classes only); the classes to bring down
        to the minority's count: "majority", "not minority", "not majority", "all", "auto" (not
        minority); the rows to keep of each class; or a function from the target to such a dict.
    random_state : int, RandomState or None, default=None
        The seed.
    replacement : bool, default=False
        Whether a row may be kept more than once.
    rng : {"numpy", "counter"}, default="numpy"
        Where random numbers come from: one stream, as in imbalanced-learn, or a counter that gives
        every new row numbers of its own, as on Spark.

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

    _sampling_type = "under-sampling"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaner._parameter_constraints,
        "sampling_strategy": UNDER_STRATEGY,
        "replacement": ["boolean"],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Any = "auto",
        random_state: Any = None,
        replacement: bool = False,
        rng: str = "numpy",
    ):
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.replacement = replacement
        self.rng = rng

    def make_cleaning(self) -> Cleaning:
        return RandomRemoval(self.replacement, self.sampling_strategy)
