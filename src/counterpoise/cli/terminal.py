"""What is shown to people: whatever a file holds, it cannot steer their terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.segment import Segment
from rich.text import Text

from counterpoise.cli.visible import encodable, is_visible, visible

if TYPE_CHECKING:
    from rich.console import ConsoleOptions, RenderableType

__all__ = ["Terminal", "plain"]


def plain(value: Any, style: str = "") -> Text:
    """Return a name, label or sentence as it is shown in one line, with nothing in it as markup."""
    return Text(visible(str(value)), style)


class Terminal(Console):
    """A console that escapes what `plain` has not: the last guard, for every text there is."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            text = segment.text
            if segment.control is None and not text.isascii():
                text = encodable(text, self.encoding)
            if segment.control is None and not is_visible(text):
                text = "\n".join(map(visible, text.split("\n")))
            yield segment if text is segment.text else Segment(text, segment.style, segment.control)

    def on_broken_pipe(self) -> None:
        """Let the command say with its exit code that nobody reads on."""
        raise BrokenPipeError
