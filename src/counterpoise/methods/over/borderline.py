"""Borderline-SMOTE, kinds 1 and 2."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import (
    NEIGHBOURS,
)
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import (
    NeighborSearch,
)
from counterpoise.stages import DangerSeeds, NearestNeighbours, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["BorderlineSMOTE"]


class BorderlineSMOTE(Oversampler, without=("recipe", "categorical_features")):
    """Add rows only around minority rows in danger: half or more of their neighbours are foreign.

    Use it where the inside of the minority is safe anyway and mistakes happen at its border; not
    where the border is noise. Rows all of whose neighbours are foreign count as noise and do not
    grow.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    in_danger_indices_ : dict of label to ndarray of int64
        Row numbers in danger, by class; also under imbalanced-learn's name `in_danger_indices`.
    nn_k_, nn_m_ : estimator
        The fitted neighbour searches of the last class that grew.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Warns
    -----
    SamplingWarning
        If no row of a class is in danger, so that it gets no new rows.

    References
    ----------
    H. Han, W.-Y. Wang, B.-H. Mao, "Borderline-SMOTE: A New Over-Sampling Method in Imbalanced Data
    Sets Learning", International Conference on Intelligent Computing, 2005.
    https://doi.org/10.1007/11538059_91

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import BorderlineSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=200, class_sep=0.5, random_state=0)
    >>> sampler = BorderlineSMOTE(random_state=0)
    >>> X_new, y_new = sampler.fit_resample(X, y)
    >>> danger = sampler.in_danger_indices_[1]
    >>> bool(sampler.provenance_["base"].isin(danger).all())
    True
    """

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours may be a row's partner.",
        answers="k",
    )
    m_neighbors: int | NeighborSearch = parameter(
        default=10,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many neighbours of any class tell whether a row is in danger.",
        option=True,
    )
    kind: Literal["borderline-1", "borderline-2"] = parameter(
        default="borderline-1",
        constraint=[StrOptions({"borderline-1", "borderline-2"})],
        kind='{"borderline-1", "borderline-2"}',
        help=(
            "1: partners are of the row's class. 2: of any class; towards a foreign partner the "
            "new row stays in the nearer half of the segment."
        ),
        option=True,
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {
        "nn_k_": ("search", "k_neighbors"),
        "nn_m_": ("search", "m_neighbors"),
        "in_danger_indices_": ("DangerSeeds", "rows"),
    }
    nn_k_: ClassVar[NeighborSearch]
    nn_m_: ClassVar[NeighborSearch]
    in_danger_indices_: ClassVar[dict[Any, NDArray[np.int64]]]

    @property
    def in_danger_indices(self) -> dict[Any, NDArray[np.int64]]:
        """Row numbers in danger, by class."""
        return self.in_danger_indices_

    def make_recipe(self) -> Recipe:
        first = self.kind == "borderline-1"
        return Recipe(
            seeds=DangerSeeds(self.m_neighbors),
            neighbourhood=NearestNeighbours(self.k_neighbors, among="class" if first else "all"),
            interpolation=Segment(other_class_reach=None if first else 0.5),
        )
