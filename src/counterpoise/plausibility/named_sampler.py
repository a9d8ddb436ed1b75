"""A method's name as a sampler, which does what `balance` does with it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.lineage import Lineage
from counterpoise.errors import InvalidInputError
from counterpoise.methods.making import make_sampler, smote_for
from counterpoise.parameters.estimator import BaseEstimator
from counterpoise.plan.request import Request
from counterpoise.plausibility.splitting import CodedTable
from counterpoise.targets import Target
from counterpoise.targets.labelled_table import LabelledTable
from counterpoise.targets.strategy import plan_ratio

__all__ = ["NamedSampler", "coded_of", "sampler_of"]


class NamedSampler(BaseEstimator):
    """A method as `balance` runs it, on any rows of a table.

    Its new values have the decimals and steps of the old ones, and the sizes that it grows classes
    to follow from the rows it is given.

    Parameters
    ----------
    request : Request
        What is asked: method, ratio, k, scale and seed.
    categorical : tuple of int
        Which columns are categories.
    n_columns : int
        How many columns there are.
    """

    is_synthetic_: NDArray[np.bool_]
    lineage_: Lineage

    def __init__(self, request: Request, categorical: tuple[int, ...], n_columns: int):
        self.request = request
        self.categorical = categorical
        self.n_columns = n_columns

    def __repr__(self) -> str:
        request = self.request
        return f"{self._method.name} (k {request.k}, ratio {request.ratio}, scale {request.scale})"

    @property
    def _method(self) -> Any:
        if not self.request.is_auto:
            return self.request.named
        return smote_for(len(self.categorical) < self.n_columns, len(self.categorical) > 0)

    def fit_resample(self, X: Any, y: Any) -> tuple[Any, Any]:
        """Return the table with its new rows, and its target."""
        request, counts = self.request, Target(y).counts
        if not self._method.adds_rows:
            raise InvalidInputError(
                f"method {self._method.name!r} makes no new rows, so there is nothing to look at",
                remedy="name a method that adds rows",
                parameter="method",
            )
        growth = plan_ratio(request.ratio, counts)
        options = {
            **request.options,
            "rng": request.rng,
            "random_state": request.drawn_seed,
            "scale": request.scale,
            "sampling_strategy": {label: counts[label] + n for label, n in growth.items()},
        }
        sampler = make_sampler(
            self._method, options, k=request.k, categorical=list(self.categorical)
        )
        sampler._keeps_grids = True
        grown = sampler.fit_resample(X, y)
        self.is_synthetic_, self.lineage_ = sampler.is_synthetic_, sampler.lineage_
        return grown


def coded_of(labelled: LabelledTable) -> CodedTable:
    """Return a table whose columns have roles as numbers and codes."""
    features = labelled.features
    rows, coding = features.encode(labelled.categories or None)
    return CodedTable(features, labelled.classes, rows, coding, list(features.names))


def sampler_of(asked: Request, coded: CodedTable) -> NamedSampler:
    """Return what `balance` would run on a table."""
    categorical = tuple(coded.coding.categorical.tolist())
    return NamedSampler(asked, categorical, coded.table.n_features)
