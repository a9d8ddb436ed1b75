"""Tables to try things on."""

from counterpoise.datasets.imbalance import make_imbalance

__all__ = ["make_imbalance"]
