"""Rows on a map that keeps neighbours together."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from scipy import sparse

from counterpoise.errors import InvalidInputError, Use
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.threads import one_thread
from counterpoise.space.problem import TableProblem
from counterpoise.stages.spaces.space import Space

__all__ = ["NeighbourMap"]

# More rows take minutes.
_MOST_ROWS = 20_000


class NeighbourMap(Space):
    """The rows in few dimensions, neighbours near each other (t-SNE, van der Maaten and Hinton
    2008).

    It is fitted to all rows, in the units of the distance, on one thread, because several would
    round otherwise each time.

    Parameters
    ----------
    n_dims : int, default=2
        How many dimensions, 1 to 3.
    n_rounds : int, default=500
        How many rounds of the fitting, 250 at least.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_dims": [Number(Integral, 1, 3, closed="both")],
        "n_rounds": [Number(Integral, 250, None, closed="left")],
    }

    def __init__(self, n_dims: int = 2, n_rounds: int = 500):
        self.n_dims = n_dims
        self.n_rounds = n_rounds

    def view(self, problem: TableProblem) -> Any:
        from sklearn.manifold import TSNE

        n = problem.n_rows
        if n > _MOST_ROWS:
            raise InvalidInputError(
                f"the table has {n:,} rows, and all of them are mapped to {self.n_dims} dimensions",
                needed=f"that takes at most {_MOST_ROWS:,} rows",
                remedy=Use("ASUWO"),
            )
        given: Any = problem.geometry.embedding()
        points = np.asarray(given.toarray() if sparse.issparse(given) else given, np.float64)
        points = points - points.mean(axis=0)
        size = float(np.abs(points).max(initial=0.0))
        if n < 4 or not size:
            return np.zeros((n, self.n_dims))
        begin = points[:, np.argsort(-points.std(axis=0), kind="stable")[: self.n_dims]] / size
        begin = np.pad(begin, ((0, 0), (0, self.n_dims - begin.shape[1])))
        seed = int(problem.streams.of_class(0).randint(2**31))
        begin += 1e-3 * np.random.default_rng(seed).standard_normal(begin.shape)
        fitted = TSNE(
            self.n_dims,
            perplexity=min(30.0, (n - 1) / 3),
            max_iter=self.n_rounds,
            init=(begin * 1e-2).astype(np.float32),
            random_state=seed,
            learning_rate="auto",
        )
        with one_thread():
            return fitted.fit_transform(points / size).astype(np.float64)
