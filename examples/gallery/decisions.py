"""
Decide by costs
===============

A miss costs 30 times as much as a false alarm, or only 100 rows can be looked at. `DecisionRule`
turns the risks of any classifier into such decisions, and says what to expect of them.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from counterpoise import DecisionRule

X, y = make_classification(
    6000, n_features=6, n_informative=4, weights=[0.95], class_sep=0.8, random_state=2
)
X, X_test, y, y_test = train_test_split(X, y, stratify=y, test_size=0.5, random_state=0)

rule = DecisionRule(LogisticRegression(), costs={"miss": 30, "false alarm": 1}, random_state=0)
rule.fit(X, y)
for name, expected in rule.expected_.items():
    print(f"{name}: {expected}")

# %%
# What came true on rows that the rule has never seen:

flagged = rule.predict(X_test) == 1
misses, alarms = (~flagged & (y_test == 1)).sum(), (flagged & (y_test == 0)).sum()
print(f"flagged {flagged.mean():.3f}, cost a row {(30 * misses + alarms) / len(y_test):.3f}")

# %%
# Only the 100 riskiest rows:

few = DecisionRule(LogisticRegression(), capacity=100, random_state=0).fit(X, y)
chosen = few.predict(X_test) == 1
print(f"{chosen.sum()} rows are flagged, {y_test[chosen].mean():.0%} of them of the rare class")

# %%
# The costs of every threshold. The line is the one that the rule chose, from other rows:

risk = rule.estimator_.predict_proba(X_test)[:, 1]
cuts = np.linspace(0, 0.5, 101)
costs = [
    (30 * ((risk < cut) & (y_test == 1)).sum() + ((risk >= cut) & (y_test == 0)).sum())
    / len(y_test)
    for cut in cuts
]
figure, ax = plt.subplots(figsize=(5, 3), layout="constrained")
ax.plot(cuts, costs, color="#1d6fb8")
ax.axvline(rule.threshold_, color="#e07a1f")
ax.set(xlabel="threshold", ylabel="cost a row")
