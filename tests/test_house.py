"""The rooms of the package: what each may know of the others, of dataframes and of Spark."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

import conftest
import counterpoise
from counterpoise.methods.registry import METHODS
from shared import ROOT

HERE = Path(__file__).parent
SOURCE = ROOT / "src" / "counterpoise"

LAYERS = [
    ["version", "errors"],
    ["parameters"],
    ["kernel"],
    ["core"],
    ["neighbors"],
    ["space"],
    ["tables"],
    ["targets", "metrics", "model_selection", "results"],
    ["stages"],
    ["methods"],
    ["plan", "datasets"],
    ["scans"],
    ["formats"],
    ["engines.memory"],
    ["engines.stream"],
    ["engines.spark"],
    ["models", "diagnosis"],
    ["plausibility", "comparison"],
    ["exposure"],
    ["report"],
    ["balancing", "files", "spark", "calibration", "resampled"],
    ["cli"],
    ["the face", "__main__"],
]
"""The rooms from the ground up: a room imports from itself and from the layers below it."""

UPWARD: dict[tuple[str, str], str] = {}
"""What is imported from above as yet, and why.

A line that is no longer true fails as well, so this table and the next two only become shorter.
"""

CIRCLES: dict[tuple[str, str], str] = {}
"""The modules that lead to each other as yet."""

FRAMES: dict[tuple[str, str], str] = {}
"""The modules beside `tables` that ask for the kind of a frame as yet, and how."""

SENTENCES: dict[tuple[str, str], str] = {
    ("counterpoise.cli.memory", "word in str(error).lower()"): (
        "Arrow, Spark and polars have no type of their own for memory that ran out"
    ),
    ("counterpoise.engines.spark.files", "'CANNOT_MERGE_SCHEMA' in str(error)"): (
        "Spark names it in the message of whatever its executors raise"
    ),
    ("counterpoise.formats.source", "re.search('size (\\\\d+)', str(error))"): (
        "Arrow tells how much memory it asked for in the message only"
    ),
    ("counterpoise.formats.text.encodings", "'not a text encoding' not in str(error)"): (
        "Python raises a LookupError for encodings of bytes, too"
    ),
    ("counterpoise.formats.text.json_lines", "'straddling' not in str(error)"): (
        "Arrow raises an ArrowInvalid for whatever is wrong"
    ),
}
"""Where the message of an error is searched, and why: none of these errors is ours."""

ERRORS = {
    "EngineError",
    "InvalidInputError",
    "InvalidParameterError",
    "UnsuitableTableError",
    "WrongTypeError",
}
CODED = {"Note", "SamplingWarning"}

FRAME_LIBRARIES = {"narwhals", "pandas", "polars"}
FRAME_NAMES = (*FRAME_LIBRARIES, "pyarrow")
FRAME_ATTRIBUTES = {"dictionary_encode", "iloc", "to_pandas", "to_pylist", "with_columns"}
ACROSS = {
    "benchmarks", "corpus", "examples", "faults", "fuzz", "packaging", "parity", "properties",
    "shared",
}  # fmt: skip
"""Folders of tests that claim something across rooms."""


def modules_of(folder: Path) -> dict[str, ast.Module]:
    """Return the modules of a package by their dotted names."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = (folder.name, *path.relative_to(folder).with_suffix("").parts)
        found[".".join(parts).removesuffix(".__init__")] = ast.parse(path.read_text())
    return found


def imports_of(tree: ast.Module, known: Iterable[str] = ()) -> set[str]:
    """Return what a module imports when it runs, now or in a function.

    Of `from a import b` it is a.b where that is a module, else a.
    """
    known = set(known)
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module, "imports name the whole path"
            names = {f"{node.module}.{name.name}" for name in node.names}
            modules = {name for name in names if name in known or name.endswith("._kernel")}
            found |= modules or {node.module}
            found |= {node.module} if modules and modules != names else set()
    return found


def room_of(module: str) -> str:
    """Return the room in which a module is; each engine is one."""
    _, *parts = module.split(".")
    if not parts:
        return "the face"
    return ".".join(parts[: 2 if parts[0] == "engines" else 1])


def upward(graph: Mapping[str, set[str]], layers: list[list[str]]) -> set[tuple[str, str]]:
    """Return the imports that lead to a layer above the module's own, or beside it."""
    height = {room: n for n, layer in enumerate(layers) for room in layer}
    return {
        (module, used)
        for module, uses in graph.items()
        for used in uses & graph.keys()
        if room_of(module) != room_of(used) and height[room_of(used)] >= height[room_of(module)]
    }


def circles(graph: Mapping[str, set[str]]) -> set[tuple[str, ...]]:
    """Return the sets of modules each of which leads to all others of it."""
    reached: dict[str, set[str]] = {}
    for start in graph:
        seen: set[str] = set()
        ahead = [start]
        while ahead:
            for used in graph[ahead.pop()] & graph.keys() - seen:
                seen.add(used)
                ahead.append(used)
        reached[start] = seen
    return {
        tuple(sorted(other for other in reached[module] if module in reached[other]))
        for module in graph
        if module in reached[module]
    }


def asks_for_kind_of_frame(tree: ast.Module) -> Iterator[str]:
    """Return how a module tells one library's dataframes from another's."""
    for name in imports_of(tree):
        if name.split(".")[0] in FRAME_LIBRARIES:
            yield f"imports {name.split('.')[0]}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "hasattr":
            attribute = node.args[1]
            if isinstance(attribute, ast.Constant) and attribute.value in FRAME_ATTRIBUTES:
                yield f"hasattr {attribute.value}"
        if isinstance(node, ast.Call | ast.Compare | ast.Subscript):
            text = ast.unparse(node)
            if "__module__" in text or "sys.modules" in text:
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Constant) and inner.value in FRAME_NAMES:
                        yield f"asks for the module {inner.value}"


def unexplained(tree: ast.Module) -> Iterator[str]:
    """Return the errors, warnings and notes that leave out what each has a field for.

    An error gives what was found and what to do, if only to say that nothing is to be advised; a
    warning and a note begin with a code.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name) and node.exc.id in ERRORS:
            yield f"line {node.lineno}: {node.exc.id} without anything"
        if not isinstance(node, ast.Call):
            continue
        name, given = ast.unparse(node.func), {keyword.arg for keyword in node.keywords}
        if name in ERRORS and not (node.args and "remedy" in given):
            yield f"line {node.lineno}: {name} without what was found or what to do"
        if name in CODED and not (len(node.args) == 2 and not is_text(node.args[0])):
            yield f"line {node.lineno}: {name} without a code"
        if name == "warnings.warn" and any(ast.unparse(arg) in CODED for arg in node.args):
            yield f"line {node.lineno}: a warning without a code"


def is_text(node: ast.expr) -> bool:
    """Return whether it is text that is put together, as no code is."""
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def searches_a_sentence(tree: ast.Module) -> Iterator[str]:
    """Return where a module looks for something in the message of an error."""
    caught = {
        handler.name
        for handler in ast.walk(tree)
        if isinstance(handler, ast.ExceptHandler) and handler.name
    } | {"error"}
    messages = {f"str({name})" for name in caught} | {f"{name}.args" for name in caught}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn | ast.Eq):
            parts = [ast.unparse(part) for part in [node.left, *node.comparators]]
            if any(part.startswith(tuple(messages)) for part in parts):
                yield ast.unparse(node)
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            given = {ast.unparse(argument) for argument in node.args}
            if name.startswith("re.") and given & messages:
                yield ast.unparse(node)
            if name.startswith(tuple(messages)) and name.endswith(("startswith", "endswith")):
                yield ast.unparse(node)


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return modules_of(SOURCE)


@pytest.fixture(scope="module")
def graph(trees: dict[str, ast.Module]) -> dict[str, set[str]]:
    return {name: imports_of(tree, trees) - {name} for name, tree in trees.items()}


def check(found: set, known: Mapping) -> None:
    """Assert that what breaks a rule is what is known to, no more and no less."""
    assert found - known.keys() == set(), "this breaks a rule of the house"
    assert known.keys() - found == set(), "this breaks no rule any more: take it off the table"


def test_every_room_has_its_layer(graph):
    layered = [room for layer in LAYERS for room in layer]
    assert len(set(layered)) == len(layered)
    assert {room_of(module) for module in graph} - {"engines"} == set(layered)


def test_imports_point_down(graph):
    graph = {module: uses for module, uses in graph.items() if room_of(module) != "engines"}
    check(upward(graph, LAYERS), UPWARD)


def test_modules_do_not_import_in_circles(graph):
    check(circles(graph), CIRCLES)


def test_no_module_imports_the_face_of_the_package(graph):
    assert {m for m, uses in graph.items() if "counterpoise" in uses} <= {"counterpoise.__main__"}


def test_type_checkers_see_every_public_name(trees):
    imports = [node for node in ast.walk(trees["counterpoise"]) if isinstance(node, ast.ImportFrom)]
    # A strict checker passes on only what is imported as itself.
    shown = {alias.asname for node in imports for alias in node.names if alias.asname == alias.name}
    methods = {method.class_name for method in METHODS.values()}  # which the catalogue shows
    assert shown >= {*counterpoise.__all__} - methods


def test_only_tables_asks_what_kind_of_frame_it_has(trees):
    found = {
        (module, way)
        for module, tree in trees.items()
        if room_of(module) != "tables"
        for way in asks_for_kind_of_frame(tree)
    }
    check(found, FRAMES)


def test_every_error_says_what_was_found_and_what_to_do_and_every_note_has_a_code(trees):
    assert [
        (module, what)
        for module, tree in trees.items()
        if module != "counterpoise.errors"
        for what in unexplained(tree)
    ] == []


def test_no_module_searches_a_sentence_of_ours(trees):
    found = {(m, where) for m, tree in trees.items() for where in searches_a_sentence(tree)}
    check(found, SENTENCES)


def test_only_its_engine_knows_spark(graph):
    knowing = {
        room_of(module)
        for module, uses in graph.items()
        if any(used.split(".")[0] in ("pyspark", "py4j") for used in uses)
    }
    assert knowing == {"engines.spark"}
    leading = {
        module
        for module, uses in graph.items()
        if any(room_of(used) == "engines.spark" for used in uses if used in graph)
        and room_of(module) != "engines.spark"
    }
    assert leading <= {
        "counterpoise.spark",
        "counterpoise.cli.spark",
        "counterpoise.cli.support",
    }


def test_tests_mirror_the_rooms():
    rooms = {path.relative_to(SOURCE) for path in SOURCE.rglob("*") if path.is_dir()}
    folders = {path.parent.relative_to(HERE) for path in HERE.rglob("test_*.py")} - {Path()}
    assert {f for f in folders if f.parts[0] not in ACROSS} <= rooms


def test_every_room_has_quick_tests():
    folders = {path.parent.relative_to(HERE) for path in HERE.rglob("test_*.py")}
    quick = {Path(part.split("::")[0]) for part in conftest.QUICK}
    for folder in folders:
        assert any(part.is_relative_to(folder) for part in quick), folder


@pytest.mark.parametrize("part", [*conftest.MARKS, *conftest.QUICK])
def test_what_has_a_mark_is_there(part):
    name, _, test = part.partition("::")
    assert (HERE / name).exists()
    assert not test or f"\ndef {test.split('[')[0]}" in (HERE / name).read_text()


def test_the_path_of_modules_is_left_alone():
    changing = "sys." + "path"
    for path in HERE.rglob("*.py"):
        lines = path.read_text().splitlines()
        assert [line for line in lines if f"{changing}." in line or f"{changing}[" in line] == []


EXAMPLE = {
    "core/a.py": "from counterpoise.tables import b",
    "tables/b.py": "import pandas\nif hasattr(x, 'iloc'): pass",
    "tables/c.py": "def f():\n    from counterpoise.tables.d import g",
    "tables/d.py": "from counterpoise.tables.c import f\nfrom counterpoise import SMOTE",
    "tables/e.py": "if TYPE_CHECKING:\n    from counterpoise.core.a import x\n    import polars",
    "tables/f.py": "type(x).__module__.startswith('polars')\nsys.modules.get('pandas')",
    "tables/g.py": """
raise InvalidInputError
raise InvalidInputError("it is empty: add rows")
raise InvalidInputError("it is empty", remedy="add rows")
raise EngineError(needed="rows", remedy=None)
warnings.warn("few rows", SamplingWarning)
warnings.warn(SamplingWarning("few rows", f"{n} rows"))
Note("few rows")
""",
    "tables/h.py": "if 'empty' in str(error) or str(error).startswith('it'): re.search('e', error)",
}


def test_the_rules_would_notice_what_breaks_them(tmp_path):
    for name, text in EXAMPLE.items():
        path = tmp_path / "counterpoise" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    trees = modules_of(tmp_path / "counterpoise")
    graph = {name: imports_of(tree, trees) for name, tree in trees.items()}
    a, b, c, d, e, f, g, h = sorted(graph)
    assert upward(graph, [["core"], ["tables"]]) == {(a, b)}
    assert upward(graph, [["tables"], ["core"]]) == set()
    assert circles(graph) == {(c, d)}
    assert "counterpoise" in graph[d]
    assert set(asks_for_kind_of_frame(trees[b])) == {"imports pandas", "hasattr iloc"}
    assert set(asks_for_kind_of_frame(trees[e])) == set()
    assert set(asks_for_kind_of_frame(trees[f])) == {
        "asks for the module pandas",
        "asks for the module polars",
    }
    assert [told.split(":")[0] for told in unexplained(trees[g])] == [
        "line 2",
        "line 3",
        "line 5",
        "line 6",
        "line 8",
    ]
    assert set(searches_a_sentence(trees[h])) == {
        "'empty' in str(error)",
        "str(error).startswith('it')",
    }
    with pytest.raises(AssertionError, match="breaks a rule"):
        check({a}, {})
    with pytest.raises(AssertionError, match="take it off"):
        check(set(), {a: "once"})
