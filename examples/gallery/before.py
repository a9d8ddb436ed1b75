"""
Before: is the table fit for it?
================================

`diagnose` looks at a table before any row is made. This one has three faults: a column that gives
the answer away, copies, and a column in other units.
"""

import numpy as np
from sklearn.datasets import make_classification

from counterpoise import diagnose

X, y = make_classification(
    1500, n_features=5, n_informative=4, n_redundant=0, weights=[0.9], random_state=0
)
rng = np.random.default_rng(0)
X[:, 2] *= 1000
X = np.column_stack([X, y + rng.normal(0, 0.01, len(y))])
copies = rng.choice(np.flatnonzero(y == 1), 40)
X, y = np.vstack([X, X[copies]]), np.concatenate([y, y[copies]])

found = diagnose(X, y)
for finding in found.raised:
    print(f"{finding.severity}: {finding.sentence}\n")

# %%
# All rows of the rare class look safe among their neighbours: the column that gives the answer away
# keeps the classes apart. A picture alone would not have told.

found.plot()

# %%
# What it advises:

print(found.recommendation.headline, *found.recommendation.reasons, sep="\n- ")
