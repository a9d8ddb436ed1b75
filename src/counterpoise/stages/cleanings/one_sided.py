"""Rows that one seed does not tell stay, and those in Tomek links leave."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.condensing import Condensing, Rival
from counterpoise.stages.cleanings.mutual_neighbours import MutualNeighbours

__all__ = ["OneSided"]


class OneSided(Condensing):
    """Rows that the minority and the seeds would call a minority row stay (Kubat and Matwin 1997).

    Of these, rows in Tomek links leave.
    """

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        condensed = self.condense(problem)
        tomek = MutualNeighbours(list(self.plan(problem)))
        return condensed[tomek.keep(problem.subset(condensed).apart())]

    @staticmethod
    def known(seeds: NDArray[np.int64], kept: NDArray[np.int64]) -> NDArray[np.int64]:
        return seeds

    def chosen(self, rival: Rival, first: NDArray[np.int64]) -> NDArray[np.int64]:
        others = np.delete(np.arange(len(rival.members)), first)
        seeds = rival.members[first]
        untold = rival.told(others, seeds) < rival.needed
        return np.concatenate([seeds, rival.members[others[untold]]])

    def asked(
        self,
        problem: TableProblem,
        members: NDArray[np.int64],
        minority: NDArray[np.int64],
        first: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        space = problem.geometry.embedding()
        seeds, others = members[first], np.delete(members, first)
        rows = np.concatenate([minority, seeds])
        model = self.classifier().fit(space[rows], problem.target[rows])
        told = model.predict(space[others]) == problem.target[members[0]]
        return np.concatenate([seeds, others[~told]])
