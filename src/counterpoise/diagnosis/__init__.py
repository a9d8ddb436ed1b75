"""Is this minority fit for interpolation at all? What is in the way, and what is worth trying."""

from __future__ import annotations

from counterpoise.diagnosis.critical import critical_of_sample, find_critical
from counterpoise.diagnosis.examine import diagnose, diagnose_raw
from counterpoise.diagnosis.finding import Diagnosis, Finding, Recommendation

__all__ = [
    "Diagnosis",
    "Finding",
    "Recommendation",
    "critical_of_sample",
    "diagnose",
    "diagnose_raw",
    "find_critical",
]
