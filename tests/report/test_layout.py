"""Nothing is cut off at any width or on paper, and everybody can read it."""

from __future__ import annotations

from importlib.resources import files

import pytest

from counterpoise.report import Report, write_report
from shared.grids import part_of
from shared.report_facts import COMPARISON

AXE = files("axe_core_python").joinpath("axe.min.js")

CUT_OFF = """[...document.querySelectorAll('.scroll, main, header, footer, .verdict, figure')]
 .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
 .map(e => (e.getAttribute('aria-label') || e.className || e.tagName)
           + ' ' + e.scrollWidth + ' > ' + e.clientWidth)"""

BEYOND = """[...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
 && !e.closest('pre, .skip, thead') && !(e.ownerSVGElement)
 && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
 .map(e => e.tagName + '.' + e.className)"""


LINES = """['contestants', 'differences'].map(key =>
 [...document.querySelectorAll(`#s-${key} tbody tr:not(.group)`)]
 .filter(r => r.checkVisibility()).length)"""


@pytest.mark.parametrize("width", [400, 1400])
def test_all_that_can_be_opened_fits_the_width(browser, everything, width):
    browser.show(everything, width=width)
    browser.unfold()
    assert browser.ask(CUT_OFF) == []
    assert browser.ask(BEYOND) == []


def test_paper_holds_all_sections_whole(browser, everything):
    # The text of a page of A4 is 180 mm wide: 680 pixels.
    browser.show(everything, width=680)
    browser.command("Emulation.setEmulatedMedia", media="print", features=[])
    assert browser.ask(CUT_OFF) == []
    assert browser.ask(BEYOND) == []
    hidden = browser.ask(
        "[...document.querySelectorAll('main section')]"
        ".filter(s => !s.querySelector('h2').checkVisibility()).map(s => s.id)"
    )
    assert hidden == [], "what is folded on the screen is on paper"


def test_the_watch_would_notice_what_is_cut_off(browser, everything):
    browser.show(everything, width=400)
    browser.unfold()
    browser.driver.execute_script(
        "document.querySelector('.scroll table').style.minWidth = '900px'"
    )
    assert browser.ask(CUT_OFF) != []
    assert browser.ask(BEYOND) != []


def test_on_a_phone_each_row_of_a_table_is_a_card_whose_cells_are_named(browser, everything):
    browser.show(everything, width=400)
    browser.unfold()
    assert set(
        browser.ask(
            "[...document.querySelectorAll('table.cards tr:not(.group)')]"
            ".filter(r => !r.closest('thead')).map(r => getComputedStyle(r).display)"
        )
    ) == {"block"}
    nameless = browser.ask(
        "[...document.querySelectorAll('table.cards tbody td:not([data-l])')]"
        ".filter(c => !c.querySelector('svg')).map(c => c.outerHTML.slice(0, 90))"
    )
    assert nameless == []


def test_a_comparison_is_less_than_4000_pixels_tall_until_it_is_unfolded(browser, everything):
    browser.show(everything, width=1400)
    height = "document.documentElement.scrollHeight"
    assert browser.ask(height) < 4000
    browser.unfold()
    assert browser.ask(height) > 4000


@pytest.mark.parametrize("width", [400, 1400])
def test_many_models_and_contestants_do_not_make_the_page_tall(browser, tmp_path, width):
    models, names = [f"model {i}" for i in range(6)], [f"method-{i}" for i in range(20)]
    contestants, ratios = COMPARISON["contestants"], COMPARISON["ratios"]
    many = {
        **COMPARISON,
        "contestants": [
            {**contestants[1], "model": m, "contestant": c} for m in models for c in names
        ],
        "differences": [
            {**COMPARISON["differences"][0], "model": m, "contestant": c}
            for m in models
            for c in names
        ]
        + COMPARISON["differences"][1:],
        "ratios": [{**ratios[0], "model": m} for m in models],
        "winner": {**COMPARISON["winner"], "code": "line = 1\n" * 90},
    }
    path = tmp_path / "many.html"
    write_report(path, Report.of_comparison(many))
    browser.show(path, width=width)
    assert browser.ask("document.documentElement.scrollHeight") < 4000
    decided = "document.querySelector('#s-differences tr.wins').checkVisibility()"
    assert browser.ask(decided), "what decided is never folded"
    browser.unfold()
    assert browser.ask("document.querySelectorAll('#s-differences tbody tr').length") >= 121
    assert browser.ask(CUT_OFF) == []
    assert browser.ask(LINES) == [len(many["contestants"]), len(many["differences"])]
    browser.command("Emulation.setEmulatedMedia", media="print", features=[])
    lines = browser.ask(LINES)
    assert lines[0] <= 31, "the best of each model and the chosen one"
    assert lines[1] <= 36, "the foremost ones and the greatest gains of the others"
    told = browser.ask(
        "[...document.querySelectorAll('.only-paper')].filter(p => p.checkVisibility())"
        ".map(p => p.textContent)"
    )
    assert ["of 120 contestants" in told[0], "further differences" in told[1]] == [True, True]


def test_a_link_opens_the_section_that_it_leads_to(browser, everything):
    browser.show(everything)
    closed = "document.querySelector('#s-map .fold').open"
    assert not browser.ask(closed)
    browser.ask("document.querySelector('nav a[href=\"#f-map\"]').click()")
    assert browser.ask(closed)


@pytest.mark.parametrize(
    ("scheme", "width"), part_of([("light", 1400), ("dark", 400)], [("dark", 400)])
)
def test_axe_finds_no_fault(browser, everything, scheme, width):
    browser.show(everything, width=width, scheme=scheme)
    browser.unfold()
    browser.driver.execute_script(AXE.read_text(encoding="utf-8"))
    browser.driver.set_script_timeout(120)
    found = browser.driver.execute_async_script(
        "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']})"
        ".then(r => done(r.violations.map(v => [v.id, v.nodes.length, "
        " v.nodes[0].html.slice(0, 200), v.nodes[0].failureSummary.slice(0, 300)])))"
    )
    assert found == []
