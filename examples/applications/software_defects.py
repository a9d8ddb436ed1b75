"""
Software defects
================

2,109 modules of a NASA system, 326 of them with a defect, described by counts of lines and
branches (KC1). The classes overlap: many faulty modules look like sound ones.
"""

from counterpoise import diagnose
from tables import from_uci, judge

table = from_uci("kc1", rows=1500)
print(table["y"].value_counts().to_dict())

# %%
for finding in diagnose(table, "y").raised:
    print(f"{finding.severity}: {finding.sentence}")

# %%
# The verdict, asked for two scores. F1 of `predict` counts labels at the threshold 0.5, where
# balancing looks good; F1 at a threshold that every contestant may choose is the fair question.

for metric in ("f1_predict", "f1"):
    found = judge(table, "y", metric=metric, repeats=1)
    print(f"{metric}: {found.sentence}\n")

found.plot()
