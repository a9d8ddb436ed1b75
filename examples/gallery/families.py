"""
Nine methods side by side
=========================

The same table, nine answers. The :doc:`catalogue </catalogue>` has all methods.
"""

from pictures import moons, side_by_side

import counterpoise as cp

X, y = moons()
names = ["SMOTE", "BorderlineSMOTE", "ADASYN", "SVMSMOTE", "SafeLevelSMOTE", "MWMOTE"]
names += ["GeometricSMOTE", "LoRAS", "CCR"]
side_by_side(X, y, [(name, getattr(cp, name)(random_state=0)) for name in names])
