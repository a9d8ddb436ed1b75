"""
Loans that went bad
===================

Loans of Lending Club, one in nineteen of which went bad (`lending_club` of the R package
modeldata). A missed bad loan costs ten times as much as a good one that was refused: that is our
assumption, and yours may differ.
"""

from counterpoise import diagnose
from tables import from_r, in_short, judge

table = from_r("modeldata", "lending_club", "Class").drop(columns="addr_state")
print(table["Class"].value_counts().to_dict())

# %%
for finding in diagnose(table, "Class").raised:
    print(f"{finding.severity}: {finding.sentence}")

# %%
# The verdict, by costs:

found = judge(table, "Class", metric="cost", costs={"miss": 10, "false alarm": 1}, n_repeats=2)
print(in_short(found))
print(found.sentence)
found.plot()
