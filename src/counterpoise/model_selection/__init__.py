"""Ways to split a table for cross-validation."""

from counterpoise.model_selection.hardness_folds import InstanceHardnessCV

__all__ = ["InstanceHardnessCV"]
