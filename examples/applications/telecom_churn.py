"""
Telecom churn
=============

Customers of a telephone company, one in seven of whom left, with categories and columns in
different units (`mlc_churn` of the R package modeldata; the makers of the table say that it is
artificial, after real customers).
"""

from counterpoise import balance, diagnose
from tables import from_r, in_short, judge

table = from_r("modeldata", "mlc_churn", "churn").drop(columns="state")
print(table["churn"].value_counts().to_dict())

# %%
for finding in diagnose(table, "churn").raised:
    print(f"{finding.severity}: {finding.sentence}")

# %%
# New customers have tariffs that exist, and whole numbers of calls:

columns = ["international_plan", "total_day_minutes", "total_day_calls", "churn", "new"]
balanced = balance(table, "churn", ratio=0.5, seed=0, mark="new")
balanced.loc[balanced["new"], columns].head(4)

# %%
# The verdict:

found = judge(table, "churn")
print(in_short(found))
print(found.sentence)
found.plot()
