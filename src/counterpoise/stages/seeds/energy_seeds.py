"""Rows grow by how little room they have, and push rows of other classes away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from numbers import Real
from typing import Any, ClassVar

import numpy as np

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.energy_spheres import EnergySpheres, energy_spheres
from counterpoise.stages.seeds.seeds import Seeds

__all__ = ["EnergySeeds"]


class EnergySeeds(Seeds):
    """Every row of the class, the more the smaller its sphere is (CCR).

    A sphere grows about each row until its energy is used up; each foreign row inside makes that
    dearer. Foreign rows inside are pushed to the surface, and pushes of several spheres add up. A
    pushed row is a copy of the old one in another place: these copies come as groups of their own,
    and `WithoutMoved` takes the old rows away. Where several classes grow, all spheres are those of
    the table as it was, and a row is pushed by the spheres of all classes but its own.

    Parameters
    ----------
    energy : float, default=0.25
        What a sphere may use up, in the units of the distance.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "energy": [Number(Real, 0, None, closed="neither")],
    }

    def __init__(self, energy: float = 0.25):
        self.energy = energy

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.NEARBY_ROWS | Need.WHOLE_TABLE

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        growing = [other for other, n in problem.plan.items() if n]
        spheres = self._spheres(problem, growing)
        radius = spheres[klass].radius
        yield SeedGroup(
            klass,
            problem.members(klass),
            n_new,
            chances=radius.min() / radius,
            per_seed={"radius": radius, "step": np.zeros((len(radius), 1))},
        )
        # With the first class that grows come the moved rows of all others, with the second those
        # of the first: what comes with a class is not of it, and does not count as its new rows.
        turn = growing.index(klass)
        if turn == 0:
            yield from self._moved(problem, spheres, without=klass)
        elif turn == 1:
            yield from self._moved(problem, spheres, only=growing[0])

    def _spheres(self, problem: TableProblem, growing: list[int]) -> Mapping[int, EnergySpheres]:
        """Return the spheres of each class that grows, which are computed once for all."""
        found = problem.findings.of(("EnergySeeds", "spheres"))
        for klass in growing:
            if klass not in found:
                members = problem.members(klass)
                found[klass] = energy_spheres(problem, klass, members, self.energy)
        pushed = [spheres.pushed for spheres in found.values()]
        problem.findings["EnergySeeds", "moved"] = np.unique(np.concatenate(pushed))
        return found

    def _moved(
        self,
        problem: TableProblem,
        spheres: Mapping[int, EnergySpheres],
        only: int | None = None,
        without: int | None = None,
    ) -> Iterator[SeedGroup]:
        """Yield the rows that are pushed, a group for each class."""
        moved = problem.findings["EnergySeeds", "moved"]
        step = np.zeros((len(moved), problem.rows.n_numeric))
        for one in spheres.values():
            step[np.searchsorted(moved, one.pushed)] += one.step
        for klass in np.unique(problem.target[moved]).tolist():
            if klass == without or only not in (None, klass):
                continue
            own = problem.target[moved] == klass
            n = int(own.sum())
            yield SeedGroup(
                klass,
                moved[own],
                n,
                counts=np.ones(n, np.int64),
                offset=problem.plan.get(klass, 0),
                per_seed={"radius": np.zeros(n), "step": step[own]},
            )
