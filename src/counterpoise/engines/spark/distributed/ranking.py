"""The place of each growing row in the order of its class, found without collecting the rows.

Rows are divided into buckets at values of a sample, so that each bucket can be sorted by itself;
how many rows of a class earlier buckets have is then counted. Buckets depend on the identities of
rows alone, so that a task that is run again finds the same places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from counterpoise.engines.spark.broadcast import Shipment, ship
from counterpoise.engines.spark.distributed.packing import Packing
from counterpoise.engines.spark.planned_table import PlannedTable

__all__ = ["bucket_of", "rank_rows"]

_ROWS_OF_A_BUCKET = 200_000
_SAMPLED_OF_A_BUCKET = 50


def rank_rows(planned: PlannedTable) -> DataFrame:
    """Return the rows of the classes that grow with ``klass`` and ``rank``, kept by the executors.

    The columns are those of the features (``c0``, ...; numbers as `Packing` has them), the identity
    (``id0``, ...), ``klass`` (class code) and ``rank``, the row's number within its class in the
    order of identities.

    Raises
    ------
    InvalidInputError
        If there is a key, and it is missing or the same in several rows.
    """
    names = planned.identity.names
    held = planned.frame.plain.where(planned.is_of(planned.growth)).select(*planned.columns)
    splits = _splits(held, planned.n_growing)
    packing = Packing.of(planned)
    used = [*planned.reading.names, *names]
    fields = packing.fields([field for field in held.schema.fields if field.name in used])
    kept = [field.name for field in fields]
    whole = T.StructField("klass", T.IntegerType())
    schema = T.StructType([*fields, whole, T.StructField("bucket", T.IntegerType())])
    session = held.sparkSession
    shipment = ship(session, (splits, planned.classes.column, packing, kept))
    divided = held.mapInArrow(_divide(shipment), schema)

    # Spark cannot know that the features are of no use here: they would be sent there and back.
    places = held.select("id0", "label").mapInArrow(
        _divide(ship(session, (splits, planned.classes.column, Packing([], []), []))),
        "klass int, bucket int",
    )
    counted = places.groupBy("bucket", "klass").agg(F.count("*").alias("n")).toArrow()
    before = _rows_before(counted, len(planned.classes.labels))
    ranked_schema = T.StructType(
        [
            *fields,
            whole,
            T.StructField("rank", T.LongType()),
            T.StructField("again", T.BooleanType()),
        ]
    )
    ranked = divided.groupBy("bucket").applyInArrow(
        _rank(ship(session, before), names, kept), ranked_schema
    )
    ranked = ranked.persist()
    if planned.identity.position is not None:
        wrong = ranked.where("again or id0 is null").select("id0").limit(1).toArrow()
        planned.identity.check_wrong(wrong)
    return ranked.drop("again")


def _splits(held: DataFrame, n_rows: int) -> pa.Array:
    """Return the identities at which the rows are divided, ascending."""
    n_buckets = max(1, -(-n_rows // _ROWS_OF_A_BUCKET))
    one_in = max(1, n_rows // (n_buckets * _SAMPLED_OF_A_BUCKET))
    identity = held.select("id0")
    if n_buckets == 1:
        return identity.limit(0).toArrow()["id0"].combine_chunks()
    # A hash of the identity and not chance, so that the sample is the same whenever it is taken.
    chosen = F.pmod(F.xxhash64(F.lit("split"), "id0"), F.lit(one_in)) == 0
    sample = identity.where(chosen).toArrow()["id0"].combine_chunks().drop_null()
    ordered = sample.take(pc.sort_indices(sample))
    places = np.linspace(0, len(ordered), n_buckets + 1)[1:-1].astype(np.int64)
    return pc.unique(ordered.take(pa.array(places))) if len(ordered) else ordered


def bucket_of(values: pa.Array, splits: pa.Array) -> NDArray[np.int32]:
    """Return how many splits are not greater than each value; missing values come last.

    Parameters
    ----------
    values : pyarrow Array of shape (n_values,)
        Of any type that Arrow sorts.
    splits : pyarrow Array of shape (n_splits,)
        Ascending, of the same type.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from counterpoise.engines.spark.distributed.ranking import bucket_of
    >>> bucket_of(pa.array(["kiwi", "apple", "fig"]), pa.array(["banana", "fig"])).tolist()
    [2, 0, 2]
    """
    is_value = np.arange(len(splits) + len(values)) >= len(splits)
    table = pa.table({"value": pa.concat_arrays([splits, values]), "after": is_value})
    order = pc.sort_indices(table, [("value", "ascending"), ("after", "ascending")]).to_numpy()
    n_before = np.cumsum(~is_value[order])
    found = np.empty(len(order), np.int32)
    found[order] = n_before
    return found[len(splits) :]


def _divide(
    shipment: Shipment,
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def divide(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        splits, labels, packing, kept = shipment.open()
        for batch in batches:
            if not batch.num_rows:
                continue
            identity = batch.column("id0")
            klass = pc.index_in(batch.column("label"), labels).cast(pa.int32())
            bucket = pa.array(bucket_of(identity, splits.cast(identity.type)))
            packed = packing.pack(pa.Table.from_batches([batch])).select(kept)
            packed = packed.append_column("klass", klass).append_column("bucket", bucket)
            yield from packed.to_batches()

    return divide


def _rows_before(counted: pa.Table, n_classes: int) -> NDArray[np.int64]:
    """Return how many rows of each class earlier buckets have; shape (n_buckets, n_classes)."""
    bucket, klass = counted["bucket"].to_numpy(), counted["klass"].to_numpy()
    counts = np.zeros((int(bucket.max(initial=0)) + 1, n_classes), np.int64)
    counts[bucket, klass] = counted["n"].to_numpy()
    return np.cumsum(counts, axis=0) - counts


def _rank(shipment: Shipment, names: list[str], kept: list[str]) -> Callable[[pa.Table], pa.Table]:
    def rank(table: pa.Table) -> pa.Table:
        before = shipment.open()
        table = table.sort_by([(name, "ascending") for name in names]).combine_chunks()
        klass, bucket = table["klass"].to_numpy(), int(table["bucket"][0].as_py())
        place = np.empty(len(klass), np.int64)
        for code in np.unique(klass):
            members = np.flatnonzero(klass == code)
            place[members] = before[bucket, code] + np.arange(len(members))
        identity = table["id0"].combine_chunks()
        again = np.zeros(len(table), bool)
        if len(table) > 1:
            same = pc.fill_null(pc.equal(identity[1:], identity[:-1]), False)
            again[1:] = same.to_numpy(zero_copy_only=False)
        chosen = _in_utc(table.select([*kept, "klass"]))
        return chosen.append_column("rank", pa.array(place)).append_column("again", pa.array(again))

    return rank


def _in_utc(table: pa.Table) -> pa.Table:
    """Return times as Spark takes them back from groups; it gives them in the session's zone."""
    fields = [
        field.with_type(pa.timestamp(field.type.unit, "UTC"))
        if pa.types.is_timestamp(field.type) and field.type.tz is not None
        else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields))
