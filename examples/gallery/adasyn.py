"""
ADASYN: more rows where it is hard
==================================

ADASYN counts how many of the nearest rows of each rare row are of the other class, and makes new
rows in proportion. So rows that have gone astray get most of them: the method suits a hard border,
and not wrong labels.
"""

# sphinx_gallery_thumbnail_path = "_static/methods/adasyn.svg"

import numpy as np
from pictures import Placing, moons

from counterpoise import ADASYN

X, y = moons()
sampler = ADASYN(random_state=0)
Placing(sampler, X, y)

# %%
# How many new rows come from the six strays, the last six rows of the table, and how many from all
# the others?

bases = sampler.lineage_.base
print("from the 6 strays:", np.sum(bases >= len(X) - 6))
print("from the 40 others:", np.sum(bases < len(X) - 6))
