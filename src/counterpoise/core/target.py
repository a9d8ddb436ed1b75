"""What is balanced: classes, and later quantities and label sets."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.lineage import Lineage

__all__ = ["Target"]


class Target(ABC):
    """A target as strata: groups of rows that grow or shrink together.

    The strata of classes are the classes; those of a quantity are runs of rare and common values;
    those of label sets are the labels, and may overlap. A stage sees their numbers only.

    Attributes
    ----------
    labels : list
        What each stratum is called.
    """

    labels: list[Any]

    @abstractmethod
    def __len__(self) -> int:
        """Return how many rows there are."""

    @abstractmethod
    def members(self, stratum: int) -> NDArray[np.int64]:
        """Return the ascending row numbers of a stratum."""

    @property
    def counts(self) -> Mapping[Any, int]:
        """Rows of each stratum, by label."""
        return {label: len(self.members(s)) for s, label in enumerate(self.labels)}

    @abstractmethod
    def of(self, lineage: Lineage) -> NDArray[Any]:
        """Return the target of new rows; shape (n_new, ...)."""
