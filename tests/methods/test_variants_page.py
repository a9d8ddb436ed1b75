"""The page that says what the methods of other libraries are called here."""

from __future__ import annotations

import re

from imblearn import combine, over_sampling, under_sampling

from counterpoise.methods.registry import METHODS
from shared import ROOT

PAGE = (ROOT / "docs" / "variants.rst").read_text(encoding="utf-8")
SMOTE_VARIANTS, IMBALANCED_LEARN, ONLY_HERE = re.split(r"^.+\n-+\n", PAGE, flags=re.MULTILINE)[1:]


def rows_of(section: str) -> list[tuple[str, str, str]]:
    """Return the rows of a section's table: the class there, ours, and the note."""
    return re.findall(r"^   \* - ``(\w+)``\n     - (.+)\n     -(.*)$", section, re.MULTILINE)


ROWS = rows_of(PAGE)


def test_every_class_of_smote_variants_has_one_row() -> None:
    import smote_variants  # takes over a second: only this test waits

    theirs = smote_variants.get_all_oversamplers()
    told = [name for name, _, _ in rows_of(SMOTE_VARIANTS)]
    assert sorted(told) == sorted(each.__name__ for each in theirs)


def test_every_sampler_of_imbalanced_learn_has_one_row() -> None:
    theirs = {name for room in (over_sampling, under_sampling, combine) for name in room.__all__}
    told = [name for name, _, _ in rows_of(IMBALANCED_LEARN)]
    assert sorted(told) == sorted({*theirs, "FunctionSampler"})


def test_every_method_of_ours_is_on_the_page_and_no_other_is() -> None:
    ours = {method.class_name for method in METHODS.values()}
    peers = {here.strip("`") for _, here, _ in ROWS} - {"none"}
    only_here = set(re.findall(r"^- `(\w+)`: ", ONLY_HERE, re.MULTILINE))
    assert peers | only_here == ours
    assert not peers & only_here


def test_every_row_without_a_peer_says_why() -> None:
    assert all(note.strip() for _, here, note in ROWS if here == "none")
