"""The desk beside a recording that grows: looks, writes what is new, and has the pictures of new editions drawn."""

from __future__ import annotations

import logging
import queue
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from wallboard.core.errors import WallboardError
from wallboard.core.instants import SECOND_US
from wallboard.press.desk import Desk, PressEdition, PressMilestone
from wallboard.press.publishing import Publisher

log = logging.getLogger(__name__)

LOOK_S: Final = 0.5
AGES_S: Final = 2.0
"""How often pages are written while nothing but an age changes."""
AGAIN_S: Final = 10.0
"""How long after a failure the pictures of an edition are tried again."""
_PATH: Final = re.compile(r"(?:/|[A-Za-z]:\\)[^:]*$")
"""The file at the end of a line: one disk that is full is one cause, whatever could not be written first."""
Told = Callable[[str, tuple[str, ...]], None]


@dataclass(slots=True)
class LiveDesk:
    """The desk's thread and that of its pictures; `told` is called with each version and what changed by it.

    `live`: a collector is at work, so that the desk stands where the wall does. `withheld` names the milestones that
    wait for their release.
    """

    publisher: Publisher
    live: Callable[[], bool]
    mono_us: Callable[[], int]
    utc_us: Callable[[], int]
    told: Told
    say: Callable[[str], None]
    withheld: Callable[[Desk], frozenset[str]] = lambda _desk: frozenset()
    beat: Callable[[], None] = lambda: None
    _stop: threading.Event = field(default_factory=threading.Event)
    _work: queue.SimpleQueue[tuple[Desk, list[tuple[PressMilestone, PressEdition]], bool] | None] = field(
        default_factory=queue.SimpleQueue
    )
    _rehearsed: bool = False
    _drawing: set[tuple[str, int]] = field(default_factory=set)
    _failed_us: dict[tuple[str, int], int] = field(default_factory=dict)
    _alarms: set[str] = field(default_factory=set)
    _said: Any = None
    _written_us: int = 0

    def run(self) -> None:
        """Look until it is stopped; the pictures are drawn in a thread beside."""
        drawing = threading.Thread(target=self._draw, name="pictures", daemon=True)
        drawing.start()
        try:
            while not self._stop.is_set():
                self.turn()
                self.beat()
                self._stop.wait(LOOK_S)
        finally:
            self._work.put(None)

    def stop(self) -> None:
        """End after this turn."""
        self._stop.set()

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
                self._work.put((desk, [], False))

    def _order(self, desk: Desk, withheld: frozenset[str]) -> None:
        """Order the editions that are missing and not being drawn; the newest first, for that is what is awaited."""
        found = []
        for milestone, made in reversed(self.publisher.missing(desk, withheld)):
            key = milestone.id, made.edition.number
            failed_us = self._failed_us.get(key)
            waits = failed_us is not None and self.mono_us() - failed_us < AGAIN_S * SECOND_US
            if key not in self._drawing and not waits:
                found.append((milestone, made))
                self._drawing.add(key)
        for each in found:
            self._work.put((desk, [each], False))
        for milestone, made in self.publisher.missing_films(desk, withheld):
            key = f"{milestone.id} film", made.edition.number
            if key not in self._drawing and key not in self._failed_us:  # a film is not worth a second try
                self._drawing.add(key)
                self._work.put((desk, [(milestone, made)], True))

    def _draw(self) -> None:
        while (work := self._work.get()) is not None and not self._stop.is_set():
            desk, editions, film = work
            if not editions:
                with suppress(WallboardError, OSError):  # whatever it is will be told of the first edition
                    self.publisher.rehearse(desk)
                continue
            milestone, made = editions[0]
            key = f"{milestone.id} film" if film else milestone.id, made.edition.number
            try:
                if film:
                    self.publisher.make_film(desk, milestone, made)
                else:
                    self.publisher.issue(desk, editions)
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
