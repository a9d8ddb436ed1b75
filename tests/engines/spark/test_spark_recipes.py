"""Claims about recipes on Spark: their rows and parents are those in memory, whoever wrote them."""

import numpy as np
import pyarrow as pa
import pytest

from counterpoise import InvalidInputError, Recipe
from counterpoise.core.displacement import GaussianNoise
from counterpoise.core.needs import Need
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.engines.memory.balancing import balance_table
from counterpoise.plan.request import Request
from counterpoise.spark import balance
from counterpoise.stages import (
    AdaptiveSeeds,
    HyperSphere,
    Interpolation,
    LocalGaussian,
    NearestNeighbours,
    SafeLevelSegment,
    Seeds,
    ShadowHull,
    SmoothedBootstrap,
    SupportVectorSeeds,
    SurfaceNeighbours,
)
from shared.grids import part_of
from shared.spark_jobs import COLUMNS, rows, table, use_small_cells

# What this file claims holds for whichever number of rows a method makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)

DISTRIBUTED = {"most_collected": 0, "recall": 1}


def own_recipe(choosy=False):
    """Return a recipe of stages that no module holds, as a notebook defines them."""

    class Between(Interpolation):
        """Anywhere between seed and partner, with a little noise."""

        voters = "neighbourhood"

        def draw(self, group, draws):
            picked = draws.pairs()
            noise = GaussianNoise(np.array([0.01, 0.1, 1, 10]))
            gaps = draws.uniform("between")
            return draws.lineage(group.parents_of(picked), gaps, picked.place, noise)

    class Largest(Seeds):
        """The half of a class with the larger first column."""

        def groups(self, problem, klass, n_new):
            members = problem.members(klass)
            order = np.argsort(problem.rows.numeric[members, 0])
            yield SeedGroup(klass, np.sort(members[order[len(order) // 2 :]]), n_new)

    return Recipe(Largest() if choosy else None, NearestNeighbours(3), Between())


def own_pairs():
    """Return a recipe that mixes any two rows of a class, without neighbours."""

    class Mixture(Interpolation):
        """Halfway between two rows."""

        takes_partners = False

        def draw(self, group, draws):
            places = draws.seeds()
            others = (draws.uniform("other")[:, 0] * len(group.rows)).astype(np.int64)
            parents = np.column_stack([group.rows[places], group.rows[others]])
            return draws.lineage(parents, np.full((group.n_new, 1), 0.5), places)

    return Recipe(interpolation=Mixture())


def made_on_spark(spark, given, method, **options):
    df = spark.createDataFrame(given).repartition(3)
    options = {"method": method, "seed": 3, "key": "key", "provenance": True, **options}
    return balance(df, "y", **options).where("base is not null").toArrow()


def made_in_memory(given, method):
    """Return new rows and their parents' keys and weights, of a table in the order of its keys."""
    given = given.sort_by("key")
    request = Request("y", method, seed=3, ignore=["key"], rng="counter")
    result = balance_table(given, request)
    made, lineage = result.table.slice(len(given)), result.lineage
    key, n_parents = given["key"].to_numpy(), lineage.parents.shape[1]
    names = ["base", "partner", *(f"partner_{j}" for j in range(2, n_parents))][:n_parents]
    for j, name in enumerate(names):
        made = made.append_column(name, pa.array(key[lineage.parents[:, j]]))
        made = made.append_column(f"{name}_weight", pa.array(lineage.weights[:, j]))
    return made


COLLECTED = {
    "safe level": ("numbers", Recipe(interpolation=SafeLevelSegment(6))),
    "safe level, any class": (
        "numbers",
        Recipe(None, NearestNeighbours(4, among="all"), SafeLevelSegment(6)),
    ),
    "sphere": ("numbers", Recipe(None, SurfaceNeighbours(4, "combined"), HyperSphere(0.5, 0.3))),
    "gaussian": ("mixed", Recipe(None, NearestNeighbours(4), LocalGaussian())),
    "shadows": ("mixed", Recipe(interpolation=ShadowHull(noise=0.05))),
    "bootstrap": ("numbers", Recipe(interpolation=SmoothedBootstrap(0.5))),
    "adaptive, with categories": ("mixed", Recipe(AdaptiveSeeds(6))),
    "own": ("mixed", own_recipe()),
    "own and choosy": ("mixed", own_recipe(choosy=True)),
    **{name: ("numbers", name) for name in ("safe-level", "geometric", "mgs", "loras")},
}


@pytest.mark.parametrize(
    "name", part_of(COLLECTED, ["safe level, any class", "gaussian", "own and choosy", "mgs"])
)
def test_rows_and_parents_are_those_in_memory(spark, name):
    columns, method = COLLECTED[name]
    given = table(500).select(["key", *COLUMNS[columns], "y"])
    found, expected = made_on_spark(spark, given, method), made_in_memory(given, method)
    assert found.column_names == expected.column_names
    assert len(found) > 400
    assert rows(found) == rows(expected)


DISTRIBUTED_RECIPES = {
    "segment": ("numbers", Recipe()),
    "gaussian": ("mixed", Recipe(None, NearestNeighbours(3), LocalGaussian())),
    "own": ("mixed", own_recipe()),
    "pairs": ("mixed", own_pairs()),
    "mgs": ("numbers", "mgs"),
}


@pytest.mark.parametrize("name", part_of(DISTRIBUTED_RECIPES, ["own"]))
def test_classes_that_are_not_collected_have_the_same_rows_and_parents(spark, monkeypatch, name):
    use_small_cells(monkeypatch.setattr)
    columns, method = DISTRIBUTED_RECIPES[name]
    given = table(400).select(["key", *COLUMNS[columns], "y"])
    found = made_on_spark(spark, given, method, **DISTRIBUTED)
    expected = made_in_memory(given, method)
    assert found.column_names == expected.column_names
    assert rows(found) == rows(expected)


def test_a_stage_that_needs_more_is_named_with_what_would_do(spark):
    df = spark.createDataFrame(table(200))
    support = Recipe(SupportVectorSeeds())
    with pytest.raises(InvalidInputError, match="SupportVectorSeeds needs the whole table") as said:
        balance(df, "y", method=support)
    assert "the methods are auto, smote, smotenc" in str(said.value)
    assert "svm" not in str(said.value)
    with pytest.raises(InvalidInputError, match="Largest needs all rows of a class") as said:
        balance(df, "y", method=own_recipe(choosy=True), **DISTRIBUTED)
    assert "method='smotenc'" in str(said.value)
    assert "method='smoten'," not in str(said.value)
    sphere = Recipe(None, SurfaceNeighbours(), HyperSphere())
    with pytest.raises(InvalidInputError, match="for a table with categories"):
        balance(df, "y", method=sphere, key="key")


def test_a_stage_that_asks_for_more_than_it_said_is_refused(spark):
    class Spread(Interpolation):
        """Says that it needs nothing but values, and asks for the spread of its class."""

        @property
        def needs(self):
            return Need.VALUES

        def prepare(self, problem, group):
            problem.spread(group.klass)
            return group

        def draw(self, group, draws):
            raise AssertionError("nothing is drawn")

    df = spark.createDataFrame(table(200))
    with pytest.raises(InvalidInputError, match="asks for the spread of a class"):
        balance(df, "y", method=Recipe(interpolation=Spread()), **DISTRIBUTED)
