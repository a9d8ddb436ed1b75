"""Over-sampling followed by cleaning."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Problem, Streams
from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError, brief
from counterpoise.methods.over.smote import SMOTE
from counterpoise.methods.parts import check_same_scale, own_part
from counterpoise.methods.sampler import Cleaner, Oversampler
from counterpoise.methods.under.neighbours import EditedNearestNeighbours, TomekLinks
from counterpoise.stages import Cleaning
from counterpoise.stages.recipe import Recipe
from counterpoise.tables import Coding, Table
from counterpoise.targets import Target
from counterpoise.targets.strategy import Counts

__all__ = ["SMOTEENN", "SMOTETomek"]


class _Combined(Oversampler):
    """An over-sampler whose recipe ends with a cleaner's stage.

    Where the user gives the over-sampler, its parameters count, not those of the combination. A
    cleaner measures in the over-sampler's units, and draws from its numbers unless it has a seed of
    its own.
    """

    smote: Any
    _cleaner_name: ClassVar[str]

    @abstractmethod
    def _default_cleaner(self) -> Cleaner:
        """Return the cleaner used where the user gives none."""

    def _over(self) -> Oversampler:
        if self.smote is not None:
            return own_part(self, "smote", Oversampler, "SMOTE")
        return SMOTE(
            sampling_strategy=self.sampling_strategy,
            random_state=self.random_state,
            scale=self.scale,
            n_jobs=self.n_jobs,
            rng=self.rng,
        )

    def _cleaner(self) -> Cleaner:
        default = self._default_cleaner()
        if getattr(self, self._cleaner_name) is None:
            return default
        return own_part(self, self._cleaner_name, Cleaner, type(default).__name__)

    def make_recipe(self) -> Recipe:
        return self._over().make_recipe().with_cleaning(self._cleaner().make_cleaning())

    def _check_parameters(self) -> None:
        super()._check_parameters()
        over, cleaner = self._over(), self._cleaner()
        over._check_parameters()
        cleaner._check_parameters()
        if over.make_recipe().cleaning is not None:
            raise InvalidInputError(
                f"smote={brief(over)} cleans its rows itself, and {type(self).__name__} cleans "
                f"with {brief(cleaner)}: give an over-sampler that does not clean, such as SMOTE()"
            )
        for name, default in (("scale", None), ("rng", "numpy")):
            own = getattr(self, name)
            if own not in (default, getattr(over, name)):
                raise InvalidInputError(
                    f"{type(self).__name__} has {name}={own!r}, and the over-sampler that counts, "
                    f"smote={brief(over)}, has another: give {name}={own!r} to it"
                )
        check_same_scale(over, cleaner, self._cleaner_name)
        if cleaner.categorical_features is not None:
            raise InvalidInputError(
                f"{self._cleaner_name}={brief(cleaner)} names categorical_features, and the "
                "over-sampler says which columns are categories: name them there, as in SMOTENC"
            )
        # Parts that are given are copied, so that a RandomState in them stays as it is.
        self.smote_ = over if self.smote is None else clone(over)
        setattr(self, f"{self._cleaner_name}_", clone(cleaner))

    def _plan(self, target: Target) -> Counts:
        return self.smote_._plan(target)

    def _pose(self, *args: Any) -> Any:
        return self.smote_._pose(*args)

    def _encode(self, table: Table, looks_at_values: bool) -> tuple[Rows, Coding]:
        return self.smote_._encode(table, looks_at_values)

    def _takes_categories(self) -> bool:
        return self._over()._takes_categories()

    def _clean(
        self, given: Any, cleaning: Cleaning, problem: Problem, lineage: Lineage
    ) -> NDArray[np.int64]:
        cleaner = getattr(self, f"{self._cleaner_name}_")
        if cleaner.random_state is not None:
            problem.streams = Streams(cleaner.random_state, cleaner.rng)
        problem.geometry.n_jobs = cleaner.n_jobs
        kept = cleaning.keep_apart(problem)
        cleaner._become(kept, self.n_features_in_)

        over = self.smote_
        over.n_features_in_ = self.n_features_in_
        over.sampling_strategy_ = self.sampling_strategy_
        over.is_synthetic_ = np.arange(given.table.n_rows + len(lineage)) >= given.table.n_rows
        over._remember(given, lineage)
        return kept.rows

    def _expose(self, facts: dict[str, Any]) -> None:
        self.smote_._expose(facts)


class SMOTEENN(_Combined):
    """Over-sample with SMOTE, then remove rows whose neighbours are not of their class.

    The cleaning takes synthetic and original rows of all classes, so the classes come out only
    roughly balanced.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default="auto"
        The wanted ratio or counts before cleaning; see `SMOTE`.
    random_state : int, RandomState or None, default=None
        The seed.
    smote : over-sampler, optional
        `SMOTE` or another one that does not clean, ours or imbalanced-learn's, with parameters of
        its own; None for `SMOTE` with those given here.
    enn : cleaner, optional
        The cleaner, ours or imbalanced-learn's; it measures in the over-sampler's units. None
        for `EditedNearestNeighbours(sampling_strategy="all")`.
    n_jobs : int, optional
        Threads for the neighbour search; None for all of them.
    scale : None, "standard" or "robust", default=None
        Units in which distances are measured; new rows are in the original units all the same.
    rng : {"numpy", "counter"}, default="numpy"
        Where random numbers come from: one stream, as in imbalanced-learn, or a counter that gives
        every new row numbers of its own, as on Spark.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows before cleaning, by class label.
    smote_, enn_ : estimator
        The two parts, fitted: the over-sampler to the table, the cleaner to the table with its new
        rows.
    is_synthetic_ : ndarray of shape (n_out,), bool
        Which rows of the output are new.
    provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`, of the new rows that stayed; those of `smote_` tell of all.

    References
    ----------
    G. E. A. P. A. Batista, R. C. Prati, M. C. Monard, "A study of the behavior of several methods
    for balancing machine learning training data", ACM SIGKDD Explorations 6(1), 2004.
    https://doi.org/10.1145/1007730.1007735

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SMOTEENN
    >>> X, y = make_classification(weights=[0.9], n_samples=300, random_state=0)
    >>> sampler = SMOTEENN(random_state=0)
    >>> X_new, y_new = sampler.fit_resample(X, y)
    >>> len(sampler.provenance_) == int(sampler.is_synthetic_.sum())
    True
    """

    _cleaner_name = "enn"

    def __init__(
        self,
        *,
        sampling_strategy: Any = "auto",
        random_state: Any = None,
        smote: Any = None,
        enn: Any = None,
        n_jobs: int | None = None,
        scale: str | None = None,
        rng: str = "numpy",
    ):
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.smote = smote
        self.enn = enn
        self.n_jobs = n_jobs
        self.scale = scale
        self.rng = rng

    def _default_cleaner(self) -> Cleaner:
        return EditedNearestNeighbours(sampling_strategy="all", n_jobs=self.n_jobs)


class SMOTETomek(_Combined):
    """Over-sample with SMOTE, then remove the rows of Tomek links.

    It removes far fewer rows than `SMOTEENN`.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default="auto"
        The wanted ratio or counts before cleaning; see `SMOTE`.
    random_state : int, RandomState or None, default=None
        The seed.
    smote : over-sampler, optional
        `SMOTE` or another one that does not clean, ours or imbalanced-learn's, with parameters of
        its own; None for `SMOTE` with those given here.
    tomek : cleaner, optional
        The cleaner, ours or imbalanced-learn's; it measures in the over-sampler's units. None
        for `TomekLinks(sampling_strategy="all")`.
    n_jobs : int, optional
        Threads for the neighbour search; None for all of them.
    scale : None, "standard" or "robust", default=None
        Units in which distances are measured; new rows are in the original units all the same.
    rng : {"numpy", "counter"}, default="numpy"
        Where random numbers come from: one stream, as in imbalanced-learn, or a counter that gives
        every new row numbers of its own, as on Spark.

    Attributes
    ----------
    smote_, tomek_ : estimator
        The two parts, fitted: the over-sampler to the table, the cleaner to the table with its new
        rows.
    sampling_strategy_, is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTEENN`.

    References
    ----------
    G. E. A. P. A. Batista, A. L. C. Bazzan, M. C. Monard, "Balancing Training Data for Automated
    Annotation of Keywords: a Case Study", Brazilian Workshop on Bioinformatics, 2003.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SMOTETomek
    >>> X, y = make_classification(weights=[0.9], n_samples=300, random_state=0)
    >>> X_new, y_new = SMOTETomek(random_state=0).fit_resample(X, y)
    >>> len(X_new) > len(X)
    True
    """

    _cleaner_name = "tomek"

    def __init__(
        self,
        *,
        sampling_strategy: Any = "auto",
        random_state: Any = None,
        smote: Any = None,
        tomek: Any = None,
        n_jobs: int | None = None,
        scale: str | None = None,
        rng: str = "numpy",
    ):
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.smote = smote
        self.tomek = tomek
        self.n_jobs = n_jobs
        self.scale = scale
        self.rng = rng

    def _default_cleaner(self) -> Cleaner:
        return TomekLinks(sampling_strategy="all", n_jobs=self.n_jobs)
