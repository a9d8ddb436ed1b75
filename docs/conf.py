"""Settings of the documentation."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from command_page import page_of_command, page_of_vocabulary  # noqa: E402
from methods_page import (  # noqa: E402
    exponents,
    page_of_methods,
    page_of_pictures,
    page_of_stages,
    renew,
)
from printed import substitutions  # noqa: E402

project = "counterpoise"
author = "The counterpoise developers"
copyright = "2026, The counterpoise developers"
version = release = version_of("counterpoise")

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
    "links",
    "wide_pictures",
]
templates_path = ["_templates"]
exclude_patterns = ["_build", "**/sg_execution_times.rst", "sg_execution_times.rst"]
default_role = "py:obj"
nitpicky = False
rst_epilog = substitutions()
autosummary_generate = True
numpydoc_show_class_members = False
maximum_signature_line_length = 60
toc_object_entries_show_parents = "hide"
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

html_theme = "pydata_sphinx_theme"
html_title = "counterpoise"
html_show_sourcelink = False
html_theme_options = {
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "header_links_before_dropdown": 4,
    "secondary_sidebar_items": {"**": ["page-toc"], "index": []},
    "show_prev_next": True,
}
html_sidebars = {
    page: [] for page in ("index", "start/install", "catalogue", "releases", "design/index")
}
html_static_path = ["_static"]
html_css_files = ["site.css", "catalogue.css"]
linkcheck_timeout = 20
linkcheck_retries = 2
linkcheck_ignore = [r"https://doi\.org/"]  # publishers send programs away

sphinx_gallery_conf = {
    "examples_dirs": ["../examples/gallery", "../examples/applications"],
    "gallery_dirs": ["gallery", "applications"],
    "filename_pattern": r"\.py$",
    "ignore_pattern": r"(pictures|tables)\.py$",
    "within_subsection_order": "FileNameSortKey",
    "doc_module": ("counterpoise",),
    "backreferences_dir": "gallery/backreferences",
    "remove_config_comments": True,
    "show_memory": False,
    "ignore_repr_types": r"matplotlib\.(axes|figure)",  # the picture is above it
    "show_signature": False,
    "min_reported_time": 10_000,
    "abort_on_example_error": True,
}

renew(HERE / "api" / "methods.rst", page_of_methods())
renew(HERE / "api" / "stages.rst", page_of_stages())
renew(HERE / "reference" / "command.rst", page_of_command())
renew(HERE / "reference" / "vocabulary.rst", page_of_vocabulary())
growth = exponents(HERE / "outputs" / "variants-growth.txt")
renew(HERE / "catalogue.rst", page_of_pictures(HERE / "_static" / "methods", growth))
