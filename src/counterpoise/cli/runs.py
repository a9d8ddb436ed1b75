"""A run in a TOML file: recorded, so that it can be repeated exactly."""

from __future__ import annotations

import io
import os
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

import typer

__all__ = ["as_default", "check_recordable", "differences", "read_run", "to_toml", "write_run"]

_COLUMNS = ("categorical", "ignore", "partition-by", "missing")
_PATHS = ("input", "output", "test-output", "report", "log")
_STANDARD = "-"
_RECORD = "counterpoise.record"

# What belongs to one sitting at a terminal, and not to a run that is repeated.
# OUTPUT on the line stands for --output.
_UNREAD = ("config", "save-config", "dry-run", "debug", "help", "[output]")
_UNWRITTEN = (*_UNREAD, "force", "quiet", "json", "log")


def as_default(context: typer.Context, path: str | None) -> str | None:
    """Take a run's options for the defaults of the command; what the command line says wins.

    A callback of typer for an eager option.
    """
    if path is None or context.resilient_parsing:
        return path
    options = {_key(parameter): parameter for parameter in context.command.params}
    try:
        found, record = read_run(path, context.command.name or "")
    except OSError as error:
        raise typer.BadParameter(f"'{path}' cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise typer.BadParameter(f"'{path}' {error}") from error
    defaults = {}
    for key, value in found.items():
        parameter = options.get(key)
        if parameter is None or key in _UNREAD:
            known = ", ".join(sorted(set(options) - set(_UNREAD)))
            raise typer.BadParameter(
                f"'{path}' sets '{key}', which is no option: use {known}", ctx=context
            )
        defaults[parameter.name] = _as_word(path, key, value, parameter)
    context.default_map = {**(context.default_map or {}), **defaults}
    context.meta[_RECORD] = record
    return path


def read_run(path: str, command: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the options that a TOML file has for a command, and what it records of a run.

    Parameters
    ----------
    path : str
        The file. Paths in it are relative to its folder.
    command : str
        Name of the table in it, such as "balance".

    Raises
    ------
    ValueError
        If it is no TOML or has no such table.
    OSError
        If it cannot be read.
    """
    with open(path, "rb") as file:
        raw = file.read()
    try:
        document = tomllib.loads(raw.decode("utf-8-sig"))
    except ValueError as error:
        raise ValueError(f"is no TOML: {error}") from error
    except RecursionError as error:
        raise ValueError("nests its values too deep: an option is one value or a list") from error
    table = document.get(command)
    if not isinstance(table, dict):
        raise ValueError(f"has no table [{command}]: the options belong below such a line")
    folder = os.path.dirname(path)
    options = {key.replace("_", "-"): value for key, value in table.items()}
    for key in _PATHS:
        if key in options:
            options[key] = _map_paths(options[key], lambda p: _beside(p, folder))
    record = document.get("record")
    return options, record if isinstance(record, dict) else {}


def differences(path: str, context: typer.Context, record: Mapping[str, Any]) -> list[str]:
    """Return what makes this run another than the one that a file records, a line each.

    Parameters
    ----------
    path : str
        The file.
    context : typer.Context
        Holds what was read from it.
    record : mapping
        What `write_run` would record of this run.
    """
    before = context.meta.get(_RECORD, {})
    told = {
        "version": "it was recorded by version {}, and this is {}: the rows may differ",
        "input_digest": "the input is not the file that the run was recorded with",
    }
    return [
        f"'{path}': " + line.format(before[key], record[key])
        for key, line in told.items()
        if before.get(key) is not None and record.get(key) not in (None, before[key])
    ]


def check_recordable(context: typer.Context) -> None:
    """Raise `InvalidInputError`, before the work, if an option cannot be written to such a file."""
    for parameter in context.command.params:
        value = context.params.get(parameter.name or "")
        if _key(parameter) not in _UNWRITTEN and isinstance(value, str):
            _value(value)


def write_run(
    path: str,
    context: typer.Context,
    resolved: Mapping[str, Any],
    record: Mapping[str, Any],
    force: bool,
) -> None:
    """Write the options of a run to a TOML file.

    Parameters
    ----------
    path : str
        The file. Paths are written relative to its folder.
    context : typer.Context
        Holds the options.
    resolved : mapping
        Options as the run took them, such as a seed that was drawn.
    record : mapping
        What else is to be remembered of the run.
    force : bool
        Whether to replace a file.

    Raises
    ------
    InvalidInputError
        If the file exists, or a value cannot be written.
    """
    from counterpoise.cli.options import columns
    from counterpoise.formats.atomic import open_destination
    from counterpoise.formats.location import Place

    folder = os.path.dirname(path)
    options: dict[str, Any] = {}
    for parameter in context.command.params:
        key, value = _key(parameter), context.params.get(parameter.name or "")
        value = resolved.get(key, value)
        if key in _UNWRITTEN or value is None or value is False:
            continue
        if key in _PATHS:
            value = _map_paths(value, lambda p: _relative(p, folder))
        elif key in _COLUMNS:
            value = columns(value)
        if value is not None:
            options[key] = value
    command = context.command.name or ""
    text = (
        f"# Recorded by counterpoise. Repeat the run with: counterpoise {command} --config "
        f"{os.path.basename(path)}\n\n" + to_toml({command: options, "record": dict(record)})
    )
    with open_destination(Place(path, "csv"), force) as sink:
        sink.write(text.encode())


def to_toml(document: Mapping[str, Mapping[str, Any]]) -> str:
    """Return tables of plain values as TOML.

    Parameters
    ----------
    document : mapping of mapping
        Tables of texts, numbers, bools, and lists of them; None is left out.

    Examples
    --------
    >>> from counterpoise.cli.runs import to_toml
    >>> print(to_toml({"balance": {"target": "Churn", "ratio": 0.5, "ignore": ["a", "b"]}}))
    [balance]
    target = "Churn"
    ratio = 0.5
    ignore = ["a", "b"]
    <BLANKLINE>
    """
    tables = []
    for name, table in document.items():
        lines = [f"{_bare(k)} = {_value(v)}\n" for k, v in table.items() if v is not None]
        tables.append(f"[{_bare(name)}]\n" + "".join(lines))
    return "\n".join(tables)


def _value(value: Any) -> str:
    from counterpoise.errors import InvalidInputError

    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidInputError(
            f"'{value}' cannot be recorded, because it is no UTF-8: rename it"
        ) from error
    return '"' + "".join(_escaped(c) for c in value) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character < " " or character == "\x7f":
        return f"\\u{ord(character):04x}"
    return character


def _bare(key: str) -> str:
    plain = key.replace("-", "").replace("_", "")
    return key if plain.isascii() and plain.isalnum() else _value(key)


def _key(parameter: Any) -> str:
    """Return what a parameter of the command is called in a file: its long name without dashes."""
    longest = max(parameter.opts, key=len)
    if longest.startswith("--"):
        return longest[2:]
    return (parameter.metavar or longest).lower()


def _as_word(path: str, key: str, value: Any, parameter: Any) -> Any:
    """Return a value as the command line would have it."""
    from counterpoise.errors import brief

    if getattr(parameter, "is_flag", False):
        if not isinstance(value, bool):
            raise typer.BadParameter(
                f"'{path}' sets '{key}' to {brief(value)}: it is true or false"
            )
        return value
    several = isinstance(value, list) and all(isinstance(v, str) for v in value)
    if several and key in _COLUMNS:
        return _joined(value)
    if several and parameter.nargs == -1:
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        what = "a text, or a list of them" if key in _COLUMNS else "one text or number"
        raise typer.BadParameter(f"'{path}' sets '{key}' to {brief(value)}: it is {what}")
    return str(value)


def _joined(names: Iterable[str]) -> str:
    import csv

    names = list(names)
    if not names:
        return "none"
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="", quoting=csv.QUOTE_ALL).writerow(names)
    return buffer.getvalue()


def _map_paths(value: Any, change: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_map_paths(v, change) for v in value]
    return value if value == _STANDARD or not isinstance(value, str) else change(value)


def _beside(path: str, folder: str) -> str:
    return path if "://" in path else os.path.join(folder, path)


def _relative(path: str, folder: str) -> str:
    if os.path.isabs(path) or "://" in path:
        return path
    return os.path.relpath(path, folder or ".")
