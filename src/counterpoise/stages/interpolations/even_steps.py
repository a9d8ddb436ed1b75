"""New rows that lie in even steps, as many on each segment as its share says: nothing is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.seeds.seeds import apportioned

__all__ = ["on_pairs", "on_seeds", "pairs_of", "spread", "step_gaps"]


def spread(n: int, places: int) -> NDArray[np.int64]:
    """Return how many of n things each of some places gets, as evenly as can be; (places,)."""
    counts: NDArray[np.int64] = np.diff(np.arange(places + 1) * n // places)
    return counts


def on_seeds(group: SeedGroup) -> SeedGroup:
    """Return a group whose new rows are shared out over its seeds, in steps."""
    counts = group.counts
    if counts is None and group.chances is not None:
        counts = apportioned(group.n_new, group.chances)
    if counts is None:
        counts = spread(group.n_new, len(group.rows))
    first = np.cumsum(counts) - counts + group.offset
    steps = {"n_steps": counts, "first_step": first}
    return replace(group, counts=counts, per_seed={**group.per_seed, **steps})


def on_pairs(group: SeedGroup, counts: NDArray[np.int64]) -> SeedGroup:
    """Return a group whose pairs get numbers of new rows of shape (n_pairs,), in steps."""
    assert group.partners is not None
    lengths = np.broadcast_to(group.partners.lengths, len(group.rows))
    upto = np.concatenate([[0], np.cumsum(counts)])
    ends = np.cumsum(lengths)
    own = upto[ends] - upto[ends - lengths]
    steps = {"n_steps": counts, "first_step": upto[:-1] + group.offset}
    return replace(group, counts=own, per_pair={**group.per_pair, **steps})


def pairs_of(group: SeedGroup) -> NDArray[np.int64]:
    """Return the number of each new row's pair; shape (n_new,)."""
    first = group.per_pair["first_step"]
    pairs: NDArray[np.int64] = np.searchsorted(first, group.numbers, side="right") - 1
    return pairs


def step_gaps(
    group: SeedGroup, n_steps: NDArray[np.int64], first: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return how far each new row goes along its segment; shape (n_new,).

    Parameters
    ----------
    group : SeedGroup
        The seeds.
    n_steps, first : ndarray of shape (n_new,), int64
        How many new rows lie on its segment, and the number of the first of them.
    """
    gaps: NDArray[np.float64] = (group.numbers - first + 1) / (n_steps + 1)
    return gaps
