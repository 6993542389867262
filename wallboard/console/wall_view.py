"""What the console knows of the wall: the journal, the recording and the health file, read as any reader does."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from wallboard.actions.control import ALL, Control
from wallboard.actions.press_words import LINE, texts_in
from wallboard.config.event_facts import facts_of
from wallboard.config.problems import ConfigFileError
from wallboard.config.rundown_file import RundownEntry, load_rundown
from wallboard.config.settings import Settings
from wallboard.core.errors import RecordingError
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Curve, Milestone
from wallboard.recording.journal import JournalRow, JournalTail
from wallboard.recording.link_files import LinkState
from wallboard.recording.linked_folder import LinkWatch, live_folder
from wallboard.recording.program_file import ProgramReader
from wallboard.stage.playback import Clocks, Now, Playback, resumed
from wallboard.supervise.health import WallHealth, is_alive, problems, read_health

KEPT_ANSWERS: Final = 12
"""Of the recording, decoded: an answer of 340 cities takes 0.17 MB, and what is told is about now."""
KEPT_ROWS: Final = 200
"""How many of the newest actions are kept at hand."""


@dataclass(frozen=True, slots=True)
class Done:
    """A row of the journal, its argument read; `at_us` is UTC, `event_us` the event's clock then (None: not known)."""

    row: JournalRow
    argument: Mapping[str, Any] = field(default_factory=dict)
    event_us: int | None = None
    took: tuple[tuple[str, str], ...] = ()
    """Which canvases it has given another layout, and which ("" in the place of a canvas: all)."""


@dataclass(frozen=True, slots=True)
class HeldPoll:
    """One poll that said the held value: when it was committed, and the sum in minor units (None: not known)."""

    commit_us: int
    gmv_fen: int | None


@dataclass(frozen=True, slots=True)
class ShownLayout:
    """What a canvas showed at `utc_us`: the layout that was up ("": it was black)."""

    utc_us: int
    layout: str


@dataclass(frozen=True, slots=True)
class SeenWall:
    """All that the console knows at an instant. `wrong` is what `wallboard health` says of the wall."""

    now: Now
    control: Control
    row: int
    moment: Moment | None
    rows: tuple[Done, ...] = ()
    polls: tuple[HeldPoll, ...] = ()
    health: WallHealth | None = None
    wrong: tuple[str, ...] = ()
    problem: str = ""
    first_us: int | None = None
    marks: tuple[int, ...] = ()
    released: frozenset[int] = frozenset()
    """The sums whose press pages the chief has released."""
    press_lines: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """The chief's lines for the press, by the commit of the correction (recording time), then by language."""
    milestones: tuple[Milestone, ...] = ()
    rundown: tuple[RundownEntry, ...] | None = None
    curve: Curve | None = None
    link: LinkState | None = None
    """Where this machine stands among several; None: it is a wall by itself."""
    painted: Mapping[str, ShownLayout] | None = None
    """What each canvas showed when it was painted last; None where that is not known."""


class WallView:
    """Follows a wall by the files it writes. One thread alone may ask it."""

    def __init__(self, settings: Settings, folder: Path, clocks: Clocks, program: Path | None = None) -> None:
        """Begin to follow the wall on the recording in `folder`. Raises RecordingError."""
        self._folder = folder
        self._clocks = clocks
        self._tail = JournalTail(folder)
        self._watch = None if settings.cluster is None else LinkWatch(folder, clocks.mono_us)
        self._recorded = live_folder(folder, facts_of(settings), self._watch, KEPT_ANSWERS)
        self._playback = Playback(self._recorded, clocks, delay_us=0, shared=self._watch is not None)
        display = settings.display
        self._control = Control(layout=display.layout, language=display.leading, currency=settings.money.lead)
        self._row = 0
        self._rows: deque[Done] = deque(maxlen=KEPT_ROWS)
        self._health: WallHealth | None = None
        self._health_due_us = 0
        self._marks: set[int] = set()
        self._released: set[int] = set()
        self._press_lines: dict[int, Mapping[str, str]] = {}
        self._settings = settings
        self._rundown: tuple[RundownEntry, ...] | None = None
        self._rundown_ns = -1
        self._program = None if program is None else ProgramReader(program)
        self._painted: dict[str, ShownLayout] | None = None

    def poll(self) -> SeenWall:
        """Read what is new; what cannot be read now is said in `problem` and tried again."""
        problem = ""
        try:
            self._playback.refresh()
        except RecordingError as error:
            problem = str(error)
        now = self._playback.now()
        moment = None
        self._take_up(now)
        try:
            moment = self._playback.moment(self._control, now)
        except RecordingError as error:
            problem = problem or str(error)
        health = self._read_health(now.mono_us)
        return SeenWall(
            now=now,
            control=self._control,
            row=self._row,
            moment=moment,
            rows=tuple(self._rows),
            health=health,
            link=None if self._watch is None else self._watch.state,
            wrong=problems(health, now.mono_us, is_alive),
            polls=self._polls(moment),
            problem=problem,
            first_us=self._playback.first_us,
            marks=tuple(sorted(self._marks)),
            released=frozenset(self._released),
            press_lines=dict(self._press_lines),
            milestones=self._playback.milestones,
            painted=self._painted,
            rundown=self._rundown,
            curve=self._playback.curve if self._rundown else None,
        )

    def _take_up(self, now: Now) -> None:
        """Read the journal on."""
        for row in self._tail.poll():
            argument = _table(row.argument)
            self._row = row.id
            if row.action == "mark" and isinstance(at_us := argument.get("at_us"), int):
                self._marks.add(at_us)
            if row.action == "press_release" and isinstance(fen := argument.get("gmv_fen"), int):
                self._released.add(fen)
            if row.action == LINE and isinstance(commit_us := argument.get("commit_us"), int):
                self._press_lines[commit_us] = texts_in(argument)
            before = self._control
            with suppress(RecordingError):  # one that makes no sense leaves what stood before it
                self._control = resumed(Control.from_json(row.state), now.control_us)
            self._rows.append(Done(row, argument, self._event_us(row.recording_us), _took(before, self._control)))

    def _event_us(self, playhead_us: int) -> int | None:
        """The event's clock on the wall at a playhead."""
        try:
            state = self._recorded.state_at(playhead_us)
        except RecordingError:
            return None
        return None if state.clock is None else state.clock.at(playhead_us + state.facts.delay_us)

    def _polls(self, moment: Moment | None) -> tuple[HeldPoll, ...]:
        if moment is None or moment.state.held is None:
            return ()
        return tuple(HeldPoll(at_us, fen) for at_us, fen in self._recorded.held_polls(moment.playhead_us))

    def _read_rundown(self) -> None:
        """The night's table as it is now; one with mistakes changes nothing, as on the wall."""
        file = self._settings.display.rundown
        if file is None:
            return
        with suppress(OSError, ConfigFileError):
            changed_ns = file.stat().st_mtime_ns
            if changed_ns != self._rundown_ns:
                self._rundown_ns = changed_ns
                self._rundown = load_rundown(file, self._settings)

    def _read_health(self, mono_us: int) -> WallHealth | None:
        if mono_us >= self._health_due_us:
            self._health_due_us = mono_us + SECOND_US // 2
            self._health = read_health(self._folder)
            self._read_rundown()
            if self._program is not None:
                shown = self._program.pictures()
                self._painted = {each.canvas: ShownLayout(each.utc_us, each.layout) for each in shown}
        return self._health

    def close(self) -> None:
        """Let go of all files."""
        self._tail.close()
        self._recorded.close()
        if self._program is not None:
            self._program.close()


def _took(before: Control, after: Control) -> tuple[tuple[str, str], ...]:
    """The canvases that show another layout than before, each with it; "" where it is all of them."""
    if before.layout != after.layout and not after.own:
        return ((ALL, after.layout),)
    named = {picture.canvas for control in (before, after) for picture in control.own}
    found = [(name, after.on(name).layout) for name in sorted(named) if before.on(name).layout != after.on(name).layout]
    return tuple([(ALL, after.layout)] if before.layout != after.layout else []) + tuple(found)


def _table(text: str) -> Mapping[str, Any]:
    """The argument of a row, as far as it is one."""
    try:
        found = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return {}
    return found if isinstance(found, dict) else {}
