"""Borderline-SMOTE, kinds 1 and 2."""

from __future__ import annotations

from typing import Any, ClassVar

from sklearn.utils._param_validation import StrOptions

from counterpoise.methods.sampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.stages import DangerSeeds, NearestNeighbours, Segment
from counterpoise.stages.recipe import Recipe

__all__ = ["BorderlineSMOTE"]


class BorderlineSMOTE(Oversampler):
    """Add rows only around minority rows in danger: half or more of their neighbours are foreign.

    Use it where the inside of the minority is safe anyway and mistakes happen at its border. Rows
    all of whose neighbours are foreign count as noise and do not grow.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default="auto"
        The wanted ratio or counts; see `SMOTE`.
    random_state : int, RandomState or None, default=None
        The seed.
    k_neighbors : int or estimator, default=5
        How many neighbours may be a row's partner.
    m_neighbors : int or estimator, default=10
        How many neighbours of any class tell whether a row is in danger.
    kind : {"borderline-1", "borderline-2"}, default="borderline-1"
        1: partners are of the row's class. 2: of any class; towards a foreign partner the new row
        stays in the nearer half of the segment.
    scale : None, "standard" or "robust", default=None
        Units in which distances are measured; new rows are in the original units all the same.
    n_jobs : int, optional
        Threads for the neighbour search; None for all of them.
    rng : {"numpy", "counter"}, default="numpy"
        Where random numbers come from: one stream, as in imbalanced-learn, or a counter that gives
        every new row numbers of its own, as on Spark.

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

    _fact_names: ClassVar[dict[str, str]] = {
        "k_neighbors": "nn_k_",
        "m_neighbors": "nn_m_",
        "danger": "in_danger_indices_",
    }
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Oversampler._parameter_constraints,
        "k_neighbors": NEIGHBOURS,
        "m_neighbors": NEIGHBOURS,
        "kind": [StrOptions({"borderline-1", "borderline-2"})],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Any = "auto",
        random_state: Any = None,
        k_neighbors: Any = 5,
        m_neighbors: Any = 10,
        kind: str = "borderline-1",
        scale: str | None = None,
        n_jobs: int | None = None,
        rng: str = "numpy",
    ):
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.m_neighbors = m_neighbors
        self.kind = kind
        self.scale = scale
        self.n_jobs = n_jobs
        self.rng = rng

    @property
    def in_danger_indices(self) -> dict[Any, Any]:
        """Row numbers in danger, by class."""
        return self.in_danger_indices_

    def make_recipe(self) -> Recipe:
        first = self.kind == "borderline-1"
        return Recipe(
            seeds=DangerSeeds(self.m_neighbors),
            neighbourhood=NearestNeighbours(self.k_neighbors, among="class" if first else "all"),
            interpolation=Segment(other_class_reach=None if first else 0.5),
        )
