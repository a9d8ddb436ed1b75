"""Rows as a transformer sees them."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from scipy import sparse
from sklearn.base import clone
from sklearn.utils._param_validation import HasMethods

from counterpoise.errors import InvalidInputError
from counterpoise.space.problem import TableProblem
from counterpoise.stages.spaces.space import Space

__all__ = ["Transformed"]


class Transformed(Space):
    """What a transformer makes of the rows, such as their principal components.

    It is fitted to all rows of the table, in the units of the distance; a missing number stands at
    its column's median, and each category is a column. Where the transformer has a random_state of
    None it gets a seed from the sampler's.

    Parameters
    ----------
    transformer : estimator with fit_transform
        Such as sklearn.decomposition.PCA(5), or the encoder of a network.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "transformer": [HasMethods(["fit_transform"])]
    }

    def __init__(self, transformer: Any):
        self.transformer = transformer

    def view(self, problem: TableProblem) -> Any:
        points = problem.geometry.embedding()
        transformer = clone(self.transformer, safe=False)
        own = transformer.get_params() if hasattr(transformer, "get_params") else {}
        if own.get("random_state", 0) is None:
            transformer.set_params(random_state=int(problem.streams.of_class(0).randint(2**31)))
        try:
            seen = transformer.fit_transform(points)
        except (ValueError, TypeError) as error:
            raise InvalidInputError(
                f"space {type(transformer).__name__} cannot be fitted to this table ({error})",
                remedy="give another transformer, or leave space out",
                parameter="space",
            ) from error
        if not sparse.issparse(seen):
            seen = np.asarray(seen)
        known = seen.data if sparse.issparse(seen) else seen
        if seen.ndim != 2 or seen.shape[0] != problem.n_rows or not np.isfinite(known).all():
            raise InvalidInputError(
                f"space {type(transformer).__name__} makes an array of shape {seen.shape} of "
                f"{problem.n_rows} rows",
                needed="it must make a row of finite numbers of each",
                remedy="give another transformer",
                parameter="space",
            )
        return seen
