"""Standbys: processes that have loaded what a child needs and wait for their words, so that it is back at once.

Most of a display's start is spent on loading its libraries. A standby has done that, holds nothing (no window, no
recording, no lock), beats as every child does and reads one line from its standard input: the words of the command that
it becomes. From then on it is that child. Where its input ends without a line it ends too.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from queue import SimpleQueue

import msgspec

from wallboard.core.instants import SECOND_US
from wallboard.supervise.child import Child, Message, Spawn
from wallboard.supervise.child_state import ChildState, Timeouts

_TIMEOUTS = Timeouts(longest_pause_us=60 * SECOND_US)
_LONGEST_LINE = 65_536
_KEPT = 2
_BEAT_S = 0.25


class _Slot(msgspec.Struct):
    """Room for one standby: the process that waits (None: none does), and what is known of it through all its lives."""

    state: ChildState = msgspec.field(default_factory=ChildState)
    child: Child | None = None

    @property
    def is_ready(self) -> bool:
        """Whether one waits that has loaded everything."""
        return self.child is not None and self.state.beat_us is not None


class WarmStandbys:
    """Two for each command line that starts one; where none can be kept, children are started as ever.

    Two, because a display may die together with its standby, or with the curtain beneath it, which may use one as well.
    """

    def __init__(self, spawn: Spawn, inbox: SimpleQueue[Message]) -> None:
        self._spawn = spawn
        self._inbox = inbox
        self._slots: dict[tuple[str, ...], tuple[_Slot, ...]] = {}
        self._dismissed: list[Child] = []

    def prepare(self, argv: tuple[str, ...], environment: Mapping[str, str], now_us: int, *, one: bool = False) -> None:
        """See to it that two wait, or one; one that cannot stay up is tried more and more rarely.

        Only one loads at a time, so that what is on air is held up as little as can be.
        """
        slots = self._slots.setdefault(argv, tuple(_Slot() for _ in range(_KEPT)))
        for slot in slots:
            self._look_after(slot, now_us)
        waiting = [slot for slot in slots if slot.child is not None]
        free = [slot for slot in slots if slot.child is None and now_us >= (slot.state.due_us or 0)]
        if free and all(slot.is_ready for slot in waiting) and not (one and waiting):
            with suppress(OSError):
                free[0].child = self._spawn(argv, environment, self._inbox)
            state = free[0].state
            free[0].state = state.started(now_us) if free[0].child is not None else state.postponed(now_us)

    def beaten(self, pid: int, now_us: int) -> None:
        """The process `pid`, if it is one of them, is alive."""
        for slot in self._every_slot():
            if slot.child is not None and slot.child.pid == pid:
                slot.state = slot.state.beaten(now_us, slot.child.held_up_us())

    def step_in(self, argv: tuple[str, ...], words: Sequence[str], now_us: int) -> Child | None:
        """One that waited, which now is told to become the command `words`; None where nobody can."""
        for slot in sorted(self._slots.get(argv, ()), key=lambda slot: not slot.is_ready):
            child = slot.child
            if child is None or child.exit_code() is not None:
                continue
            child.go_on()
            try:
                child.say(json.dumps(list(words)))
            except OSError:
                child.kill()
                self._lose(slot, now_us)
                continue
            slot.child = None
            slot.state = ChildState(due_us=now_us)
            return child
        return None

    def dismiss(self) -> None:
        """Let all that wait go; others are prepared when they are wanted."""
        for slot in self._every_slot():
            if slot.child is not None:
                slot.child.cut()
                self._dismissed.append(slot.child)
        self._slots.clear()

    def children(self) -> tuple[Child, ...]:
        """Those that wait, and those that are about to go."""
        self._dismissed = [child for child in self._dismissed if child.exit_code() is None]
        return (*(slot.child for slot in self._every_slot() if slot.child is not None), *self._dismissed)

    def _every_slot(self) -> Iterator[_Slot]:
        for slots in self._slots.values():
            yield from slots

    def _look_after(self, slot: _Slot, now_us: int) -> None:
        child = slot.child
        if child is None:
            return
        if child.exit_code() is not None:
            self._lose(slot, now_us)
        elif child.is_stopped():
            child.go_on()
        elif slot.state.is_frozen(_TIMEOUTS, now_us, child.held_up_us()):
            child.kill()
            self._lose(slot, now_us)

    @staticmethod
    def _lose(slot: _Slot, now_us: int) -> None:
        if slot.child is not None:
            slot.child.cut()
        slot.child = None
        slot.state = slot.state.crashed(_TIMEOUTS, now_us)


def wait_for_words(beat: Callable[[], None], stdin: int = 0) -> list[str] | None:
    """The standby's end: wait for the words to become; None when the supervisor wants it gone. `beat` is called often.

    A thread reads the line, and is gone before anything of Qt is made. Nothing beyond the line is read: from then
    on the end of standard input means what it means to every child.
    """
    line = bytearray()
    reader = threading.Thread(target=_read_line, args=(stdin, line), name="standby", daemon=True)
    reader.start()
    while reader.is_alive():
        beat()
        reader.join(_BEAT_S)
    try:
        words = json.loads(line.decode())
    except ValueError:
        return None
    return [str(word) for word in words] if isinstance(words, list) else None


def _read_line(stdin: int, line: bytearray) -> None:
    while not line.endswith(b"\n") and len(line) < _LONGEST_LINE:
        letter = os.read(stdin, 1)
        if not letter:
            return
        line += letter
