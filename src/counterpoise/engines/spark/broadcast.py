"""Objects for the executors: a broadcast, or a file of the session, as Connect has no broadcast."""

from __future__ import annotations

import os
import pickle
import tempfile
import uuid
from collections.abc import Callable
from typing import Any

from pyspark import cloudpickle
from pyspark.sql import SparkSession

__all__ = ["Shipment", "ship"]

_opened: dict[str, Any] = {}
"""What this process has opened last: a Python worker serves many partitions, one after another."""


class Shipment:
    """An object that is sent once and opened where it is needed.

    Parameters
    ----------
    name : str
        What tells it from others.
    broadcast : Broadcast, optional
        What carries it; without it, a file of the session with its name.
    """

    def __init__(self, name: str, broadcast: Any = None):
        self.name = name
        self.broadcast = broadcast

    def open(self) -> Any:
        """Return the object, on an executor."""
        if self.name not in _opened:
            _opened.clear()
            _opened[self.name] = pickle.loads(self._read())
        return _opened[self.name]

    def _read(self) -> bytes:
        if self.broadcast is not None:
            packed: bytes = self.broadcast.value
            return packed
        from pyspark import SparkFiles

        with open(SparkFiles.get(self.name), "rb") as file:
            return file.read()


def ship(session: SparkSession, value: Any) -> Shipment:
    """Send an object to the executors.

    Parameters
    ----------
    session : SparkSession
        Classic or Connect.
    value : object
        Anything that can be pickled. Stages that a script or notebook defines are sent with their
        code, as Spark sends functions.
    """
    name = f"counterpoise-{uuid.uuid4().hex}"
    pack: Callable[..., bytes] = cloudpickle.dumps  # which has no types
    packed = pack(value, protocol=5)
    if "pyspark.sql.connect" not in type(session).__module__:
        return Shipment(name, session.sparkContext.broadcast(packed))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(packed)
        session.addArtifacts(path, file=True)
    return Shipment(name)
