"""Python stays at the kernel's door, and the standard library out of what a level compiles."""

import re
from pathlib import Path

KERNEL = Path(__file__).parents[2] / "src" / "counterpoise" / "kernel"
SOURCES = sorted([*KERNEL.rglob("*.hpp"), *KERNEL.rglob("*.cpp")])


def included(path):
    """Return what a file includes: files of the kernel, and names of others."""
    names = re.findall(r'^#include [<"](.+)[>"]', path.read_text(), re.MULTILINE)
    own = {KERNEL / name for name in names if (KERNEL / name).exists()}
    return own, {name for name in names if not (KERNEL / name).exists()}


def in_binding(path):
    return path.parent.name == "binding"


def test_only_the_binding_knows_python():
    others = {path: included(path)[1] for path in SOURCES}
    assert any("nanobind" in name for name in set().union(*others.values()))
    for path, names in others.items():
        if not in_binding(path):
            assert not [name for name in names if "nanobind" in name or "Python" in name], path


def test_no_room_includes_the_binding():
    for path in SOURCES:
        if not in_binding(path):
            assert not [used for used in included(path)[0] if in_binding(used)], path


def test_a_level_shares_no_code_with_the_rest():
    """An inline function of the library, compiled for AVX-512, would stop an older processor."""
    waiting, seen, others = [KERNEL / "levels" / "level.cpp"], set(), set()
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            own, names = included(path)
            waiting += own
            others |= names
    products = {path.name for path in seen if path.name.endswith("_products.hpp")}
    assert products >= {"int16_products.hpp", "int8_products.hpp", "bfloat16_products.hpp"}
    assert others == {"arm_neon.h", "cstdint", "immintrin.h"}


def test_every_source_is_built():
    told = (KERNEL.parents[2] / "CMakeLists.txt").read_text()
    for path in SOURCES:
        if path.suffix == ".cpp":
            assert f"${{KERNEL}}/{path.relative_to(KERNEL)}" in told
