"""The nearest rows of the same class for every row of classes that no machine holds.

Each class is divided into cells. A row looks for neighbours in its own cell and in the nearest
others, as many as a sample says it takes for the share of true neighbours that was asked for. To be
exact, it looks into its own cell first, and then into all that can hold a nearer row than the k-th.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from counterpoise.engines.spark.batches import gathered
from counterpoise.engines.spark.broadcast import Shipment, ship
from counterpoise.engines.spark.distributed.cells import (
    Cells,
    Embedding,
    find_centres,
    nearest_centre,
)
from counterpoise.engines.spark.distributed.reading import Coder
from counterpoise.engines.spark.recall import Recall
from counterpoise.errors import SamplingWarning
from counterpoise.neighbors import MixedMetric, NeighborIndex

__all__ = ["Search", "nearest_of_class"]

ROWS_OF_A_CELL = 20_000
_MOST_CELLS = 20_000
_SAMPLED_OF_A_CELL = 50
_MOST_SAMPLED = 200_000
_ASKED = 1_000
_BLOCK = 16_384

# What a record is sent to a cell for.
_REFERENCE, _BOTH, _QUERY = 0, 1, 2


@dataclass(frozen=True)
class Search:
    """What executors need to look for neighbours.

    Parameters
    ----------
    coder : Coder
        How rows become numbers.
    embeddings, cells : dict of int to Embedding, Cells
        By class code.
    k : int
        How many neighbours.
    n_probes : dict of int to int
        Into how many cells each row looks, by class code; 1 for a first look.
    """

    coder: Coder
    embeddings: dict[int, Embedding]
    cells: dict[int, Cells]
    k: int
    n_probes: dict[int, int]

    def metric(self, klass: int) -> Any:
        if not self.coder.reading.categorical:
            return "euclidean"
        return MixedMetric(self.embeddings[klass].category_unit ** 2)


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
    session = ranked.sparkSession
    embeddings = {c: Embedding(coder.middle, coder.category_units.get(c, 1.0)) for c in counts}
    centres = _centres(ranked, coder, embeddings, counts)
    shipment = ship(session, (coder, embeddings, centres))
    fields = "klass int, cell int, far double"
    placed = ranked.mapInArrow(_place(shipment), fields)
    cells = _cells(centres, placed.groupBy("klass", "cell").agg(F.count("*"), F.max("far")))
    first = Search(coder, embeddings, cells, k, dict.fromkeys(counts, 1))
    recalls = {
        klass: _measure(ranked, first, klass, n, recall) for klass, n in sorted(counts.items())
    }
    probes = {klass: found.n_probes for klass, found in recalls.items()}
    lists_schema = _lists_schema()
    if recall < 1:
        search = Search(coder, embeddings, cells, k, probes)
        lists = _searched(ranked, search, lists_schema)
    else:
        near = _merged(_searched(ranked, first, lists_schema), k, lists_schema).persist()
        far = _searched(ranked, first, lists_schema, near)
        lists = near.union(far)
    return _merged(lists, k, lists_schema).drop("distances"), recalls


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


def _place(shipment: Shipment) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what tells each row's cell and how far it is from the centre."""

    def place(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        coder, embeddings, centres = shipment.open()
        for table in gathered(batches):
            for klass, part in _by_class(table):
                places = embeddings[klass](*coder.encode(part))
                cell, far = nearest_centre(centres[klass], places)
                yield from pa.table(
                    {
                        "klass": pa.array(np.full(len(part), klass), pa.int32()),
                        "cell": pa.array(cell, pa.int32()),
                        "far": far,
                    }
                ).to_batches()

    return place


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


def _measure(ranked: DataFrame, search: Search, klass: int, n_rows: int, wanted: float) -> Recall:
    """Find out into how many cells rows must look, and what share of neighbours they find then.

    The true neighbours of a sample tell in which of a row's nearest cells they lie. One half of
    the sample decides how many cells it takes, with two standard errors to spare; the other is what
    the recall is measured on.
    """
    cells = search.cells[klass]
    if wanted == 1 or cells.n_cells == 1:
        n_probes = cells.n_cells if wanted == 1 else 1
        return Recall(wanted, 1.0, 0, cells.n_cells, n_probes)
    sample = _sample(ranked, klass, n_rows, _ASKED, "recall")
    points, codes = search.coder.encode(sample)
    rank = sample["rank"].to_numpy()
    question = ship(ranked.sparkSession, (search, klass, points, codes, rank))
    members = ranked.where(F.col("klass") == klass)
    found = members.mapInArrow(
        _answers(question), "query int, distance double, rank long, cell int"
    )
    answers = found.toArrow()
    order = np.lexsort([answers[name].to_numpy() for name in ("rank", "distance", "query")])
    query = answers["query"].to_numpy()[order]
    nearest = np.arange(len(query)) - np.searchsorted(query, query) < search.k
    query, cell = query[nearest], answers["cell"].to_numpy()[order][nearest]
    ordered = cells.order(search.embeddings[klass](points, codes))
    place = np.empty_like(ordered)
    np.put_along_axis(place, ordered, np.arange(cells.n_cells)[np.newaxis], axis=1)
    depth = place[query, cell]  # 0: the neighbour lies in the nearest cell of the row that asks
    decides = query % 2 == 0 if len(rank) > 1 else np.ones(len(query), bool)
    share = np.bincount(depth[decides], minlength=cells.n_cells).cumsum() / decides.sum()
    spare = 2 * np.sqrt(share * (1 - share) / len(np.unique(query[decides])))
    n_probes = int(np.argmax(share - spare >= wanted)) + 1
    judged = ~decides if len(rank) > 1 else decides
    measured = float(np.mean(depth[judged] < n_probes))
    if measured < wanted:
        warnings.warn(
            SamplingWarning(
                "low recall",
                f"of the true neighbours of {len(np.unique(query[judged])):,} rows {measured:.1%} "
                f"were found, and recall={wanted:g} was asked for: ask for more if it matters",
            ),
            stacklevel=2,
        )
    return Recall(wanted, measured, len(np.unique(query[judged])), cells.n_cells, n_probes)


def _answers(question: Shipment) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what finds the nearest rows of a partition for the rows of the sample."""

    def answer(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        search, klass, asked, asked_codes, own = question.open()
        for table in gathered(batches):
            table = table.sort_by("rank").combine_chunks()
            points, codes = search.coder.encode(table)
            rank = table["rank"].to_numpy()
            distances, rows = _search_rows(
                search.metric(klass), points, codes, rank, asked, asked_codes, own, search.k
            )
            query, column = np.nonzero(rows >= 0)
            found = rows[query, column]
            places = search.embeddings[klass](points, codes)
            cell, _ = nearest_centre(search.cells[klass].centres, places)
            yield from pa.table(
                {
                    "query": pa.array(query, pa.int32()),
                    "distance": distances[query, column],
                    "rank": rank[found],
                    "cell": pa.array(cell[found], pa.int32()),
                }
            ).to_batches()

    return answer


def _search_rows(
    metric: Any,
    points: NDArray[Any],
    codes: NDArray[np.int32],
    rank: NDArray[np.int64],
    asked: NDArray[Any],
    asked_codes: NDArray[np.int32],
    own: NDArray[np.int64],
    k: int,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the k nearest rows of each query but itself; inf and -1 where there are fewer.

    Parameters
    ----------
    metric : object
        The distance.
    points, codes, rank : ndarray of shape (n_rows, ...)
        The rows, by ascending rank, so that ties go by it.
    asked, asked_codes, own : ndarray of shape (n_queries, ...)
        The queries, and their ranks.
    k : int
        How many.
    """
    distances = np.full((len(own), k), np.inf)
    rows = np.full((len(own), k), -1, np.int64)
    if not len(rank) or not len(own):
        return distances, rows
    index = NeighborIndex(1, metric=metric)
    index.fit(points, codes=codes if codes.shape[1] else None)
    place = np.minimum(np.searchsorted(rank, own), len(rank) - 1)
    is_here = rank[place] == own
    for chosen, n in (
        (np.flatnonzero(is_here), min(k, len(rank) - 1)),
        (np.flatnonzero(~is_here), min(k, len(rank))),
    ):
        if len(chosen) and n:
            distances[chosen, :n], rows[chosen, :n] = index.kneighbors(
                asked[chosen],
                n,
                codes=asked_codes[chosen] if codes.shape[1] else None,
                exclude=np.where(is_here, place, -1)[chosen],
            )
    return distances, rows


def _lists_schema() -> T.StructType:
    return T.StructType(
        [
            T.StructField("klass", T.IntegerType()),
            T.StructField("rank", T.LongType()),
            T.StructField("distances", T.ArrayType(T.DoubleType())),
            T.StructField("partners", T.ArrayType(T.LongType())),
            T.StructField("codes", T.ArrayType(T.IntegerType())),
        ]
    )


def _searched(
    ranked: DataFrame, search: Search, schema: T.StructType, near: DataFrame | None = None
) -> DataFrame:
    """Send every row to the cells it looks into, and return a list of neighbours for each cell.

    Parameters
    ----------
    ranked : DataFrame
        The rows.
    search : Search
        What is looked for.
    schema : StructType
        Of the lists.
    near : DataFrame, optional
        The lists of a first look: rows look again into all other cells that can hold a nearer row.
    """
    coder = search.coder
    shipment = ship(ranked.sparkSession, search)
    held = ranked
    if near is not None:
        bound = F.element_at("distances", -1).alias("bound")
        held = ranked.join(near.select("klass", "rank", bound), ["klass", "rank"])
    records = held.mapInArrow(_send(shipment, near is not None), coder.record_schema())
    return records.groupBy("klass", "cell").applyInArrow(_search_cell(shipment), schema)


def _send(
    shipment: Shipment, again: bool
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def send(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        search: Search = shipment.open()
        for table in gathered(batches, 16_384):
            for klass, part in _by_class(table):
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
                ).to_batches()

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
        search: Search = shipment.open()
        klass = int(table["klass"][0].as_py())
        table = table.sort_by("rank").combine_chunks()
        role = table["role"].to_numpy()
        rank = table["rank"].to_numpy()
        points, codes = search.coder.from_records(table)
        held, asks = role != _QUERY, role != _REFERENCE
        distances, rows = _search_rows(
            search.metric(klass),
            points[held],
            codes[held],
            rank[held],
            points[asks],
            codes[asks],
            rank[asks],
            search.k,
        )
        partners = np.where(rows >= 0, rank[held][rows], -1)
        found = codes[held][rows]
        return _lists(klass, rank[asks], distances, partners, found)

    return search_cell


def _lists(
    klass: int,
    rank: NDArray[np.int64],
    distances: NDArray[np.float64],
    partners: NDArray[np.int64],
    codes: NDArray[np.int32],
) -> pa.Table:
    n, k = distances.shape
    n_codes = codes.shape[-1] * k

    def listed(values: NDArray[Any], length: int) -> pa.Array:
        offsets = pa.array(np.arange(n + 1) * length, pa.int32())
        return pa.ListArray.from_arrays(offsets, pa.array(values.ravel()))

    return pa.table(
        {
            "klass": pa.array(np.full(n, klass), pa.int32()),
            "rank": pa.array(rank),
            "distances": listed(distances, k),
            "partners": listed(partners, k),
            "codes": listed(codes.astype(np.int32), n_codes),
        }
    )


def _merged(lists: DataFrame, k: int, schema: T.StructType) -> DataFrame:
    """Return one list for each row from those of all cells it has looked into."""
    block = F.floor(F.col("rank") / _BLOCK).alias("block")
    return lists.groupBy("klass", block).applyInArrow(_merge(k), schema)


def _merge(k: int) -> Callable[[pa.Table], pa.Table]:
    def merge(table: pa.Table) -> pa.Table:
        table = table.combine_chunks()
        klass = int(table["klass"][0].as_py())
        rank = np.repeat(table["rank"].to_numpy(), k)
        distances = _flat(table["distances"], np.float64)
        partners = _flat(table["partners"], np.int64)
        codes = _flat(table["codes"], np.int32).reshape(len(rank), -1)
        order = np.lexsort([partners, distances, rank])
        order = order[partners[order] >= 0]
        # A row that was found in a first look may be found again.
        again = np.zeros(len(order), bool)
        again[1:] = (rank[order][1:] == rank[order][:-1]) & (
            partners[order][1:] == partners[order][:-1]
        )
        order = order[~again]
        rank = rank[order]
        first = np.arange(len(rank)) - np.searchsorted(rank, rank) < k
        order, rank = order[first], rank[first]
        return _padded(klass, rank, distances[order], partners[order], codes[order], k)

    return merge


def _padded(
    klass: int,
    rank: NDArray[np.int64],
    distances: NDArray[np.float64],
    partners: NDArray[np.int64],
    codes: NDArray[np.int32],
    k: int,
) -> pa.Table:
    """Return lists of k entries from entries in their order; inf and -1 where there are fewer."""
    rows, place = np.unique(rank, return_inverse=True)
    column = np.arange(len(rank)) - np.searchsorted(rank, rank)
    whole_distances = np.full((len(rows), k), np.inf)
    whole_partners = np.full((len(rows), k), -1, np.int64)
    whole_codes = np.full((len(rows), k, codes.shape[1]), -1, np.int32)
    whole_distances[place, column] = distances
    whole_partners[place, column] = partners
    whole_codes[place, column] = codes
    return _lists(klass, rows, whole_distances, whole_partners, whole_codes)


def _flat(lists: Any, kind: Any) -> NDArray[Any]:
    column = lists.combine_chunks() if isinstance(lists, pa.ChunkedArray) else lists
    values: NDArray[Any] = column.flatten().to_numpy(zero_copy_only=False).astype(kind, copy=False)
    return values


def _by_class(table: pa.Table) -> Iterator[tuple[int, pa.Table]]:
    klass = table["klass"].to_numpy()
    for code in np.unique(klass):
        yield int(code), table.filter(pa.array(klass == code)).combine_chunks()
