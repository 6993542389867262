"""How a display ends, and outlives what is unforeseen."""

from __future__ import annotations

import gc
import logging
import signal
import sys
import weakref
from collections.abc import Iterator
from contextlib import suppress

import pytest
from PySide6.QtCore import qWarning
from pytestqt.qtbot import QtBot

from tests.stage.rig import SECOND
from wallboard.stage.garbage import GarbageCollection
from wallboard.stage.shutdown import OneLineEach, Shutdown


@pytest.fixture
def ended() -> list[int]:
    return []


def ending(ended: list[int], *, cut: bool = False, until_us: int | None = None) -> Shutdown:
    return Shutdown(lambda: ended.append(1), is_cut=lambda: cut, mono_us=lambda: 10 * SECOND, until_mono_us=until_us)


def test_a_signal_ends_it_once(qtbot: QtBot, ended: list[int]) -> None:
    end = ending(ended)
    signal.raise_signal(signal.SIGTERM)
    signal.raise_signal(signal.SIGINT)
    qtbot.waitUntil(lambda: ended == [1])
    end.stop()


def test_the_end_of_standard_input_ends_it(qtbot: QtBot, ended: list[int]) -> None:
    end = ending(ended, cut=True)
    qtbot.waitUntil(lambda: ended == [1])
    end.stop()


def test_the_time_limit_ends_it(qtbot: QtBot, ended: list[int]) -> None:
    end = ending(ended, until_us=10 * SECOND)
    qtbot.waitUntil(lambda: ended == [1])
    end.stop()


def test_it_gives_the_signals_back(ended: list[int], qtbot: QtBot) -> None:
    before = signal.getsignal(signal.SIGTERM)
    end = ending(ended)
    assert signal.getsignal(signal.SIGTERM) is not before
    end.stop()
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_terminal_that_closes_ends_nothing(qtbot: QtBot, ended: list[int]) -> None:
    end = ending(ended)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    end.stop()


def test_one_that_is_started_anew_takes_no_leave(qtbot: QtBot, ended: list[int]) -> None:
    end = Shutdown(lambda: ended.append(1), is_cut=lambda: False, mono_us=lambda: 0, takes_leave=False)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    end.stop()


@pytest.fixture
def lines() -> Iterator[OneLineEach]:
    made = OneLineEach()
    yield made
    made.stop()


def fail() -> None:
    with suppress(ZeroDivisionError):
        _ = 1 / 0
    msg = "two\nlines"
    raise ValueError(msg)


def test_an_unforeseen_error_is_one_line_that_says_where_and_only_once(
    lines: OneLineEach,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(3):
        try:
            fail()
        except ValueError as error:
            sys.excepthook(type(error), error, error.__traceback__)
    (record,) = caplog.records
    assert record.getMessage().startswith("unforeseen, and the display goes on: ValueError: two lines (fail, line ")


def test_what_qt_says_goes_to_the_log_once(lines: OneLineEach, caplog: pytest.LogCaptureFixture, qtbot: QtBot) -> None:
    qWarning("a monitor sighs")
    qWarning("a monitor sighs")
    assert [(r.name, r.levelno, r.getMessage()) for r in caplog.records] == [
        ("wallboard.qt", logging.WARNING, "a monitor sighs")
    ]


def test_garbage_is_collected_between_frames_only_and_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[int] = []
    collection = GarbageCollection()
    collection.start()
    assert not gc.isenabled()
    monkeypatch.setattr(gc, "collect", collected.append)
    for at_s in (0, 1, 6, 70, 71):
        collection.between_frames(at_s * SECOND)
    collection.stop()
    assert collected == [1, 2]
    assert gc.isenabled()


class _Ring:
    """What refers to itself, so that only a collection frees it."""

    def __init__(self) -> None:
        self.itself = self


def test_what_has_stood_for_a_while_is_looked_at_every_half_hour_only() -> None:
    collection, ring = GarbageCollection(), _Ring()
    gone = weakref.ref(ring)
    collection.start()
    collection.between_frames(0)
    collection.between_frames(61 * SECOND)  # it stands
    del ring
    for minute in range(3, 30):
        collection.between_frames(minute * 60 * SECOND)
    stood = gone()
    assert stood is not None
    del stood
    collection.between_frames(31 * 60 * SECOND)
    assert gone() is None
    collection.stop()
