"""
Polynom-fit SMOTE: four shapes
==============================

In a large comparison of the literature polynom-fit-SMOTE did best on average. It places rows on
lines as well, and the shape says on which: to the middle (star), between all pairs (mesh), along a
bus, or on a curve.
"""

from pictures import moons, side_by_side

from counterpoise import PolynomFitSMOTE

X, y = moons()
side_by_side(
    X,
    y,
    [
        (shape, PolynomFitSMOTE(topology=shape, random_state=0))
        for shape in ("star", "mesh", "bus", "poly")
    ],
)
