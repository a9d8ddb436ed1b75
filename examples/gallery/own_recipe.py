"""
A recipe of one's own
=====================

A method is a mixture of stages, and any mixture is one more method: here only rows in danger grow,
towards three neighbours, and afterwards rows leave whose neighbours disagree with them.
"""

from pictures import moons, side_by_side

from counterpoise import SMOTE, Oversampler, Recipe
from counterpoise.stages import DangerSeeds, EditedNeighbours, NearestNeighbours

recipe = Recipe(
    seeds=DangerSeeds(m_neighbors=8),
    neighbourhood=NearestNeighbours(3),
    cleaning=EditedNeighbours(sampling_strategy="all"),
)
X, y = moons()
side_by_side(
    X, y, [("SMOTE", SMOTE(random_state=0)), ("the recipe", Oversampler(recipe, random_state=0))]
)

# %%
# It runs wherever its stages can: see what it needs.

for need in recipe.needs:
    print(need)
