"""Any resampler and any classifier as one estimator."""

from __future__ import annotations

from counterpoise.models.resampled import ResampledClassifier

__all__ = ["ResampledClassifier"]
