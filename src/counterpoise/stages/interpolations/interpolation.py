"""What says where, between or around its parents, a new row lies."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from counterpoise.core.ballots import Ties
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.stage import Stage

__all__ = ["Interpolation"]


class Interpolation(Stage):
    """A way to draw new rows from seeds and their partners.

    `prepare` sees the table and notes down, as arrays, what drawing has to know; `draw` sees these
    arrays only, so that it runs anywhere.
    """

    copies_rows: ClassVar[bool] = False
    """Whether every new row is a row of the input."""

    takes_partners: ClassVar[bool] = True
    """Whether a new row has partners; if not, a recipe looks for none unless it is told to."""

    voters: ClassVar[Literal["partners", "neighbourhood"] | None] = None
    """Who votes on the categories of a new row: the seed's partners, or these and the seed; None
    where it has its seed's."""

    ties: Ties = "drawn"
    """Which of equally frequent categories wins, one that is drawn or the first; or "shared", for
    one that is drawn of all that two voters have."""

    why_other_counts: ClassVar[str] = ""
    """Why a class may get another number of new rows than was asked for, and what to do."""

    restart: bool = False
    """Whether the random stream starts anew for each group, as imbalanced-learn's SMOTE does; else
    it goes on, as its ADASYN does."""

    @property
    def needs(self) -> Need:
        prepares = type(self).prepare is not Interpolation.prepare
        return Need.VALUES | (Need.COLLECTED if prepares else Need.NOTHING)

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        """Return the group with what drawing has to know of the table.

        Parameters
        ----------
        problem : Problem
            The table.
        group : SeedGroup
            The seeds, with their partners.
        """
        return group

    @abstractmethod
    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        """Return the lineage of a group's new rows.

        Parameters
        ----------
        group : SeedGroup
            The seeds with their partners, and how many new rows they get.
        draws : Draws
            The random numbers of these rows.
        """
