"""A console of rich's that shows whatever text it is given as plain text without secrets."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from wallboard.cli.output import trusted
from wallboard.core.masking import redacted
from wallboard.core.plain_text import plain


class PlainConsole(Console):
    """A console of rich's whose own colours and movements are the only ones: texts are cleaned as they are drawn."""

    def __init__(self, *, stderr: bool = False, file: TextIO | None = None, **options: Any) -> None:
        options = {"markup": False, "highlight": False, "emoji": False} | options
        super().__init__(file=file or trusted(sys.stderr if stderr else sys.stdout), stderr=stderr, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """What rich draws, its texts without anything that a terminal would obey, and without links."""
        for text, style, control in super().render(renderable, options):
            if control:
                yield Segment(text, style, control)
                continue
            # Padding, most of a table, holds no secret.
            shown = plain(text if text.isspace() else redacted(text))
            yield Segment(shown, style.update_link(None) if style and style.link else style)
