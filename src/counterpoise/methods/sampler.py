"""The main hall: check, plan, draw, materialise, clean, restore."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.counts import Counts
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Findings
from counterpoise.core.rows import Rows
from counterpoise.core.streams import Streams
from counterpoise.errors import InvalidInputError
from counterpoise.methods.labelling import exemplars_of
from counterpoise.methods.tags import Tags, sampler_tags
from counterpoise.neighbors import NeighborIndex
from counterpoise.parameters.constraints import check_parameters
from counterpoise.parameters.declared import Declared, parameter
from counterpoise.parameters.estimator import BaseEstimator, OneToOneFeatureMixin
from counterpoise.parameters.types import (
    Columns,
    RandomSeed,
    Scale,
)
from counterpoise.results.drawn_recipe import DrawnRecipe
from counterpoise.space.geometry import SCALES, Geometry, rounded_units
from counterpoise.space.problem import TableProblem
from counterpoise.stages import Cleaning
from counterpoise.stages.recipe import Recipe
from counterpoise.tables import Coding, Table, read_table
from counterpoise.tables.provenance import provenance_columns, to_table
from counterpoise.targets import Target

__all__ = ["Sampler", "TakenColumns"]

TakenColumns = Literal["numeric", "mixed", "categories", "numeric or mixed", "any"]


@dataclass(frozen=True)
class _Input:
    """What a call was given, read and checked."""

    table: Table
    target: Target
    rows: Rows
    coding: Coding


def _read(X: Any, y: Any) -> tuple[Table, Target]:
    """Return the table and the target that a sampler is given."""
    if X is None:
        raise InvalidInputError(
            "the table X is None", remedy="pass the rows to resample", parameter="X"
        )
    table = read_table(X)
    target = Target(y)
    target.check(table.n_rows)
    return table, target


class Sampler(DrawnRecipe, Declared, OneToOneFeatureMixin, BaseEstimator):
    """What over-samplers and cleaners share.

    A subclass says what its recipe is and how it plans; the rest of the way is the same for all.
    """

    _estimator_type = "sampler"
    _found: ClassVar[dict[str, tuple[str, str]]] = {}
    """What stages find out, by the names of the fitted attributes that tell it.

    A line below says what each attribute is, for type checkers. It says `ClassVar`, as every other
    annotation of a `Declared` class is a parameter.
    """
    _columns: ClassVar[TakenColumns] = "numeric"
    """Which columns it takes."""
    _k_is_of_class: ClassVar[bool] = True
    """Whether its k counts rows of a class, which then needs more than k."""

    random_state: RandomSeed = parameter(
        default=None,
        constraint=["random_state"],
        kind="int, RandomState or None",
        help="The seed.",
        order=-1,
    )
    categorical_features: Columns = parameter(
        default=None,
        constraint=["array-like", StrOptions({"auto"}), None],
        kind='None, "auto", or array-like of positions, names or a mask',
        help='Which columns are categories; "auto" takes those whose type says so.',
        order=1,
    )
    scale: Scale = parameter(
        default=None,
        constraint=[StrOptions(set(SCALES)), None],
        kind='None, "standard" or "robust"',
        help="Units in which distances are measured; new rows are in the original units all the "
        "same.",
        order=1,
    )
    n_jobs: int | None = parameter(
        default=None,
        constraint=[Integral, None],
        kind="int",
        help="Threads for the neighbour search; None for all of them.",
        order=1,
    )
    rng: Literal["numpy", "counter"] = parameter(
        default="numpy",
        constraint=[StrOptions({"numpy", "counter"})],
        kind='{"numpy", "counter"}',
        help="Where random numbers come from: one stream, as in imbalanced-learn, or a counter "
        "that gives every new row numbers of its own, as on Spark.",
        order=1,
    )
    _cleans_growing: ClassVar[bool] = False
    """Whether its cleaning can be told to remove rows of the classes that grow only."""
    _keeps_grids = False
    """Whether new values have the decimals and steps of the old ones, see `core.grids`."""
    _originals_first = False
    """Whether original rows come before new ones also where the oracle puts class after class."""

    @abstractmethod
    def make_recipe(self) -> Recipe:
        """Return the four stages of the method, from the parameters."""

    def _recipe(self, table: Table) -> Recipe:
        """Return the recipe as it is used for a table: with what parameters add to the method."""
        return self.make_recipe()

    @abstractmethod
    def _plan(self, target: Target) -> Counts:
        """Return `sampling_strategy_` from the parameters and the classes."""

    def fit(self, X: Any, y: Any, **params: Any) -> Self:
        """Check the input and plan, without resampling.

        Parameters
        ----------
        X : array-like, sparse matrix or dataframe of shape (n_rows, n_features)
            The table.
        y : array-like of shape (n_rows,)
            The class of each row.
        **params : dict
            For imbalanced-learn's signature; no sampler takes any.

        Returns
        -------
        self
        """
        self._refuse(params, "fit")
        self._check_parameters()
        table, target = _read(X, y)
        given = self._take_in(table, target, self._recipe(table))
        self.sampling_strategy_ = self._plan(given.target)
        return self

    def fit_resample(self, X: Any, y: Any, **params: Any) -> tuple[Any, Any]:
        """Return the resampled table and its target.

        Parameters
        ----------
        X : array-like, sparse matrix or dataframe of shape (n_rows, n_features)
            The table: numpy, SciPy CSR or CSC, pandas, polars, pyarrow, or nested lists.
        y : array-like of shape (n_rows,)
            The class of each row.
        **params : dict
            For imbalanced-learn's signature; no sampler takes any.

        Returns
        -------
        X_resampled, y_resampled
            The same kinds of objects with the same column names and types. An over-sampler puts
            the original rows first, unchanged, then the new ones.

        Raises
        ------
        InvalidInputError
            If the table, the target or a parameter cannot be used.
        """
        self._refuse(params, "fit_resample")
        self._check_parameters()
        return self._resample(*_read(X, y))

    def _resample(self, table: Table, target: Target) -> tuple[Any, Any]:
        """Do what `fit_resample` does, once its parameters are checked and its input is read."""
        recipe = self._recipe(table)
        given = self._take_in(table, target, recipe)
        self.sampling_strategy_ = self._plan(target)
        problem = self._pose(given, recipe)
        code = {label: c for c, label in enumerate(given.target.labels)}
        plan = {code[label]: n for label, n in self._growth().items()}
        problem.plan = plan

        given.table.prepare(sum(plan.values()))
        self.draft_ = recipe.fit(problem)
        lineage = self.draft_.lineage()
        grown, new = self._grow(given, recipe, lineage)
        n_rows = given.table.n_rows
        self.is_synthetic_: NDArray[np.bool_] = np.zeros(n_rows + len(lineage), bool)
        self.is_synthetic_[n_rows:] = True
        self.__dict__.pop("_cleaned_source", None)
        if recipe.cleaning is None:
            grown_target = given.target.grow(exemplars_of(recipe, given.target, lineage), grown)
        else:
            source = np.concatenate([np.arange(n_rows), lineage.base])
            exemplars = exemplars_of(recipe, given.target, lineage)
            labelled = np.concatenate([np.arange(n_rows), exemplars])
            if len(lineage):
                problem = problem.grown(new, lineage.klass, lineage)
            kept = self._clean(given, recipe.cleaning, problem, lineage)
            kept = np.sort(kept) if self._originals_first else kept
            grown = given.table.take_grown(grown, kept)
            self.is_synthetic_ = self.is_synthetic_[kept]
            lineage = lineage[kept[self.is_synthetic_] - n_rows]
            self._cleaned_source = source[kept]
            grown_target = given.target.take(labelled[kept], self.is_synthetic_, grown)

        self._remember(given, lineage, recipe)
        self._expose(problem.findings)
        return grown, grown_target

    def _refuse(self, params: Mapping[str, Any], method: str) -> None:
        """Raise `TypeError`, as imbalanced-learn does, if further parameters are given."""
        for name, value in params.items():
            if value is not None:
                raise TypeError(
                    f"{type(self).__name__}.{method} takes the table and the target, and no "
                    f"{name!r}: leave it out"
                )

    def _check_parameters(self) -> None:
        check_parameters(
            self._parameter_constraints, self.get_params(deep=False), type(self).__name__
        )
        self.make_recipe().check()

    def _take_in(self, table: Table, target: Target, recipe: Recipe) -> _Input:
        """Encode the table, and remember what scikit-learn asks of an estimator."""
        self.n_features_in_ = table.n_features
        self.__dict__.pop("feature_names_in_", None)
        if all(isinstance(name, str) for name in table.names):
            self.feature_names_in_ = np.array(table.names, dtype=object)
        rows, coding = self._encode(table, recipe.looks_at_values)
        if self._keeps_grids and rows.n_numeric:
            rows = table.keep_grids(rows)
        return _Input(table, target, rows, coding)

    def _encode(self, table: Table, looks_at_values: bool) -> tuple[Rows, Coding]:
        """Return the table as numbers, or nothing of it where no stage looks at values."""
        if looks_at_values:
            return table.encode(self._categorical_columns(table))
        nothing = np.empty(0, np.int64)
        rows = Rows(np.empty((table.n_rows, 0)), np.empty((table.n_rows, 0), np.int32))
        return rows, Coding(nothing, nothing, [], [])

    def _looks_at_values(self) -> bool:
        return self.make_recipe().looks_at_values

    def _categorical_columns(self, table: Table) -> Any:
        """Return which columns are categories, as `Table.encode` takes it."""
        return self.categorical_features

    def _pose(self, given: _Input, recipe: Recipe) -> TableProblem:
        if recipe.nominal and given.rows.n_numeric:
            raise InvalidInputError(
                f"nominal=True compares categories only, and the table has {given.rows.n_numeric} "
                "columns of numbers",
                remedy="name all columns in categorical_features, or leave nominal out",
                parameter="nominal",
            )
        geometry = Geometry(
            given.rows, given.target.codes, self.scale, recipe.nominal, n_jobs=self.n_jobs
        )
        if self.rng == "counter" and self.scale is not None and given.rows.n_numeric:
            geometry.units = rounded_units(*geometry.units)
        return TableProblem(geometry, given.target.labels, Streams(self.random_state, self.rng))

    def _growth(self) -> Counts:
        """Return the new rows of each class."""
        return self.sampling_strategy_

    def _clean(
        self, given: _Input, cleaning: Cleaning, problem: TableProblem, lineage: Lineage
    ) -> NDArray[np.int64]:
        """Return which rows of the grown table stay; the lineage is that of its new rows."""
        return cleaning.keep(problem)

    def _grow(self, given: _Input, recipe: Recipe, lineage: Lineage) -> tuple[Any, Rows]:
        """Return the table followed by the new rows, and the new rows as numbers."""
        if not len(lineage):
            return given.table.take(np.arange(given.table.n_rows)), given.rows.take(slice(0, 0))
        if recipe.stages()[2].copies_rows:
            return given.table.copy_rows(lineage), given.rows.take(lineage.base)
        return given.table.grow(lineage, given.rows, given.coding)

    def _remember(self, given: _Input, lineage: Lineage, recipe: Recipe) -> None:
        """Set the fitted attributes that tell where the output's rows come from."""
        self.lineage_ = lineage
        self.__dict__.pop("sample_indices_", None)
        if self._fits_sample_indices(recipe):
            self.sample_indices_ = self._source_rows
        names = given.table.names
        self._origin = {
            "kind": given.table.kind,
            "labels": given.target.labels,
            "index": given.table.index,
            "numeric_names": [names[j] for j in given.coding.numeric],
            "category_names": [names[j] for j in given.coding.categorical],
            "categories": given.coding.categories,
        }

    @property
    def _source_rows(self) -> NDArray[np.int64]:
        """The row of the input that each row of the output is, or whose child it is; (n_out,)."""
        cleaned: NDArray[np.int64] | None = vars(self).get("_cleaned_source")
        if cleaned is not None:
            return cleaned
        n_rows = len(self.is_synthetic_) - len(self.lineage_)
        return np.concatenate([np.arange(n_rows), self.lineage_.base])

    @property
    def _original_rows(self) -> NDArray[np.int64]:
        """Row numbers of the input that the output holds, in its order."""
        return self._source_rows[~self.is_synthetic_]

    def _fits_sample_indices(self, recipe: Recipe) -> bool:
        """Return whether every row of the output is a row of the input."""
        return recipe.stages()[2].copies_rows

    def _expose(self, findings: Findings) -> None:
        """Set the fitted attributes that tell what the stages found out."""
        for attribute, key in self._found.items():
            setattr(self, attribute, findings[key] if key in findings else self._unused(key))

    def _unused(self, key: tuple[str, str]) -> Any:
        """Return what a fitted attribute holds where no class needed it: nothing, or not fitted."""
        parameter = key[1]
        if parameter not in self._parameter_constraints:  # by class
            return {}
        asked = getattr(self, parameter)
        if isinstance(asked, Integral):
            return NeighborIndex(int(asked) + 1, n_jobs=self.n_jobs)
        return clone(asked, safe=False)

    @property
    def provenance_(self) -> Any:
        """Where each new row of the output comes from.

        A table of the input's library with a row for each new row: ``row`` (its number in the
        output), ``class``, ``base`` and ``partner`` (row numbers of the input), their weights and,
        for a pandas input, their index labels.
        """
        if not hasattr(self, "lineage_"):
            raise NotFittedError(
                f"this {type(self).__name__} has not resampled yet: call fit_resample first"
            )
        origin = dict(self._origin)
        kind = origin.pop("kind")
        rows = np.flatnonzero(self.is_synthetic_)
        return to_table(provenance_columns(self.lineage_, rows, **origin), kind)

    def __sklearn_tags__(self) -> Tags:
        takes_text = not self._looks_at_values() or self._takes_categories()
        return sampler_tags(
            super().__sklearn_tags__(),
            sample_indices=self._fits_sample_indices(self.make_recipe()),
            string=takes_text,
        )

    def _takes_categories(self) -> bool:
        return self.categorical_features is not None
