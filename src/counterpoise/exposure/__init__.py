"""What do new rows give away of the original ones?"""

from __future__ import annotations

from counterpoise.exposure.attacks import Request
from counterpoise.exposure.examine import privacy, privacy_of_file
from counterpoise.exposure.result import Exposed, ExposureScore, Privacy

__all__ = [
    "Exposed",
    "ExposureScore",
    "Privacy",
    "Request",
    "privacy",
    "privacy_of_file",
]
