"""The version of the package."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

__all__ = ["__version__"]

try:
    __version__ = version("counterpoise")
except PackageNotFoundError:  # run from a source folder that was never installed
    __version__ = "0+unknown"
