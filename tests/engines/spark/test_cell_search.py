"""Claims about the search in cells, each task played here: what executors do needs no Spark."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from counterpoise.engines.spark.distributed import probing, search
from counterpoise.engines.spark.distributed.cell_search import CellSearch
from counterpoise.engines.spark.distributed.cells import Cells, Embedding, find_centres
from counterpoise.engines.spark.distributed.packing import Packing
from counterpoise.engines.spark.distributed.reading import Coder
from counterpoise.engines.spark.features import Features
from counterpoise.neighbors import NeighborIndex

N_ROWS, N_COLUMNS, K = 900, 4, 5


class Shipped:
    """A value that has arrived."""

    def __init__(self, value):
        self.value = value

    def open(self):
        return self.value


def played(task, parts):
    """Return what a task makes of some partitions."""
    return pa.Table.from_batches([made for part in parts for made in task(iter(part.to_batches()))])


@pytest.fixture(scope="module")
def given():
    """Rows, their partitions, and what is known of the rows before any is looked at."""
    rng = np.random.default_rng(0)
    X = rng.standard_normal((N_ROWS, N_COLUMNS)).astype(np.float32)
    names = [f"c{j}" for j in range(N_COLUMNS)]
    packing = Packing(names, ["f4"] * N_COLUMNS)
    coder = Coder(Features(names, [], {}, None), [], {}, np.zeros(N_COLUMNS), False, packing)
    rows = {name: np.ascontiguousarray(X[:, j]) for j, name in enumerate(names)}
    klass = pa.array(np.ones(N_ROWS), pa.int32())
    packed = packing.pack(pa.table({**rows, "klass": klass, "rank": np.arange(N_ROWS)}))
    parts = [packed.take(rows) for rows in np.array_split(rng.permutation(N_ROWS), 3)]
    return X, packed, parts, coder


def looked_at(given, asked=()):
    X, packed, parts, coder = given
    embeddings = {1: Embedding(np.zeros(N_COLUMNS), 1.0)}
    centres = {1: find_centres(X[::10].astype(float), 12)}
    question = {1: probing.Question.of(packed.take(asked), coder)} if len(asked) else {}
    blind = CellSearch(coder, embeddings, {}, K, {})
    looked = played(probing.look(Shipped((blind, centres, question))), parts)
    is_count = pc.is_null(looked["query"])
    counted = looked.filter(is_count).group_by("cell").aggregate([("n", "sum"), ("far", "max")])
    counted = counted.sort_by("cell")
    cells = Cells(centres[1], counted["n_sum"].to_numpy(), counted["far_max"].to_numpy())
    return CellSearch(coder, embeddings, {1: cells}, K, {1: 1}), looked.filter(pc.invert(is_count))


def lists(given, found, near=None):
    """Return what each cell finds for the rows that look into it."""
    parts = given[2]
    if near is not None:
        bounds = near.select(["rank", "bound"])
        parts = [part.join(bounds, "rank").combine_chunks() for part in parts]
    records = played(search._send(Shipped(found), near is not None), parts)
    cells = np.unique(records["cell"].to_numpy()).tolist()
    task = search._search_cell(Shipped(found))
    return pa.concat_tables([task(records.filter(pc.equal(records["cell"], c))) for c in cells])


def partners(merged):
    return np.array(merged.sort_by("rank")["partners"].to_pylist())


@pytest.fixture(scope="module")
def true(given):
    return NeighborIndex(K).fit(given[0].astype(float)).kneighbors(return_distance=False)


def test_a_second_look_into_all_cells_within_reach_finds_the_true_neighbours(given, true):
    found, _ = looked_at(given)
    near = search._merge(K, found.entries, search._found)(lists(given, found))
    both = pa.concat_tables([near, lists(given, found, near)])
    merged = search._merge(K, found.entries, search._lists)(both)
    assert np.array_equal(partners(merged), true)


def test_the_same_pass_counts_all_rows_and_answers_exactly(given, true):
    asked = np.arange(0, N_ROWS, 30)
    found, answers = looked_at(given, asked)
    assert found.cells[1].counts.sum() == N_ROWS
    ordered = answers.sort_by([("query", "ascending"), ("distance", "ascending")])
    for place, row in enumerate(asked.tolist()):
        own = ordered.filter(pc.equal(ordered["query"], place))["rank"].to_numpy()
        assert own[:K].tolist() == true[row].tolist()


def test_more_cells_find_more_of_the_true_neighbours(given, true):
    found, _ = looked_at(given)
    shares = []
    for n_probes in (1, 3, 12):
        wide = CellSearch(found.coder, found.embeddings, found.cells, K, {1: n_probes})
        merged = search._merge(K, found.entries, search._lists)(lists(given, wide))
        pairs = zip(partners(merged), true, strict=True)
        shares.append(np.mean([len(set(own) & set(told)) / K for own, told in pairs]))
    assert shares[0] < shares[1] < shares[2] == 1
