"""Settings of the documentation."""

from importlib.metadata import version as version_of

project = "counterpoise"
author = "The counterpoise developers"
copyright = "2026, The counterpoise developers"
version = release = version_of("counterpoise")

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
]
exclude_patterns = ["_build"]
autosummary_generate = True
numpydoc_show_class_members = False
default_role = "any"
suppress_warnings = ["ref.any"]
nitpicky = False

html_theme = "pydata_sphinx_theme"
html_title = "counterpoise"
html_show_sourcelink = False
html_theme_options = {"show_toc_level": 2, "navigation_with_keys": False}
