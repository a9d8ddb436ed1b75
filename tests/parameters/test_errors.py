"""Errors carry what was found, what was needed and what to do; warnings and notes carry a code."""

from __future__ import annotations

import copy
import json
import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

import counterpoise as cp
from counterpoise.cli.balance_options import BalanceOptions
from counterpoise.cli.failures import _as_option
from counterpoise.errors import (
    EngineError,
    ExplainedError,
    InvalidInputError,
    Named,
    Note,
    SamplingWarning,
    Setting,
    UnsuitableTableError,
    Use,
    WrongTypeError,
)
from counterpoise.files import balance_file
from counterpoise.neighbors.index import NeighborIndex
from counterpoise.parameters.constraints import InvalidParameterError

RNG = np.random.default_rng(0)
X = np.arange(20.0)[:, np.newaxis]
Y = np.repeat(["a", "b"], [17, 3])
FRAME = pd.DataFrame({"x": X[:, 0], "Class": Y})


def raised_by(call, *args, **kwargs):
    """Return the error that a call raises."""
    with pytest.raises(ExplainedError) as caught:
        call(*args, **kwargs)
    return caught.value


def fields(error):
    return error.parameter, error.found, error.needed, error.remedy


SMOTE_NEEDS_MORE = (
    lambda: cp.SMOTE().fit_resample(X, Y),
    "k_neighbors",
    "class 'b' has 3 rows",
    "k_neighbors=5 needs at least 6",
    "lower k_neighbors to 2 or use RandomOverSampler",
)
BALANCE_NEEDS_MORE = (
    lambda: cp.balance(FRAME, "Class", method="smote"),
    "k",
    "class 'b' has 3 rows",
    "k=5 needs at least 6",
    "use k=2 or method='random'",
)

REAL = [
    SMOTE_NEEDS_MORE,
    BALANCE_NEEDS_MORE,
    (
        lambda: cp.SMOTE(k_neighbors=0).fit_resample(X, Y),
        "k_neighbors",
        "Got 0 instead.",
        "The 'k_neighbors' parameter of SMOTE must be an int in the range [1, inf) or an object "
        "implementing 'kneighbors'",
        None,
    ),
    (
        lambda: cp.SMOTE().fit_resample(X, None),
        "y",
        "the target y is None",
        "This sampler requires y to be passed",
        "pass the classes",
    ),
    (
        lambda: cp.SMOTE().fit_resample(None, Y),
        "X",
        "the table X is None",
        None,
        "pass the rows to resample",
    ),
    (
        lambda: cp.SMOTE().fit_resample(np.full((20, 1), np.inf), Y),
        None,
        "Input X contains infinity or a value too large: column 0 has inf in row 0 (20 in all)",
        "distances need finite numbers",
        "replace them or remove the rows",
    ),
    (
        lambda: cp.balance(FRAME, "class"),
        "target",
        "target='class' is no column of the table",
        "did you mean 'Class'?",
        None,
    ),
    (
        lambda: cp.balance(FRAME, "Class", scale="standart"),
        "scale",
        "scale='standart' is not known (did you mean 'standard'?)",
        None,
        "use 'standard', 'robust' or 'none'",
    ),
    (
        lambda: cp.SMOTEENN(smote=cp.SMOTE).fit_resample(X, Y),
        "smote",
        "Got SMOTE instead",
        "The 'smote' parameter of SMOTEENN must be a sampler such as SMOTE() or None",
        "build it, SMOTE()",
    ),
    (
        lambda: cp.balance(FRAME, "Class", k=5.0),
        "k",
        "k=5.0 cannot be used",
        "it must be a whole number, 1 or more",
        None,
    ),
    (
        lambda: cp.balance(FRAME.assign(Class=None), "Class"),
        "target",
        "the target 'Class' is missing in 20 of 20 rows",
        None,
        "remove those rows or give them a class",
    ),
    (
        lambda: cp.balance(FRAME.assign(Class=np.linspace(0, 1, 20)), "Class"),
        "target",
        "target 'Class': Unknown label type: continuous. The target holds 0.05263157894736842 in "
        "row 1: it is a continuous quantity",
        "balancing needs classes",
        "bin it (pandas.cut) or pass the class column",
    ),
    (
        lambda: NeighborIndex(n_neighbors=30).fit(X).kneighbors(X),
        "n_neighbors",
        "the index has 20 rows",
        "n_neighbors=30 needs at least 30",
        "lower n_neighbors to 20, or add rows",
    ),
    (
        lambda: cp.PriorCorrectedClassifier(
            LogisticRegression(), cp.RandomOverSampler(), deployment_prior="ems"
        ).fit(X, Y),
        "deployment_prior",
        "deployment_prior='ems' is not known (did you mean 'em'?)",
        None,
        "use None, 'em', or shares of the classes",
    ),
]


@pytest.mark.parametrize(("call", "parameter", "found", "needed", "remedy"), REAL)
def test_an_error_has_what_was_found_and_needed_and_what_to_do_as_attributes(
    call, parameter, found, needed, remedy
):
    assert fields(raised_by(call)) == (parameter, found, needed, remedy)


def test_an_error_of_a_file_has_them_too(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("x,Class\n1,a\n2,b\n3\n")
    error = raised_by(balance_file, str(path), str(tmp_path / "out.csv"), target="Class")
    assert error.parameter is None
    assert error.found.startswith(f"'{path}', row 3 (line 4): 1 field where the header has 2")
    assert error.remedy == "Correct the row, or say the separator with --delimiter"
    FRAME.to_csv(path, index=False)
    (tmp_path / "out.csv").touch()
    error = raised_by(balance_file, str(path), str(tmp_path / "out.csv"), target="Class", k=2)
    assert error.parameter == "output"
    assert error.found == f"the output '{tmp_path / 'out.csv'}' exists already"
    assert error.remedy == "choose another name with --output, or replace it with --force"


@pytest.mark.parametrize("case", [SMOTE_NEEDS_MORE, BALANCE_NEEDS_MORE])
def test_the_message_is_what_was_found_and_needed_and_what_to_do_in_a_row(case):
    call, _, found, needed, remedy = case
    error = raised_by(call)
    assert str(error) == f"{found}; {needed}: {remedy}"
    assert error.args == (str(error),)


def test_a_surface_words_each_field_as_it_words_the_message():
    names = BalanceOptions.option_names()

    def worded(field=None):
        return error.worded(lambda setting: _as_option(setting, names), field)

    error = raised_by(BALANCE_NEEDS_MORE[0])
    assert worded("found") == "class 'b' has 3 rows"
    assert worded("needed") == "--k 5 needs at least 6"
    assert worded("remedy") == "use --k 2 or --method random"
    assert worded() == f"{worded('found')}; {worded('needed')}: {worded('remedy')}"


@pytest.mark.parametrize(
    "kind",
    [
        InvalidInputError,
        UnsuitableTableError,
        WrongTypeError,
        EngineError,
        InvalidParameterError,
    ],
)
@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))]
)
def test_an_error_keeps_its_fields_in_another_process(kind, again):
    error = kind(
        "so few rows",
        joint=", and ",
        needed=(Setting("k", 5), " needs six"),
        then=". ",
        remedy=("lower ", Named("k"), " or ", Use("SMOTE")),
    )
    error.add_note("in the second fold")
    copied = again(error)
    assert type(copied) is kind
    assert str(copied) == "so few rows, and k=5 needs six. lower k or use SMOTE"
    assert fields(copied) == fields(error)
    assert copied.worded(lambda setting: "--k 5", "needed") == "--k 5 needs six"
    assert copied.__notes__ == ["in the second fold"]


def test_what_is_not_given_is_left_out_of_the_message_and_so_is_what_joins_it():
    error = InvalidInputError("it is empty", needed=None, remedy=())
    assert str(error) == "it is empty"
    assert fields(error) == (None, "it is empty", None, None)
    assert str(InvalidInputError(needed="two rows", remedy="add one")) == "two rows: add one"


def test_a_message_may_say_first_what_was_needed():
    error = InvalidInputError(
        "k is 0", needed="k counts", joint=", and ", needed_first=True, remedy="raise it"
    )
    assert str(error) == "k counts, and k is 0: raise it"
    assert str(copy.copy(error)) == str(error.retold()) == str(error)
    assert str(error.retold(before="so ")) == f"so {error}"


def test_the_parameter_to_blame_is_the_one_that_is_named_first_and_never_one_that_is_advised():
    remedy = ("use ", Setting("method", "random"))
    assert InvalidInputError("few rows", remedy=remedy).parameter is None
    assert InvalidInputError("few rows", needed=Named("k"), remedy=remedy).parameter == "k"
    assert InvalidInputError(Setting("scale", 1), needed=Named("k"), remedy=None).parameter == (
        "scale"
    )
    assert InvalidInputError(Named("k"), remedy=None, parameter="y").parameter == "y"


def test_an_error_that_is_told_again_is_the_same_in_other_words():
    error = UnsuitableTableError("no row: ", Named("x"), joint=", ", needed="one", remedy="add it")
    told = error.retold(
        lambda part: ("the ", part) if isinstance(part, Named) else part,
        before="class 'b': ",
        after=" (or none)",
    )
    assert type(told) is UnsuitableTableError
    assert str(told) == "class 'b': no row: the x, one: add it (or none)"
    assert (told.parameter, told.remedy) == ("x", "add it (or none)")
    assert error.retold(parameter="y").parameter == "y"
    assert str(InvalidInputError("none", remedy=None).retold(after=" at all")) == "none at all"


def test_the_words_of_balance_keep_the_fields_of_a_sampler():
    table = pd.DataFrame({"x": RNG.normal(size=60), "Class": np.repeat(["a", "b"], [40, 20])})
    error = raised_by(cp.balance, table, "Class", method="kmeans", k=12)
    assert error.parameter == "cluster_balance_threshold"
    assert error.found.startswith("no cluster has more than 12 rows of class 'b'")
    assert error.remedy == (
        "lower cluster_balance_threshold, change the number of clusters (kmeans_estimator), or use "
        "method='smote' (balance has no kmeans_estimator: for these use the sampler "
        "counterpoise.KMeansSMOTE itself)"
    )


def test_a_warning_has_a_code_and_stays_a_warning_after_a_journey():
    y = np.repeat([0, 1], [45, 15])
    apart = RNG.normal(size=(60, 3)) + 1000 * y[:, np.newaxis]
    with pytest.warns(SamplingWarning) as caught:
        cp.BorderlineSMOTE(random_state=0).fit_resample(apart, y)
    warning = pickle.loads(pickle.dumps(caught[0].message))
    assert warning.code == "other counts"
    assert str(warning) == warning.text == str(caught[0].message)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "class .* asked for", SamplingWarning)
        cp.BorderlineSMOTE(random_state=0).fit_resample(apart, y)


def test_a_note_is_its_text_and_has_a_code():
    note = Note("kept on disk", "standard input can be read only once")
    assert note == f"{note}" == "standard input can be read only once"
    for again in (copy.copy(note), copy.deepcopy(note), pickle.loads(pickle.dumps(note))):
        assert (again, again.code) == (note, "kept on disk")
    assert json.loads(json.dumps(note.to_dict())) == {"code": "kept on disk", "text": str(note)}
