"""The kernel's stub says of names, parameters, defaults and types what the compiled module says."""

import ast
import inspect
from pathlib import Path

import pytest
from nanobind.stubgen import StubGen

from counterpoise import kernel
from counterpoise.kernel import _kernel

ARRAY_OF_ANYTHING = "NDArray[Any]"
"""What the stub says of arrays whose type the kernel looks at when it runs, and of no other."""


def definitions(tree):
    """Return the functions and methods of a stub by their names."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = None
            found |= {f"{node.name}.{name}": f for name, f in definitions(node).items()}
        elif isinstance(node, ast.FunctionDef):
            found[node.name] = node
    return found


class Plain(ast.NodeTransformer):
    """Write a type as both stubs can: without shapes, values or names of the stub's own."""

    def __init__(self, aliases):
        self.aliases = aliases

    def visit_Name(self, node):
        if node.id in self.aliases:
            return self.visit(self.aliases[node.id])
        return ast.parse(ARRAY_OF_ANYTHING, mode="eval").body if node.id == "NDArray" else node

    def visit_Attribute(self, node):
        return ast.Name(node.attr)  # np.int64, numpy.int64

    def visit_Subscript(self, node):
        of = ast.unparse(node.value)
        if of == "Annotated":
            return self.visit(node.slice.elts[0])
        if of == "Literal":
            (kind,) = {type(option.value).__name__ for option in node.slice.elts}
            return ast.Name(kind)
        if of == "NDArray":
            either = isinstance(node.slice, ast.BinOp)  # float32 and float64
            kind = ast.Name("Any") if either else self.visit(node.slice)
            return ast.Subscript(node.value, kind)
        return ast.Subscript(node.value, self.visit(node.slice))


def signature(function, aliases):
    """Return a function's parameters with their types and defaults, and what it returns."""
    if function is None:  # a class
        return None
    plain = Plain(aliases)
    arguments = function.args
    assert [*arguments.posonlyargs, *arguments.kwonlyargs, arguments.vararg] == [None]
    defaults = [None] * (len(arguments.args) - len(arguments.defaults)) + arguments.defaults
    told = [
        (
            argument.arg,
            argument.annotation and ast.unparse(plain.visit(argument.annotation)),
            default and ast.literal_eval(default),
        )
        for argument, default in zip(arguments.args, defaults, strict=True)
    ]
    return told, ast.unparse(plain.visit(function.returns))


def signatures(text):
    tree = ast.parse(text)
    aliases = {node.target.id: node.value for node in tree.body if isinstance(node, ast.AnnAssign)}
    return {name: signature(f, aliases) for name, f in definitions(tree).items()}


def disagreements(stub):
    """Return what a stub says otherwise than the module, by name."""
    generator = StubGen(_kernel)
    generator.put(_kernel)
    told, true = signatures(stub), signatures(generator.get())
    return {
        name: (told.get(name, "absent"), true.get(name, "absent"))
        for name in told.keys() | true.keys()
        if told.get(name, "absent") != true.get(name, "absent")
    }


@pytest.fixture(scope="module")
def stub():
    return (Path(inspect.getfile(kernel)).parent / "_kernel.pyi").read_text()


def test_the_stub_says_what_the_module_is(stub):
    assert disagreements(stub) == {}


@pytest.mark.parametrize(
    ("is_said", "would_be_wrong", "name"),
    [
        ("n_threads: int) -> tuple[bool", "threads: int) -> tuple[bool", "look"),
        ("tuple[bool, bool, float]", "tuple[bool, float]", "look"),
        ("parents: NDArray[np.int64]", "parents: NDArray[np.int32]", "materialise"),
        ("exclude: NDArray[np.int64] | None", "exclude: NDArray[np.int64]", "Engine.search"),
        ('= "automatic"', '= "exact"', "Engine.search"),
        ("out: _Floats", "out: NDArray[np.float64]", "materialise"),
        ("def work(", "def works(", "RowCopy.work"),
        ("class Rows", "class Table", "Rows"),
    ],
)
def test_a_stub_that_says_otherwise_is_found_out(stub, is_said, would_be_wrong, name):
    assert stub.count(is_said) == 1
    assert name in disagreements(stub.replace(is_said, would_be_wrong))
