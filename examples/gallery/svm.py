"""
SVM-SMOTE: around support vectors
=================================

A support vector machine is fitted, and only its support vectors of the rare class grow. Where
common rows prevail, new rows lie between neighbours; where they do not, new rows go beyond, away
from the neighbours, and widen the class.
"""

# sphinx_gallery_thumbnail_path = "_static/methods/svm.svg"

from pictures import Placing, moons

from counterpoise import SVMSMOTE

X, y = moons()
Placing(SVMSMOTE(random_state=0), X, y)
