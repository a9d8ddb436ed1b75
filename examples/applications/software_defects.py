"""
Software defects
================

2,109 modules of a NASA system, 326 of them with a defect, described by counts of lines and
branches (KC1). The classes overlap: many faulty modules look like sound ones.
"""

from counterpoise import diagnose
from tables import from_uci, in_short, judge

table = from_uci("kc1")
print(table["y"].value_counts().to_dict())

# %%
for finding in diagnose(table, "y").raised:
    print(f"{finding.severity}: {finding.sentence}")

# %%
# The verdict, asked for two scores. F1 of `predict` counts labels at the threshold 0.5, which is
# how balancing is often judged. F1 at a threshold that every contestant may choose is fairer.

for metric in ("f1_predict", "f1"):
    found = judge(table, "y", metric=metric)
    print(f"{metric}. {in_short(found)}\n{found.sentence}\n")

found.plot()
