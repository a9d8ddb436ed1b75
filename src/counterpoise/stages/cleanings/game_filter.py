"""New rows stay that win a game for their class against their neighbours."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning

__all__ = ["GameFilter"]

# A neighbour at this share of the farthest one's distance, or nearer, counts ten times as much.
_NEAREST = 0.1


class GameFilter(Cleaning):
    """New rows stay that are more likely of their class than of any other when a game is over.

    Every new row is a player and begins with each class as likely as the others; original rows
    are sure of their class. In each round a player's payoff for a class is how likely its nearest
    rows, original and new, are of it, the nearer ones counting more, and classes of high payoff
    become more likely: ``p`` becomes ``p (alpha + payoff) / (alpha + mean payoff)`` (Almogahed and
    Kakadiaris 2014).

    Parameters
    ----------
    b : int, default=5
        How many nearest rows a player plays against.
    alpha : float, default=0.1
        What is added to payoffs; the larger, the slower the game.
    h : int, default=20
        How many rounds there are.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaning._parameter_constraints,
        "b": [Number(Integral, 1, None, closed="left")],
        "alpha": [Number(Real, 0, None, closed="neither")],
        "h": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, b: int = 5, alpha: float = 0.1, h: int = 20):
        super().__init__("growing")
        self.b = b
        self.alpha = alpha
        self.h = h

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        players = np.flatnonzero(problem.is_new)
        n_classes = len(problem.labels)
        likely = np.eye(n_classes)[problem.target]
        likely[players] = 1 / n_classes
        near = problem.nearest(players, self.b, parameter="b", distances=True)
        weights = _weights(near.distances)
        for _ in range(self.h):
            payoff = np.zeros((len(players), n_classes))
            for column, weight in zip(near.square.T, weights.T, strict=True):
                payoff += likely[column] * weight[:, np.newaxis]
            own = likely[players]
            mean = (own * payoff).sum(axis=1, keepdims=True)
            likely[players] = own * (self.alpha + payoff) / (self.alpha + mean)
        stays = np.ones(problem.n_rows, bool)
        # Players of whom nothing is known stay as likely of one class as of another.
        won = likely[players, problem.target[players]] >= likely[players].max(axis=1)
        stays[players] = won
        return np.flatnonzero(stays)


def _weights(distances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what neighbours count, which add up to 1; shape (n_players, b).

    They are the inverse of the distances, but none is more than ten times the least. A player that
    is infinitely far from all has no weights.
    """
    known = np.isfinite(distances)
    far = np.where(known, distances, 0.0)
    most = far.max(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse = np.where(most > 0, 1 / np.maximum(far / most, _NEAREST), 1.0)
    inverse = np.where(known, inverse, 0.0)
    total = inverse.sum(axis=1, keepdims=True)
    weights: NDArray[np.float64] = inverse / np.where(total > 0, total, 1.0)
    return weights
