"""
Missing values stay missing
===========================

Nothing is imputed. A distance takes the columns that both rows have, and a new value is missing
exactly where the value of its base row is.
"""

import numpy as np
import pandas as pd
from pictures import BLUE, ORANGE, moons

from counterpoise import SMOTE

X, y = moons()
rng = np.random.default_rng(0)
table = pd.DataFrame(X, columns=["first", "second"]).assign(third=rng.normal(size=len(X)))
table = table.mask(rng.random(table.shape) < 0.15)

sampler = SMOTE(random_state=0)
grown, _ = sampler.fit_resample(table, y)
new = grown[sampler.is_synthetic_]
shares = pd.DataFrame({"real": table[y == 1].isna().mean(), "new": new.isna().mean()})
shares.plot.bar(rot=0, ylabel="share of values that are missing", color=[BLUE, ORANGE])
shares.round(2)

# %%
# A new row beside its parents:

origin = sampler.provenance_.iloc[3]
family = pd.concat([table.iloc[[int(origin["base"]), int(origin["partner"])]], new.iloc[[3]]])
family.set_axis(["base", "partner", "new row"])
