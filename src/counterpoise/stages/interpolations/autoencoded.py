"""A new row is its seed with noise, put back where the class lies by a network."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning

from counterpoise.core.displacement import Displacement, Site
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.moments import moments_of_columns
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.threads import one_thread
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.seeds.seeds import collected
from counterpoise.stages.values import check_rows, numbers_of

__all__ = ["Autoencoded"]

# Noisy copies that the network learns from: of each row as many, all together no more than that.
_COPIES, _MOST_COPIES = 10, 10_000


@dataclass(frozen=True)
class Denoised(Displacement):
    """The way from a seed to what a network makes of it with noise.

    Parameters
    ----------
    layers : tuple of (weights, biases)
        The network, whose layers but for the last end with a hyperbolic tangent.
    middle, spread : ndarray of shape (n_numeric,), float64
        Mean and deviation of the columns, in which the network reckons; a column without spread
        stays as it is.
    noise : float
        Standard deviation of the noise, in these units.
    """

    looks_at_parents = True
    layers: tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...]
    middle: NDArray[np.float64]
    spread: NDArray[np.float64]
    noise: float

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        seeds = _in_units(site.parents[:, 0], self.middle, self.spread)
        made = seeds + self.noise * site.words.normal("noise", site.numbers, n_numeric)
        for weights, biases in self.layers[:-1]:
            made = np.tanh(made @ weights + biases)
        weights, biases = self.layers[-1]
        return np.nan_to_num((made @ weights + biases - seeds) * self.spread)


def _in_units(
    values: NDArray[np.float64], middle: NDArray[np.float64], spread: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return numbers as deviations from the middle; a missing one counts as the middle."""
    return np.nan_to_num((values - middle) / np.where(spread > 0, spread, 1.0))


class Autoencoded(Interpolation):
    """What a denoising autoencoder makes of the seed with normal noise (DEAGO).

    A network with one narrow layer learns to tell the rows of the class from noisy copies of them.
    A noisy seed comes out where rows of the class lie. A category is the seed's.

    Parameters
    ----------
    n_hidden : int, optional
        Units of the narrow layer; None for half as many as numeric columns, rounded up.
    noise : float, default=0.1
        Standard deviation of the noise, in those of the columns within the class.
    max_iter : int, default=100
        How often the network sees all copies at most.
    """

    takes_partners = False
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_hidden": [Number(Integral, 1, None, closed="left"), None],
        "noise": [Number(Real, 0, None, closed="left")],
        "max_iter": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, n_hidden: int | None = None, noise: float = 0.1, max_iter: int = 100):
        self.n_hidden = n_hidden
        self.noise = noise
        self.max_iter = max_iter

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        members = collected(problem, group.klass)
        check_rows(problem, group.klass, len(members), 2, "Autoencoded")
        values = numbers_of(problem, members)
        middle, spread = moments_of_columns(values)
        network = self._learnt(problem, group.klass, _in_units(values, middle, spread))
        constants = {
            "middle": middle,
            "spread": spread,
            **{f"weights_{i}": weights for i, weights in enumerate(network.coefs_)},
            **{f"biases_{i}": biases for i, biases in enumerate(network.intercepts_)},
        }
        return replace(group, constants={**group.constants, **constants})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        told = group.constants
        layers = tuple((told[f"weights_{i}"], told[f"biases_{i}"]) for i in range(2))
        move = Denoised(layers, told["middle"], told["spread"], self.noise)
        parents = group.seeds[places][:, np.newaxis]
        return draws.lineage(parents, np.empty((len(places), 0)), places, move)

    def _learnt(self, problem: Problem, klass: int, rows: NDArray[np.float64]) -> Any:
        """Return the network that rows, in units of their spread, teach it."""
        from sklearn.neural_network import MLPRegressor

        n, n_columns = rows.shape
        stream = problem.streams.of_class(klass)
        copied = np.tile(np.arange(n), _COPIES)
        if len(copied) > _MOST_COPIES:
            copied = stream.permutation(copied)[:_MOST_COPIES]
        noisy = rows[copied] + self.noise * stream.standard_normal((len(copied), n_columns))
        network = MLPRegressor(
            hidden_layer_sizes=(self.n_hidden or -(-n_columns // 2),),
            activation="tanh",
            learning_rate_init=0.01,
            max_iter=self.max_iter,
            n_iter_no_change=5,
            random_state=int(stream.randint(2**31 - 1)),
        )
        with warnings.catch_warnings(), one_thread():  # threads round otherwise
            warnings.simplefilter("ignore", ConvergenceWarning)
            # scikit-learn's network with a single output wants it flat.
            network.fit(noisy, rows[copied] if n_columns > 1 else rows[copied].ravel())
        return network
