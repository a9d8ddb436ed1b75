"""Text of which every character can be seen, whatever a file holds."""

from __future__ import annotations

import contextlib
import re
from typing import Any

__all__ = ["encodable", "is_visible", "say_lines", "visible"]

# Controls (C0, delete, C1), marks that change the direction of a text or begin a line, halves of
# surrogate pairs (bytes of a name that is not UTF-8), and tags that cannot be seen.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff"
    "\U000e0000-\U000e007f]"
)
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str) -> str:
    r"""Return a text with every character escaped that a terminal obeys, or does not show.

    Examples
    --------
    >>> from counterpoise.cli.visible import visible
    >>> print(visible("no\x1b[31m\n"), visible("Größe 🙂"))
    no\x1b[31m\n Größe 🙂
    """
    return _UNSEEN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    character, code = found[0], ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a name, as Python keeps it
        return f"\\x{code - 0xDC00:02x}"
    if code > 0xFF:
        return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
    return _SHORT.get(character, f"\\x{code:02x}")


def is_visible(text: str) -> bool:
    """Return whether there is nothing to escape in lines of text."""
    return _UNSEEN.search(text.replace("\n", "")) is None


def encodable(text: str, encoding: str | None) -> str:
    """Return a text in which the characters are escaped that an encoding does not have."""
    encoding = encoding or "utf-8"
    with contextlib.suppress(LookupError):
        return text.encode(encoding, "backslashreplace").decode(encoding)
    return text


def say_lines(text: str, stream: Any) -> None:
    """Write lines of text to a stream for people."""
    shown = "\n".join(map(visible, text.split("\n")))
    stream.write(encodable(shown, getattr(stream, "encoding", None)) + "\n")
