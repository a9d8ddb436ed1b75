"""
A lower threshold does what SMOTE does
======================================

"SMOTE raised the recall." So does a lower threshold, without a new row. The curves
of precision over recall say whether the model itself became better: here they lie on each other.
"""

import matplotlib.pyplot as plt
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve, precision_score, recall_score
from sklearn.model_selection import train_test_split

from counterpoise import SMOTE

X, y = make_classification(
    8000, n_features=8, n_informative=5, weights=[0.95], class_sep=0.9, random_state=5
)
X, X_test, y, y_test = train_test_split(X, y, stratify=y, test_size=0.5, random_state=0)
model = LogisticRegression(max_iter=500)
plain = model.fit(X, y).predict_proba(X_test)[:, 1]
smote = model.fit(*SMOTE(random_state=0).fit_resample(X, y)).predict_proba(X_test)[:, 1]

figure, ax = plt.subplots(figsize=(5, 3.6), layout="constrained")
for name, risk, threshold, colour in (
    ("as it is, threshold 0.5", plain, 0.5, "#1d6fb8"),
    ("as it is, lower threshold", plain, y.mean(), "#1d6fb8"),
    ("SMOTE, threshold 0.5", smote, 0.5, "#e07a1f"),
):
    precision, recall, _ = precision_recall_curve(y_test, risk)
    ax.plot(recall, precision, color=colour, linewidth=1)
    point = recall_score(y_test, risk > threshold), precision_score(y_test, risk > threshold)
    mark = {"0.5": "o"}.get(str(threshold), "^")
    ax.scatter(*point, color=colour, marker=mark, s=60, label=name, zorder=3)
    print(f"{name:<26} recall {point[0]:.2f}, precision {point[1]:.2f}")
ax.set(xlabel="recall", ylabel="precision")
ax.legend(fontsize=8)
