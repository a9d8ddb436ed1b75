"""Over-sampling followed by cleaning."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from sklearn.base import clone

from counterpoise.oversampler import Cleaner, Oversampler
from counterpoise.plan import Counts
from counterpoise.recipe import Recipe
from counterpoise.recipes.cleaning import EditedNearestNeighbours, TomekLinks
from counterpoise.recipes.smote import SMOTE
from counterpoise.tables import Table, Target

__all__ = ["SMOTEENN", "SMOTETomek"]


class _Combined(Oversampler):
    """An over-sampler whose recipe ends with a cleaner's stage.

    Where the user gives the over-sampler, its parameters count, not those of the combination.
    """

    smote: Oversampler | None
    _cleaner_name: ClassVar[str]

    @abstractmethod
    def _default_cleaner(self) -> Cleaner:
        """Return the cleaner used where the user gives none."""

    def _over(self) -> Oversampler:
        if self.smote is not None:
            return self.smote
        return SMOTE(
            sampling_strategy=self.sampling_strategy,
            random_state=self.random_state,
            scale=self.scale,
            n_jobs=self.n_jobs,
            rng=self.rng,
        )

    def _cleaner(self) -> Cleaner:
        return getattr(self, self._cleaner_name) or self._default_cleaner()

    def make_recipe(self) -> Recipe:
        return self._over().make_recipe().with_cleaning(self._cleaner().make_cleaning())

    def _check_parameters(self) -> None:
        super()._check_parameters()
        self._over()._check_parameters()
        self._cleaner()._check_parameters()

    def _plan(self, target: Target) -> Counts:
        return self._over()._plan(target)

    def _pose(self, *args: Any) -> Any:
        return self._over()._pose(*args)

    def _categorical_columns(self, table: Table) -> Any:
        return self._over()._categorical_columns(table)

    def _takes_categories(self) -> bool:
        return self._over()._takes_categories()

    def _expose(self, facts: dict[str, Any]) -> None:
        self.smote_, cleaner = clone(self._over()), clone(self._cleaner())
        self.smote_.sampling_strategy_ = self.sampling_strategy_
        setattr(self, f"{self._cleaner_name}_", cleaner)
        for part in (self.smote_, cleaner):
            part._expose(facts)
            part.n_features_in_ = self.n_features_in_


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
        `SMOTE` or another one, with parameters of its own; None for `SMOTE` with those given here.
    enn : EditedNearestNeighbours, optional
        The cleaner; None for `EditedNearestNeighbours(sampling_strategy="all")`.
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
        The two parts.
    is_synthetic_ : ndarray of shape (n_out,), bool
        Which rows of the output are new.
    provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; of the rows that were removed nothing is kept.

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
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Oversampler._parameter_constraints,
        "smote": [Oversampler, None],
        "enn": [Cleaner, None],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Any = "auto",
        random_state: Any = None,
        smote: Oversampler | None = None,
        enn: Cleaner | None = None,
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
        `SMOTE` or another one, with parameters of its own; None for `SMOTE` with those given here.
    tomek : TomekLinks, optional
        The cleaner; None for `TomekLinks(sampling_strategy="all")`.
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
        The two parts.
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
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Oversampler._parameter_constraints,
        "smote": [Oversampler, None],
        "tomek": [Cleaner, None],
    }

    def __init__(
        self,
        *,
        sampling_strategy: Any = "auto",
        random_state: Any = None,
        smote: Oversampler | None = None,
        tomek: Cleaner | None = None,
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
