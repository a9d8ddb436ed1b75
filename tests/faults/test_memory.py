"""Too little memory is told, and neither waited for nor taken for a damaged file."""

from __future__ import annotations

import resource

import pyarrow as pa
import pytest

from counterpoise.cli.memory import is_short
from counterpoise.errors import InvalidInputError
from counterpoise.formats.location import Place
from counterpoise.formats.source import readable
from shared.command import run, write_churn


@pytest.mark.parametrize("megabytes", [450, 600])
def test_a_limit_that_libraries_hang_or_abort_under_is_told(tmp_path, megabytes):
    churn = write_churn(tmp_path / "churn.csv")
    limit = (megabytes << 20, megabytes << 20)
    result = run(
        "balance", churn, "-t", "churned",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit),
    )  # fmt: skip
    assert result.returncode == 1
    assert f"the process may take {megabytes} MiB of memory (ulimit -v)" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_memory_that_runs_out_while_a_file_is_read_is_no_damage_of_the_file():
    with pytest.raises(MemoryError), readable(Place("t.parquet", "parquet"), "Parquet"):
        raise pa.ArrowMemoryError("malloc of size 4096 failed")
    place = Place("t.parquet", "parquet")
    with pytest.raises(InvalidInputError, match="damaged"), readable(place, "Parquet"):
        raise pa.ArrowMemoryError(f"malloc of size {1 << 60} failed")


def test_a_library_that_cannot_be_loaded_for_want_of_memory_is_known():
    assert is_short(ImportError("libx.so: failed to map segment from shared object"))
    assert is_short(RuntimeError("can't start new thread"))
    assert not is_short(ImportError("no module named x"))
