"""
Clean after over-sampling
=========================

SMOTE-Tomek removes pairs of rows of different classes that are each other's nearest row. SMOTE-ENN
removes every row whose three nearest rows disagree with it. Both leave a clear border, and
SMOTE-ENN leaves fewer rows.
"""

import numpy as np
from pictures import moons, side_by_side

from counterpoise import SMOTE, SMOTEENN, SMOTETomek

X, y = moons()
samplers = [
    ("SMOTE", SMOTE(random_state=0)),
    ("SMOTE-Tomek", SMOTETomek(random_state=0)),
    ("SMOTE-ENN", SMOTEENN(random_state=0)),
]
side_by_side(X, y, samplers)

# %%
# What is left of each class (0 is the common one):

for name, sampler in samplers:
    print(f"{name:<12}", np.bincount(sampler.fit_resample(X, y)[1]))
