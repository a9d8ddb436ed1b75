"""Are these synthetic rows plausible, novel, and on the right side of the boundary?"""

from __future__ import annotations

from counterpoise.plausibility.judge import quality
from counterpoise.plausibility.score import Quality, Score
from counterpoise.plausibility.theory import smote_moments

__all__ = ["Quality", "Score", "quality", "smote_moments"]
