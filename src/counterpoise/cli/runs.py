"""A run in a TOML file: recorded, so that it can be repeated exactly."""

from __future__ import annotations

import io
import os
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

import typer

from counterpoise.cli.declared import Option, Options, columns, declared_for
from counterpoise.errors import Note
from counterpoise.parameters.checks import suggestion

__all__ = ["as_default", "check_recordable", "differences", "read_run", "to_toml", "write_run"]

_PLAIN = (str, int, float)
_STANDARD = "-"
_RECORD = "counterpoise.record"


def as_default(context: typer.Context, path: str | None) -> str | None:
    """Take a run's options for the defaults of the command; what the command line says wins.

    A callback of typer for an eager option.
    """
    if path is None or context.resilient_parsing:
        return path
    options = {k: told for k, told in declared_for(context).items() if told.in_file != "no"}
    try:
        found, record = read_run(path, context.command.name or "")
    except OSError as error:
        raise typer.BadParameter(f"'{path}' cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise typer.BadParameter(f"'{path}' {error}") from error
    defaults = {}
    for key, value in found.items():
        told = options.get(key)
        if told is None:
            raise typer.BadParameter(
                f"'{path}' sets '{key}', which is no option{suggestion(key, options)}: use "
                f"{', '.join(sorted(options))}",
                ctx=context,
            )
        if told.kind == "path":
            value = _beside(value, os.path.dirname(path))
        defaults[told.name] = _as_word(path, value, told)
    context.default_map = {**(context.default_map or {}), **defaults}
    context.meta[_RECORD] = record
    return path


def read_run(path: str, command: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the options that a TOML file has for a command, and what it records of a run.

    Parameters
    ----------
    path : str
        The file.
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
    options = {key.replace("_", "-"): value for key, value in table.items()}
    record = document.get("record")
    return options, record if isinstance(record, dict) else {}


def differences(path: str, options: Options, record: Mapping[str, Any]) -> list[Note]:
    """Return what makes this run another than the one that a file records.

    Parameters
    ----------
    path : str
        The file.
    options : Options
        Those of the run, which know what was read from it.
    record : mapping
        What `write_run` would record of this run.
    """
    before = options.context.meta.get(_RECORD, {})
    told = {
        "version": (
            "other version",
            "it was recorded by version {}, and this is {}: the rows may differ",
        ),
        "input_digest": (
            "other input",
            "the input is not the file that the run was recorded with",
        ),
    }
    return [
        Note(code, f"'{path}': " + line.format(before[key], record[key]))
        for key, (code, line) in told.items()
        if before.get(key) is not None and record.get(key) not in (None, before[key])
    ]


def check_recordable(options: Options) -> None:
    """Raise `InvalidInputError`, before the work, if an option cannot be written to such a file."""
    for name, told in options.declared.items():
        value = options.given[name]
        if told.in_file == "kept" and isinstance(value, str):
            _value(value)


def write_run(
    path: str, options: Options, resolved: Mapping[str, Any], record: Mapping[str, Any], force: bool
) -> None:
    """Write the options of a run to a TOML file.

    Parameters
    ----------
    path : str
        The file. Paths are written relative to its folder.
    options : Options
        The options.
    resolved : mapping
        Those that the run took otherwise, such as a seed that was drawn, as they are called there.
    record : mapping
        What else is to be remembered of the run.
    force : bool
        Whether to replace a file.

    Raises
    ------
    InvalidInputError
        If the file exists, or a value cannot be written.
    """
    from counterpoise.formats.atomic import open_destination
    from counterpoise.formats.location import Place

    kept: dict[str, Any] = {}
    for name, told in options.declared.items():
        value = resolved.get(told.key, options.given[name])
        if told.in_file != "kept" or value is None or value is False:
            continue
        if told.kind == "path":
            value = _relative(value, os.path.dirname(path))
        elif told.kind == "columns":
            value = columns(value)
        if value is not None:
            kept[told.key] = value
    command = options.context.command.name or ""
    text = (
        f"# Recorded by counterpoise. Repeat the run with: counterpoise {command} --config "
        f"{os.path.basename(path)}\n\n" + to_toml({command: kept, "record": dict(record)})
    )
    with open_destination(Place(path, "csv"), force) as sink:
        sink.write(text.encode())


def to_toml(document: Mapping[str, Mapping[str, Any]]) -> str:
    """Return tables of plain values as TOML.

    Parameters
    ----------
    document : mapping of mapping
        Tables of texts, numbers, bools, and lists or tables of them; None is left out.

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
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_bare(k)} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidInputError(
            f"'{value}' cannot be recorded, because it is no UTF-8", remedy="rename it"
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


def _as_word(path: str, value: Any, told: Option) -> Any:
    """Return a value as the command line would have it."""
    from counterpoise.errors import brief

    if told.is_flag:
        fits, needed = isinstance(value, bool), "true or false"
    elif told.kind == "settings":
        fits = isinstance(value, dict) and all(isinstance(v, _PLAIN) for v in value.values())
        needed = "a table of texts, numbers, true or false"
    elif told.kind == "columns":
        several = isinstance(value, list) and all(isinstance(v, str) for v in value)
        fits, needed = several or _is_word(value), "a text, or a list of them"
    else:
        fits, needed = _is_word(value), "one text or number"
    if not fits:
        raise typer.BadParameter(f"'{path}' sets '{told.key}' to {brief(value)}: it is {needed}")
    if isinstance(value, dict):
        return [f"{name}={_plain(v)}" for name, v in value.items()]
    return _joined(value) if isinstance(value, list) else value if told.is_flag else str(value)


def _is_word(value: Any) -> bool:
    return isinstance(value, _PLAIN) and not isinstance(value, bool)


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _joined(names: Iterable[str]) -> str:
    import csv

    names = list(names)
    if not names:
        return "none"
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="", quoting=csv.QUOTE_ALL).writerow(names)
    return buffer.getvalue()


def _beside(path: Any, folder: str) -> Any:
    """Return a path in a file as one from here; what is no path is told later."""
    if not isinstance(path, str) or path == _STANDARD or "://" in path:
        return path
    return os.path.join(folder, path)


def _relative(path: str, folder: str) -> str:
    if path == _STANDARD or os.path.isabs(path) or "://" in path:
        return path
    return os.path.relpath(path, folder or ".")
