"""Settings of the documentation."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

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

html_static_path = ["_static"]
html_css_files = ["catalogue.css"]

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from methods_page import exponents, page_of_methods, page_of_pictures, page_of_stages  # noqa: E402

(HERE / "api" / "methods.rst").write_text(page_of_methods(), encoding="utf-8")
(HERE / "api" / "stages.rst").write_text(page_of_stages(), encoding="utf-8")
growth = exponents(HERE / "outputs" / "variants-growth.txt")
pictures = HERE / "_static" / "methods"
(HERE / "catalogue.rst").write_text(page_of_pictures(pictures, growth), encoding="utf-8")
