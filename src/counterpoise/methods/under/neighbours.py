"""Cleaning on its own: edited neighbours in four forms, and Tomek links."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.problem import Problem, Streams
from counterpoise.methods.parts import check_same_scale, own_part
from counterpoise.methods.sampler import Cleaner
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.stages import (
    AllKNNEditing,
    Cleaning,
    EditedNeighbours,
    MutualNeighbours,
    NeighbourhoodCleaning,
    RepeatedEditing,
)

__all__ = [
    "AllKNN",
    "EditedNearestNeighbours",
    "NeighbourhoodCleaningRule",
    "RepeatedEditedNearestNeighbours",
    "TomekLinks",
]


class EditedNearestNeighbours(Cleaner):
    """Remove rows whose nearest neighbours are not of their class.

    Use it to clear the border between classes, on its own or after over-sampling (`SMOTEENN`).

    Parameters
    ----------
    sampling_strategy : str, list or callable, default="auto"
        The classes that may lose rows: "majority", "not minority", "not majority", "all", "auto"
        (not minority), a list of labels, or a function from the target to one.
    n_neighbors : int or estimator, default=3
        Size of the neighbourhood, or an object with `kneighbors` that finds one more (the row
        itself).
    kind_sel : {"all", "mode"}, default="all"
        Whether all neighbours must be of the row's class for it to stay, or most of them.
    n_jobs : int, optional
        Threads for the neighbour search; None for all of them.
    scale : None, "standard" or "robust", default=None
        Units in which distances are measured.

    Attributes
    ----------
    sampling_strategy_ : dict
        The classes that may lose rows, each with the count of the smallest class.
    sample_indices_ : ndarray of shape (n_out,), int64
        Row numbers of the input that stayed, class after class.
    nn_ : estimator
        The fitted neighbour search.
    is_synthetic_ : ndarray of shape (n_out,), bool
        False throughout.
    n_features_in_, feature_names_in_
        As for `SMOTE`.

    References
    ----------
    D. L. Wilson, "Asymptotic Properties of Nearest Neighbor Rules Using Edited Data", IEEE
    Transactions on Systems, Man, and Cybernetics 2(3), 1972.
    https://doi.org/10.1109/TSMC.1972.4309137

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import EditedNearestNeighbours
    >>> X, y = make_classification(weights=[0.8], n_samples=300, random_state=0)
    >>> X_clean, y_clean = EditedNearestNeighbours().fit_resample(X, y)
    >>> int((y_clean == 1).sum()) == int((y == 1).sum())  # the minority keeps all rows
    True
    """

    _fact_names: ClassVar[dict[str, str]] = {"n_neighbors": "nn_"}
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaner._parameter_constraints,
        "n_neighbors": NEIGHBOURS,
        "kind_sel": [StrOptions({"all", "mode"})],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Any = "auto",
        n_neighbors: Any = 3,
        kind_sel: str = "all",
        n_jobs: int | None = None,
        scale: str | None = None,
    ):
        self.sampling_strategy = sampling_strategy
        self.n_neighbors = n_neighbors
        self.kind_sel = kind_sel
        self.n_jobs = n_jobs
        self.scale = scale

    def make_cleaning(self) -> Cleaning:
        return EditedNeighbours(self.n_neighbors, self.kind_sel, self.sampling_strategy)


class _Repeated(Cleaner):
    """What methods share that edit again and again."""

    n_neighbors: Any
    kind_sel: str
    sampling_strategy: Any

    def _expose(self, facts: dict[str, Any]) -> None:
        super()._expose(facts)
        self.enn_ = EditedNearestNeighbours(
            sampling_strategy=self.sampling_strategy,
            n_neighbors=self.n_neighbors,
            kind_sel=self.kind_sel,
            n_jobs=self.n_jobs,
            scale=self.scale,
        )
        last = facts["editing"]
        if last.n_neighbors is not None:
            self.enn_.n_neighbors = last.n_neighbors
        self.enn_._become(last, self.n_features_in_)


class RepeatedEditedNearestNeighbours(_Repeated):
    """Remove rows as `EditedNearestNeighbours` does, again and again until none leaves.

    Parameters
    ----------
    sampling_strategy : str, list or callable, default="auto"
        The classes that may lose rows; see `EditedNearestNeighbours`.
    n_neighbors : int or estimator, default=3
        Size of the neighbourhood.
    max_iter : int, default=100
        Greatest number of passes.
    kind_sel : {"all", "mode"}, default="all"
        Whether all neighbours must be of the row's class for it to stay, or most of them.
    n_jobs : int, optional
        Threads for the neighbour search; None for all of them.
    scale : None, "standard" or "robust", default=None
        Units in which distances are measured.

    Attributes
    ----------
    n_iter_ : int
        Passes that were made. They end early where a class vanishes or becomes smaller than the
        smallest was.
    enn_ : EditedNearestNeighbours
        What was repeated, fitted in the last pass to the rows that were left.
    sampling_strategy_, sample_indices_, nn_, is_synthetic_, n_features_in_, feature_names_in_
        As for `EditedNearestNeighbours`.

    References
    ----------
    I. Tomek, "An Experiment with the Edited Nearest-Neighbor Rule", IEEE Transactions on Systems,
    Man, and Cybernetics 6(6), 1976. https://doi.org/10.1109/TSMC.1976.4309523

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import RepeatedEditedNearestNeighbours
    >>> X, y = make_classification(weights=[0.8], n_samples=300, random_state=0)
    >>> sampler = RepeatedEditedNearestNeighbours()
    >>> X_clean, y_clean = sampler.fit_resample(X, y)
    >>> sampler.n_iter_ > 1
    True
    """

    _fact_names: ClassVar[dict[str, str]] = {"n_neighbors": "nn_", "n_iter": "n_iter_"}
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **EditedNearestNeighbours._parameter_constraints,
        "max_iter": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Any = "auto",
        n_neighbors: Any = 3,
        max_iter: int = 100,
        kind_sel: str = "all",
        n_jobs: int | None = None,
        scale: str | None = None,
    ):
        self.sampling_strategy = sampling_strategy
        self.n_neighbors = n_neighbors
        self.max_iter = max_iter
        self.kind_sel = kind_sel
        self.n_jobs = n_jobs
        self.scale = scale

    def make_cleaning(self) -> Cleaning:
        return RepeatedEditing(
            self.n_neighbors, self.max_iter, self.kind_sel, self.sampling_strategy
        )


class AllKNN(_Repeated):
    """Remove rows as `EditedNearestNeighbours` does, with 1, then 2, ... then k neighbours.

    Parameters
    ----------
    sampling_strategy : str, list or callable, default="auto"
        The classes that may lose rows; see `EditedNearestNeighbours`.
    n_neighbors : int or estimator, default=3
        Size of the last neighbourhood. Of an estimator only its number of neighbours counts, as in
        imbalanced-learn.
    kind_sel : {"all", "mode"}, default="all"
        Whether all neighbours must be of the row's class for it to stay, or most of them.
    allow_minority : bool, default=False
        Go on even where a class becomes smaller than the smallest was.
    n_jobs : int, optional
        Threads for the neighbour search; None for all of them.
    scale : None, "standard" or "robust", default=None
        Units in which distances are measured.

    Attributes
    ----------
    enn_ : EditedNearestNeighbours
        What was repeated, fitted with the last neighbourhood to the rows that were left.
    sampling_strategy_, sample_indices_, nn_, is_synthetic_, n_features_in_, feature_names_in_
        As for `EditedNearestNeighbours`.

    References
    ----------
    I. Tomek, "An Experiment with the Edited Nearest-Neighbor Rule", IEEE Transactions on Systems,
    Man, and Cybernetics 6(6), 1976. https://doi.org/10.1109/TSMC.1976.4309523

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import AllKNN
    >>> X, y = make_classification(weights=[0.8], n_samples=300, random_state=0)
    >>> X_clean, y_clean = AllKNN().fit_resample(X, y)
    >>> len(X_clean) < len(X)
    True
    """

    _fact_names: ClassVar[dict[str, str]] = {"n_neighbors": "nn_"}
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **EditedNearestNeighbours._parameter_constraints,
        "allow_minority": ["boolean"],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Any = "auto",
        n_neighbors: Any = 3,
        kind_sel: str = "all",
        allow_minority: bool = False,
        n_jobs: int | None = None,
        scale: str | None = None,
    ):
        self.sampling_strategy = sampling_strategy
        self.n_neighbors = n_neighbors
        self.kind_sel = kind_sel
        self.allow_minority = allow_minority
        self.n_jobs = n_jobs
        self.scale = scale

    def make_cleaning(self) -> Cleaning:
        return AllKNNEditing(
            self.n_neighbors, self.kind_sel, self.allow_minority, self.sampling_strategy
        )


class NeighbourhoodCleaningRule(Cleaner):
    """Remove rows that their neighbours outvote, and rows that outvote a minority row.

    Parameters
    ----------
    sampling_strategy : str, list or callable, default="auto"
        The classes that may lose rows; see `EditedNearestNeighbours`.
    edited_nearest_neighbours : EditedNearestNeighbours or another cleaner, optional
        The first part, ours or imbalanced-learn's; None for one with `n_neighbors` and
        `kind_sel="mode"`. It measures in the same units.
    n_neighbors : int or estimator, default=3
        Size of the neighbourhood.
    threshold_cleaning : float, default=0.5
        Classes with more rows than this share of the smallest class's may lose rows in the second
        part.
    n_jobs : int, optional
        Threads for the neighbour search; None for all of them.
    scale : None, "standard" or "robust", default=None
        Units in which distances are measured.

    Attributes
    ----------
    edited_nearest_neighbours_ : EditedNearestNeighbours
        The first part, fitted.
    classes_to_clean_ : list
        Labels of the classes that might lose rows in the second part.
    sampling_strategy_, sample_indices_, nn_, is_synthetic_, n_features_in_, feature_names_in_
        As for `EditedNearestNeighbours`.

    References
    ----------
    J. Laurikkala, "Improving Identification of Difficult Small Classes by Balancing Class
    Distribution", Artificial Intelligence in Medicine, 2001.
    https://doi.org/10.1007/3-540-48229-6_9

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import NeighbourhoodCleaningRule
    >>> X, y = make_classification(weights=[0.8], n_samples=300, random_state=0)
    >>> X_clean, y_clean = NeighbourhoodCleaningRule().fit_resample(X, y)
    >>> len(X_clean) < len(X)
    True
    """

    _fact_names: ClassVar[dict[str, str]] = {
        "n_neighbors": "nn_",
        "classes_to_clean": "classes_to_clean_",
    }
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaner._parameter_constraints,
        "n_neighbors": NEIGHBOURS,
        "threshold_cleaning": [Number(Real, 0, None, closed="left")],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Any = "auto",
        edited_nearest_neighbours: EditedNearestNeighbours | None = None,
        n_neighbors: Any = 3,
        threshold_cleaning: float = 0.5,
        n_jobs: int | None = None,
        scale: str | None = None,
    ):
        self.sampling_strategy = sampling_strategy
        self.edited_nearest_neighbours = edited_nearest_neighbours
        self.n_neighbors = n_neighbors
        self.threshold_cleaning = threshold_cleaning
        self.n_jobs = n_jobs
        self.scale = scale

    def _editing(self) -> Cleaner:
        if self.edited_nearest_neighbours is None:
            return EditedNearestNeighbours(
                sampling_strategy=self.sampling_strategy,
                n_neighbors=self.n_neighbors,
                kind_sel="mode",
                n_jobs=self.n_jobs,
            )
        return own_part(self, "edited_nearest_neighbours", Cleaner, "EditedNearestNeighbours")

    def _check_parameters(self) -> None:
        super()._check_parameters()
        self._editing()._check_parameters()
        check_same_scale(self, self._editing(), "edited_nearest_neighbours")

    def make_cleaning(self) -> Cleaning:
        return NeighbourhoodCleaning(
            self._editing().make_cleaning(),
            self.n_neighbors,
            self.threshold_cleaning,
            self.sampling_strategy,
        )

    def _pose(self, *args: Any) -> Problem:
        problem = super()._pose(*args)
        editing = self._editing()
        problem.streams = Streams(editing.random_state, editing.rng)
        return problem

    def _expose(self, facts: dict[str, Any]) -> None:
        super()._expose(facts)
        self.edited_nearest_neighbours_ = clone(self._editing())
        self.edited_nearest_neighbours_._become(facts["editing"], self.n_features_in_)


class TomekLinks(Cleaner):
    """Remove rows of Tomek links: pairs of different classes, each the other's nearest row.

    Use it to remove only the rows that touch another class, on its own or after over-sampling
    (`SMOTETomek`).

    Parameters
    ----------
    sampling_strategy : str, list or callable, default="auto"
        The classes that may lose rows; see `EditedNearestNeighbours`.
    n_jobs : int, optional
        Threads for the neighbour search; None for all of them.
    scale : None, "standard" or "robust", default=None
        Units in which distances are measured.

    Attributes
    ----------
    sampling_strategy_, is_synthetic_, n_features_in_, feature_names_in_
        As for `EditedNearestNeighbours`.
    sample_indices_ : ndarray of shape (n_out,), int64
        Row numbers of the input that stayed, in their order.

    References
    ----------
    I. Tomek, "Two Modifications of CNN", IEEE Transactions on Systems, Man, and Cybernetics 6(11),
    1976. https://doi.org/10.1109/TSMC.1976.4309452

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise import TomekLinks
    >>> X, y = np.array([[0.0], [1.0], [2.9], [3.0]]), np.array([0, 0, 0, 1])
    >>> X_clean, y_clean = TomekLinks().fit_resample(X, y)
    >>> X_clean.ravel().tolist()
    [0.0, 1.0, 3.0]
    """

    def __init__(
        self,
        *,
        sampling_strategy: Any = "auto",
        n_jobs: int | None = None,
        scale: str | None = None,
    ):
        self.sampling_strategy = sampling_strategy
        self.n_jobs = n_jobs
        self.scale = scale

    def make_cleaning(self) -> Cleaning:
        return MutualNeighbours(self.sampling_strategy)

    @staticmethod
    def is_tomek(y: Any, nn_index: Any, class_type: Any) -> NDArray[np.bool_]:
        """Return which rows would leave because they are in a Tomek link.

        Parameters
        ----------
        y : array-like of shape (n_rows,)
            The class of each row.
        nn_index : array-like of shape (n_rows,), int
            The row number of each row's nearest other row.
        class_type : list or dict of labels
            The classes that may lose rows.

        Returns
        -------
        ndarray of shape (n_rows,), bool

        Examples
        --------
        >>> from counterpoise import TomekLinks
        >>> TomekLinks.is_tomek([0, 0, 0, 1], [1, 0, 3, 2], [0]).tolist()
        [False, False, True, False]
        """
        classes, nearest = np.asarray(y), np.asarray(nn_index)
        mutual = nearest[nearest] == np.arange(len(nearest))
        loses = np.array([label in class_type for label in classes.tolist()], bool)
        return mutual & (classes[nearest] != classes) & loses
