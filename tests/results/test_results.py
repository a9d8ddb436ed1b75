"""What every result can do, and what a notebook shows of it."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import Any, ClassVar

import matplotlib
import numpy as np
import pandas as pd
import pytest
from sklearn import config_context

from counterpoise import (
    SMOTE,
    SMOTEENN,
    EditedNearestNeighbours,
    InvalidInputError,
    Oversampler,
    Recipe,
    balance,
    compare,
    diagnose,
    privacy,
    quality,
)
from counterpoise.report import writing
from counterpoise.report.plot_numbers import numbers_of
from counterpoise.results.result import Result
from counterpoise.stages import DangerSeeds

matplotlib.use("Agg")

KINDS = ("summary", "diagnosis", "quality", "privacy", "comparison")
HOSTILE = "<b>yes</b>"


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    classes = np.repeat([HOSTILE, "no"], [40, 160])
    place = (classes == "no").astype(float)
    columns = {f"<i>{name}": place + rng.normal(size=200) for name in "ab"}
    return pd.DataFrame({**columns, "left": classes})


@pytest.fixture(scope="module")
def results(table) -> dict[str, Result]:
    X, y = table.drop(columns="left"), table["left"]
    return {
        "summary": balance(table, "left", seed=0, return_summary=True)[1],
        "diagnosis": diagnose(X, y),
        "quality": quality(X, y, SMOTE(random_state=0), n_repeats=1, n_bootstrap=5),
        "privacy": privacy(X, y, SMOTE(random_state=0), n_repeats=2),
        "comparison": compare(
            X, y, models="naive-bayes", methods=["random"], folds=2, n_repeats=1, trials=1
        ),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_of_a_result_is_one_short_line(results, kind):
    text = repr(results[kind])
    assert text.startswith(f"<{type(results[kind]).__name__}: ")
    assert len(text) < 200
    assert "\n" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_the_table_stay_text_in_a_card(results, kind):
    card = results[kind]._repr_html_()
    assert HOSTILE not in card
    assert "<i>a" not in card
    assert "<script" not in card


def test_a_card_says_what_the_result_says(results):
    assert "grew from 40 to 160 rows" in results["summary"]._repr_html_()
    diagnosis = results["diagnosis"]
    assert f"{len(diagnosis.raised)} of {len(diagnosis.findings)}" in diagnosis._repr_html_()
    score = results["quality"]["precision"]
    assert f"{score.value:.3f}" in results["quality"]._repr_html_()
    best = results["comparison"].contestants[0]["scores"]["average_precision"]["mean"]
    assert f"{best:.3f}" in results["comparison"]._repr_html_()


def test_no_two_parts_of_a_notebook_have_the_same_id(results):
    cards = [result._repr_html_() for result in results.values()]
    ids = [name for card in cards for name in re.findall(r'\sid="([^"]+)"', card)]
    assert len(set(ids)) == len(ids) > len(cards)
    named = [n for card in cards for n in re.findall(r'aria-labelledby="([^"]+)"', card)]
    assert {n for names in named for n in names.split()} <= set(ids)


@pytest.fixture
def without(monkeypatch):
    """Take a package away."""

    def take(name):
        for module in [m for m in sys.modules if m.split(".")[0] == name]:
            monkeypatch.delitem(sys.modules, module)
        monkeypatch.setitem(sys.modules, name, None)
        writing._environment.cache_clear()

    yield take
    writing._environment.cache_clear()


def test_without_jinja2_a_notebook_shows_the_text(results, without):
    without("jinja2")
    assert results["summary"]._repr_html_() is None
    assert "<ol" not in SMOTE()._repr_html_()


def test_without_matplotlib_a_plot_says_what_to_install(results, without):
    without("matplotlib")
    with pytest.raises(ModuleNotFoundError, match=r"counterpoise\[notebook\]"):
        results["summary"].plot()


def test_a_frame_has_a_line_for_each_class_finding_score_and_contestant(results):
    frames = {kind: results[kind].to_frame() for kind in KINDS}
    assert frames["summary"]["after"].tolist() == [160, 160]
    assert frames["diagnosis"]["code"].tolist() == [f.code for f in results["diagnosis"].findings]
    score = results["quality"].scores[0]
    line = frames["quality"].iloc[0]
    assert (line["low"], line["high"]) == pytest.approx((score.low, score.high), rel=1e-5)
    contestants = results["comparison"].contestants
    assert len(frames["comparison"]) == len(contestants)
    means = [c["scores"]["brier"]["mean"] for c in contestants]
    assert frames["comparison"]["brier"].tolist() == means


@pytest.mark.parametrize("kind", KINDS)
def test_a_plot_goes_into_the_axes_that_are_given(results, kind):
    from matplotlib import pyplot

    figure, (first, second) = pyplot.subplots(1, 2)
    assert results[kind].plot(ax=second) is second
    assert not first.has_data()
    assert second.has_data()
    assert results[kind].plot().figure is not figure
    pyplot.close("all")


@pytest.mark.parametrize(
    ("interval", "tone"),
    [
        ([0.1, None], "good"),
        ([None, -0.1], "bad"),
        ([-0.3, None], "majority"),
        ([None, 0.3], "majority"),
        ([None, None], "majority"),
        (None, "majority"),
    ],
)
def test_an_open_interval_is_clear_only_where_its_end_is_beyond_zero(results, interval, tone):
    told = results["comparison"].to_dict()
    told["differences"] = [{**told["differences"][0], "interval": interval}]
    assert numbers_of("comparison", told).tones == [tone]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_written_whole_and_replaced_unless_that_is_refused(results, kind, tmp_path):
    path = tmp_path / "page.html"
    results[kind].save_html(path)
    assert path.read_text().rstrip().endswith("</html>")
    path.write_text("mine")
    with pytest.raises(InvalidInputError):
        results[kind].save_html(path, force=False)
    assert path.read_text() == "mine"
    results[kind].save_html(path)
    assert path.read_text() != "mine"
    with pytest.raises(InvalidInputError, match=r"\.html"):
        results[kind].save_html(tmp_path / "page.pdf")


@dataclass(frozen=True, repr=False)
class Guess(Result):
    """A result that somebody adds."""

    _drawn_as: ClassVar[str] = "scores"
    scores: list[Any]

    def to_dict(self):
        return {"scores": self.scores}

    def __str__(self):
        return "a guess\nand more"


def test_a_further_result_is_shown_by_a_base_and_a_word(tmp_path):
    score = {"value": 0.7, "interval": [0.6, 0.8], "reference": 0.5, "verdict": "worse"}
    differing = {"difference": 0.2, "difference_interval": [0.1, 0.3], "class": "yes"}
    guess = Guess([{"name": "exposed_rows", **score, **differing}])
    assert repr(guess) == "<Guess: a guess>"
    assert "Worse than real rows in exposed rows" in guess._repr_html_()
    assert guess.to_frame()["high"].tolist() == [0.8]
    assert [t.get_text() for t in guess.plot().get_yticklabels()] == ["exposed rows"]
    guess.save_html(tmp_path / "guess.html")


def test_a_sampler_draws_its_stages_below_the_diagram_of_scikit_learn():
    for sampler, stages in [
        (SMOTE(k_neighbors=3), ["AllSeeds", "NearestNeighbours", "Segment"]),
        (SMOTEENN(), ["AllSeeds", "NearestNeighbours", "Segment", "EditedNeighbours"]),
        (EditedNearestNeighbours(), ["EditedNeighbours"]),
        (Recipe(seeds=DangerSeeds(4)), ["DangerSeeds", "NearestNeighbours", "Segment"]),
    ]:
        shown = sampler._repr_mimebundle_()["text/html"]
        diagram, _, drawn = shown.partition('<ol class="recipe"')
        assert drawn == sampler._repr_html_().partition('<ol class="recipe"')[2]
        assert "sk-container" in diagram
        assert re.findall(r'class="stage"><bdi>(\w+)', drawn) == stages
    assert "k_neighbors=3" in SMOTE(k_neighbors=3)._repr_html_().partition("<ol")[2]


def test_a_sampler_that_cannot_work_is_shown_all_the_same():
    assert "Oversampler(recipe=&#x27;danger&#x27;)" in Oversampler("danger")._repr_html_()


def test_a_sampler_is_text_where_scikit_learn_is_told_to_show_text():
    with config_context(display="text"):
        assert SMOTE()._repr_mimebundle_() == {"text/plain": "SMOTE()"}
        assert not hasattr(SMOTE(), "_repr_html_")
