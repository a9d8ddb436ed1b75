"""NearMiss."""

from __future__ import annotations

from numbers import Integral
from typing import ClassVar

from counterpoise.core.problem import Findings
from counterpoise.methods.under.under_sampler import UnderSampler
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import NeighborSearch
from counterpoise.stages import Cleaning, NearMinority, NearShortlist

__all__ = ["NearMiss"]


class NearMiss(UnderSampler, without=("random_state", "rng")):
    """Keep the rows of the larger classes that are nearest to the minority.

    It draws nothing: the rows that stay are those that a model confuses most easily with the
    minority. Use it where the classes overlap little and the rows far from the border teach
    nothing; not where they overlap much or hold noise, because it keeps just the noisy rows, and
    not where predicted probabilities matter: what is left is no random sample.

    Attributes
    ----------
    sampling_strategy_ : dict
        Rows to keep, by class label.
    sample_indices_ : ndarray of shape (n_out,), int64
        Row numbers of the input that the output consists of, class after class.
    nn_ : estimator
        The fitted search among the minority's rows.
    nn_ver3_ : estimator
        The fitted search for rows near to the minority; version 3 only.
    is_synthetic_ : ndarray of shape (n_out,), bool
        False throughout.
    n_features_in_, feature_names_in_
        As for `SMOTE`.

    Notes
    -----
    Version 1 keeps the rows with the least mean distance to their `n_neighbors` nearest minority
    rows, version 2 those with the least mean distance to the `n_neighbors` farthest ones. Version 3
    first lists the `n_neighbors_ver3` rows nearest to each minority row; of these it keeps the rows
    with the greatest mean distance to their `n_neighbors` nearest minority rows, and warns where
    the list is too short.

    References
    ----------
    J. Zhang and I. Mani, "kNN Approach to Unbalanced Data Distributions: A Case Study Involving
    Information Extraction", ICML Workshop on Learning from Imbalanced Datasets, 2003.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise import NearMiss
    >>> X, y = np.arange(10.0).reshape(-1, 1), np.array([0] * 8 + [1] * 2)
    >>> X_new, y_new = NearMiss(n_neighbors=1).fit_resample(X, y)
    >>> X_new.ravel().tolist()
    [7.0, 6.0, 8.0, 9.0]
    """

    _columns = "numeric or mixed"
    _k_is_of_class = False

    version: int = parameter(
        default=1,
        constraint=[Number(Integral, 1, 3, closed="both")],
        kind="{1, 2, 3}",
        help="Which of the three rules says what is near; see the notes.",
        option=True,
    )
    n_neighbors: int | NeighborSearch = parameter(
        default=3,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="Over how many minority rows the mean distance is taken, or an object with "
        "`kneighbors` that finds so many.",
        answers="k",
    )
    n_neighbors_ver3: int | NeighborSearch = parameter(
        default=3,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help="How many rows nearest to each minority row version 3 chooses from.",
        option=True,
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {"nn_": ("search", "n_neighbors")}
    nn_: ClassVar[NeighborSearch]
    nn_ver3_: ClassVar[NeighborSearch]

    def make_cleaning(self) -> Cleaning:
        if self.version == 3:
            return NearShortlist(self.n_neighbors, self.n_neighbors_ver3, self.sampling_strategy)
        return NearMinority(self.n_neighbors, self.version == 2, self.sampling_strategy)

    def _expose(self, findings: Findings) -> None:
        super()._expose(findings)
        self.__dict__.pop("nn_ver3_", None)
        if self.version == 3:
            vars(self)["nn_ver3_"] = findings["search", "n_neighbors_ver3"]
