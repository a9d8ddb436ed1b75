"""What is declared of the options is what Python's functions take."""

from __future__ import annotations

import inspect

import pytest

from counterpoise import balance
from counterpoise.cli.balance_options import BalanceOptions
from counterpoise.cli.compare import CompareOptions
from counterpoise.cli.declared import REQUIRED
from counterpoise.cli.inspect import InspectOptions
from counterpoise.comparison import compare
from counterpoise.diagnosis import diagnose_raw
from counterpoise.files import balance_file, read_file

OF_THE_COMMAND = {
    "goal", "dry_run", "quiet", "as_json", "log", "debug", "save_config", "config", "engine",
}  # fmt: skip
"""Options of `balance` that no function has: they are of the command itself."""

IN_PYTHON = {"rng", "stream", "memory", "progress", "batch_rows", "block_bytes"}
"""Parameters of `balance_file` that the command does not have."""

FUNCTIONS = [
    (BalanceOptions, balance_file, IN_PYTHON),
    (BalanceOptions, balance, {"table", "rng", "return_summary", "report"}),
    (CompareOptions, compare, {"X", "y", "inner_folds", "level", "progress", "verbose"}),
    (InspectOptions, diagnose_raw, {"labelled", "n_jobs"}),
    (InspectOptions, read_file, set()),
]

OTHER_DEFAULTS = {
    "target": "a command without one would guess",
    "n_jobs": "a command has the machine to itself",
}
"""Parameters whose default differs from the option's, and why."""


def taken(function):
    return inspect.signature(function).parameters


@pytest.mark.parametrize(("options", "function", "alone"), FUNCTIONS)
def test_every_parameter_of_a_function_is_an_option(options, function, alone):
    declared = {told.python for told in options.declared.values()}
    assert set(taken(function)) - declared == alone


@pytest.mark.parametrize(("options", "function", "alone"), FUNCTIONS)
def test_defaults_of_options_are_those_of_functions(options, function, alone):
    for told in options.declared.values():
        if told.python not in taken(function) or told.python in OTHER_DEFAULTS:
            continue
        default = taken(function)[told.python].default
        if told.default is REQUIRED:
            assert default is inspect.Parameter.empty, told.python
        elif told.default is not None:  # None is for the function to say
            read = told.default if told.read is None else told.read(told.default)
            assert read == (list(default) if isinstance(default, tuple) else default), told.python


def test_every_option_is_one_of_a_function_or_of_the_command_itself():
    local = {told.python for told in BalanceOptions.declared.values() if told.engine != "spark"}
    assert local - set(taken(balance_file)) == OF_THE_COMMAND


def test_options_of_spark_are_those_of_its_function():
    pytest.importorskip("pyspark")
    from counterpoise import spark

    names = set(taken(spark.balance)) - {"df", "return_summary"}
    declared = {told.python: told for told in BalanceOptions.declared.values()}
    assert {name for name in names if declared[name].engine == "local"} == set()
    assert {n for n, told in declared.items() if told.engine == "spark"} <= names
    for name in names & set(taken(balance)) - {"target"}:
        assert taken(spark.balance)[name].default == taken(balance)[name].default, name


def test_what_is_said_of_a_default_is_true():
    from counterpoise.formats.text.blocks import LONGEST_RECORD

    assert f"Default: {LONGEST_RECORD:g}." in BalanceOptions.declared["longest_record"].help
