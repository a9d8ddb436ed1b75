"""The methods that have a name, each in a file of its own, and the registry that knows them."""

from counterpoise.methods.finding import find_method
from counterpoise.methods.registry import METHODS, Method

__all__ = ["METHODS", "Method", "find_method"]
