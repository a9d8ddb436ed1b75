"""
Card fraud, on simulated card defaults
======================================

Open tables of card fraud are too large for this page. This one stands in for them: 10,000 card
holders of whom 3 % did not pay. **It is simulated**, made for the textbook *An Introduction to
Statistical Learning* (`Default` of the R package ISLR), and has three columns only. It shows the
shape of the problem and says nothing of real fraud.
"""

from counterpoise import balance, diagnose
from tables import from_r, in_short, judge

table = from_r("ISLR", "Default", "default")
print(table["default"].value_counts().to_dict())

# %%
# What stands in the way of resampling?

for finding in diagnose(table, "default").raised:
    print(f"{finding.severity}: {finding.sentence}")

# %%
# What would be made (for the training part only, in earnest):

balanced = balance(table, "default", ratio=0.2, seed=0, mark="new")
balanced[balanced["new"]].head(3)

# %%
# The verdict:

found = judge(table, "default")
print(in_short(found))
print(found.sentence)

# %%
# Each contestant beside the others:

found.plot()
