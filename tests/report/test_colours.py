"""Every colour can be read on what is behind it, in both themes and on paper."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

STYLE = files("counterpoise.report").joinpath("templates", "style.css").read_text()


def theme(start: str) -> dict[str, str]:
    block = STYLE[STYLE.index(start) :]
    block = block[block.index(":root {") : block.index("}")]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))


THEMES = {
    "light": theme(":root {"),
    "dark": theme("@media (prefers-color-scheme: dark)"),
    "print": theme("@media print {"),
}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_that_of_the_web_accessibility_guidelines():
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", THEMES)
def test_text_and_marks_stand_out_from_paper_and_panel(name):
    colours = THEMES[name]
    assert len(colours) == 21
    for mark, colour in colours.items():
        if mark not in ("paper", "panel", "rule"):
            for ground in ("paper", "panel"):
                assert contrast(colour, colours[ground]) >= 4.5, (mark, ground)


def test_no_colour_is_used_that_has_no_name():
    rules = re.sub(r"--[\w-]+:\s*#[0-9a-f]{6}", "", STYLE)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", rules) == []
