"""What the terminal is told of a running wall."""

from __future__ import annotations

import io
import os
from contextlib import suppress

from rich.console import Console

from wallboard.cli.terminal import QUIET_US, QuietConsole, Terminal


class Typed:
    """A terminal on paper, and a clock that the test moves."""

    def __init__(self, *, is_terminal: bool = False) -> None:
        self.paper = io.StringIO()
        self.now_us = 0
        console = Console(file=self.paper, width=60, force_terminal=is_terminal, color_system=None)
        self.terminal = Terminal(console, mono_us=lambda: self.now_us)

    @property
    def lines(self) -> list[str]:
        return self.paper.getvalue().splitlines()


def test_what_happens_to_a_child_is_a_sentence() -> None:
    typed = Typed()
    typed.terminal.tell("show", "is back after 0.8 s")
    assert typed.lines == ["show is back after 0.8 s"]


def test_what_a_child_says_carries_its_name_once() -> None:
    typed = Typed()
    typed.terminal.hear("collect", "wallboard: the disk is full")
    assert typed.lines == ["collect: the disk is full"]


def test_output_that_nobody_reads_ends_nothing() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    nobody = os.fdopen(writing, "w", encoding="utf-8")
    terminal = Terminal(QuietConsole(file=nobody))
    for number in range(3):
        terminal.tell("show", f"is back for the {number}. time")
    with suppress(BrokenPipeError):
        nobody.close()


def test_a_long_line_stays_one_line() -> None:
    typed = Typed()
    typed.terminal.hear("collect", "word " * 40)
    assert len(typed.lines) == 1


def test_the_same_line_is_not_said_again_and_again() -> None:
    typed = Typed()
    for _ in range(5):
        typed.terminal.tell("collect", "ended with status 2")
    assert len(typed.lines) == 1


def test_after_a_minute_it_is_said_again() -> None:
    typed = Typed()
    typed.terminal.tell("collect", "ended with status 2")
    typed.now_us = QUIET_US
    typed.terminal.tell("collect", "ended with status 2")
    assert len(typed.lines) == 2


def test_markup_in_a_line_is_only_text() -> None:
    typed = Typed()
    typed.terminal.hear("show", "[bold]x[/bold] [nonsense")
    assert typed.lines == ["show: [bold]x[/bold] [nonsense"]


def test_secrets_of_a_child_are_masked() -> None:
    typed = Typed()
    typed.terminal.hear("collect", "refused: https://me:hidden@host/")
    assert "hidden" not in typed.lines[0]


def test_remarks_are_only_for_somebody_who_sits_there() -> None:
    alone, watched = Typed(), Typed(is_terminal=True)
    for typed in (alone, watched):
        typed.terminal.note("press ? for the keys")
    assert (len(alone.lines), len(watched.lines)) == (0, 1)
