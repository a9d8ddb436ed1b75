"""Make rows with the installed package, and fail where they are not those of all other machines.

Whatever builds or installs a wheel runs this; it prints the processor's level and a digest.
"""

import hashlib
import sys

import numpy as np

from counterpoise import SMOTE, BorderlineSMOTE
from counterpoise.kernel import _kernel

EXPECTED = "c5c8e7e616b396cb70686b4fda27f5f5b2fdcee5f09fa25cc9f4582d8aa752a2"

rng = np.random.default_rng(0)
X = rng.normal(size=(3000, 8))
y = (np.arange(3000) % 10 == 0).astype(int)
digest = hashlib.sha256()
for sampler in (SMOTE(random_state=0), BorderlineSMOTE(random_state=0)):
    digest.update(sampler.fit_resample(X, y)[0].tobytes())
print(_kernel.simd_level(), digest.hexdigest())
if digest.hexdigest() != EXPECTED:
    sys.exit("the rows differ from those of other machines")
