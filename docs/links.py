"""Where single backquotes lead, and which members a class's page shows."""

from __future__ import annotations

import inspect
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

HOMES = (
    "counterpoise.",
    "counterpoise.stages.",
    "counterpoise.report.",
    "counterpoise.plausibility.",
    "counterpoise.core.",
    "counterpoise.errors.",
    "",
)
"""Where a name without its module is looked for, in this order."""

OF_ESTIMATORS = ("fit", "fit_resample", "predict", "predict_proba")
"""Methods that every estimator has, and no page of their own."""

FROM_DOCSTRINGS = ("api/", "gallery/", "applications/")
"""Pages on which a name in single backquotes may be a parameter, as numpydoc has it."""

logger = logging.getLogger(__name__)


def lead_home(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    """Return the link to a name of counterpoise that is written without its module.

    A name that leads nowhere is a mistake on a page, and a parameter in a docstring.
    """
    if node.get("refdomain") != "py" or node.get("reftype") != "obj":
        return None
    target = node["reftarget"].removesuffix("()")
    known = env.domains.python_domain.objects
    for home in HOMES:
        if found := known.get(f"{home}{target}"):
            builder, page = app.builder, node["refdoc"]
            return make_refnode(builder, page, found.docname, found.node_id, content, target)
    if not node["refdoc"].startswith(FROM_DOCSTRINGS) and target not in OF_ESTIMATORS:
        logger.warning("`%s` leads nowhere: use two backquotes for code", target, location=node)
    return None


def skip_member(
    app: Sphinx, what: str, name: str, member: Any, skip: bool, options: Any
) -> bool | None:
    """Leave out members that are no method or property of ours with words of its own."""
    if what not in ("class", "exception") or skip:
        return None
    told = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
    is_ours = getattr(told, "__module__", "").startswith("counterpoise")
    return not (inspect.isfunction(told) and is_ours and bool(told.__doc__))


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the two."""
    app.connect("missing-reference", lead_home)
    app.connect("autodoc-skip-member", skip_member)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
