"""Probabilities under the original class ratio."""

from __future__ import annotations

from counterpoise.models.correction import correct_prior, estimate_prior
from counterpoise.models.prior_corrected import PriorCorrectedClassifier

__all__ = ["PriorCorrectedClassifier", "correct_prior", "estimate_prior"]
