"""
How many new rows?
==================

Equal classes are a habit. Here logistic regression learns from tables of different ratios. The
ranking of unseen rows becomes no better, while the mean risk runs away from the true share of the
rare class.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import train_test_split

from counterpoise import SMOTE

X, y = make_classification(
    6000, n_features=8, n_informative=5, weights=[0.95], class_sep=0.8, random_state=3
)
X, X_test, y, y_test = train_test_split(X, y, stratify=y, random_state=0)
ratios = [None, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0]
precisions, risks = [], []
for ratio in ratios:
    rows = (X, y)
    if ratio is not None:
        rows = SMOTE(sampling_strategy=ratio, random_state=0).fit_resample(X, y)
    risk = LogisticRegression(max_iter=500).fit(*rows).predict_proba(X_test)[:, 1]
    precisions.append(average_precision_score(y_test, risk))
    risks.append(risk.mean())

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
names = ["as it is", *map(str, ratios[1:])]
left.plot(names, precisions, marker="o", color="#1d6fb8")
left.set(ylim=(0, 1), title="average precision", xlabel="ratio")
right.plot(names, risks, marker="o", color="#e07a1f")
right.axhline(y_test.mean(), color="#8d99ae", linestyle="--")
right.set(ylim=(0, 1), title="mean risk (dashed: true share)", xlabel="ratio")

# %%
# In figures:

for name, precision, risk in zip(names, precisions, risks, strict=True):
    print(f"{name:>8}: average precision {precision:.2f}, mean risk {risk:.2f}")
print(f"    true: share of the rare class {np.mean(y_test):.2f}")
