"""
Scaling on and off
==================

Age in years and income in euros: a distance adds up both, and 1,000 euros outweigh everything that
ages can say. Without scaling, the neighbours of a row are whoever earns the same, and new rows lie
between the young and the old.
"""

import matplotlib.pyplot as plt
import numpy as np
from pictures import draw

from counterpoise import SMOTE, diagnose

rng = np.random.default_rng(0)
common = np.column_stack([rng.uniform(18, 80, 300), rng.normal(30_000, 9_000, 300)])
young, old = rng.normal(25, 2, 20), rng.normal(70, 2, 20)
rare = np.column_stack([np.concatenate([young, old]), rng.normal(30_000, 9_000, 40)])
X, y = np.vstack([common, rare]), np.repeat([0, 1], [300, 40])

figure, axes = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained", sharey=True)
for ax, scale in zip(axes, (None, "standard"), strict=True):
    grown, _ = SMOTE(scale=scale, random_state=0).fit_resample(X, y)
    draw(ax, X, y, grown[len(X) :], f"scale={scale!r}")
    ax.set_xlabel("age")
axes[0].set_ylabel("income")

# %%
# Without scaling a large part of the new rows are of an age that no rare row has:

for scale in (None, "standard"):
    grown, _ = SMOTE(scale=scale, random_state=0).fit_resample(X, y)
    age = grown[len(X) :, 0]
    print(f"scale={scale!r}: {np.mean((age > 32) & (age < 63)):.0%} between 32 and 63")

# %%
# `diagnose` tells it before any row is made:

for finding in diagnose(X, y).raised:
    if finding.code == "dominating-column":
        print(finding.sentence)
