"""A rehearsal's director: lets faults strike at their time, watches what the wall shows, and reports."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wallboard.cli.striking import Undo, fill_disk, unplug
from wallboard.core.badges import badges
from wallboard.core.errors import RecordingError
from wallboard.core.facts import Facts
from wallboard.core.instants import SECOND_US, elapsed
from wallboard.core.moment import Moment
from wallboard.demo.misbehaving import Misbehaving
from wallboard.demo.rehearsal import SOURCE_FAULTS, Strike
from wallboard.recording.clock import system_mono_us, system_utc_us
from wallboard.recording.reader import RecordingReader
from wallboard.recording.stands import StandReader
from wallboard.supervise.supervisor import Supervisor

_RENEWED_US = 5 * SECOND_US // 2
"""The kept picture of a monitor that is there is never older than this."""
_CRASHES = 3
"""So often a display must die within five minutes to come back in its plainest form."""


@dataclass(slots=True)
class Course:
    """How a fault went: when it struck and ended (monotonic), what the wall showed, when it was right again.

    `pid` is the child that was struck, `blows` how often; `undo` takes back what was done to the machine; `awaited` is
    the monitor whose picture must come back; `left_out` says why it could not be rehearsed here.
    """

    strike: Strike
    struck_us: int | None = None
    over_us: int | None = None
    right_us: int | None = None
    pid: int | None = None
    blows: int = 0
    undo: Undo | None = None
    awaited: str = ""
    showed: list[str] = field(default_factory=list)
    oldest_s: int = 0
    left_out: str = ""

    @property
    def said(self) -> str:
        """The fault in words, and when it struck."""
        return f"{elapsed(self.strike.at_us)} {self.strike.announced}"

    @property
    def wall(self) -> str:
        """What the wall showed, in words."""
        found = [*self.showed, *([f"STALE up to {self.oldest_s} s"] if self.oldest_s else [])]
        return self.left_out or "; ".join(found) or "nothing of it"

    @property
    def recovery(self) -> str:
        """How long after its end the picture was right again."""
        if self.left_out:
            return "—"
        if self.right_us is None or self.over_us is None:
            return "not within the rehearsal"
        return f"{max(0, self.right_us - self.over_us) / SECOND_US:.1f} s"


class Watcher:
    """The live edge of a recording as a display reads it: its badges, and what waits for the operator."""

    def __init__(self, folder: Path, facts: Facts) -> None:
        self._reader = RecordingReader(folder, live=True)
        self._stands = StandReader(self._reader, facts)
        self._delay_us = facts.delay_us

    def moment(self) -> Moment | None:
        """What is shown now; None while nothing can be read."""
        try:
            self._reader.refresh()
            at_us = self._reader.recording_now_us(system_mono_us(), system_utc_us()) - self._delay_us
            return Moment(self._stands.stand_at(at_us), at_us)
        except RecordingError:
            return None

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()


class Director:
    """`turn` is called many times a second with the event's clock; `say` receives what the terminal announces."""

    def __init__(
        self,
        strikes: Sequence[Strike],
        supervisor: Supervisor,
        endpoint: Misbehaving,
        watch: Callable[[], Moment | None],
        *,
        say: Callable[[str], None],
        folder: Path = Path(),
        curtained: bool = False,
        pictures: Callable[[], Mapping[str, int]] = dict,
        mono_us: Callable[[], int] = system_mono_us,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """`folder` is the recording; `curtained` says that a curtain lies beneath the display.

        `pictures` tells by monitor when its picture was last kept for the curtain (monotonic).
        """
        self.courses = tuple(Course(strike) for strike in strikes)
        self._supervisor = supervisor
        self._endpoint = endpoint
        self._watch = watch
        self._say = say
        self._gone = "its last picture (the curtain)" if curtained else "nothing new"
        self._folder = folder
        self._pictures = pictures
        self._mono_us = mono_us
        self._pause = pause

    def turn(self, event_us: int) -> None:
        """Let strike what is due at `event_us` (microseconds since the event's start), end what is over, and watch."""
        now_us = self._mono_us()
        for course in self.courses:
            if course.struck_us is None and event_us >= course.strike.at_us and self._is_there(course):
                course.struck_us = now_us
                self._strike(course)
            running = course.struck_us is not None and course.over_us is None
            if running and not course.strike.lasts and not self._strike_again(course):
                course.over_us = now_us
            elif running and course.strike.lasts and event_us >= course.strike.at_us + course.strike.for_us:
                course.over_us = self._mono_us()
                course.awaited = self._absent(course)
                self._end(course, told=True)
        moment = self._watch()
        for course in self.courses:
            if course.struck_us is not None and course.right_us is None and not course.left_out:
                self._observe(course, moment, now_us)

    def undo(self) -> None:
        """Put back whatever still lasts."""
        for course in self.courses:
            if course.struck_us is not None and course.over_us is None:
                self._end(course, told=False)

    def _is_there(self, course: Course) -> bool:
        """Whether what is to be struck is up; a process that is just being started is waited for."""
        if course.strike.lasts:
            return True
        _, _, name = course.strike.what.partition(" ")
        return name in self._supervisor.children() or not self._supervisor.keeps(name)

    def _strike(self, course: Course) -> None:
        strike = course.strike
        self._say(f"{elapsed(strike.at_us)}  {strike.announced}")
        if strike.what in SOURCE_FAULTS:
            self._endpoint.fault = strike.what
        elif strike.what == "monitor":
            self._take(course, unplug(strike.output))
        elif strike.what == "disk":
            self._take(course, fill_disk(self._folder, self._supervisor.children().get("collect")))
        elif strike.what == "sleep":
            self._sleep(course)
        else:
            self._hit(course)

    @staticmethod
    def _take(course: Course, done: Undo | str) -> None:
        if isinstance(done, str):
            course.left_out = done
        else:
            course.undo = done

    def _hit(self, course: Course) -> None:
        """Kill or stop the child that a fault is about."""
        verb, _, name = course.strike.what.partition(" ")
        course.pid = self._supervisor.children().get(name)
        number = getattr(signal, "SIGSTOP" if verb == "freeze" else "SIGKILL", None)
        if number is None and verb != "freeze":
            number = signal.SIGTERM  # which Windows carries out at once
        if course.pid is None or number is None:
            course.left_out = "left out: it is not there, or cannot be done on this system"
            return
        course.blows += 1
        os.kill(course.pid, number)

    def _strike_again(self, course: Course) -> bool:
        """Another blow, where a fault has several and the child is back; whether it is still going on."""
        if course.strike.what != "crash show" or course.left_out or course.blows >= _CRASHES:
            return False
        if self._supervisor.children().get("show") not in (None, course.pid) and self._supervisor.is_well("show"):
            self._hit(course)
        return True

    def _sleep(self, course: Course) -> None:
        """Everything here stands still, the supervisor too; the world goes on."""
        stop, go_on = (getattr(signal, name, None) for name in ("SIGSTOP", "SIGCONT"))
        if stop is None or go_on is None:
            course.left_out = "left out: it cannot be done on this system"
            return
        asleep = tuple(self._supervisor.children().values())
        for pid in asleep:
            os.kill(pid, stop)
        self._pause(course.strike.for_us / SECOND_US)
        for pid in asleep:
            os.kill(pid, go_on)

    def _end(self, course: Course, *, told: bool) -> None:
        strike = course.strike
        if strike.what in SOURCE_FAULTS and self._endpoint.fault == strike.what:
            self._endpoint.fault = ""
        if course.undo is not None:
            course.undo()
            course.undo = None
        if told and not course.left_out:
            self._say(f"{elapsed(strike.at_us + strike.for_us)}  over: {strike.announced}")

    def _absent(self, course: Course) -> str:
        """The monitor that was away, by the picture that was not renewed; empty where that cannot be told."""
        kept = self._pictures() if course.strike.what == "monitor" and not course.left_out else {}
        oldest = min(kept, key=lambda name: kept[name], default="")
        return oldest if oldest and self._mono_us() - kept[oldest] > _RENEWED_US else ""

    def _observe(self, course: Course, moment: Moment | None, now_us: int) -> None:
        name = course.strike.what.partition(" ")[2]
        struck = course.pid is not None and self._supervisor.children().get(name) == course.pid
        well = not struck and all(self._supervisor.is_well(child) for child in ("collect", "show"))
        if not well and name == "show":
            self._note(course, self._gone)
        if name == "show" and self._supervisor.is_plain(name):
            self._note(course, "then the plain counter")
        if well and course.strike.what == "monitor":
            self._note(course, "the other monitors as they were")
        if moment is None:
            return
        held = moment.stand.held
        for badge in badges(moment):
            if badge.kind == "stale":
                course.oldest_s = max(course.oldest_s, badge.age_s or 0)
            elif badge.kind in ("corrected", "waiting"):
                self._note(course, badge.kind.upper())
        if held is not None:
            self._note(course, f"the last true total, while {held.reason} is held (S, H)")
        right = well and not moment.stale and held is None and moment.stand.current is not None
        if right and course.over_us is not None:
            back_us = self._pictures().get(course.awaited, 0) if course.awaited else now_us
            if back_us >= course.over_us:
                course.right_us = back_us

    @staticmethod
    def _note(course: Course, text: str) -> None:
        if text not in course.showed:
            course.showed.append(text)


def kept_pictures(folder: Path) -> dict[str, int]:
    """When each monitor's picture was last kept for the curtain (monotonic), as the heads of the pictures say."""
    found = {}
    for path in folder.glob("*.picture"):
        with contextlib.suppress(OSError, ValueError, KeyError):
            with path.open("rb") as file:
                head = json.loads(file.read(512))
            found[head["screen"]] = head["mono_us"]
    return found
