"""
Network intrusion
=================

Connections of the KDD Cup 1999: 22 attacks of two kinds (rootkit, imap) among 2,203 of another
(back). A simple model as it is already ranks nearly all of them first, so there is little to gain,
and 22 attacks are too few to show a small gain.
"""

from counterpoise import diagnose
from tables import from_uci, in_short, judge

table = from_uci("kddcup_rootkit_imap_vs_back")
print(table["y"].value_counts().to_dict())

# %%
for finding in diagnose(table, "y").raised:
    print(f"{finding.severity}: {finding.sentence}")

# %%
# The verdict:

found = judge(table, "y")
print(in_short(found))
print(found.sentence)
found.plot()
