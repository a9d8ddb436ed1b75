"""A method of the family as four interchangeable stages."""

from __future__ import annotations

from sklearn.base import BaseEstimator

from counterpoise.stages import (
    AllSeeds,
    Cleaning,
    Interpolation,
    NearestNeighbours,
    Neighbourhood,
    Seeds,
    Segment,
)

__all__ = ["Recipe"]


class Recipe(BaseEstimator):
    """Four stages that together make a method.

    What is left out is SMOTE's: every row of the class is a seed, its partners are its five
    nearest neighbours of the class, the new row is a uniform point of the segment, and nothing is
    cleaned. Like any scikit-learn estimator it can be cloned, and its parameters searched.

    Parameters
    ----------
    seeds : Seeds, default=AllSeeds()
        Which rows grow, and how many new rows each.
    neighbourhood : Neighbourhood, default=NearestNeighbours()
        Which rows may be a seed's partner.
    interpolation : Interpolation, default=Segment()
        Where the new row lies.
    cleaning : Cleaning, optional
        Which rows leave afterwards.
    nominal : bool, default=False
        Whether the table has categories only, compared by value difference as SMOTE-N does.

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
    """

    def __init__(
        self,
        seeds: Seeds | None = None,
        neighbourhood: Neighbourhood | None = None,
        interpolation: Interpolation | None = None,
        cleaning: Cleaning | None = None,
        nominal: bool = False,
    ):
        self.seeds = seeds
        self.neighbourhood = neighbourhood
        self.interpolation = interpolation
        self.cleaning = cleaning
        self.nominal = nominal

    def stages(self) -> tuple[Seeds, Neighbourhood, Interpolation, Cleaning | None]:
        """Return the four stages, SMOTE's in place of those left out."""
        return (
            self.seeds or AllSeeds(),
            self.neighbourhood or NearestNeighbours(),
            self.interpolation or Segment(),
            self.cleaning,
        )

    def with_cleaning(self, cleaning: Cleaning) -> Recipe:
        """Return the same recipe with another last stage."""
        return Recipe(
            self.seeds, self.neighbourhood, self.interpolation, cleaning, nominal=self.nominal
        )
