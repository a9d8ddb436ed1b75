"""Lists of row numbers, one for each seed, of equal or unequal length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Counted", "Ragged"]


class Counted:
    """The numbers from 0 to before n, as an array that takes no memory: ``counted[i]`` is ``i``.

    It stands for row numbers where the rows themselves are elsewhere, and a number says which.
    """

    def __init__(self, n: int):
        self._n = n

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        return places


class Ragged:
    """One list of row numbers for each seed, laid end to end; an element is called a pair.

    Parameters
    ----------
    values : ndarray of shape (n_pairs,), int64, or Counted
        The lists' elements.
    starts : ndarray of shape (n_lists + 1,), int64, optional
        Where each list begins, and where the last one ends.
    width : int, optional
        The length of all lists, where they are equally long; in place of `starts`.
    shared : bool, default=False
        Whether `values` is a single list that all seeds have.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.core.ragged import Ragged
    >>> lists = Ragged.where(np.array([[3, 4], [5, 6]]), np.array([[True, True], [False, True]]))
    >>> lists.lengths.tolist(), lists.values.tolist()
    ([2, 1], [3, 4, 6])
    """

    def __init__(
        self,
        values: NDArray[np.int64] | Counted,
        starts: NDArray[np.int64] | None = None,
        width: int | None = None,
        shared: bool = False,
    ):
        self.values = values
        self.starts = starts
        self.width = width
        self.shared = shared

    @classmethod
    def of(cls, square: NDArray[np.int64]) -> Ragged:
        """Return lists of equal length; `square` has shape (n_lists, length)."""
        return cls(np.ascontiguousarray(square).ravel(), width=square.shape[1])

    @classmethod
    def where(cls, square: NDArray[np.int64], mask: NDArray[np.bool_]) -> Ragged:
        """Return the chosen elements of lists of equal length; both of shape (n_lists, length)."""
        starts = np.zeros(len(square) + 1, np.int64)
        np.cumsum(mask.sum(axis=1), out=starts[1:])
        return cls(square[mask], starts)

    @classmethod
    def pool(cls, rows: NDArray[np.int64]) -> Ragged:
        """Return one list that all seeds share, kept once."""
        return cls(rows, shared=True)

    @classmethod
    def counted(cls, n_lists: int, length: int) -> Ragged:
        """Return lists whose elements are numbered and are elsewhere."""
        return cls(Counted(n_lists * length), width=length)

    @property
    def lengths(self) -> NDArray[np.int64] | int:
        """How long each list is; a single number where all are equally long."""
        if self.width is not None:
            return self.width
        return len(self.values) if self.starts is None else np.diff(self.starts)

    @property
    def is_empty(self) -> bool:
        """Whether there is no pair at all."""
        return len(self.values) == 0

    @property
    def square(self) -> NDArray[np.int64]:
        """The lists as an array of shape (n_lists, length); only where they are equally long."""
        if self.width is None or isinstance(self.values, Counted):
            raise ValueError("these lists are not equally long, or are not here")
        return self.values.reshape(-1, self.width)

    def padded(self, n_lists: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the lists as the rows of an array, and which of its elements are theirs.

        Both of shape (n_lists, longest); the other elements are zeros.

        Parameters
        ----------
        n_lists : int
            How many lists there are.
        """
        if self.width is not None:
            return self.square, np.ones((n_lists, self.width), bool)
        assert isinstance(self.values, np.ndarray)
        if self.starts is None:
            shape = (n_lists, len(self.values))
            return np.broadcast_to(self.values, shape), np.ones(shape, bool)
        lengths = np.diff(self.starts)
        theirs = np.arange(lengths.max(initial=0)) < lengths[:, np.newaxis]
        square = np.zeros(theirs.shape, np.int64)
        square[theirs] = self.values
        return square, theirs

    def lengths_of(self, places: NDArray[np.int64]) -> NDArray[np.int64] | int:
        """Return the lengths of the lists at some places."""
        lengths = self.lengths
        return lengths if isinstance(lengths, int) else lengths[places]

    def pairs(self, places: NDArray[np.int64], ranks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the numbers of the pairs that stand at given ranks of the lists at `places`."""
        if self.width is not None:
            return places * self.width + ranks
        return ranks if self.starts is None else self.starts[places] + ranks
