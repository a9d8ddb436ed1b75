"""Estimators that have a recipe draw its stages in a notebook."""

from __future__ import annotations

import html
from typing import Any

from sklearn import get_config
from sklearn.utils import estimator_html_repr

from counterpoise.results.presenting import presenter

__all__ = ["DrawnRecipe"]


class DrawnRecipe:
    """A base that goes before scikit-learn's: its diagram, and the stages of the recipe below it.

    scikit-learn asks for the HTML by two names, and each of them is answered here.
    """

    def _repr_html_inner(self) -> str:
        try:
            diagram: str = estimator_html_repr(self)
            return diagram + presenter().recipe_card(self)
        except (TypeError, ValueError):  # a parameter is unfit, and to use the estimator says so
            return f"<pre>{html.escape(repr(self))}</pre>"
        except ModuleNotFoundError:  # jinja2
            return diagram

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        shown = {"text/plain": repr(self)}
        if get_config()["display"] == "diagram":
            shown["text/html"] = self._repr_html_inner()
        return shown
