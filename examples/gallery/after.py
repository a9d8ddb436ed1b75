"""
After: are the new rows plausible?
==================================

`quality` holds real rows back, lets the method make rows from the others, and compares. Every
score stands beside the one that real rows reach. Here a good method, copies, and mere noise:
"""

import matplotlib.pyplot as plt
import pandas as pd
from sklearn.datasets import make_classification

from counterpoise import SMOTE, RandomOverSampler, quality

X, y = make_classification(
    1200, n_features=5, n_informative=4, n_redundant=0, weights=[0.85], random_state=0
)
samplers = {
    "SMOTE": SMOTE(scale="standard", random_state=0),
    "copies": RandomOverSampler(random_state=0),
    "noise": RandomOverSampler(shrinkage=6.0, random_state=0),
}
judged = {
    name: quality(X, y, sampler, n_repeats=2, n_bootstrap=60) for name, sampler in samplers.items()
}
names = ["two_sample_auc", "copies", "recall", "wrong_side"]
values = pd.DataFrame({n: [q[score].value for score in names] for n, q in judged.items()}, names)
values["real rows"] = [judged["SMOTE"][score].reference for score in names]
values.round(2)

# %%
# As a picture. The copies are caught by one score and the noise by another: no single score is
# enough.

ax = values.plot.barh(figsize=(7, 3.4), color=["#1d6fb8", "#e07a1f", "#b0413e", "#8d99ae"])
ax.invert_yaxis()
plt.tight_layout()
