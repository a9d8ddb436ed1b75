"""What methods that add rows share, and recipes of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from sklearn.utils._param_validation import HasMethods, StrOptions

from counterpoise.core.counts import Counts
from counterpoise.methods.own_space import space_of
from counterpoise.methods.sampler import Sampler
from counterpoise.parameters.constraints import OVER_STRATEGY
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import (
    Columns,
    RandomSeed,
    SamplingStrategy,
    Scale,
    SearchSpace,
)
from counterpoise.stages.recipe import Recipe, as_recipe
from counterpoise.tables import Table
from counterpoise.targets import Target
from counterpoise.targets.strategy import plan_over, resolve

__all__ = ["Oversampler"]


class Oversampler(Sampler):
    """Add rows to the smaller classes, by a recipe of one's own.

    The named methods (`SMOTE`, `BorderlineSMOTE`, `ADASYN`, ...) are recipes under their known
    names; use this class for a mixture that nobody named.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    is_synthetic_ : ndarray of shape (n_out,), bool
        Which rows of the output are new.
    provenance_ : table of n_new rows
        Where each new row comes from.
    lineage_ : Lineage of n_new rows
        The same as arrays, which `counterpoise.materialise` turns into rows again.
    n_features_in_ : int
        Number of columns.
    feature_names_in_ : ndarray of shape (n_features,)
        Their names, where all are text.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import Oversampler, Recipe
    >>> from counterpoise.stages import NearestNeighbours
    >>> X, y = make_classification(weights=[0.9], random_state=0)
    >>> sampler = Oversampler(Recipe(neighbourhood=NearestNeighbours(3)), random_state=0)
    >>> X_new, y_new = sampler.fit_resample(X, y)
    >>> bool(sampler.is_synthetic_.sum() == len(y_new) - len(y))
    True
    """

    _sampling_type = "over-sampling"
    recipe: ClassVar[Recipe] = parameter(
        constraint=(), kind="Recipe", help="The four stages.", kw_only=False
    )
    sampling_strategy: SamplingStrategy = parameter(
        default="auto",
        constraint=OVER_STRATEGY,
        order=-2,
        kind="float, str, dict or callable",
        help="The wanted ratio of minority to majority rows (two classes only); the classes to "
        'bring up to the majority\'s count: "minority", "not minority", "not majority", "all", '
        '"auto" (not majority); the wanted rows of each class; or a function from the target to '
        "such a dict.",
    )
    space: SearchSpace = parameter(
        default=None,
        constraint=[StrOptions({"cosine"}), HasMethods(["fit_transform"]), "array-like", None],
        kind='None, "cosine", columns or transformer',
        help="Where neighbours are looked for; new rows lie between the table's own all the same. "
        'None for all columns; "cosine" for the angle between rows; columns by position, name or '
        "mask; or an object with fit_transform, such as a PCA, which is fitted to all rows.",
        order=1,
    )

    if TYPE_CHECKING:  # methods with a name do without the recipe

        def __init__(
            self,
            recipe: Recipe,
            *,
            sampling_strategy: SamplingStrategy = "auto",
            random_state: RandomSeed = None,
            categorical_features: Columns = None,
            scale: Scale = None,
            n_jobs: int | None = None,
            rng: Literal["numpy", "counter"] = "numpy",
            space: SearchSpace = None,
        ): ...

    def make_recipe(self) -> Recipe:
        return as_recipe(self.recipe)

    def _recipe(self, table: Table) -> Recipe:
        recipe = self.make_recipe()
        if self.space is None:
            return recipe
        categorical = table.categorical_positions(self._categorical_columns(table))
        return recipe.with_space(space_of(self.space, table, categorical))

    def _plan(self, target: Target) -> Counts:
        return plan_over(resolve(self.sampling_strategy, target.values), target.counts)
