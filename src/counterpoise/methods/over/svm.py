"""SVM-SMOTE."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

from counterpoise.methods.sampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, SHARE, Built, Number
from counterpoise.stages import NearestNeighbours, SupportVectorSeeds
from counterpoise.stages.recipe import Recipe
from counterpoise.stages.seeds import make_svm

__all__ = ["SVMSMOTE"]


class SVMSMOTE(Oversampler):
    """Add rows around the minority's support vectors, inwards or outwards by their neighbours.

    A support vector with half or more foreign neighbours grows towards its partners, another one
    away from them, into free space. Training the machine takes far longer than the rest on large
    tables.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default="auto"
        The wanted ratio or counts; see `SMOTE`. The new rows are split at random, about in halves,
        between the support vectors in danger and the safe ones. Where a class has one of the two
        kinds only, the share of the other is not made, as in imbalanced-learn, and a warning tells
        both counts.
    random_state : int, RandomState or None, default=None
        The seed.
    k_neighbors : int or estimator, default=5
        How many neighbours of its class may be a row's partner.
    m_neighbors : int or estimator, default=10
        How many neighbours of any class tell danger, safety and noise.
    svm_estimator : estimator, default=SVC(gamma="scale")
        A classifier with a `support_` attribute after fitting.
    out_step : float, default=0.5
        Greatest step outwards, as a share of the distance to the partner.
    svm_rows : int, optional
        Fit the machine on so many rows only, drawn at random within each class (and on 50 of each
        class at least): its time grows with the square of the rows. None for all of them.
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
    svm_estimator_ : estimator
        The fitted machine.
    nn_k_, nn_m_ : estimator
        The fitted neighbour searches of the last class that grew.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`.

    Raises
    ------
    InvalidInputError
        If all support vectors of a class are noise.
    UnsuitableTableError
        If `svm_estimator` has no `support_` after fitting. It is a `ValueError` and a
        `RuntimeError`.

    Warns
    -----
    SamplingWarning
        If a class gets fewer new rows than were asked for.

    References
    ----------
    H. M. Nguyen, E. W. Cooper, K. Kamei, "Borderline over-sampling for imbalanced data
    classification", International Journal of Knowledge Engineering and Soft Data Paradigms 3(1),
    2011. https://doi.org/10.1504/IJKESDP.2011.039875

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SVMSMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=200, flip_y=0, random_state=0)
    >>> X_new, y_new = SVMSMOTE(random_state=0).fit_resample(X, y)
    >>> int(y_new.sum()) * 2 == len(y_new)
    True
    """

    _fact_names: ClassVar[dict[str, str]] = {
        "k_neighbors": "nn_k_",
        "m_neighbors": "nn_m_",
        "svm": "svm_estimator_",
    }
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Oversampler._parameter_constraints,
        "k_neighbors": NEIGHBOURS,
        "m_neighbors": NEIGHBOURS,
        "svm_estimator": [Built(["fit", "predict"]), None],
        "out_step": [SHARE],
        "svm_rows": [Number(Integral, 2, None, closed="left"), None],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Any = "auto",
        random_state: Any = None,
        k_neighbors: Any = 5,
        m_neighbors: Any = 10,
        svm_estimator: Any = None,
        out_step: float = 0.5,
        svm_rows: int | None = None,
        scale: str | None = None,
        n_jobs: int | None = None,
        rng: str = "numpy",
    ):
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.m_neighbors = m_neighbors
        self.svm_estimator = svm_estimator
        self.out_step = out_step
        self.svm_rows = svm_rows
        self.scale = scale
        self.n_jobs = n_jobs
        self.rng = rng

    def make_recipe(self) -> Recipe:
        return Recipe(
            seeds=SupportVectorSeeds(
                self.m_neighbors, self.svm_estimator, self.out_step, self.svm_rows
            ),
            neighbourhood=NearestNeighbours(self.k_neighbors),
        )

    def _unused(self, fact: str) -> Any:
        if fact == "svm":
            return make_svm(self.svm_estimator, self.random_state)
        return super()._unused(fact)
