"""
Random over-sampling: the same rows again
=========================================

The simplest method repeats rows of the rare class. It is the one to beat: it works for every kind
of column, needs a single row of the class, and does as well as the others surprisingly often.

With a ``shrinkage`` each copy is moved by a little noise (a smoothed bootstrap). `ROSE` is the
method of the paper.
"""

from pictures import moons, side_by_side

from counterpoise import ROSE, RandomOverSampler

X, y = moons()
side_by_side(
    X,
    y,
    [
        ("copies lie on the originals", RandomOverSampler(random_state=0)),
        ("shrinkage=0.5", RandomOverSampler(shrinkage=0.5, random_state=0)),
        ("ROSE", ROSE(random_state=0)),
    ],
)
