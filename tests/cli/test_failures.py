"""From whatever goes wrong to one message, worded for the command line."""

from __future__ import annotations

import pickle
import warnings

import pytest
import typer

from counterpoise.cli import completion
from counterpoise.cli.app import app
from counterpoise.cli.balance_options import BalanceOptions
from counterpoise.cli.failures import exit_codes
from counterpoise.errors import InvalidInputError, SamplingWarning, Setting


def told(capsys, error):
    """Return the exit code and what is printed on standard error."""
    names = BalanceOptions.option_names()
    with pytest.raises(typer.Exit) as ended, exit_codes(names=names):
        raise error
    return ended.value.exit_code, capsys.readouterr().err


def test_a_parameter_is_worded_as_an_option(capsys):
    error = InvalidInputError(
        Setting("svm_rows", 1), " is too few", remedy=("use ", Setting("k", 2))
    )
    assert str(error) == "svm_rows=1 is too few: use k=2"
    assert told(capsys, error) == (2, "error: --svm-rows 1 is too few: use --k 2\n")


@pytest.mark.parametrize("path", ["k=5/t.csv", "method='smote'/seed=1.csv"])
def test_a_path_in_a_message_stays_as_it_is(capsys, path):
    error = InvalidInputError(f"the output '{path}' exists already", remedy=None)
    code, message = told(capsys, error)
    assert (code, message) == (2, f"error: the output '{path}' exists already\n")


@pytest.mark.parametrize(
    ("setting", "worded"),
    [
        (Setting("categorical", ["a", "b"]), "--categorical a,b"),
        (Setting("target", "two words"), "--target 'two words'"),
        (Setting("scale", None), "--scale none"),
        (Setting("ratio", 0.5), "--ratio 0.5"),
        (Setting("output_format", "xls"), "--format xls"),
        (Setting("truncation", 2), "--set truncation=2"),
    ],
)
def test_a_value_is_worded_as_the_shell_takes_it(capsys, setting, worded):
    assert told(capsys, InvalidInputError(setting, remedy=None))[1] == f"error: {worded}\n"


def test_an_error_comes_back_whole_from_another_process():
    error = InvalidInputError("so: ", Setting("k", 5), remedy=None)
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == "so: k=5"
    assert again.worded(lambda setting: setting.name) == "so: k"


def test_a_warning_is_a_line_that_steers_no_terminal(capsys):
    with exit_codes():
        warnings.simplefilter("always")
        warning = SamplingWarning("other counts", "class 'a\x1b[2J'\nhas few rows")
        warnings.warn(warning, stacklevel=1)
    assert capsys.readouterr().err == "warning: class 'a\\x1b[2J'\\nhas few rows\n"


def test_a_traceback_steers_no_terminal(capsys):
    with pytest.raises(typer.Exit), exit_codes(debug=True):
        raise RuntimeError("\x1b[2J")
    told = capsys.readouterr().err
    assert "Traceback" in told
    assert "\x1b" not in told


def test_a_column_whose_name_would_steer_the_terminal_is_not_offered(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("plain,pl\x1b[2J\n1,2\n")
    context = typer.Context(typer.main.get_command(app))
    context.params["source"] = str(path)
    assert completion.columns(context, "pl") == ["plain"]
