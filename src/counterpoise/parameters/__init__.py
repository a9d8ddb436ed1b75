"""Parameters declared and checked, and what an error says of one that cannot be used."""

from counterpoise.parameters.declared import parameter

__all__ = ["parameter"]
