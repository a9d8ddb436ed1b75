"""The named methods: each a class of a few lines that returns its recipe."""

from counterpoise.recipes.adasyn import ADASYN
from counterpoise.recipes.borderline import BorderlineSMOTE
from counterpoise.recipes.cleaning import (
    AllKNN,
    EditedNearestNeighbours,
    NeighbourhoodCleaningRule,
    RepeatedEditedNearestNeighbours,
    TomekLinks,
)
from counterpoise.recipes.combined import SMOTEENN, SMOTETomek
from counterpoise.recipes.kmeans import KMeansSMOTE
from counterpoise.recipes.mixed import SMOTEN, SMOTENC
from counterpoise.recipes.random import RandomOverSampler, RandomUnderSampler
from counterpoise.recipes.smote import SMOTE
from counterpoise.recipes.svm import SVMSMOTE

__all__ = [
    "ADASYN",
    "SMOTE",
    "SMOTEENN",
    "SMOTEN",
    "SMOTENC",
    "SVMSMOTE",
    "AllKNN",
    "BorderlineSMOTE",
    "EditedNearestNeighbours",
    "KMeansSMOTE",
    "NeighbourhoodCleaningRule",
    "RandomOverSampler",
    "RandomUnderSampler",
    "RepeatedEditedNearestNeighbours",
    "SMOTETomek",
    "TomekLinks",
]
