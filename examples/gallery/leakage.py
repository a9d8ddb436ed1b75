"""
Resampled before the split: a success that is none
==================================================

The columns are noise. Nothing can be predicted, and an honest area under the ROC curve is 0.5.
Whoever resamples before the split finds a much better one, because the relatives of test rows are
in training.
"""

import matplotlib.pyplot as plt
import numpy as np
from imblearn.pipeline import make_pipeline
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier

from counterpoise import SMOTE

rng = np.random.default_rng(0)
X, y = rng.normal(size=(600, 10)), np.repeat([0, 1], [540, 60])
model = KNeighborsClassifier(3)
folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=3, random_state=0)
sampler = SMOTE(random_state=0)
scores = {
    "before the split (wrong)": cross_val_score(
        model, *sampler.fit_resample(X, y), scoring="roc_auc", cv=folds
    ),
    "inside the pipeline (right)": cross_val_score(
        make_pipeline(sampler, model), X, y, scoring="roc_auc", cv=folds
    ),
}

figure, ax = plt.subplots(figsize=(7, 2.4), layout="constrained")
ax.boxplot(list(scores.values()), orientation="horizontal", tick_labels=list(scores))
ax.axvline(0.5, color="#8d99ae", linestyle="--")
ax.set_xlabel("area under the ROC curve of pure noise")

# %%
for name, found in scores.items():
    print(f"{name}: {found.mean():.2f}")
