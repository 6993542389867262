"""Standbys: processes that have loaded what a child needs and wait for their words, so that it is back at once.

Most of a display's start is spent on loading its libraries. A standby has done that, holds nothing (no window, no
recording, no lock), beats as every child does and reads one line from its standard input: the words of the command that
it becomes. From then on it is that child. Where its input ends without a line it ends too.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue

from wallboard.core.instants import SECOND_US
from wallboard.supervise.child import Child, Message, Spawn
from wallboard.supervise.child_state import ChildState, Timeouts

_TIMEOUTS = Timeouts(longest_pause_us=60 * SECOND_US)
_LONGEST_LINE = 65_536
_BEAT_S = 0.25


@dataclass(slots=True)
class _Standby:
    """One name's standby: the process that waits (None: none does), and what is known of it through all its lives."""

    state: ChildState
    child: Child | None = None


class WarmStandbys:
    """At most one for each child; where none can be kept, children are started as ever."""

    def __init__(self, spawn: Spawn, inbox: SimpleQueue[Message]) -> None:
        self._spawn = spawn
        self._inbox = inbox
        self._standbys: dict[str, _Standby] = {}

    def prepare(self, name: str, argv: Sequence[str], environment: Mapping[str, str], now_us: int) -> None:
        """See to it that one waits for `name`; one that cannot stay up is tried more and more rarely."""
        standby = self._standbys.setdefault(name, _Standby(ChildState()))
        child = standby.child
        if child is None:
            if now_us >= (standby.state.due_us or 0):
                with suppress(OSError):
                    standby.child = self._spawn(argv, environment, self._inbox)
                standby.state = standby.state.started(now_us) if standby.child else standby.state.postponed(now_us)
        elif child.exit_code() is not None:
            self._lose(standby, now_us)
        elif child.is_stopped():
            child.go_on()
        elif standby.state.is_frozen(_TIMEOUTS, now_us, child.held_up_us()):
            child.kill()
            self._lose(standby, now_us)

    def beaten(self, pid: int, now_us: int) -> None:
        """The process `pid`, if it is one of them, is alive."""
        for standby in self._standbys.values():
            if standby.child is not None and standby.child.pid == pid:
                standby.state = standby.state.beaten(now_us, standby.child.held_up_us())

    def step_in(self, name: str, words: Sequence[str], now_us: int) -> Child | None:
        """The one that waited for `name`, which now is told to become that child; None where nobody can."""
        standby = self._standbys.get(name)
        if standby is None or standby.child is None or standby.child.exit_code() is not None:
            return None
        child = standby.child
        child.go_on()
        try:
            child.say(json.dumps(list(words)))
        except OSError:
            child.kill()
            self._lose(standby, now_us)
            return None
        standby.child = None
        standby.state = ChildState(due_us=now_us)
        return child

    def children(self) -> tuple[Child, ...]:
        """Those that wait."""
        return tuple(standby.child for standby in self._standbys.values() if standby.child is not None)

    @staticmethod
    def _lose(standby: _Standby, now_us: int) -> None:
        if standby.child is not None:
            standby.child.cut()
        standby.child = None
        standby.state = standby.state.crashed(_TIMEOUTS, now_us)


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
