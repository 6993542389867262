"""Signals at random to the processes of a real wall, one or two at a time: what the screen shows, and what is recorded.

`python tests/contingency/kills.py --signals 200` runs it and reports; the suite does a few.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.stage.x_server import DESKTOP
from wallboard.recording.reader import RecordingReader
from wallboard.recording.tools.verify import verify

if TYPE_CHECKING:
    from tests.contingency.kills import RunningWall

SIGNALS = ("TERM", "INT", "HUP", "QUIT", "SEGV", "ABRT", "STOP", "KILL", "USR1", "USR2", "PIPE")
PARTS = ("simulate", "collect", "show", "standby", "curtain")
BACK_S, BARE_S, BARE_BOTH_S = 3.0, 0.3, 1.0
WATCHED_S = 4.0
"""So long the screen is looked at after each strike, at least."""
PATIENCE_S = 60.0
STANDBYS = 2
SETTLED_S = 0.5
MOVES_S = 1.0
"""A picture that moves at least so often counts as moving."""
_MARK = 0x7A1018
"""The colour of the band by which a curtain says that its picture stands still: what moves there is not the wall."""


@dataclass(frozen=True, slots=True)
class SignalStrike:
    """What was struck at once, each part with its signal, and what the screen then showed.

    `still_s`: the longest time without a move of the picture; `bare_s`: how long anything of the desktop was seen.
    """

    signals: Mapping[str, str]
    still_s: float
    bare_s: float

    @property
    def came_back(self) -> bool:
        """Whether the picture moved again, however slow the machine is."""
        return self.still_s < PATIENCE_S

    @property
    def faults(self) -> tuple[str, ...]:
        """What was worse than promised."""
        allowed_s = BARE_BOTH_S if {"show", "curtain"} <= self.signals.keys() else BARE_S
        late = f"no picture for {self.still_s:.2f} s" if self.still_s > BACK_S else ""
        bare = f"the desktop for {self.bare_s:.2f} s" if self.bare_s > allowed_s else ""
        return tuple(filter(None, (late, bare)))

    def __str__(self) -> str:
        struck = " and ".join(f"{name} {number}" for name, number in self.signals.items())
        seen = f"still for {self.still_s:.2f} s, bare for {self.bare_s:.2f} s"
        return f"{struck}: {'; FAULT: '.join((seen, *self.faults))}"


def children_of(parent: int) -> Iterator[tuple[int, bytes]]:
    """The children of a process, each with its command line."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == parent:
                yield int(status.parent.name), (status.parent / "cmdline").read_bytes()


def parts_of(wall: RunningWall) -> dict[str, int]:
    """The processes of a wall by part, as they are now."""
    shown = wall.display_pid()
    found: dict[str, int] = {}
    for pid, words in children_of(wall.popen.pid):
        for name in PARTS:
            if (pid == shown) == (name == "show") and (name == "show" or name.encode() in words):
                found[name] = pid
    return found


def wait_for_parts(wall: RunningWall) -> dict[str, int]:
    """Wait until every part is there, with both standbys loaded.

    Raises TimeoutError: a run without anything to strike proves nothing.
    """
    limit = time.monotonic() + PATIENCE_S
    spent: list[int] = []
    while len(found := parts_of(wall)) < len(PARTS) or len(spent) < STANDBYS or spent != standby_ticks(wall):
        if time.monotonic() > limit or wall.popen.poll() is not None:
            msg = f"only {', '.join(found) or 'nothing'} of the wall is there"
            raise TimeoutError(msg)
        spent = standby_ticks(wall)
        time.sleep(SETTLED_S)
    return found


def standby_ticks(wall: RunningWall) -> list[int]:
    """The processor time that each standby has taken: one that has loaded everything takes no more of it."""
    shown, found = wall.display_pid(), []
    for pid, words in children_of(wall.popen.pid):
        if b"standby" in words and pid != shown:
            with contextlib.suppress(OSError):
                found.append(int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11]))
    return sorted(found)


def strike(wall: RunningWall, signals: Mapping[str, str]) -> SignalStrike:
    """SignalStrike the parts, all at once, and look at the screen."""
    pids = wait_for_parts(wall)
    for name, number in signals.items():
        with contextlib.suppress(ProcessLookupError):  # it fell with the one before
            os.kill(pids[name], getattr(signal, f"SIG{number}"))
    struck = moved = time.monotonic()
    last, still_s, bare_s, bare_from = wall.server.pixels(3), 0.0, 0.0, 0.0
    while (now := time.monotonic()) < struck + WATCHED_S or struck + PATIENCE_S > now > moved + MOVES_S:
        shown = wall.server.pixels(3)
        bare_from = (bare_from or now) if (shown == DESKTOP).any() else 0.0
        bare_s = max(bare_s, now - bare_from) if bare_from else bare_s
        if not np.array_equal(shown, last) and not bare_from and not (shown[-3:] == _MARK).any():
            still_s, moved = max(still_s, now - moved), now
        last = shown
        time.sleep(0.02)
    return SignalStrike(signals, max(still_s, time.monotonic() - moved), bare_s)


def storm(wall: RunningWall, times: int, seed: int = 11) -> Iterator[SignalStrike]:
    """SignalStrike so many times."""
    chance = random.Random(seed)
    for _ in range(times):
        struck = chance.sample(PARTS, chance.choice((1, 2)))
        yield strike(wall, {name: chance.choice(SIGNALS) for name in struck})
        time.sleep(chance.uniform(0.0, 1.0))


class Rows:
    """The answers that were once seen in a recording, and which of them it has lost."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: set[int] = set()

    def look(self) -> int:
        """Take down what is recorded now; how many answers of before are gone."""
        with RecordingReader(self._folder, live=True) as reader:
            now = set(reader.index.answers["id"].tolist())
        lost = len(self._seen - now)
        self._seen |= now
        return lost

    def finish(self) -> tuple[int, int, tuple[object, ...]]:
        """How many answers were seen, how many of them are lost, and what `record verify` finds."""
        lost = self.look()
        return len(self._seen), lost, tuple(verify(self._folder).findings)
