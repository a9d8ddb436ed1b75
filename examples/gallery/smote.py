"""
SMOTE: on lines between neighbours
==================================

SMOTE takes a row of the rare class, chooses one of its five nearest rows of the same class, and
puts a new row somewhere on the line between the two.
"""

import matplotlib.pyplot as plt
from pictures import Placing, draw, moons

from counterpoise import SMOTE

X, y = moons()
Placing(SMOTE(random_state=0), X, y)

# %%
# Six rare rows have gone astray among the common class. SMOTE does not know that, and draws lines
# to them as well. With fewer neighbours the lines are shorter, and the new rows lie closer
# together.

figure, axes = plt.subplots(1, 3, figsize=(10, 2.8), layout="constrained")
for ax, k in zip(axes, (1, 5, 20), strict=True):
    sampler = SMOTE(k_neighbors=k, random_state=0)
    grown, _ = sampler.fit_resample(X, y)
    draw(ax, X, y, grown[len(X) :], f"k_neighbors={k}")

# %%
# Every new row knows its parents, and how much of each is in it:

sampler.provenance_.head()
