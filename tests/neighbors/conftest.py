import pytest

from counterpoise.kernel import _kernel
from counterpoise.neighbors import NeighborIndex


def _runs_here(level):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COUNTERPOISE_SIMD", level)
        try:
            return _kernel.simd_level() == level
        except ValueError:
            return False


NAMES = ("baseline", "avx2", "avx512", "vnni", "dotprod", "bf16")
LEVELS = [level for level in NAMES if _runs_here(level)]


@pytest.fixture(params=["exact", "flat", "tree", "pairs"])
def plan(request, monkeypatch):
    """Each of the kernel's searches in turn."""
    monkeypatch.setattr(NeighborIndex, "_plan", request.param)
    return request.param


@pytest.fixture(params=LEVELS)
def level(request, monkeypatch):
    """Each instruction set of this machine in turn."""
    monkeypatch.setenv("COUNTERPOISE_SIMD", request.param)
    return request.param
