"""What findings say: in plain words, and none against another."""

from __future__ import annotations

import re
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from counterpoise import diagnose
from counterpoise.diagnosis.finding import SEVERITIES, Code
from counterpoise.diagnosis.titles import TITLES

N = 700


def base(seed: int, shift: float, share: float = 0.12) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    target = np.where(rng.random(N) < share, "yes", "no")
    block = rng.normal(size=(N, 4))
    block[:, :2] += shift * (target == "yes")[:, np.newaxis]
    return pd.DataFrame(block, columns=["a", "b", "c", "d"]), target


def apart():
    return base(0, 4.0)


def scattered():
    return base(1, 0.0)


def overlapping():
    return base(2, 1.0, 0.3)


def stamped():
    table, target = base(3, 1.0)
    rng = np.random.default_rng(3)
    table["stamp"] = np.where((target == "yes") & (rng.random(N) < 0.8), 1.0, rng.normal(size=N))
    return table, target


def gapped():
    table, target = base(4, 1.0)
    table["e"] = np.where(target == "yes", np.nan, 1.0 + np.arange(N) % 7)
    return table, target


def copied():
    table, target = base(5, 2.0)
    own = np.flatnonzero(target == "yes")
    table.loc[own[: len(own) // 2], :] = table.loc[own[-(len(own) // 2) :], :].to_numpy()
    return table, target


def contradicted():
    table, target = base(6, 2.0)
    own, other = np.flatnonzero(target == "yes"), np.flatnonzero(target == "no")
    table.loc[own[:20], :] = table.loc[other[:20], :].to_numpy()
    return table, target


def two_smaller_classes():
    """One that is apart, and one that is scattered."""
    table, target = base(7, 5.0)
    rng = np.random.default_rng(7)
    return table, np.where((target == "no") & (rng.random(N) < 0.1), "maybe", target)


def large_units():
    table, target = base(8, 2.0)
    return table.assign(d=table["d"] * 1e4), target


TABLES = [
    apart,
    scattered,
    overlapping,
    stamped,
    gapped,
    copied,
    contradicted,
    two_smaller_classes,
    large_units,
]


@pytest.fixture(scope="module", params=TABLES, ids=lambda make: make.__name__)
def diagnosis(request):
    return diagnose(*request.param())


OUR_OLD_WAYS = r"\bshall\b|\bso many\b|\bthose (?:who|of)\b|\bthe others\b|\barea under\b"


def test_each_finding_has_a_title_and_sentences_that_are_short_and_plain(diagnosis):
    for finding in diagnosis.findings:
        assert finding.title == TITLES[finding.code][finding.severity]
        for text in filter(None, (finding.sentence, finding.advice)):
            assert text.endswith("."), text
            assert not re.search(OUR_OLD_WAYS, text), text
            for sentence in re.split(r"(?<=[.:;?]) ", text):
                assert len(sentence.split()) <= 32, sentence
        assert finding.title not in finding.sentence, "the sentence only repeats its title"


def test_what_is_as_it_should_be_asks_for_nothing(diagnosis):
    assert [f.code for f in diagnosis.findings if f.severity == "ok" and f.advice] == []


def test_every_kind_of_finding_has_short_titles_for_its_severities():
    assert set(TITLES) == set(get_args(Code))
    for titles in TITLES.values():
        assert titles
        assert set(titles) <= set(SEVERITIES)
        assert all(len(title.split()) <= 12 for title in titles.values())


# If the first is raised, the second must not be said of the same class.
DENIALS = [
    ("leaking-value", r"[Nn]o column gives|does not give .* away"),
    ("leaking-gaps", r"[Nn]o column gives|does not give"),
    ("contradictions", r"[Nn]o part .* wrong|[Nn]o sign"),
    ("duplicates", r"(?<!aside, )\b[Hh]ardly any row of"),
    ("scattered-minority", r"lie together|one piece|hardly overlap|supports k"),
    ("class-overlap", r"lie together|hardly overlap|far apart"),
    ("supported-k", r"the class supports it|hardly overlap"),
]


def test_no_finding_denies_what_a_graver_one_of_its_class_says(diagnosis):
    for code, denial in DENIALS:
        for finding in [f for f in diagnosis.raised if f.code == code]:
            told = [f for f in diagnosis.findings if f.klass == finding.klass and f is not finding]
            for other in told:
                assert not re.search(denial, f"{other.title}. {other.sentence}"), (code, other)


def test_the_findings_of_a_class_agree_in_their_figures(diagnosis):
    for label, _ in diagnosis.classes:
        overlap = diagnosis.find("class-overlap", label)
        lonely = diagnosis.find("scattered-minority", label)
        if overlap is None or lonely is None:
            continue
        if lonely.raised:
            assert overlap.severity != "ok", "scattered, and yet nearest to its own"


def test_the_recommendation_does_what_the_findings_say(diagnosis):
    recommendation = diagnosis.recommendation
    unfit = {
        f.klass for f in diagnosis.raised if f.advice.startswith("Do not use SMOTE for this class")
    }
    smaller = {label for label, _ in diagnosis.classes[1:]}
    reasons = " ".join(recommendation.reasons)
    if smaller <= unfit:
        assert not recommendation.resample
    elif recommendation.resample:
        for label in unfit:
            assert f"Leave class {label!r} as it is" in reasons
        for label in smaller - unfit:
            assert recommendation.k <= diagnosis.find("supported-k", label).figure["supported"]


def test_the_tables_raise_what_the_pairs_are_about():
    raised = {f.code for make in TABLES for f in diagnose(*make()).raised}
    assert {code for code, _ in DENIALS} <= raised
