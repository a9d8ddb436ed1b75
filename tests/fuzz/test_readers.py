"""Files that once reached new code of the readers, or broke it: read again by Python's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.fuzz import readers

CORPUS = Path(__file__).resolve().parent / "corpus"
INPUTS = [path for kind in readers.READERS for path in sorted((CORPUS / kind).iterdir())]


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_file_is_read_as_python_reads_it_or_refused(path):
    readers.READERS[path.parent.name](path.read_bytes())


def test_the_corpus_stays_small():
    assert len(INPUTS) >= 40
    assert sum(path.stat().st_size for path in INPUTS) < 100_000
