"""
Risks after balancing, and how to mend them
===========================================

After SMOTE a risk of 50 % means much less. `PriorCorrectedClassifier` takes the shift back, and its
calibration also mends what SMOTE did to the shape of the class.
"""

import matplotlib.pyplot as plt
from sklearn.calibration import calibration_curve
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import train_test_split

from counterpoise import SMOTE, PriorCorrectedClassifier

X, y = make_classification(
    12_000, n_features=6, n_informative=4, weights=[0.92], class_sep=0.7, random_state=1
)
X, X_test, y, y_test = train_test_split(X, y, stratify=y, test_size=0.5, random_state=0)
plain, sampler = LogisticRegression(), SMOTE(random_state=0)
risks = {
    "as it is": plain.fit(X, y).predict_proba(X_test)[:, 1],
    "SMOTE": plain.fit(*sampler.fit_resample(X, y)).predict_proba(X_test)[:, 1],
    "SMOTE, corrected": PriorCorrectedClassifier(plain, sampler, calibration=None)
    .fit(X, y)
    .predict_proba(X_test)[:, 1],
    "SMOTE, calibrated": PriorCorrectedClassifier(plain, sampler)
    .fit(X, y)
    .predict_proba(X_test)[:, 1],
}

figure, ax = plt.subplots(figsize=(5, 4), layout="constrained")
ax.plot([0, 1], [0, 1], color="#8d99ae", linestyle="--")
for (name, risk), mark in zip(risks.items(), "o^sD", strict=True):
    seen, told = calibration_curve(y_test, risk, n_bins=8, strategy="quantile")
    ax.plot(told, seen, marker=mark, label=name)
ax.set(xlabel="risk that the model tells", ylabel="share that is seen")
ax.legend(fontsize=8)

# %%
# The Brier score is the mean squared error of the risks; lower is better.

for name, risk in risks.items():
    print(
        f"{name:<18} mean risk {risk.mean():.2f}, Brier score {brier_score_loss(y_test, risk):.3f}"
    )
print(f"{'seen':<18} share     {y_test.mean():.2f}")
