"""
Borderline-SMOTE: only near the border
======================================

A row is in danger if at least half of its ten nearest rows, but not all, are of the other class.
Only these rows grow. In the second kind their partners may be of the other class, and the new rows
go less than half of the way to it.
"""

from pictures import Placing, moons, side_by_side

from counterpoise import SMOTE, BorderlineSMOTE

X, y = moons()
Placing(BorderlineSMOTE(random_state=0), X, y)

# %%
# Beside SMOTE:

side_by_side(
    X,
    y,
    [
        ("SMOTE", SMOTE(random_state=0)),
        ("borderline-1", BorderlineSMOTE(random_state=0)),
        ("borderline-2", BorderlineSMOTE(kind="borderline-2", random_state=0)),
    ],
)
