"""SMOTE."""

from __future__ import annotations

from typing import Any, ClassVar

from counterpoise.methods.sampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.stages import NearestNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["SMOTE"]


class SMOTE(Oversampler):
    """Add rows to the smaller classes on the segments between rows and their nearest neighbours.

    Use it for tables of numbers whose minority is dense enough for neighbours to be alike. For
    categories use `SMOTENC` or `SMOTEN`; where columns have different units, set `scale`.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default="auto"
        The wanted ratio of minority to majority rows (two classes only); the classes to bring up
        to the majority's count: "minority", "not minority", "not majority", "all", "auto" (not
        majority); the wanted rows of each class; or a function from the target to such a dict.
    random_state : int, RandomState or None, default=None
        The seed.
    k_neighbors : int or estimator, default=5
        How many neighbours of its class may be a row's partner, or an object with `kneighbors`
        that finds one more (the row itself).
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
    nn_k_ : estimator
        The fitted neighbour search of the last class that grew.
    is_synthetic_ : ndarray of shape (n_out,), bool
        Which rows of the output are new.
    provenance_ : table of n_new rows
        Where each new row comes from.
    lineage_ : Lineage of n_new rows
        The same as arrays, which `counterpoise.core.lineage.materialise` turns into rows again.
    n_features_in_ : int
        Number of columns.
    feature_names_in_ : ndarray of shape (n_features,)
        Their names, where all are text.

    References
    ----------
    N. V. Chawla, K. W. Bowyer, L. O. Hall, W. P. Kegelmeyer, "SMOTE: Synthetic Minority
    Over-sampling Technique", Journal of Artificial Intelligence Research 16, 2002.
    https://doi.org/10.1613/jair.953

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=200, flip_y=0, random_state=0)
    >>> X_new, y_new = SMOTE(random_state=0).fit_resample(X, y)
    >>> X_new.shape, int(y_new.sum())
    ((362, 20), 181)
    """

    _fact_names: ClassVar[dict[str, str]] = {"k_neighbors": "nn_k_"}
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Oversampler._parameter_constraints,
        "k_neighbors": NEIGHBOURS,
    }

    def __init__(
        self,
        *,
        sampling_strategy: Any = "auto",
        random_state: Any = None,
        k_neighbors: Any = 5,
        scale: str | None = None,
        n_jobs: int | None = None,
        rng: str = "numpy",
    ):
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.scale = scale
        self.n_jobs = n_jobs
        self.rng = rng

    def make_recipe(self) -> Recipe:
        return Recipe(neighbourhood=NearestNeighbours(self.k_neighbors))
