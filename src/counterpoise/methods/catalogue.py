"""The methods that have a name, a line each.

A line says where the method is; its folder is its kind, its file's name the short one, and its
class declares the rest. Nothing is imported here when the package runs: the registry reads the
lines, and imports a method when it is asked for. Type checkers see the imports.
"""

# ruff: noqa: I001, E501
from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from counterpoise.methods.over.smote import SMOTE as SMOTE
    from counterpoise.methods.over.smotenc import SMOTENC as SMOTENC
    from counterpoise.methods.over.smoten import SMOTEN as SMOTEN
    from counterpoise.methods.over.borderline import BorderlineSMOTE as BorderlineSMOTE
    from counterpoise.methods.over.svm import SVMSMOTE as SVMSMOTE
    from counterpoise.methods.over.kmeans import KMeansSMOTE as KMeansSMOTE
    from counterpoise.methods.over.adasyn import ADASYN as ADASYN
    from counterpoise.methods.over.safe_level import SafeLevelSMOTE as SafeLevelSMOTE
    from counterpoise.methods.over.geometric import GeometricSMOTE as GeometricSMOTE
    from counterpoise.methods.over.mgs import MGS as MGS
    from counterpoise.methods.over.loras import LoRAS as LoRAS
    from counterpoise.methods.over.random import RandomOverSampler as RandomOverSampler
    from counterpoise.methods.combined.smoteenn import SMOTEENN as SMOTEENN
    from counterpoise.methods.combined.smotetomek import SMOTETomek as SMOTETomek
    from counterpoise.methods.under.random_under import RandomUnderSampler as RandomUnderSampler
    from counterpoise.methods.under.near_miss import NearMiss as NearMiss
    from counterpoise.methods.under.iht import InstanceHardnessThreshold as InstanceHardnessThreshold
    from counterpoise.methods.cleaning.tomek import TomekLinks as TomekLinks
    from counterpoise.methods.cleaning.enn import EditedNearestNeighbours as EditedNearestNeighbours
    from counterpoise.methods.cleaning.renn import RepeatedEditedNearestNeighbours as RepeatedEditedNearestNeighbours
    from counterpoise.methods.cleaning.allknn import AllKNN as AllKNN
    from counterpoise.methods.cleaning.ncr import NeighbourhoodCleaningRule as NeighbourhoodCleaningRule
    from counterpoise.methods.cleaning.cnn import CondensedNearestNeighbour as CondensedNearestNeighbour
    from counterpoise.methods.cleaning.oss import OneSidedSelection as OneSidedSelection
