"""The nearest rows of the same class for every row of classes that no machine holds.

Each class is divided into cells. A row looks for neighbours in its own cell and in the nearest
others, as many as a sample says it takes for the share of true neighbours that was asked for. To be
exact, it looks into its own cell first, and then into all that can hold a nearer row than the k-th.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from counterpoise.engines.spark.batches import gathered
from counterpoise.engines.spark.broadcast import Shipment, ship
from counterpoise.engines.spark.distributed.cell_search import CellSearch, by_class, search_rows
from counterpoise.engines.spark.distributed.cells import (
    Cells,
    Embedding,
    find_centres,
    nearest_centre,
)
from counterpoise.engines.spark.distributed.packing import fixed_bytes, from_fixed_bytes
from counterpoise.engines.spark.distributed.probing import LOOKED, Question, look, measure
from counterpoise.engines.spark.distributed.reading import Coder
from counterpoise.engines.spark.recall import Recall

__all__ = ["nearest_of_class"]

ROWS_OF_A_CELL = 20_000
_MOST_CELLS = 20_000
_SAMPLED_OF_A_CELL = 50
_MOST_SAMPLED = 200_000
_ASKED = 1_000
_BLOCK = 16_384

# What a look has found, packed; and lists as joins need them.
_FOUND = "klass int, rank long, bound double, found binary"
_LISTS = "klass int, rank long, partners array<long>, codes array<int>"

# What a record is sent to a cell for.
_REFERENCE, _BOTH, _QUERY = 0, 1, 2


def nearest_of_class(
    ranked: DataFrame, coder: Coder, counts: dict[int, int], k: int, recall: float
) -> tuple[DataFrame, dict[int, Recall]]:
    """Return the k nearest rows of each row among those of its class.

    Parameters
    ----------
    ranked : DataFrame
        The rows, see `rank_rows`.
    coder : Coder
        How they become numbers.
    counts : dict of int to int
        Rows of each class that grows, by class code.
    k : int
        How many neighbours.
    recall : float
        The wanted share of true neighbours; 1 for an exact search.

    Returns
    -------
    lists : DataFrame
        ``klass``, ``rank``, ``partners`` (ranks, nearest first) and ``codes`` (their categories,
        one after the other).
    recalls : dict of int to Recall
        What was measured, by class code.
    """
    embeddings = {c: Embedding(coder.middle, coder.category_units.get(c, 1.0)) for c in counts}
    centres = _centres(ranked, coder, embeddings, counts)
    asked = {}
    for klass, n_rows in counts.items():
        if recall < 1 and len(centres[klass]) > 1:
            asked[klass] = Question.of(_sample(ranked, klass, n_rows, _ASKED, "recall"), coder)
    blind = CellSearch(coder, embeddings, {}, k, {})
    looking = look(ship(ranked.sparkSession, (blind, centres, asked)))
    looked = ranked.mapInArrow(looking, LOOKED).persist()
    counted = looked.where("query is null").groupBy("klass", "cell")
    cells = _cells(centres, counted.agg(F.sum("n"), F.max("far")))
    first = CellSearch(coder, embeddings, cells, k, dict.fromkeys(counts, 1))
    recalls = {
        klass: measure(looked, first, klass, asked.get(klass), recall) for klass in sorted(counts)
    }
    looked.unpersist()
    probes = {klass: found.n_probes for klass, found in recalls.items()}
    if recall < 1:
        lists = _searched(ranked, CellSearch(coder, embeddings, cells, k, probes))
    else:
        near = _merged(_searched(ranked, first), first, _FOUND).persist()
        lists = near.union(_searched(ranked, first, near))
    return _merged(lists, first, _LISTS), recalls


def _centres(
    ranked: DataFrame,
    coder: Coder,
    embeddings: dict[int, Embedding],
    counts: dict[int, int],
) -> dict[int, NDArray[np.float64]]:
    """Return the centres of each class' cells, found on a sample of its rows."""
    centres = {}
    for klass, n_rows in counts.items():
        n_cells = min(_MOST_CELLS, max(1, -(-n_rows // ROWS_OF_A_CELL)))
        n_sampled = min(n_rows, _MOST_SAMPLED, n_cells * _SAMPLED_OF_A_CELL)
        sample = _sample(ranked, klass, n_rows, n_sampled, "centres")
        places = embeddings[klass](*coder.encode(sample))
        centres[klass] = find_centres(places, n_cells)
    return centres


def _sample(ranked: DataFrame, klass: int, n_rows: int, n_wanted: int, purpose: str) -> pa.Table:
    """Return about so many rows of a class, the same whenever they are asked for."""
    one_in = max(1, n_rows // n_wanted)
    chosen = F.pmod(F.xxhash64(F.lit(purpose), "rank"), F.lit(one_in)) == 0
    rows = ranked.where((F.col("klass") == klass) & chosen).toArrow()
    if not len(rows):  # so few that chance has left them all out
        rows = ranked.where((F.col("klass") == klass) & (F.col("rank") == 0)).toArrow()
    return rows.sort_by("rank").combine_chunks()


def _cells(centres: dict[int, NDArray[np.float64]], counted: DataFrame) -> dict[int, Cells]:
    table = counted.toDF("klass", "cell", "n", "far").toArrow()
    found = {}
    for klass, points in centres.items():
        own = table.filter(pa.array(table["klass"].to_numpy() == klass))
        counts, radii = np.zeros(len(points), np.int64), np.zeros(len(points))
        counts[own["cell"].to_numpy()] = own["n"].to_numpy()
        radii[own["cell"].to_numpy()] = own["far"].to_numpy()
        found[klass] = Cells(points, counts, radii)
    return found


def _searched(ranked: DataFrame, search: CellSearch, near: DataFrame | None = None) -> DataFrame:
    """Send every row to the cells it looks into, and return a list of neighbours for each cell.

    Parameters
    ----------
    ranked : DataFrame
        The rows.
    search : Search
        What is looked for.
    near : DataFrame, optional
        The lists of a first look: rows look again into all other cells that can hold a nearer row.
    """
    coder = search.coder
    shipment = ship(ranked.sparkSession, search)
    held = ranked
    if near is not None:
        held = ranked.join(near.select("klass", "rank", "bound"), ["klass", "rank"])
    records = held.mapInArrow(_send(shipment, near is not None), coder.record_schema())
    return records.groupBy("klass", "cell").applyInArrow(_search_cell(shipment), _FOUND)


def _send(
    shipment: Shipment, again: bool
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def send(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        search: CellSearch = shipment.open()
        for table in gathered(batches, 16_384):
            for klass, part in by_class(table):
                points, codes = search.coder.encode(part)
                places = search.embeddings[klass](points, codes)
                cells = search.cells[klass]
                own, _ = nearest_centre(cells.centres, places)
                if again:
                    row, cell = cells.within(places, _bounds(search.coder, part))
                else:
                    row, cell = cells.probed(places, search.n_probes[klass], search.k + 1)
                elsewhere = cell != own[row]
                row, cell = row[elsewhere], cell[elsewhere]
                everyone = np.arange(len(part))
                at_home = _REFERENCE if again else _BOTH
                role = np.repeat([at_home, _QUERY], [len(part), len(row)]).astype(np.int8)
                yield from search.coder.records(
                    klass,
                    np.concatenate([own, cell]),
                    role,
                    part["rank"].to_numpy(),
                    points,
                    codes,
                    np.concatenate([everyone, row]),
                )

    return send


def _bounds(coder: Coder, table: pa.Table) -> NDArray[np.float64]:
    """Return how far from each row a row of other cells may be its neighbour."""
    if coder.has_missing:
        # Distances over the columns that two rows have in common keep no triangle inequality: no
        # cell can be ruled out.
        return np.full(len(table), np.inf)
    bounds: NDArray[np.float64] = table["bound"].to_numpy()
    return bounds


def _search_cell(shipment: Shipment) -> Callable[[pa.Table], pa.Table]:
    def search_cell(table: pa.Table) -> pa.Table:
        search: CellSearch = shipment.open()
        klass = int(table["klass"][0].as_py())
        order = np.argsort(table["rank"].to_numpy(), kind="stable")
        role, rank = table["role"].to_numpy()[order], table["rank"].to_numpy()[order]
        points, codes = (part[order] for part in search.coder.from_records(table))
        held, asks = role != _QUERY, role != _REFERENCE
        distances, rows = search_rows(
            search.metric(klass),
            points[held],
            codes[held],
            rank[held],
            points[asks],
            codes[asks],
            rank[asks],
            search.k,
        )
        found = np.empty(len(distances), search.entries)
        found["distance"] = distances
        found["partner"] = np.where(rows >= 0, rank[held][rows], -1)
        found["codes"] = codes[held][rows]
        return _found(klass, rank[asks], found)

    return search_cell


def _found(klass: int, rank: NDArray[np.int64], found: NDArray[Any]) -> pa.Table:
    """Return what was found for each row; `found` has shape (n_rows, k), nearest first."""
    return pa.table(
        {
            "klass": pa.array(np.full(len(rank), klass), pa.int32()),
            "rank": pa.array(rank),
            "bound": pa.array(np.ascontiguousarray(found["distance"][:, -1])),
            "found": fixed_bytes(found),
        }
    )


def _lists(klass: int, rank: NDArray[np.int64], found: NDArray[Any]) -> pa.Table:
    """Return the same with partners and their categories as lists."""
    n = len(rank)

    def listed(values: NDArray[Any]) -> pa.Array:
        offsets = pa.array(np.arange(n + 1) * (values.size // max(1, n)), pa.int32())
        return pa.ListArray.from_arrays(offsets, pa.array(values.ravel()))

    return pa.table(
        {
            "klass": pa.array(np.full(n, klass), pa.int32()),
            "rank": pa.array(rank),
            "partners": listed(found["partner"]),
            "codes": listed(found["codes"]),
        }
    )


def _merged(lists: DataFrame, search: CellSearch, schema: str) -> DataFrame:
    """Return one list for each row from those of all cells it has looked into."""
    block = F.floor(F.col("rank") / _BLOCK).alias("block")
    told = _lists if schema == _LISTS else _found
    return lists.groupBy("klass", block).applyInArrow(
        _merge(search.k, search.entries, told), schema
    )


def _merge(
    k: int, entries: np.dtype[Any], told: Callable[[int, NDArray[np.int64], NDArray[Any]], pa.Table]
) -> Callable[[pa.Table], pa.Table]:
    def merge(table: pa.Table) -> pa.Table:
        klass = int(table["klass"][0].as_py())
        rank = np.repeat(table["rank"].to_numpy(), k)
        found = from_fixed_bytes(table["found"], entries).ravel()
        order = np.lexsort([found["partner"], found["distance"], rank])
        order = order[found["partner"][order] >= 0]
        rank, found = rank[order], found[order]
        # A row that was found in a first look may be found again.
        again = np.zeros(len(order), bool)
        again[1:] = (rank[1:] == rank[:-1]) & (found["partner"][1:] == found["partner"][:-1])
        rank, found = rank[~again], found[~again]
        first = np.arange(len(rank)) - np.searchsorted(rank, rank) < k
        return told(klass, *_padded(rank[first], found[first], entries))

    return merge


def _padded(
    rank: NDArray[np.int64], found: NDArray[Any], entries: np.dtype[Any]
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return the rows and k entries for each; inf and -1 where there are fewer."""
    rows, place = np.unique(rank, return_inverse=True)
    column = np.arange(len(rank)) - np.searchsorted(rank, rank)
    whole = np.empty(len(rows), entries)
    whole["distance"], whole["partner"], whole["codes"] = np.inf, -1, -1
    whole[place, column] = found
    return rows, whole
