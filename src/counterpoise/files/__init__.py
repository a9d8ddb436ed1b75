"""Tables in files: CSV, TSV, JSON lines, Parquet and Arrow IPC in and out, whole or not at all."""

from __future__ import annotations

from counterpoise.files.balancing import FileSummary, balance_file
from counterpoise.files.places import Place
from counterpoise.files.progress import Progress
from counterpoise.files.reading import read_file

__all__ = ["FileSummary", "Place", "Progress", "balance_file", "read_file"]
