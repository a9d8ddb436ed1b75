"""
SMOTE-NC's vote
===============

Half of the way between two tariffs there is none. SMOTE-NC lets the nearest rows vote: a new row
gets the tariff that most of its base's neighbours have. So common tariffs become more common.
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from counterpoise import SMOTENC

rng = np.random.default_rng(0)
n_stay, n_leave = 400, 80
table = pd.DataFrame(
    {
        "minutes": np.concatenate([rng.normal(250, 60, n_stay), rng.normal(180, 60, n_leave)]),
        "calls": np.concatenate([rng.poisson(2, n_stay), rng.poisson(4, n_leave)]),
        "tariff": np.concatenate(
            [
                rng.choice(["basic", "plus", "pro"], n_stay, p=[0.3, 0.4, 0.3]),
                rng.choice(["basic", "plus", "pro"], n_leave, p=[0.6, 0.3, 0.1]),
            ]
        ),
    }
)
y = np.repeat(["stays", "leaves"], [n_stay, n_leave])
sampler = SMOTENC(categorical_features=["tariff"], random_state=0)
grown, labels = sampler.fit_resample(table, y)

# %%
# One vote: a base row, its new row, and the tariffs that the class has.

origin = sampler.provenance_.iloc[0]
pd.concat([table.iloc[[int(origin["base"])]], grown.iloc[[int(origin["row"])]]])

# %%
# All votes together. The tariff that few have becomes rarer still:

real = table.loc[y == "leaves", "tariff"].value_counts(normalize=True)
new = grown["tariff"][sampler.is_synthetic_].value_counts(normalize=True)
shares = pd.DataFrame({"real": real, "new": new}).fillna(0)
ax = shares.plot.bar(color=["#1d6fb8", "#e07a1f"], rot=0, figsize=(6, 3))
ax.set_ylabel("share of those who leave")
plt.tight_layout()
shares.round(2)
