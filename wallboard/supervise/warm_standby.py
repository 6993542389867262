"""Understudies: processes that have loaded what a child needs and wait for their cue, so that it is back at once.

Most of a display's start is spent on loading its libraries. An understudy has done that, holds nothing (no window, no
recording, no lock) and reads one line from its standard input: the words of the command that it becomes. From then on
it is that child. Where its input ends without a line it ends too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from queue import SimpleQueue

from wallboard.supervise.child import Child, Message, Spawn

_MOST_FAILURES = 3
_LONGEST_CUE = 65_536


class WarmStandbys:
    """At most one for each child; where none can be kept, children are started as ever."""

    def __init__(self, spawn: Spawn, inbox: SimpleQueue[Message]) -> None:
        self._spawn = spawn
        self._inbox = inbox
        self._waiting: dict[str, Child] = {}
        self._failures: dict[str, int] = {}

    def prepare(self, name: str, argv: Sequence[str], environment: Mapping[str, str]) -> None:
        """See to it that one waits for `name`; one that cannot stay up is given up after some tries."""
        waiting = self._waiting.get(name)
        if waiting is not None and waiting.exit_code() is None:
            return
        failures = self._failures.get(name, 0) + (waiting is not None)
        self._failures[name] = failures
        self._waiting.pop(name, None)
        if failures < _MOST_FAILURES:
            with suppress(OSError):
                self._waiting[name] = self._spawn(argv, environment, self._inbox)

    def step_in(self, name: str, words: Sequence[str]) -> Child | None:
        """The one that waited for `name`, which now is told to become that child; None where nobody waits."""
        child = self._waiting.pop(name, None)
        if child is None or child.exit_code() is not None:
            return None
        try:
            child.say(json.dumps(list(words)))
        except OSError:
            child.kill()
            return None
        return child

    def children(self) -> tuple[Child, ...]:
        """Those that wait."""
        return tuple(self._waiting.values())


def cue(stdin: int = 0) -> list[str] | None:
    """The understudy's end: wait for the words to become; None when the supervisor wants it gone.

    Nothing beyond the line is read: from then on the end of standard input means what it means to every child.
    """
    line = b""
    while not line.endswith(b"\n") and len(line) < _LONGEST_CUE:
        letter = os.read(stdin, 1)
        if not letter:
            return None
        line += letter
    try:
        words = json.loads(line)
    except ValueError:
        return None
    return [str(word) for word in words] if isinstance(words, list) else None
