"""A class ratio as a `sampling_strategy`, for any number of classes and any fold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from counterpoise.diagnosis.finding import Label

__all__ = ["NO_RATIO", "GrowTo", "ShrinkTo", "ratios_to_try"]

NO_RATIO = 0.0
"""The ratio that leaves the rows as they are."""

_TRIED = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)


def ratios_to_try(least: float) -> list[float]:
    """Return the ratios of a curve, from none at all to equal classes.

    Parameters
    ----------
    least : float
        Ratios below are hardly another table.

    Examples
    --------
    >>> from counterpoise.comparison.ratios import ratios_to_try
    >>> ratios_to_try(0.15)
    [0.0, 0.2, 0.3, 0.5, 0.75, 1.0]
    """
    return [NO_RATIO, *(ratio for ratio in _TRIED if ratio >= min(least, 1.0))]


@dataclass(frozen=True)
class GrowTo:
    """Grow every class to a share of the largest; classes that are larger stay as they are.

    Parameters
    ----------
    ratio : float
        Wanted rows of each class, as a share of the largest.

    Examples
    --------
    >>> from counterpoise import RandomOverSampler
    >>> from counterpoise.comparison.ratios import GrowTo
    >>> y = ["a"] * 10 + ["b"] * 6 + ["c"] * 2
    >>> sampler = RandomOverSampler(sampling_strategy=GrowTo(0.5), random_state=0)
    >>> sorted(sampler.fit_resample([[i] for i in range(18)], y)[1])[10:]
    ['b', 'b', 'b', 'b', 'b', 'b', 'c', 'c', 'c', 'c', 'c']
    """

    ratio: float

    def __call__(self, y: ArrayLike) -> dict[Label, int]:
        """Return the wanted rows of each class of a target."""
        labels, counts = np.unique(np.asarray(y), return_counts=True)
        wanted = int(self.ratio * counts.max())
        return {k: max(int(n), wanted) for k, n in zip(labels.tolist(), counts, strict=True)}


@dataclass(frozen=True)
class ShrinkTo:
    """Shrink every class until the smallest has a share of it.

    Parameters
    ----------
    ratio : float
        Rows of the smallest class, as a share of those that a larger one keeps.
    """

    ratio: float

    def __call__(self, y: ArrayLike) -> dict[Label, int]:
        """Return the rows that each class of a target keeps."""
        labels, counts = np.unique(np.asarray(y), return_counts=True)
        kept = int(counts.min() / self.ratio)
        return {k: min(int(n), kept) for k, n in zip(labels.tolist(), counts, strict=True)}
