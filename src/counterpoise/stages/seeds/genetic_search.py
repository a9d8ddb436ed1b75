"""A genetic algorithm over lists of small whole numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

__all__ = ["evolved"]


def evolved(
    fitness: Callable[[NDArray[np.int64]], float],
    population: NDArray[np.int64],
    n_generations: int,
    most: int,
    mutation: float,
    stream: RandomState,
) -> tuple[NDArray[np.int64], float]:
    """Return the fittest list found, and how fit it is.

    In each generation half as many pairs as there are lists are drawn, each parent the fitter of
    two; a pair's child has the one's numbers up to a random place and the other's from there on,
    and each number is drawn anew with the chance of a mutation. Of old and new lists the fittest
    stay, so that the best never gets worse.

    Parameters
    ----------
    fitness : callable
        Returns how fit a list is; the larger, the better.
    population : ndarray of shape (n_pop, n_genes), int64
        The lists to begin with.
    n_generations : int
        How many generations.
    most : int
        The largest number of a list; the least is 0.
    mutation : float
        How likely a number is drawn anew.
    stream : RandomState
        What all that is drawn from.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.stages.seeds.genetic_search import evolved
    >>> stream = np.random.RandomState(0)
    >>> start = stream.randint(4, size=(10, 6))
    >>> best, most = evolved(lambda genes: genes.sum(), start, 30, 3, 0.1, stream)
    >>> bool(most > start.sum(axis=1).max())
    True
    """
    n_pop, n_genes = population.shape
    scores = np.array([fitness(genes) for genes in population], np.float64)
    for _ in range(n_generations):
        rivals = stream.randint(n_pop, size=(max(n_pop // 2, 1), 2, 2))
        # Lists are in no order, so of two as fit ones the first drawn is as good.
        parents = np.take_along_axis(rivals, scores[rivals].argmax(axis=2)[..., np.newaxis], 2)
        first, second = parents[:, 0, 0], parents[:, 1, 0]
        cut = stream.randint(n_genes + 1, size=len(first))[:, np.newaxis]
        children = np.where(np.arange(n_genes) < cut, population[first], population[second])
        anew = stream.random_sample(children.shape) < mutation
        children[anew] = stream.randint(most + 1, size=np.count_nonzero(anew))
        population = np.concatenate([population, children])
        scores = np.concatenate([scores, [fitness(genes) for genes in children]])
        best = np.argsort(-scores, kind="stable")[:n_pop]
        population, scores = population[best], scores[best]
    winner = int(scores.argmax())
    return population[winner], float(scores[winner])
