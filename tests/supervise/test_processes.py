"""Real children: beats arrive, what freezes or falls is replaced, and a closed input ends them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

import pytest

from tests.patience import PATIENCE_S
from tests.supervise import children
from wallboard.core.instants import SECOND_US
from wallboard.core.system_clocks import system_mono_us
from wallboard.core.system_signals import stopped_by_signals
from wallboard.supervise.child import Heartbeat, Message, OutputLine, child_environment, spawn
from wallboard.supervise.child_spec import ChildSpec
from wallboard.supervise.child_state import Timeouts
from wallboard.supervise.heartbeat import Beats
from wallboard.supervise.supervisor import Supervisor

PATIENCE = Timeouts(start_us=round(PATIENCE_S * 1e6), beat_us=SECOND_US)


def until(condition: Callable[[], bool], act: Callable[[], None]) -> None:
    """Act until the condition holds; a generous limit keeps a failure from hanging."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        act()


class Told:
    """A supervisor of one child, which ends with the test."""

    def __init__(self, source: str, *words: str, ends_all: bool = False) -> None:
        self.lines: list[str] = []
        self.heard: list[str] = []
        self.supervisor = Supervisor(
            [ChildSpec("show", children.command(source, *words), PATIENCE, ends_all=ends_all)],
            tell=lambda _name, text: self.lines.append(text),
            hear=lambda _name, text: self.heard.append(text),
        )

    def __enter__(self) -> Told:
        return self

    def __exit__(self, *_: object) -> None:
        self.supervisor.end_all()

    def until_back(self) -> None:
        until(lambda: any("is back" in line for line in self.lines), lambda: self.supervisor.turn(0.05))


def test_a_child_that_freezes_is_killed_and_comes_back(tmp_path: Path) -> None:
    with Told(children.FREEZES_ONCE, str(tmp_path / "mark")) as told:
        told.until_back()
    silent = re.match(r"gave no sign of life for (\d+\.\d) s", told.lines[0])
    assert silent is not None, told.lines
    assert float(silent[1]) >= 1.0  # more where this process was held up


@pytest.mark.skipif(sys.platform == "win32", reason="Windows names no signals")
def test_a_child_that_crashes_comes_back_and_its_last_words_are_heard(tmp_path: Path) -> None:
    with Told(children.CRASHES_ONCE, str(tmp_path / "mark")) as told:
        told.until_back()
    assert told.lines[0] == "was ended by SIGABRT; it is started anew"
    assert "about to fall" in told.heard


@pytest.mark.parametrize("source", [children.PATIENT, children.THREADED], ids=["polling", "with a thread"])
def test_a_child_ends_by_itself_when_its_input_closes(source: str) -> None:
    inbox: SimpleQueue[Message] = SimpleQueue()
    child = spawn(children.command(source), child_environment(), inbox)
    assert isinstance(inbox.get(timeout=PATIENCE_S), Heartbeat)
    child.cut()
    until(lambda: child.exit_code() is not None, lambda: time.sleep(0.01))
    assert child.exit_code() == 0


def test_words_are_heard_to_the_last_one() -> None:
    inbox: SimpleQueue[Message] = SimpleQueue()
    child = spawn(children.command(children.PATIENT), child_environment(), inbox)
    assert isinstance(inbox.get(timeout=PATIENCE_S), Heartbeat)
    child.cut()
    said: list[Message] = []
    until(lambda: OutputLine(child.pid, "goodbye") in said, lambda: said.append(inbox.get(timeout=PATIENCE_S)))
    child.kill()


def test_beats_are_at_most_four_a_second() -> None:
    now_us = [5]
    read, write = os.pipe()
    with os.fdopen(read, "rb") as said:
        beats = Beats(write, mono_us=lambda: now_us[0])
        for _ in range(101):
            beats.beat()
            now_us[0] += 10_000
        os.close(write)
        assert said.read().splitlines() == [b'{"beat": %d}' % number for number in range(1, 6)]


@pytest.mark.skipif(sys.platform == "win32", reason="a signal that can be ignored is needed")
def test_a_deaf_child_is_gone_within_five_seconds() -> None:
    with Told(children.DEAF) as told:
        until(lambda: told.supervisor.is_well("show"), lambda: told.supervisor.turn(0.05))
        pid, began_us = told.supervisor.children()["show"], system_mono_us()
        looked: list[int] = []

        def mono_us() -> int:
            looked.append(pid)
            return began_us + 20_000 * len(looked)  # as long as each look waits, however busy the machine

        told.supervisor._mono_us = mono_us
        told.supervisor.end_all()
        assert mono_us() - began_us < 5 * SECOND_US
        assert not told.supervisor.children()
    until(lambda: not _is_alive(pid), lambda: time.sleep(0.02))


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is needed")
def test_children_do_not_outlive_a_supervisor_that_is_killed() -> None:
    parent = subprocess.Popen(
        children.command(children.PARENT, children.PATIENT), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    with parent.stdin, parent.stdout:
        pid = int(parent.stdout.readline())
        parent.kill()
        parent.wait(PATIENCE_S)
        until(lambda: not _is_alive(pid), lambda: time.sleep(0.02))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")  # one that nobody has waited for yet is dead all the same
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


@pytest.mark.skipif(sys.platform == "win32", reason="os.kill ends a process there")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_signals_stop_the_loop_instead_of_raising(name: str) -> None:
    stopped = threading.Event()
    with stopped_by_signals(stopped.set):
        os.kill(os.getpid(), getattr(signal, name))
        assert stopped.wait(PATIENCE_S)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("name", ["SIGHUP", "SIGUSR1", "SIGUSR2"])
def test_other_signals_end_nothing_in_the_loop_or_its_children(name: str) -> None:
    inbox: SimpleQueue[Message] = SimpleQueue()
    stopped: list[int] = []
    with stopped_by_signals(lambda: stopped.append(1)):
        child = spawn(children.command(children.PATIENT), child_environment(), inbox)
        assert isinstance(inbox.get(timeout=PATIENCE_S), Heartbeat)
        for pid in (os.getpid(), child.pid):
            os.kill(pid, getattr(signal, name))
        for _ in range(2):
            assert isinstance(inbox.get(timeout=PATIENCE_S), Heartbeat)
        child.kill()
    assert stopped == []


@pytest.mark.skipif(sys.platform == "win32", reason="os.kill ends a process there")
@pytest.mark.parametrize(
    "name", ["SIGTERM", "SIGINT", "SIGSEGV", "SIGABRT", "SIGSTOP", "SIGKILL", "SIGQUIT", "SIGPIPE"]
)
def test_a_child_that_is_struck_by_whatever_signal_comes_back(name: str) -> None:
    with Told(children.STRUCK) as told:
        until(lambda: told.supervisor.is_well("show"), lambda: told.supervisor.turn(0.05))
        os.kill(told.supervisor.children()["show"], getattr(signal, name))
        told.until_back()


def test_a_child_that_ends_well_unasked_comes_back(tmp_path: Path) -> None:
    with Told(children.ENDS_ONCE, str(tmp_path / "mark")) as told:
        told.until_back()
    assert told.lines[0] == "ended with status 0; it is started anew"


def test_a_child_whose_operator_quits_ends_everything_whatever_its_status() -> None:
    told = Told(children.QUITS, ends_all=True)
    until(lambda: told.supervisor.is_stopped, lambda: told.supervisor.turn(0.05))
    told.supervisor.end_all()
    assert told.lines == []


def test_the_handlers_of_before_are_put_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stopped_by_signals(lambda: None):
        pass
    assert signal.getsignal(signal.SIGINT) is before
