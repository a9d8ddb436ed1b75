"""Rows grow by how much a classifier's answer changes about them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import Setting, UnsuitableTableError
from counterpoise.parameters.constraints import Built, Number
from counterpoise.parameters.threads import one_thread
from counterpoise.space.problem import TableProblem
from counterpoise.stages.interpolations.noisy_seed import check_differs
from counterpoise.stages.seeds.seeds import Seeds, collected

__all__ = ["SensitiveSeeds", "sensitivity"]

_N_POINTS = 32
"""Points about each row at which the classifier is asked."""

_MOST_AT_ONCE = 1 << 22
"""Numbers that the classifier is asked about at once."""

_MOST_OF_A_SIDE = 1000
"""Rows of the class, and of the others, that the classifier is fitted on at most."""


class SensitiveSeeds(Seeds):
    """Every row of the class, by its stochastic sensitivity (SSO).

    That is the mean square by which a classifier's probability of the class changes when the row is
    moved at random within a cube about it; it is large near the border that the classifier has
    learnt. The classifier is fitted on equally many rows of the class and of the others, drawn at
    random.

    Parameters
    ----------
    q : float, default=0.5
        Half of the cube's edge, as a share of each column's standard deviation within the class.
    n_hidden : int, default=10
        Hidden units of the neural network that is fitted where no estimator is given.
    estimator : classifier, optional
        What tells the probability, in place of the network.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "q": [Number(Real, 0, None, closed="neither")],
        "n_hidden": [Number(Integral, 1, None, closed="left")],
        "estimator": [Built(["fit", "predict_proba"]), None],
    }

    def __init__(self, q: float = 0.5, n_hidden: int = 10, estimator: Any = None):
        self.q = q
        self.n_hidden = n_hidden
        self.estimator = estimator

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        check_differs(problem, klass)
        members = collected(problem, klass)
        stream = problem.streams.of_class(klass)
        points = problem.geometry.embedding(klass)
        model = self._fitted(points, problem.target == klass, stream)
        half_edge = self.q * problem.spread(klass)
        if problem.units is not None:
            half_edge = half_edge / problem.units[1]
        # Numbers come first in an embedding, and categories do not move.
        still = np.zeros(points.shape[1] - problem.rows.n_numeric)
        steps = stream.uniform(-1, 1, size=(_N_POINTS, points.shape[1]))
        steps *= np.concatenate([half_edge, still])
        with one_thread():  # threads round otherwise
            chances = sensitivity(model, points[members], steps)
        yield SeedGroup(klass, members, n_new, chances=chances if chances.any() else None)

    def _fitted(self, points: Any, is_own: NDArray[np.bool_], stream: RandomState) -> Any:
        """Return a classifier of the class against all others."""
        from sklearn.neural_network import MLPClassifier
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        sides = [np.flatnonzero(is_own), np.flatnonzero(~is_own)]
        most = min(_MOST_OF_A_SIDE, *(len(side) for side in sides))
        chosen = [
            side if len(side) <= most else np.sort(stream.choice(side, most, replace=False))
            for side in sides
        ]
        rows = np.concatenate(chosen)
        seed = int(stream.randint(2**31 - 1))
        if self.estimator is None:
            network = MLPClassifier(
                (self.n_hidden,), solver="lbfgs", max_iter=100, random_state=seed
            )
            model = make_pipeline(StandardScaler(), network)
        else:
            model = clone(self.estimator)
            if "random_state" in model.get_params():
                model.set_params(random_state=seed)
        try:
            # Threads that wait for each other take longer over so few rows.
            with warnings.catch_warnings(), one_thread():
                # A border that is not quite the best will do.
                warnings.simplefilter("ignore", ConvergenceWarning)
                return model.fit(_dense(points[rows]), is_own[rows])
        except ValueError as error:
            raise UnsuitableTableError(
                f"{type(model).__name__} cannot be fitted to this table ({error})",
                remedy=(
                    "measure with ",
                    Setting("scale", "standard"),
                    ", or give another estimator",
                ),
            ) from error


def sensitivity(model: Any, points: Any, steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean square by which a probability changes about each point; (n_points,).

    Parameters
    ----------
    model : classifier
        What tells the probability of its last class.
    points : ndarray or CSR matrix of shape (n_points, n_columns)
        The points.
    steps : ndarray of shape (n_steps, n_columns), float64
        Where, seen from a point, it is asked again.
    """
    found = np.empty(points.shape[0])
    size = max(1, _MOST_AT_ONCE // max(steps.size, 1))
    for begin in range(0, len(found), size):
        block = _dense(points[begin : begin + size])
        here = model.predict_proba(block)[:, -1]
        about = (block[:, np.newaxis] + steps).reshape(-1, block.shape[1])
        there = model.predict_proba(about)[:, -1].reshape(len(block), -1)
        found[begin : begin + size] = np.square(there - here[:, np.newaxis]).mean(axis=1)
    return found


def _dense(points: Any) -> NDArray[np.float64]:
    return np.asarray(points.toarray() if sparse.issparse(points) else points, np.float64)
