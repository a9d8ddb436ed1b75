"""Cards in a page of somebody else's, in a real browser."""

from __future__ import annotations

import pytest

from counterpoise.results.result import Result
from shared.report_facts import DIAGNOSIS

LIGHT, DARK = "rgb(255, 255, 255)", "rgb(19, 22, 27)"


class Found(Result):
    _drawn_as = "diagnosis"

    def to_dict(self):
        return DIAGNOSIS


@pytest.fixture
def page(tmp_path):
    """A page with a card in it, whose theme is said in one way or another."""

    def write(theme: str):
        path = tmp_path / "notebook.html"
        # What JupyterLab says of tables and lists of terms, and more.
        host = "<style>td { text-align: right } dt { float: left; width: 20% } h2 { color: red }"
        host += "</style>"
        card = Found()._repr_html_()
        other = "<h2 id='mine'>mine</h2><p id='p' class='quiet'>text</p>"
        path.write_text(f"<!doctype html><body {theme}>{host}{other}{card}</body>", "utf-8")
        return path

    return write


def paper(browser) -> str:
    return browser.ask(
        "getComputedStyle(document.querySelector('.counterpoise-card')).backgroundColor"
    )


@pytest.mark.parametrize(
    ("theme", "scheme", "colour"),
    [
        ("", "light", LIGHT),
        ("", "dark", DARK),
        ('data-jp-theme-light="true"', "dark", LIGHT),
        ('data-jp-theme-light="false"', "light", DARK),
        ('class="vscode-dark"', "light", DARK),
        ('class="vscode-light"', "dark", LIGHT),
        ('data-theme="dark"', "light", DARK),
    ],
)
def test_a_card_has_the_theme_of_its_page_or_else_of_its_reader(
    browser, page, theme, scheme, colour
):
    browser.show(page(theme), scheme=scheme)
    assert paper(browser) == colour


def test_a_card_neither_changes_the_page_around_it_nor_takes_its_tables_from_it(browser, page):
    browser.show(page(""))
    style = "getComputedStyle(document.querySelector('{}')).{}"
    assert browser.ask(style.format("#mine", "color")) == "rgb(255, 0, 0)"
    assert browser.ask(style.format("#p", "color")) == "rgb(0, 0, 0)"
    assert browser.ask(style.format(".counterpoise-card h2", "color")) != "rgb(255, 0, 0)"
    assert browser.ask(style.format(".counterpoise-card td:not(.n)", "textAlign")) != "right"
    assert browser.ask(style.format(".counterpoise-card dt", "float")) == "none"


@pytest.mark.parametrize("width", [400, 1000])
def test_a_card_is_never_wider_than_its_page(browser, page, width):
    browser.show(page(""), width=width)
    assert browser.ask("document.documentElement.scrollWidth") <= width
    assert browser.heard()[1] == []
