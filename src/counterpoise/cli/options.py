"""What the commands have in common: options read, results printed."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["columns", "print_json", "separator"]


def columns(names: str | None) -> list[str] | None:
    """Return the names in an option; a name with a comma in it stands in double quotes."""
    if names is None or names == "auto":
        return None
    if names == "none":
        return []
    import csv

    return next(csv.reader([names], skipinitialspace=True), [])


def separator(name: str | None) -> str | None:
    from counterpoise.errors import InvalidInputError

    found = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(
        name or "", name
    )
    if found is not None and (len(found.encode()) != 1 or found in '"\r\n'):
        raise InvalidInputError(
            f"--delimiter {name!r} cannot be used: it must be one ASCII character, or tab"
        )
    return found


def print_json(value: Any, stream: Any) -> None:
    json.dump(value, stream, indent=2, ensure_ascii=False)
    stream.write("\n")
