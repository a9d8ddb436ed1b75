"""
A rare disease
==============

3,163 patients, 151 of them with an underactive thyroid. Many laboratory values are missing,
because nobody measures everything. A model should find the ill without alarming everybody else.
"""

from counterpoise import diagnose
from tables import in_short, judge, thyroid

table = thyroid()
print(table["diagnosis"].value_counts().to_dict())
print(f"missing values: {table.isna().mean().mean():.0%}")

# %%
# What stands in the way:

for finding in diagnose(table, "diagnosis").raised:
    print(f"{finding.severity}: {finding.sentence}")

# %%
# The verdict, for the share of true alarms at every recall (average precision):

found = judge(table, "diagnosis")
print(in_short(found))
print(found.sentence)
found.plot()
