"""The page in a real browser."""

from __future__ import annotations

import base64
import json
import re

import numpy as np
import pandas as pd
import pytest

from counterpoise.report import Report, render, write_report
from shared.grids import part_of
from shared.report_facts import COMPARISON, DIAGNOSIS, HOSTILE
from shared.report_tables import balance_report, mixed_table

SECTIONS = [
    "contestants",
    "differences",
    "ratios",
    "curves",
    "code",
    "findings",
    "trial",
    "quality",
    "privacy",
    "classes",
    "map",
    "distributions",
    "made",
]


def test_every_section_is_drawn_and_nothing_is_fetched_or_complained_about(browser, everything):
    browser.show(everything)
    sections = browser.ask("[...document.querySelectorAll('main section')].map(s => s.id.slice(2))")
    assert sections == SECTIONS
    drawn = browser.ask("[...document.querySelectorAll('svg')].filter(s => !s.children.length)")
    assert drawn == []
    requests, complaints = browser.heard()
    assert requests == [everything.as_uri()]
    assert complaints == []
    assert browser.ask("performance.getEntriesByType('resource').length") == 0


def test_the_watch_would_notice_a_fetch_and_an_error(browser, tmp_path):
    page = tmp_path / "bad.html"
    page.write_text("<img src='missing.png'><script>null.x</script>")
    browser.show(page)
    requests, complaints = browser.heard()
    assert len(requests) == 2
    assert any("TypeError" in complaint for complaint in complaints)


def test_the_policy_lets_no_other_script_run(browser, everything, tmp_path):
    page = tmp_path / "tampered.html"
    added = (
        "<script>document.title = 'owned'</script><p onclick='x' style='color: red'>x</p></main>"
    )
    page.write_text(everything.read_text().replace("</main>", added))
    browser.show(page)
    assert browser.ask("document.title") != "owned"
    assert any("Content Security Policy" in line for line in browser.heard()[1])


def test_the_source_refers_to_nothing_outside(everything):
    page = everything.read_text()
    assert (
        re.findall(r"(?i)\b(?:https?|ftp|wss?)://", page.replace("http://www.w3.org/2000/svg", ""))
        == []
    )
    assert re.findall(r"(?i)<[^>]+\ssrc\s*=", page) == []
    assert re.findall(r"(?i)url\(|@import|@font-face", page) == []
    links = re.findall(r'(?i)<[^>]+\shref="([^"]*)"', page)
    assert {link for link in links if not link.startswith("#")} == {"data:,"}


def test_the_verdict_comes_first(browser, everything):
    browser.show(everything)
    assert browser.ask("document.querySelector('main').firstElementChild.className").startswith(
        "verdict"
    )
    assert "cannot tell whether resampling helps" in browser.ask(
        "document.querySelector('h2').textContent"
    )


@pytest.mark.parametrize("kind", ["balance", "inspect", "compare"])
def test_sections_without_data_are_left_out(kind):
    report = {
        "balance": Report.of_balance(balance_report(mixed_table()).balance),
        "inspect": Report.of_diagnosis(DIAGNOSIS),
        "compare": Report.of_comparison(COMPARISON),
    }[kind]
    expected = {
        "balance": ["classes", "made"],
        "inspect": ["findings", "classes"],
        "compare": SECTIONS[:5],
    }[kind]
    assert sorted(report.sections()) == sorted(expected)
    assert re.findall(r'<section id="s-(\w+)"', render(report)) == list(report.sections())


# No column can hold a lone surrogate, but a message or a file name can.
STORED = [text for text in HOSTILE if text != "\ud800"]


def hostile_table() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    n = 120
    columns = {}
    for i, name in enumerate(STORED):
        columns[name] = rng.normal(size=n) if i % 2 else rng.choice(np.array(STORED, object), n)
    table = pd.DataFrame(columns)
    table["target</title>"] = np.where(np.arange(n) < 20, HOSTILE[1], HOSTILE[3])
    return table


def test_hostile_names_and_values_stay_text(browser, tmp_path):
    table = hostile_table()
    # All texts are categories here, although most differ and one is empty.
    report = balance_report(table, "target</title>", ignore=[], scale=None)
    evil = HOSTILE[1]
    finding = {
        **DIAGNOSIS["findings"][0],
        "code": evil,
        "sentence": evil + "\ud800",
        "figure": {evil: evil},
    }
    diagnosis = {
        **DIAGNOSIS,
        "findings": [finding],
        "recommendation": {"resample": False, "reasons": [evil]},
    }
    comparison = json.loads(json.dumps(COMPARISON).replace("smote", HOSTILE[0]))
    comparison["winner"]["code"] = HOSTILE[3]
    whole = Report(
        "compare",
        HOSTILE[0],
        report.verdict,
        report.balance,
        diagnosis,
        None,
        comparison,
        report.sample,
    )
    path = tmp_path / "hostile.html"
    write_report(path, whole)
    browser.show(path)
    browser.unfold()
    assert browser.heard() == ([path.as_uri()], [])
    assert browser.ask("document.querySelectorAll('img, script').length") == 2 + 0
    assert browser.ask("[...document.scripts].map(s => s.type || 'script')") == [
        "application/json",
        "script",
    ]
    assert (
        browser.ask(
            "[...document.querySelectorAll('*')].filter(e => [...e.attributes]"
            ".some(a => a.name.startsWith('on'))).length"
        )
        == 0
    )
    text = browser.ask("document.body.textContent")
    for value in [*HOSTILE[:3], HOSTILE[8], HOSTILE[9]]:
        assert value in text
    assert "49" not in [
        cell.strip() for cell in re.findall(r"<h[34][^>]*><bdi>(.*?)</bdi>", path.read_text())
    ]
    assert "x" * 100 not in text
    assert browser.ask("document.documentElement.scrollWidth") <= 1200
    # What the script writes when a row is chosen is text as well.
    browser.ask("document.querySelector('.new[data-i]').focus()")
    assert browser.ask("document.querySelectorAll('.told img, .told script').length") == 0
    assert len(browser.ask("document.querySelector('.told').textContent")) > 20


def test_a_page_of_100_columns_is_small(tmp_path):
    rng = np.random.default_rng(0)
    n = 3000
    table = pd.DataFrame({f"measurement number {j}": rng.normal(size=n) for j in range(60)})
    for j in range(60, 100):
        table[f"category number {j}"] = rng.choice([f"a long category {i}" for i in range(30)], n)
    table["churned"] = np.where(np.arange(n) < 600, "yes", "no")
    page = render(balance_report(table, k=3))
    assert len(page.encode()) < 1_500_000
    assert all(f"number {j}" in page for j in range(100))


def test_the_keyboard_reaches_new_rows_and_tells_their_parents(browser, everything):
    browser.show(everything)
    browser.unfold()
    for _ in range(200):
        browser.press("Tab")
        if browser.ask("document.activeElement.hasAttribute('data-i')"):
            break
    assert browser.ask("document.activeElement.dataset.i") == "0"
    first = browser.ask("document.querySelector('.told').textContent")
    assert re.match(r"New row [\d,]+ of class yes: \d+ % row [\d,]+ \+ \d+ % row [\d,]+\.", first)
    assert browser.ask("document.querySelectorAll('svg.after .trace line').length") == 2
    browser.press("ArrowRight")
    assert browser.ask("document.activeElement.dataset.i") == "1"
    assert browser.ask("document.querySelector('.told').textContent") != first
    browser.press("End")
    assert browser.ask("document.activeElement.getAttribute('tabindex')") == "0"
    last = browser.ask("document.querySelectorAll('.new[data-i]').length - 1")
    assert browser.ask("document.activeElement.dataset.i") == str(last)
    browser.press("Tab")  # one stop for the whole map
    assert not browser.ask("document.activeElement.hasAttribute('data-i')")


def test_the_map_shows_any_of_three_classes(browser, tmp_path):
    table = mixed_table(700, 160)
    table.loc[:39, "churned"] = "fraud"
    path = tmp_path / "three.html"
    write_report(path, balance_report(table))
    browser.show(path)
    browser.unfold()
    counts = {}
    for name in ("all classes", "fraud", "yes", "no"):
        browser.driver.execute_script(
            "const s = document.getElementById('map-class');"
            "s.value = [...s.options].find(o => o.text.startsWith(arguments[0])).value;"
            "s.dispatchEvent(new Event('change', {bubbles: true}));",
            name,
        )
        shown = ".filter(e => !e.closest('.off'))"
        told = browser.ask(f"[...document.querySelectorAll('#map .key')]{shown}[0].innerText")
        marks = browser.ask(f"[...document.querySelectorAll('#map .after > .new')]{shown}.length")
        dots = browser.ask(
            f"[...document.querySelectorAll('#map .before .minority')]{shown}"
            ".map(e => e.getAttribute('d').split('M').length - 1)"
        )
        counts[name] = marks, sum(dots)
        assert name.split()[0] in told or name == "all classes"
    assert (counts["fraud"][1], counts["yes"][1]) == (40, 120)
    assert counts["all classes"][0] == counts["fraud"][0] + counts["yes"][0]
    assert counts["no"] == (0, 0), "540 rows are a shade"
    assert (
        browser.ask(
            "document.querySelectorAll('#map .before [data-view]:not(.off) .own .shade').length"
        )
        > 1
    )


def test_pointing_near_a_new_row_tells_its_parents(browser, everything):
    browser.show(everything)
    browser.unfold()
    browser.ask("document.querySelector('svg.after').scrollIntoView({behavior: 'instant'})")
    box = browser.ask(
        "(b => [b.x + b.width / 2 + 6, b.y + b.height / 2])"
        "(document.querySelector('.new[data-i=\"3\"]').getBoundingClientRect())"
    )
    assert browser.ask("document.querySelector('.told').hidden")
    browser.command("Input.dispatchMouseEvent", type="mouseMoved", x=box[0], y=box[1])
    assert not browser.ask("document.querySelector('.told').hidden")
    assert browser.ask("document.querySelectorAll('.new.on[data-i]').length") == 1


def test_a_comparison_tells_what_was_not_done_and_what_decided(browser, everything):
    browser.show(everything)
    browser.unfold()
    text = " ".join(browser.ask("document.querySelector('main').innerText").split())
    assert "logistic regression as it is" in text
    assert "5 trials instead of 30" in text
    assert "given up after 3 folds" in text
    assert "class weights of logistic regression" in text
    assert "k 3 or 5" in text
    assert "< 0.001" in text


def test_choosing_a_contestant_picks_out_its_curves(browser, everything):
    browser.show(everything)
    browser.ask("document.querySelectorAll('button.pick')[1].click()")
    assert browser.ask("document.querySelectorAll('[data-curves] .lit').length") == 2
    assert browser.ask("document.querySelectorAll('[aria-pressed=true]').length") == 1


def test_every_drawing_says_what_it_is(browser, everything):
    browser.show(everything)
    silent = browser.ask(
        "[...document.querySelectorAll('svg')].filter(s => !s.getAttribute('role')"
        " || !s.querySelector('title')?.textContent.trim()"
        " || !s.querySelector('desc')?.textContent.trim()).map(s => s.outerHTML.slice(0, 200))"
    )
    assert silent == []
    missing = browser.ask(
        "[...document.querySelectorAll('[aria-labelledby]')].flatMap(e =>"
        " e.getAttribute('aria-labelledby').split(' ').filter(i => !document.getElementById(i)))"
    )
    assert missing == []
    ids = browser.ask("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_every_table_has_a_caption_and_its_headings_a_scope(browser, everything):
    browser.show(everything)
    browser.unfold()
    browser.ask("document.querySelector('.new[data-i]').focus()")
    assert (
        browser.ask("[...document.querySelectorAll('table')].filter(t => !t.caption).length") == 0
    )
    assert browser.ask("document.querySelectorAll('th:not([scope])').length") == 0
    assert browser.ask("document.querySelectorAll('tbody tr > :first-child:not(th)').length") == 0
    assert browser.ask("document.documentElement.lang") == "en"
    levels = browser.ask("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1


def test_the_tree_that_screen_readers_read_names_every_picture(browser, everything):
    browser.show(everything)
    browser.unfold()
    tree = browser.command("Accessibility.getFullAXTree")["nodes"]
    pictures = [n for n in tree if n.get("role", {}).get("value") in ("image", "img", "button")]
    assert len(pictures) > 20
    assert [n for n in pictures if not n.get("name", {}).get("value") and not n["ignored"]] == []


@pytest.mark.parametrize("width", part_of([360, 400, 800, 1600], [360, 1600]))
def test_no_width_needs_scrolling_sideways(browser, everything, width):
    browser.show(everything, width=width)
    assert browser.ask("document.documentElement.scrollWidth") <= width


def test_without_script_the_tables_tell_all(browser, everything):
    browser.show(everything, script=False)
    tree = browser.command("DOM.getDocument", depth=2)["root"]
    page = everything.read_text()
    browser.command("Emulation.setScriptExecutionDisabled", value=False)
    (root,) = [node for node in tree["children"] if node["nodeName"] == "HTML"]
    assert "js" not in root["attributes"], "the script ran"
    rows = re.search(r"The new rows on the map as a table.*?</table>", page, re.S)[0]
    assert rows.count("<tr>") - 1 == page.count('class="new" data-i=') > 0
    assert page.count("<summary>") >= 5


def test_it_prints_in_light_colours_on_a_few_pages(browser, everything):
    browser.show(everything, scheme="dark")
    browser.command("Emulation.setEmulatedMedia", media="print", features=[])
    assert browser.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for hidden in ("nav", ".chosen", "summary"):
        assert (
            browser.ask(f"getComputedStyle(document.querySelector('{hidden}')).display") == "none"
        )
    pdf = base64.b64decode(browser.command("Page.printToPDF", printBackground=True)["data"])
    assert pdf.startswith(b"%PDF")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 10
