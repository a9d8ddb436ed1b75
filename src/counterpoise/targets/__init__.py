"""What is balanced: the classes of a table's rows."""

from counterpoise.targets.classes import Target

__all__ = ["Target"]
