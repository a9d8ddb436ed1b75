"""A method of the family as interchangeable stages."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.ballots import Ballots
from counterpoise.core.draft import Draft
from counterpoise.core.lineage import Lineage
from counterpoise.core.materialise import materialise
from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Counted, Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, brief
from counterpoise.parameters.checks import suggestion
from counterpoise.parameters.estimator import BaseEstimator
from counterpoise.parameters.spelling import AsksWhatWasMeant
from counterpoise.results.drawn_recipe import DrawnRecipe
from counterpoise.stages.acceptances.acceptance import Acceptance
from counterpoise.stages.cleanings.cleaning import Cleaning
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.interpolations.segment import Segment
from counterpoise.stages.neighbourhoods.nearest_neighbours import NearestNeighbours
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood
from counterpoise.stages.neighbourhoods.no_neighbourhood import NoNeighbourhood
from counterpoise.stages.seeds.all_seeds import AllSeeds
from counterpoise.stages.seeds.seeds import Seeds
from counterpoise.stages.spaces.space import Space, seen_in
from counterpoise.stages.stage import Stage

__all__ = ["Recipe", "as_recipe", "check_stage"]

_Four: TypeAlias = tuple[Seeds, Neighbourhood, Interpolation, Cleaning | None]


class Recipe(DrawnRecipe, AsksWhatWasMeant, BaseEstimator):
    """Stages that together make a method.

    What is left out is SMOTE's: every row of the class is a seed, its partners are its five
    nearest neighbours of the class, the new row is a uniform point of the segment, and nothing is
    cleaned. Like any scikit-learn estimator it can be cloned, and its parameters searched.

    Parameters
    ----------
    seeds : Seeds, default=AllSeeds()
        Which rows grow, and how many new rows each.
    neighbourhood : Neighbourhood, default=NearestNeighbours()
        Which rows may be a seed's partner; by default none where the interpolation takes none.
    interpolation : Interpolation, default=Segment()
        Where the new row lies.
    cleaning : Cleaning, optional
        Which rows leave afterwards.
    nominal : bool, default=False
        Whether the table has categories only, compared by value difference as SMOTE-N does.
    space : Space, optional
        Where neighbours are looked for, if not among the table's own columns.
    acceptance : Acceptance, optional
        Which of the drawn rows are good enough; the others are drawn again.

    Examples
    --------
    A mixture nobody named: rows in danger grow, towards three neighbours, and Tomek links leave.

    >>> from counterpoise import Oversampler, Recipe
    >>> from counterpoise.stages import DangerSeeds, MutualNeighbours, NearestNeighbours
    >>> recipe = Recipe(
    ...     seeds=DangerSeeds(m_neighbors=8),
    ...     neighbourhood=NearestNeighbours(3),
    ...     cleaning=MutualNeighbours("all"),
    ... )
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.9], random_state=0)
    >>> X_new, y_new = Oversampler(recipe, random_state=0).fit_resample(X, y)

    Any acceptance and any cleaning can stand behind any over-sampler, here behind Geometric SMOTE:
    rows amid another class are drawn again, and then those leave that lose a game against their
    neighbours.

    >>> from counterpoise import GeometricSMOTE
    >>> from counterpoise.stages import FewForeignNeighbours, GameFilter
    >>> recipe = GeometricSMOTE().make_recipe()
    >>> recipe = recipe.with_acceptance(FewForeignNeighbours()).with_cleaning(GameFilter())
    >>> X_new, y_new = Oversampler(recipe, random_state=0).fit_resample(X, y)
    """

    def __init__(
        self,
        seeds: Seeds | None = None,
        neighbourhood: Neighbourhood | None = None,
        interpolation: Interpolation | None = None,
        cleaning: Cleaning | None = None,
        nominal: bool = False,
        space: Space | None = None,
        acceptance: Acceptance | None = None,
    ):
        self.seeds = seeds
        self.neighbourhood = neighbourhood
        self.interpolation = interpolation
        self.cleaning = cleaning
        self.nominal = nominal
        self.space = space
        self.acceptance = acceptance
        self._filled: tuple[list[Any], _Four] | None = None  # asked for many times in every call

    def stages(self) -> _Four:
        """Return the four stages, SMOTE's in place of those left out.

        Raises
        ------
        InvalidInputError
            If one of them is not a stage of its kind.
        """
        given = [getattr(self, name) for name in _KINDS]
        if self._filled is not None and all(map(operator.is_, self._filled[0], given)):
            return self._filled[1]
        for name, stage in zip(_KINDS, given, strict=True):
            if stage is not None:
                check_stage(name, stage)
        seeds = AllSeeds() if self.seeds is None else self.seeds
        interpolation = Segment() if self.interpolation is None else self.interpolation
        neighbourhood = self.neighbourhood
        if neighbourhood is None:
            neighbourhood = (
                NearestNeighbours() if interpolation.takes_partners else NoNeighbourhood()
            )
        self._filled = (given, (seeds, neighbourhood, interpolation, self.cleaning))
        return self._filled[1]

    def all_stages(self) -> Iterator[Stage]:
        """Yield every stage that it has."""
        for stage in (*self.stages(), self.space, self.acceptance):
            if stage is not None:
                yield stage

    @property
    def needs(self) -> Need:
        """What its stages have to know of a table."""
        needs = Need.VALUES | Need.VALUE_SHARES if self.nominal else Need.NOTHING
        for stage in self.all_stages():
            needs |= stage.needs
        return needs

    @property
    def looks_at_values(self) -> bool:
        """Whether any stage looks at the table's values; else columns of any type will do."""
        return bool(self.nominal) or any(Need.VALUES in one.needs for one in self.all_stages())

    def unmet(self, offers: Need) -> Iterator[tuple[str, Need]]:
        """Yield each stage that an engine cannot run, by its name, and what it lacks."""
        for stage in self.all_stages():
            if stage.needs & ~offers:
                yield type(stage).__name__, stage.needs & ~offers
        if self.nominal and Need.VALUE_SHARES not in offers:
            yield "nominal", Need.VALUE_SHARES

    def fit(self, problem: Problem) -> Draft:
        """Look at a table, and return what the new rows that `problem.plan` asks for are drawn
        from.

        Parameters
        ----------
        problem : Problem
            The table, and how many new rows each class gets.

        Returns
        -------
        Draft
            Arrays only. From one stream (``rng="numpy"``) the rows are drawn at once, class after
            class, because that is the order in which imbalanced-learn draws.

        Warns
        -----
        SamplingWarning
            If a class gets another number of new rows, by more than rounding explains.
        """
        seeds, neighbourhood, interpolation, _ = self.stages()
        if self.space is not None:
            problem = seen_in(self.space, problem)
        streams = problem.streams
        groups: list[SeedGroup] = []
        drawn: list[Lineage] = []
        at_once = not streams.counts or self.acceptance is not None
        for klass, n_new in problem.plan.items():
            if not n_new:
                continue
            n_made = 0
            for group in seeds.groups(problem, klass, n_new):
                group = _prepared(problem, group, neighbourhood, interpolation)
                n_drawn = group.n_new
                if not at_once:
                    groups.append(group)
                elif group.n_new:
                    made = self._drawn(problem, group, interpolation)
                    drawn.append(made)
                    n_drawn = len(made)
                # A stage may also copy rows of other classes, to move them or to name them anew.
                n_made += n_drawn * (group.klass == klass)
            seeds.check_count(problem, klass, n_new, n_made, self._why_other_counts)
        if at_once:
            accepted = self.acceptance is not None
            return Draft(interpolation, [], None, Lineage.concatenate(drawn), accepted)
        return Draft(interpolation, groups, streams.seed)

    def _drawn(self, problem: Problem, group: SeedGroup, interpolation: Interpolation) -> Lineage:
        """Return a group's new rows, drawn again where they are not accepted."""
        streams, acceptance = problem.streams, self.acceptance
        if acceptance is None:
            return interpolation.draw(group, streams.draws(group, interpolation.restart))
        pieces: list[Lineage] = []
        places: list[NDArray[np.int64]] = []
        waiting = np.arange(group.n_new)
        for attempt in range(acceptance.attempts):
            draws = streams.draws(group, interpolation.restart, attempt)
            made = interpolation.draw(group, draws)[waiting]
            good = acceptance.accepts(problem, group.klass, materialise(made, problem.rows))
            pieces.append(made[good])
            places.append(waiting[good])
            waiting = waiting[~good]
            if not len(waiting):
                break
        # A row that took more attempts stands where it was to stand.
        order = np.argsort(np.concatenate(places))
        return Lineage.concatenate(pieces, problem.rows.codes)[order]

    @property
    def _why_other_counts(self) -> str:
        interpolation = self.stages()[2]
        if self.acceptance is not None:
            return self.acceptance.why_other_counts
        return interpolation.why_other_counts

    def prepared(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        """Return a group with its partners, ballots and what else its new rows are drawn from."""
        _, neighbourhood, interpolation, _ = self.stages()
        return _prepared(problem, group, neighbourhood, interpolation)

    def check(self) -> None:
        """Raise `ValueError` if a stage, or a parameter of one, cannot be used."""
        if not isinstance(self.nominal, bool | np.bool_):
            raise InvalidInputError(
                f"nominal={brief(self.nominal)} cannot be used",
                remedy="say True or False",
                parameter="nominal",
            )
        for stage in self.all_stages():
            stage.check()

    def with_cleaning(self, cleaning: Cleaning) -> Recipe:
        """Return the same recipe with another last stage."""
        return self._but(cleaning=cleaning)

    def with_acceptance(self, acceptance: Acceptance) -> Recipe:
        """Return the same recipe that draws rows again which are not good enough."""
        return self._but(acceptance=acceptance)

    def with_space(self, space: Space) -> Recipe:
        """Return the same recipe that looks for neighbours elsewhere."""
        return self._but(space=space)

    def _but(self, **others: Any) -> Recipe:
        return Recipe(**{**self.get_params(deep=False), **others})


def as_recipe(given: Any) -> Recipe:
    """Return what is given as a recipe; raise `InvalidInputError` if it is none."""
    if isinstance(given, Recipe):
        return given
    found, remedy = brief(given), "build one, such as Recipe()"
    if isinstance(given, type):
        found = f"the class {given.__name__}"
    elif isinstance(given, Stage):
        remedy = "put the stage into one, such as Recipe(seeds=AllSeeds())"
    elif hasattr(given, "make_recipe"):
        remedy = "use this sampler as it is, or pass its make_recipe()"
    raise InvalidInputError(
        f"recipe is {found}", needed="it must be a Recipe", remedy=remedy, parameter="recipe"
    )


def _prepared(
    problem: Problem, group: SeedGroup, neighbourhood: Neighbourhood, interpolation: Interpolation
) -> SeedGroup:
    """Return a group with all that its new rows are drawn from."""
    lists = neighbourhood.partners(problem, group)
    if not isinstance(lists, Ragged):
        lists = Ragged.of(lists)
    group = group.but(partners=lists)
    votes = interpolation.voters is not None and problem.rows.n_categorical > 0
    if votes and not lists.is_empty and not isinstance(group.rows, Counted):
        group = group.but(ballots=_ballots(problem, group, interpolation))
    return interpolation.prepare(problem, group)


def _ballots(problem: Problem, group: SeedGroup, interpolation: Interpolation) -> Ballots:
    """Return the votes on the categories of a group's new rows."""
    lists = group.partners
    assert lists is not None
    voters, votes = lists.padded(len(group.seeds))
    if interpolation.voters == "neighbourhood":
        voters = np.column_stack([group.seeds, voters])
        votes = np.column_stack([np.ones(len(voters), bool), votes])
    return Ballots.of(problem.rows.codes, group.seeds, voters, interpolation.ties, votes)


_KINDS: dict[str, type[Stage]] = {
    "seeds": Seeds,
    "neighbourhood": Neighbourhood,
    "interpolation": Interpolation,
    "cleaning": Cleaning,
    "space": Space,
    "acceptance": Acceptance,
}
"""The stages of a recipe, by the names of its parameters."""

_FITTING: set[tuple[str, type]] = set()
"""Kinds of stages, and the classes that were found to be of that kind."""


def check_stage(name: str, given: Any) -> None:
    """Raise `InvalidInputError` unless what is given for a stage is one of its kind."""
    if (name, type(given)) in _FITTING:  # to ask an abstract class takes longer
        return
    kind = _KINDS[name]
    if isinstance(given, kind):
        _FITTING.add((name, type(given)))
        return
    found, remedy = brief(given), f"use a subclass of counterpoise.stages.{kind.__name__}"
    own = [other for other, one in _KINDS.items() if isinstance(given, one)]
    if isinstance(given, type):
        found = f"the class {given.__name__}"
        if issubclass(given, kind):
            remedy = f"build the stage, {name}={given.__name__}()"
    elif isinstance(given, str):
        found += suggestion(given, _names_of(kind))
    elif own:
        remedy = f"pass this stage as {own[0]}"
    elif hasattr(given, "fit_resample"):
        remedy = "pass a stage of counterpoise.stages, not a sampler"
    raise InvalidInputError(
        f"{name} is {found}",
        needed=f"it must be of the kind {kind.__name__}",
        remedy=remedy,
        parameter=name,
    )


def _names_of(kind: type[Stage]) -> Iterator[str]:
    """Yield the names of the stages of a kind, as one writes them to build one."""
    for stage in kind.__subclasses__():
        if not stage.__name__.startswith("_"):
            yield f"{stage.__name__}()"
        yield from _names_of(stage)
