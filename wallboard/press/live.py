"""Runs the press desk beside a recording that grows: writes changed pages, and has pictures of new editions drawn."""

from __future__ import annotations

import logging
import queue
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from wallboard.core.errors import WallboardError
from wallboard.core.instants import SECOND_US
from wallboard.press.desk import Desk, PressEdition, PressMilestone
from wallboard.press.orders import FIRST_PICTURES
from wallboard.press.publishing import NONE, Publisher
from wallboard.press.releases import Withheld

log = logging.getLogger(__name__)

LOOK_S: Final = 0.5
AGES_S: Final = 2.0
"""How often pages are written while nothing but an age changes."""
AGAIN_S: Final = 10.0
"""How long after a failure the pictures of an edition are tried again."""
_PATH: Final = re.compile(r"(?:/|[A-Za-z]:\\)[^:]*$")
"""The file at the end of a line: one disk that is full is one cause, whatever could not be written first."""
Told = Callable[[str, tuple[str, ...]], None]
Stage = Literal["first pictures", "all pictures", "rehearsal", "film", "end"]
"""What is drawn, the most urgent first; films are made beside, so that no picture waits for one."""
_URGENCY: Final[tuple[Stage, ...]] = ("first pictures", "all pictures", "rehearsal", "film", "end")


@dataclass(frozen=True, slots=True, order=True)
class _Work:
    """Something to be drawn; what is more urgent is done first, and of two the one that was ordered first."""

    urgency: int
    number: int
    stage: Stage = field(compare=False)
    desk: Desk | None = field(default=None, compare=False)
    edition: tuple[PressMilestone, PressEdition] | None = field(default=None, compare=False)


@dataclass(slots=True)
class LiveDesk:
    """The desk's thread, that of its pictures and that of films; `told` is called with each version and what changed.

    `live`: a collector is at work, so that the desk stands where the wall does. `withheld` names the milestones that
    wait for their release.
    """

    publisher: Publisher
    live: Callable[[], bool]
    mono_us: Callable[[], int]
    utc_us: Callable[[], int]
    told: Told
    say: Callable[[str], None]
    withheld: Callable[[Desk], Withheld] = lambda _desk: NONE
    beat: Callable[[], None] = lambda: None
    _stop: threading.Event = field(default_factory=threading.Event)
    _work: queue.PriorityQueue[_Work] = field(default_factory=queue.PriorityQueue)
    _films: queue.PriorityQueue[_Work] = field(default_factory=queue.PriorityQueue)
    _wake: threading.Event = field(default_factory=threading.Event)
    _ordered: int = 0
    _rehearsed: bool = False
    _drawing: set[tuple[str, int, Stage]] = field(default_factory=set)
    _failed_us: dict[tuple[str, int, Stage], int] = field(default_factory=dict)
    _alarms: set[str] = field(default_factory=set)
    _said: Any = None
    _written_us: int = 0

    def run(self) -> None:
        """Look until it is stopped; pictures and films are drawn in threads beside."""
        for name, work in (("pictures", self._work), ("films", self._films)):
            threading.Thread(target=self._draw, args=(work,), name=name, daemon=True).start()
        try:
            while not self._stop.is_set():
                self._wake.clear()
                self.turn()
                self.beat()
                self._wake.wait(LOOK_S)
        finally:
            self._end()

    def stop(self) -> None:
        """End after this turn."""
        self._stop.set()
        self._wake.set()

    def draw_ordered(self) -> None:
        """Draw what is ordered, here and now."""
        self._end()
        self._draw(self._work)
        self._draw(self._films)

    def _end(self) -> None:
        """Let both threads end when nothing is left to be drawn, or at once after a stop."""
        for work in (self._work, self._films):
            self._put(work, "end")

    def _put(
        self,
        work: queue.PriorityQueue[_Work],
        stage: Stage,
        desk: Desk | None = None,
        edition: tuple[PressMilestone, PressEdition] | None = None,
    ) -> None:
        self._ordered += 1
        work.put(_Work(_URGENCY.index(stage), self._ordered, stage, desk, edition))

    def turn(self) -> None:
        """One look: write the pages if anything on them is new, and order what is missing."""
        try:
            desk = self._desk()
            if desk is not None:
                self._take(desk)
                self._recovered()
        except (WallboardError, OSError) as error:
            self._failed(error)

    def _desk(self) -> Desk | None:
        """The desk where the wall stands; None before there is anything."""
        reader = self.publisher.desks.reader
        reader.refresh()
        bounds = reader.bounds
        if bounds is None:
            return None
        if not self.live():
            return self.publisher.desk_at(bounds[1], "paused")
        now_us = reader.recording_now_us(self.mono_us(), self.utc_us())
        facts = reader.facts_at(now_us)
        delay_us = 0 if facts is None else facts.delay_us
        return self.publisher.desk_at(now_us - delay_us, "following")

    def _take(self, desk: Desk) -> None:
        withheld = self.withheld(desk)
        kinds = tuple(mark.kind for mark in desk.instant.marks)
        instant = (desk.instant.figures, desk.instant.provenance, kinds)
        said = (
            instant,
            desk.milestones,
            desk.corrections,
            desk.news,
            desk.notices,
            withheld,
            sum(len(files.files) for files in list(self.publisher.album.values())),
        )
        now_us = self.mono_us()
        ages = any(mark.age_s is not None for mark in desk.instant.marks)
        due = ages and now_us - self._written_us >= AGES_S * SECOND_US
        if said != self._said or due:
            changed = self.publisher.write(desk, withheld)
            self._said, self._written_us = said, now_us
            if changed:
                self.told(self.publisher.version, changed)
        self._order(desk, withheld)
        if not self._rehearsed and desk.instant.gmv.committed_us is not None:
            self._rehearsed = True
            if not self._drawing:
                self._put(self._work, "rehearsal", desk)

    def _order(self, desk: Desk, withheld: Withheld) -> None:
        """Order what is missing of editions and not being drawn; the newest first, for that is what is awaited."""
        for milestone, made in reversed(self.publisher.missing(desk, withheld)):
            begun = (milestone.id, made.edition.number) in self.publisher.album
            stage: Stage = "all pictures" if begun else "first pictures"
            key = milestone.id, made.edition.number, stage
            failed_us = self._failed_us.get(key)
            waits = failed_us is not None and self.mono_us() - failed_us < AGAIN_S * SECOND_US
            if key not in self._drawing and not waits:
                self._drawing.add(key)
                self._put(self._work, stage, desk, (milestone, made))
        for milestone, made in self.publisher.missing_films(desk, withheld):
            key = milestone.id, made.edition.number, "film"
            if key not in self._drawing and key not in self._failed_us:  # a film is not worth a second try
                self._drawing.add(key)
                self._put(self._films, "film", desk, (milestone, made))

    def _draw(self, ordered: queue.PriorityQueue[_Work]) -> None:
        while (work := ordered.get()).stage != "end" and not self._stop.is_set():
            assert work.desk is not None, "ordered with it"
            if work.edition is None:
                with suppress(WallboardError, OSError):  # whatever it is will be told of the first edition
                    self.publisher.rehearse(work.desk)
            else:
                self._draw_edition(work.stage, work.desk, *work.edition)
            self._wake.set()

    def _draw_edition(self, stage: Stage, desk: Desk, milestone: PressMilestone, made: PressEdition) -> None:
        key = milestone.id, made.edition.number, stage
        try:
            if stage == "film":
                self.publisher.make_film(desk, milestone, made)
            else:
                most = FIRST_PICTURES if stage == "first pictures" else None
                self.publisher.issue(desk, [(milestone, made)], most)
            self._failed_us.pop(key, None)
        except (WallboardError, OSError) as error:
            self._failed_us[key] = self.mono_us()
            self._failed(error)
        finally:
            self._drawing.discard(key)

    def _failed(self, error: Exception) -> None:
        """A full disk stops new pages, and nothing else; each cause is told once until all is well."""
        line = f"the press desk: {error}"
        cause = _PATH.sub("", line)
        if cause not in self._alarms:
            self._alarms.add(cause)
            log.error("%s", line)
            self.say(line)

    def _recovered(self) -> None:
        if self._alarms and not self._failed_us:
            self._alarms.clear()
            self.say("the press desk: pages are written again")
