"""What methods that remove rows share, and cleanings of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.counts import Counts
from counterpoise.core.rows import Rows
from counterpoise.core.streams import Streams
from counterpoise.methods.sampler import Sampler
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import Columns, RandomSeed, Scale
from counterpoise.space.geometry import SCALES, Geometry
from counterpoise.space.problem import TableProblem
from counterpoise.stages import Cleaning, Duplicate, Kept
from counterpoise.stages.recipe import Recipe, check_stage
from counterpoise.targets import Target

__all__ = ["Cleaner"]


class _NoInterpolation(Duplicate):
    """For cleaners, which make no rows."""


class Cleaner(Sampler):
    """Remove rows, by a cleaning stage of one's own.

    Attributes
    ----------
    sampling_strategy_ : dict
        The classes that may lose rows.
    sample_indices_ : ndarray of shape (n_out,), int64
        Row numbers of the input that the output consists of.
    is_synthetic_ : ndarray of shape (n_out,), bool
        False throughout.
    n_features_in_, feature_names_in_
        As for `Oversampler`.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import Cleaner
    >>> from counterpoise.stages import EditedNeighbours
    >>> X, y = make_classification(weights=[0.7], random_state=0)
    >>> X_clean, y_clean = Cleaner(EditedNeighbours(5, "mode")).fit_resample(X, y)
    >>> len(X_clean) < len(X)
    True
    """

    _sampling_type = "clean-sampling"
    cleaning: ClassVar[Cleaning] = parameter(
        constraint=(),
        kind="Cleaning",
        help="The stage that says which rows stay.",
        kw_only=False,
    )
    scale: Scale = parameter(
        default=None,
        constraint=[StrOptions(set(SCALES)), None],
        kind='None, "standard" or "robust"',
        help="Units in which distances are measured.",
        order=1,
    )

    if TYPE_CHECKING:

        def __init__(
            self,
            cleaning: Cleaning,
            *,
            random_state: RandomSeed = None,
            categorical_features: Columns = None,
            scale: Scale = None,
            n_jobs: int | None = None,
            rng: Literal["numpy", "counter"] = "numpy",
        ): ...

    def make_cleaning(self) -> Cleaning:
        """Return the stage that says which rows stay, from the parameters."""
        check_stage("cleaning", self.cleaning)
        return self.cleaning

    def make_recipe(self) -> Recipe:
        return Recipe(interpolation=_NoInterpolation(), cleaning=self.make_cleaning())

    def _plan(self, target: Target) -> Counts:
        rows = Rows(np.empty((len(target), 0)), np.empty((len(target), 0), np.int32))
        problem = TableProblem(Geometry(rows, target.codes), target.labels, Streams(0))
        return self.make_cleaning().plan(problem)

    def _growth(self) -> Counts:
        return {}

    def _become(self, kept: Kept, n_features: int) -> None:
        """Set the fitted attributes of a cleaner whose stage ran as a part of another sampler."""
        self.n_features_in_ = n_features
        self.sampling_strategy_ = kept.plan
        self.sample_indices_ = kept.rows
        self.is_synthetic_ = np.zeros(len(kept.rows), bool)
        self._expose(kept.findings)
