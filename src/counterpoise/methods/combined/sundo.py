"""SUNDO."""

from __future__ import annotations

from numbers import Integral

from counterpoise.core.counts import Counts
from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.shared_parameters import ADDED_SHARE
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.declared import parameter
from counterpoise.stages import ClassNoise, InTurn, RemotestNew, WithoutTwins
from counterpoise.stages.recipe import Recipe
from counterpoise.targets import Target

__all__ = ["SUNDO"]


class SUNDO(Oversampler, without=("recipe",)):
    """Add noisy minority rows far from other classes, and remove rows of these that have a twin.

    Half of the balance comes from new rows, half from removed ones (`weight`). A new row is a row
    of the minority with noise as wide as the minority itself; of several candidates those stay that
    are farthest from the other classes. Of the other classes, rows leave that are nearest to
    another row of their class, one of each pair. Use it where the larger class has many rows that
    are nearly the same; not where the minority has a shape, which such wide noise blurs.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label: `weight` times those that would balance the table alone.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; a row has one parent.

    Notes
    -----
    The paper's text was not at hand: the noise is the method as it is usually described, and that
    rows with the nearest twin leave was read off what smote-variants removes. How many candidates
    there are is a choice of ours: see `candidates`. A row leaves as long as its twin is there;
    twins are looked for anew when each pair has lost a row.

    References
    ----------
    S. Cateni, V. Colla, M. Vannucci, "Novel resampling method for the classification of imbalanced
    datasets for industrial and other real-world problems", International Conference on Intelligent
    Systems Design and Applications, 2011. https://doi.org/10.1109/ISDA.2011.6121689

    S. Cateni, V. Colla, M. Vannucci, "A method for resampling imbalanced datasets in binary
    classification tasks for real-world problems", Neurocomputing 135, 2014.
    https://doi.org/10.1016/j.neucom.2013.05.059

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SUNDO
    >>> X, y = make_classification(weights=[0.9], n_samples=300, flip_y=0, random_state=0)
    >>> X_new, y_new = SUNDO(random_state=0).fit_resample(X, y)
    >>> np.bincount(y).tolist(), np.bincount(y_new).tolist()
    ([271, 29], [150, 150])
    """

    _columns = "numeric or mixed"

    weight: float = ADDED_SHARE
    candidates: int = parameter(
        default=3,
        constraint=[Number(Integral, 1, None, closed="left")],
        kind="int",
        help="How many candidates there are for each new row.",
        option=True,
    )

    def make_recipe(self) -> Recipe:
        return Recipe(
            interpolation=ClassNoise(),
            cleaning=InTurn([RemotestNew(self.candidates), WithoutTwins(self.weight)]),
        )

    def _plan(self, target: Target) -> Counts:
        return {label: round(self.weight * n) for label, n in super()._plan(target).items()}

    def _growth(self) -> Counts:
        return {label: self.candidates * n for label, n in self.sampling_strategy_.items()}
