"""Any recipe gives from a file in batches what it gives of the table in memory."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sklearn.neighbors import NearestNeighbors

from counterpoise import InvalidInputError
from counterpoise.core.draft import Draft
from counterpoise.core.needs import Need
from counterpoise.core.ragged import Counted, Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.engines.stream import growing
from counterpoise.engines.stream.offers import OFFERS, lacking
from counterpoise.files import balance_file
from counterpoise.formats import writing
from counterpoise.methods.registry import METHODS
from counterpoise.plan.request import Request
from counterpoise.stages import (
    DangerSeeds,
    Duplicate,
    EditedNeighbours,
    HyperSphere,
    Interpolation,
    LocalGaussian,
    MutualNeighbours,
    NearestNeighbours,
    NeighbourhoodVote,
    SafeLevelSegment,
    Seeds,
    Segment,
    ShadowHull,
    SmoothedBootstrap,
    SurfaceNeighbours,
)
from counterpoise.stages.recipe import Recipe

pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)

RNGS = ("numpy", "counter")
N = 200


class EverySecond(Seeds):
    """Every second row of the class."""

    def groups(self, problem, klass, n_new):
        members = problem.members(klass)
        assert not isinstance(members, Counted)
        yield SeedGroup(klass, members[::2], n_new)


class Middle(Interpolation):
    """A point about the middle between seed and partner."""

    def draw(self, group, draws):
        picked = draws.pairs()
        gaps = 0.25 + 0.5 * draws.uniform("middle")
        return draws.lineage(group.parents_of(picked), gaps, picked.place)


class Curious(Seeds):
    """Seeds that look at all rows of a class that does not grow."""

    def groups(self, problem, klass, n_new):
        others = [c for c in range(len(problem.labels)) if c not in problem.plan]
        assert len(problem.members(others[0]))
        yield SeedGroup(klass, problem.members(klass), n_new)


class Greedy(Seeds):
    """Seeds that say what no engine but memory has."""

    @property
    def needs(self):
        return super().needs | Need.WHOLE_TABLE

    def groups(self, problem, klass, n_new):
        yield SeedGroup(klass, problem.members(klass), n_new)


def table(categories=False):
    """Return a table in which classes overlap and two of them grow."""
    rng = np.random.default_rng(7)
    klass = rng.permutation(np.repeat(["a", "b", "c"], [30, 50, N - 80]))
    shift = np.array([0.0, 0.7, 1.1])[np.searchsorted(["a", "b", "c"], klass)]
    missing = rng.random(N) < 0.08
    columns = {
        "x": rng.normal(size=N) + shift,
        "y": pa.array(rng.normal(100, 30, N).round(1) + shift, mask=missing),
        "large": 2**61 + rng.integers(0, 10**6, N),
        "z": (rng.normal(size=N) + shift).astype(np.float32),
    }
    if categories:
        # Some categories are those of the class that does not grow only, and sort before others.
        rare = np.where(klass == "c", "apple", "pear")
        kind = np.where(rng.random(N) < 0.3, rare, rng.choice(["fig", "kiwi", "plum"], N))
        columns["kind"] = pa.array(kind, mask=rng.random(N) < 0.05)
        columns["level"] = pa.array(rng.choice(["low", "mid", "top"], N)).dictionary_encode()
    return pa.table({**columns, "class": klass})


def balanced(tmp_path, data, batches=(31, 1000), **asked):
    """Return what a run in memory writes, which runs in batches of such sizes must write too."""
    path = str(tmp_path / "t.parquet")
    pq.write_table(data, path)
    found = []
    for stream, rows in ((False, 1000), *((True, n) for n in batches)):
        told = balance_file(
            path, target="class", seed=4, stream=stream, batch_rows=rows, force=True, **asked
        )
        with open(told.output, "rb") as file:
            found.append((file.read(), told.balance.to_dict()))
    for other in found[1:]:
        assert other == found[0]
    return pq.read_table(told.output), found[0][1]


@pytest.mark.parametrize("rng", RNGS)
@pytest.mark.parametrize("categories", [False, True])
def test_stages_of_a_users_own_give_the_rows_that_memory_gives(tmp_path, rng, categories):
    recipe = Recipe(seeds=EverySecond(), neighbourhood=NearestNeighbours(3), interpolation=Middle())
    data = table(categories)
    made, told = balanced(tmp_path, data, method=recipe, rng=rng)
    assert told["n_new"] == 2 * 120 - 80
    # And they are that recipe's: SMOTE makes other ones.
    other, _ = balanced(tmp_path, data, batches=(), rng=rng, k=3)
    assert not made.equals(other)


@pytest.mark.parametrize("rng", RNGS)
@pytest.mark.parametrize("scale", ["standard", None])
@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("borderline", {"kind": "borderline-2"}),
        ("geometric", {"selection": "combined"}),
        ("geometric", {"selection": "majority"}),
        ("safe-level", {}),
        ("mgs", {}),
        ("loras", {}),
        ("kernel-adasyn", {}),
        ("pdfos", {}),
        ("gaussian-smote", {}),
        ("de", {}),
    ],
)
def test_methods_that_look_at_other_classes_stream(tmp_path, method, options, rng, scale):
    _, told = balanced(tmp_path, table(), method=method, options=options, rng=rng, scale=scale)
    assert told["n_new"] > 0


def among_all():
    return NearestNeighbours(4, among="all")


MIXED = {
    "borderline-2": Recipe(DangerSeeds(6), among_all(), Segment(0.5)),
    "votes": Recipe(DangerSeeds(6), among_all(), LocalGaussian()),
    "sphere": Recipe(None, SurfaceNeighbours(3, "combined"), HyperSphere()),
    "safe": Recipe(None, among_all(), SafeLevelSegment(4)),
    "shadows": Recipe(None, NearestNeighbours(4), ShadowHull()),
    "rose": Recipe(None, None, SmoothedBootstrap()),
    "copies": Recipe(DangerSeeds(6), None, Duplicate()),
}


@pytest.mark.parametrize("rng", RNGS)
@pytest.mark.parametrize("name", MIXED)
def test_categories_of_other_classes_count_and_vote(tmp_path, name, rng):
    made, told = balanced(tmp_path, table(categories=True), method=MIXED[name], rng=rng)
    assert told["n_new"] > 0
    if name == "votes":
        new = made.slice(N)["kind"].to_pylist()
        assert "apple" in new, "a category is elected that no row has that grows"


@pytest.mark.parametrize("rng", RNGS)
def test_categories_alone_are_compared_by_how_classes_share_them(tmp_path, rng):
    data = table(categories=True).select(["kind", "level", "class"])
    recipe = Recipe(DangerSeeds(6), among_all(), NeighbourhoodVote(), nominal=True)
    _, told = balanced(tmp_path, data, method=recipe, rng=rng)
    assert told["n_new"] > 0


@pytest.mark.parametrize("rng", RNGS)
@pytest.mark.parametrize(
    "cleaning", [EditedNeighbours(3, "mode", "growing", True), MutualNeighbours("growing")]
)
def test_what_other_classes_had_a_part_in_is_cleaned(tmp_path, cleaning, rng):
    recipe = Recipe(DangerSeeds(6), among_all(), Segment(0.5), cleaning)
    _, told = balanced(tmp_path, table(), method=recipe, rng=rng)
    assert told["n_removed"] > 0


def test_new_rows_are_drawn_as_they_are_written(tmp_path, monkeypatch):
    path, page = str(tmp_path / "t.parquet"), str(tmp_path / "page.html")
    pq.write_table(table(), path)
    drawn = []
    lineage = Draft.lineage

    def noted(self, start=0, stop=None, epoch=0):
        found = lineage(self, start, stop, epoch)
        drawn.append(len(found))
        return found

    monkeypatch.setattr(Draft, "lineage", noted)
    monkeypatch.setattr(writing, "CHUNK_ROWS", 33)
    asked = {"target": "class", "seed": 1, "rng": "counter", "stream": True, "force": True}
    told = balance_file(path, **asked)
    assert told.balance.n_new == 160
    assert max(drawn) == 33
    assert sum(drawn) == 160
    whole = balance_file(path, str(tmp_path / "whole.parquet"), **{**asked, "stream": False})
    assert pq.read_table(told.output).equals(pq.read_table(whole.output))
    balance_file(path, page=page, **asked)


def test_an_engine_names_the_stage_that_it_cannot_run(tmp_path):
    path = str(tmp_path / "t.parquet")
    pq.write_table(table(), path)
    asked = {"target": "class", "method": Recipe(seeds=Greedy()), "seed": 0}
    with pytest.raises(InvalidInputError, match=r"whole table in memory for Greedy: leave stream"):
        balance_file(path, stream=True, **asked)
    with pytest.raises(InvalidInputError, match=r"in memory for Greedy, which takes .* GiB"):
        balance_file(path, memory=1000, **asked)
    assert balance_file(path, **asked).balance.n_new == 160
    with pytest.raises(InvalidInputError, match=r"memory for exact quartiles: leave stream"):
        balance_file(path, target="class", scale="robust", stream=True, force=True)
    with pytest.raises(InvalidInputError, match=r"MutualNeighbours \(to remove rows of any class"):
        balance_file(path, target="class", method="tomek", stream=True, force=True)


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        (Recipe(seeds=Curious()), "all rows of class 'c', which does not grow"),
        (
            Recipe(neighbourhood=NearestNeighbours(NearestNeighbors(n_neighbors=5), among="all")),
            "k_neighbors=NearestNeighbors.* searches all rows",
        ),
    ],
)
def test_what_turns_out_to_need_the_table_is_done_in_memory(tmp_path, recipe, message):
    path = str(tmp_path / "t.parquet")
    data = table().drop_columns(["y"])
    pq.write_table(data, path)
    asked = {"target": "class", "method": recipe, "seed": 0, "force": True}
    with pytest.raises(InvalidInputError, match=rf"{message}, needs the whole table in memory"):
        balance_file(path, stream=True, **asked)
    told = balance_file(path, **asked)
    whole = balance_file(path, str(tmp_path / "w.parquet"), stream=False, **asked)
    assert pq.read_table(told.output).equals(pq.read_table(whole.output))


def test_which_methods_stream_follows_from_their_stages():
    able = {name for name in METHODS if not lacking(Request(method=name))}
    assert {"smote", "smotenc", "smoten", "random", "borderline", "adasyn"} <= able
    assert not able & {"kmeans", "svm", "smoteenn", "smotetomek", "tomek", "random-under"}
    assert not lacking(Request(method="svm", options={"svm_rows": 99}))
    assert not lacking(Request(method="smoteenn", clean="growing"))
    assert not lacking(Request(method="smoten", scale="robust"))
    assert lacking(Request(scale="robust")) == [(None, Need.QUARTILES)]
    assert Need.WHOLE_TABLE not in OFFERS


def test_any_new_rows_can_be_had_by_their_numbers():
    square = np.arange(12).reshape(4, 3)
    groups = [SeedGroup(k, np.arange(4), 90_000, partners=Ragged.of(square)) for k in (0, 2)]
    draft = Draft(Segment(), groups, 5)
    whole = draft.lineage()
    numbers = np.array([0, 7, 65_535, 65_536, 89_999, 90_000, 179_999])
    for stays in (None, np.arange(0, 180_000, 2)):
        made = growing.Made(draft, stays)
        known = whole if stays is None else whole[stays]
        assert len(made) == len(known)
        chosen = numbers[numbers < len(known)]
        assert (made.klass == known.klass).all()
        for rows in (chosen, slice(5, 20), slice(70_000, 89_000)):
            assert (made[rows].parents == known[rows].parents).all()
            assert (made[rows].gaps == known[rows].gaps).all()
