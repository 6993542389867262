"""What the terminal is told of a running wall: each thing as one line, and not again and again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress

from rich.console import Console
from rich.text import Text

from wallboard.cli.logs import FILE_ONLY
from wallboard.cli.plain_console import PlainConsole
from wallboard.core.masking import redacted
from wallboard.core.system_clocks import system_mono_us

QUIET_US = 60_000_000
"""A line that was just said is not said again for so long, by a child that fails over and over."""
_MOST_LINES = 500

log = logging.getLogger(__name__)


class QuietConsole(PlainConsole):
    """A console that falls silent when nobody reads any more; rich's own would end the program."""

    def on_broken_pipe(self) -> None:
        """Nobody reads."""
        self.quiet = True


class Terminal:
    """Lines on standard error; remarks only where somebody sits before it."""

    def __init__(self, console: Console | None = None, *, mono_us: Callable[[], int] = system_mono_us) -> None:
        self._console = console or QuietConsole(stderr=True)
        self._mono_us = mono_us
        self._said: dict[tuple[str, str], int] = {}

    def tell(self, name: str, text: str) -> None:
        """What happened to a child."""
        log.info("%s %s", name, text)
        self._say(name, text, Text.assemble((name, "bold"), f" {text}"))

    def tell_crash(self, name: str, text: str, last_lines: Sequence[str]) -> None:
        """That a child ended unasked: an error in the log, with the last that it said."""
        said = f"; it last said: {' | '.join(map(redacted, last_lines))}" if last_lines else ""
        log.error("%s %s%s", name, text, said, extra={FILE_ONLY: True})
        self._say(name, text, Text.assemble((name, "bold"), f" {text}"))

    def hear(self, name: str, text: str) -> None:
        """What a child says itself; it keeps a log of its own."""
        line = redacted(text.removeprefix("wallboard: "))
        self._say(name, line, Text.assemble((f"{name}:", "dim"), f" {line}"))

    def warn(self, text: str) -> None:
        """Something about the wall as a whole."""
        log.warning("%s", text, extra={FILE_ONLY: True})
        self._say("", text, Text(text))

    def note(self, text: str) -> None:
        """A remark for whoever sits at the terminal."""
        if self._console.is_terminal:
            self._print(Text(text, "dim"))

    def _say(self, name: str, text: str, line: Text) -> None:
        now_us = self._mono_us()
        self._said = {key: at_us for key, at_us in self._said.items() if now_us - at_us < QUIET_US}
        if (name, text) not in self._said and len(self._said) < _MOST_LINES:
            self._said[name, text] = now_us
            self._print(line)

    def _print(self, line: Text) -> None:
        with suppress(OSError):  # nobody reads any more: the terminal was closed
            self._console.print(line, soft_wrap=True)
