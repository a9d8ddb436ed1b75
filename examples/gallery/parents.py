"""
A map of parents
================

Every synthetic row says which rows it was made of. Here are ten new rows with their parents, and
the rows that became parents most often.
"""

import matplotlib.pyplot as plt
import numpy as np
from pictures import ORANGE, draw, moons

from counterpoise import SMOTE

X, y = moons()
sampler = SMOTE(random_state=1)
grown, _ = sampler.fit_resample(X, y)
family = sampler.provenance_.iloc[:10]

figure, ax = plt.subplots(figsize=(7, 4), layout="constrained")
new = family["row"].to_numpy(int)
draw(ax, X, y, grown[new])
for row, base, partner in zip(new, family["base"], family["partner"], strict=True):
    for parent in (int(base), int(partner)):
        ax.plot(*np.array([grown[row], X[parent]]).T, color=ORANGE, linewidth=0.8)
ax.legend(fontsize=8)

# %%
# To withdraw a row of the table, find its children:

mother = int(sampler.provenance_["base"].mode()[0])
children = sampler.provenance_.query("base == @mother or partner == @mother")
print(f"row {mother} is a parent of {len(children)} of {len(sampler.provenance_)} new rows")
