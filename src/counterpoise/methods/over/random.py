"""Random over-sampling, with ROSE."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import Any

from counterpoise.core.problem import Findings
from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import (
    Number,
)
from counterpoise.parameters.declared import parameter
from counterpoise.stages import (
    Duplicate,
    NoNeighbourhood,
    SmoothedBootstrap,
)
from counterpoise.stages.recipe import Recipe

__all__ = ["RandomOverSampler"]


class RandomOverSampler(
    Oversampler, without=("recipe", "categorical_features", "scale", "n_jobs", "space")
):
    """Repeat rows of the smaller classes, or draw new ones close to them (ROSE).

    The baseline that every other method has to beat. It takes columns of any type, and needs one
    row of a class, not k + 1. Use it where values must not be mixed, and to compare others with;
    not where a model learns single rows by heart.

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

    _columns = "any"

    shrinkage: float | Mapping[Any, float] | None = parameter(
        default=None,
        constraint=[Number(Real, 0, None, closed="left"), Mapping, None],
        kind="float, dict or None",
        help=(
            "None repeats rows as they are. Otherwise Gaussian noise is added to the columns "
            "(then all must be numbers): the factor of the bandwidth, for all classes or by class "
            "label."
        ),
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NoNeighbourhood(),
            interpolation=(
                Duplicate() if self.shrinkage is None else SmoothedBootstrap(self.shrinkage)
            ),
        )

    def _fits_sample_indices(self, recipe: Recipe) -> bool:
        return True

    def _expose(self, findings: Findings) -> None:
        super()._expose(findings)
        self.shrinkage_ = self.shrinkage
        if isinstance(self.shrinkage, Real):
            self.shrinkage_ = dict.fromkeys(self.sampling_strategy_, self.shrinkage)
