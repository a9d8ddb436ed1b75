"""Tables in files: CSV, TSV, JSON lines, Parquet and Arrow IPC in and out, whole or not at all."""

from __future__ import annotations

from counterpoise.engines.stream.balancing import FileSummary, balance_file
from counterpoise.formats.location import Place
from counterpoise.formats.reading import read_file
from counterpoise.plan.progress import Progress

__all__ = ["FileSummary", "Place", "Progress", "balance_file", "read_file"]
