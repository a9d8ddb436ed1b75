"""The style of the page for a piece of it in somebody else's page, such as a notebook."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["scoped_style"]

_CARD = ".counterpoise-card"

_LIGHT = '[data-theme="light"], [theme="light"], [data-jp-theme-light="true"], .vscode-light'
_DARK = (
    '[data-theme="dark"], [theme="dark"], [data-jp-theme-light="false"], .vscode-dark, '
    ".vscode-high-contrast"
)
"""How Sphinx's pydata theme, Colab, JupyterLab and Visual Studio Code say which theme they show."""


@cache
def scoped_style(style: str) -> str:
    """Return a style sheet whose rules hold inside `.counterpoise-card` only.

    The colours follow the theme of the surrounding page where it says which one it is, and else
    the reader's setting.

    Parameters
    ----------
    style : str
        The style of the page: it names the colours of the light theme in its first ``:root`` and
        those of the dark one in the first within ``prefers-color-scheme: dark``.

    Examples
    --------
    >>> from counterpoise.report.scoped_style import scoped_style
    >>> page = ":root { --ink: #000; } body { color: var(--ink); }"
    >>> page += "@media (prefers-color-scheme: dark) { :root { --ink: #fff; } }"
    >>> print(scoped_style(page).splitlines()[-1])
    .counterpoise-card.counterpoise-card {  & { color: var(--ink); } }
    """
    themes = re.findall(r":root\s*\{([^}]*)\}", style)
    light, dark = themes[0], themes[1]
    rules = re.sub(
        r"@media \(prefers-color-scheme: dark\)\s*\{\s*:root\s*\{[^}]*\}\s*\}", "", style
    )
    rules = re.sub(r":root\s*\{[^}]*\}", "", rules)
    rules = re.sub(r"(?m)(^|[\s}])body(\s*\{)", r"\1&\2", rules)
    rules = re.sub(r"/\*.*?\*/|@page\s*\{[^}]*\}", "", rules, flags=re.DOTALL)
    return "\n".join(
        [
            f"{_CARD} {{{light}}}",
            f"@media (prefers-color-scheme: dark) {{ {_CARD} {{{dark}}} }}",
            f":is({_LIGHT}) {_CARD} {{{light}}}",
            f":is({_DARK}) {_CARD} {{{dark}}}",
            # Twice, so that it counts for more than what notebooks say of every table.
            f"{_CARD}{_CARD} {{ {rules} }}",
        ]
    )
