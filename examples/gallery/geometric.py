"""
Geometric SMOTE and MGS: more room than a line
==============================================

Lines leave most of the space empty. Geometric SMOTE draws in a ball around the base;
``truncation`` cuts it towards the neighbour and ``deformation`` squeezes it to a line. MGS draws
from a normal distribution that several neighbours span.
"""

from pictures import Placing, moons, side_by_side

from counterpoise import MGS, SMOTE, GeometricSMOTE

X, y = moons()
Placing(GeometricSMOTE(random_state=0), X, y)

# %%
# From line to ball:

side_by_side(
    X,
    y,
    [
        ("SMOTE", SMOTE(random_state=0)),
        ("GeometricSMOTE", GeometricSMOTE(random_state=0)),
        ("truncation=1", GeometricSMOTE(truncation=1.0, random_state=0)),
        ("deformation=1", GeometricSMOTE(deformation=1.0, random_state=0)),
        ("MGS", MGS(random_state=0)),
    ],
)
