"""Pictures too wide for a phone: there they keep their size, and are moved sideways."""

from __future__ import annotations

import struct
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx_gallery.directives import imgsgnode

WIDE = 640
"""Pixels above which the words in a picture cannot be read once it is as narrow as a phone."""


def width_of(path: Path) -> int:
    """Return how many pixels wide a PNG file is, as its header says."""
    with path.open("rb") as file:
        return int(struct.unpack(">I", file.read(20)[16:])[0])


def box_wide_pictures(app: Sphinx, doctree: nodes.document) -> None:
    """Put each wide picture of an example into a box that is scrolled, by keyboard too."""
    for picture in list(doctree.findall(imgsgnode)):
        path = Path(app.srcdir) / picture["uri"].lstrip("/")
        if path.suffix == ".png" and width_of(path) > WIDE:
            opening = nodes.raw("", '<div class="wide-picture" tabindex="0">', format="html")
            picture.replace_self([opening, picture, nodes.raw("", "</div>", format="html")])


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect it."""
    app.connect("doctree-read", box_wide_pictures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
