"""Runs a rehearsal: begins each fault at its time, ends it, and records what the wall shows of it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from wallboard.core.badges import badges
from wallboard.core.instants import SECOND_US, elapsed
from wallboard.core.moment import Moment
from wallboard.core.system_clocks import system_mono_us
from wallboard.demo.rehearsal import SOURCE_FAULTS, Strike
from wallboard.rehearse.fault_injection import Undo, fill_disk, unplug
from wallboard.rehearse.fault_run import FaultRun
from wallboard.stage.fallback_header import EVERY_US

_RENEWED_US = EVERY_US + SECOND_US // 2
"""The kept picture of a monitor that is there is never older than this."""
_CRASHES = 3
"""So often a display must die within five minutes to come back in its plainest form."""


class Children(Protocol):
    """The processes of the wall, as their supervisor knows them; each by its name."""

    def children(self) -> Mapping[str, int]:
        """The process numbers of those that run now, by name."""

    def keeps(self, name: str) -> bool:
        """Whether it is one of them at all, running or not."""

    def is_well(self, name: str) -> bool:
        """Whether it runs and has beaten in this life."""

    def is_plain(self, name: str) -> bool:
        """Whether it has crashed so often that it is up, or comes up next, in its plainest form."""


class Faulty(Protocol):
    """An endpoint that does wrong on demand; `fault` is one of `SOURCE_FAULTS`, empty: nothing."""

    fault: str


class Director:
    """`turn` is called many times a second with the event's clock; `say` receives what the terminal announces."""

    def __init__(
        self,
        strikes: Sequence[Strike],
        supervisor: Children,
        endpoint: Faulty,
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
        self.courses = tuple(FaultRun(strike) for strike in strikes)
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

    def _is_there(self, course: FaultRun) -> bool:
        """Whether what is to be struck is up; a process that is just being started is waited for."""
        if course.strike.lasts:
            return True
        _, _, name = course.strike.what.partition(" ")
        return name in self._supervisor.children() or not self._supervisor.keeps(name)

    def _strike(self, course: FaultRun) -> None:
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
    def _take(course: FaultRun, done: Undo | str) -> None:
        if isinstance(done, str):
            course.left_out = done
        else:
            course.undo = done

    def _hit(self, course: FaultRun) -> None:
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

    def _strike_again(self, course: FaultRun) -> bool:
        """Another blow, where a fault has several and the child is back; whether it is still going on."""
        if course.strike.what != "crash show" or course.left_out or course.blows >= _CRASHES:
            return False
        if self._supervisor.children().get("show") not in (None, course.pid) and self._supervisor.is_well("show"):
            self._hit(course)
        return True

    def _sleep(self, course: FaultRun) -> None:
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

    def _end(self, course: FaultRun, *, told: bool) -> None:
        strike = course.strike
        if strike.what in SOURCE_FAULTS and self._endpoint.fault == strike.what:
            self._endpoint.fault = ""
        if course.undo is not None:
            course.undo()
            course.undo = None
        if told and not course.left_out:
            self._say(f"{elapsed(strike.at_us + strike.for_us)}  over: {strike.announced}")

    def _absent(self, course: FaultRun) -> str:
        """The monitor that was away, by the picture that was not renewed; empty where that cannot be told."""
        kept = self._pictures() if course.strike.what == "monitor" and not course.left_out else {}
        oldest = min(kept, key=lambda name: kept[name], default="")
        return oldest if oldest and self._mono_us() - kept[oldest] > _RENEWED_US else ""

    def _observe(self, course: FaultRun, moment: Moment | None, now_us: int) -> None:
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
        held = moment.state.held
        for badge in badges(moment):
            if badge.kind == "stale":
                course.oldest_s = max(course.oldest_s, badge.age_s or 0)
            elif badge.kind in ("corrected", "waiting"):
                self._note(course, badge.kind.upper())
        if held is not None:
            self._note(course, f"the last true total, while {held.reason} is held (S, H)")
        right = well and not moment.stale and held is None and moment.state.current is not None
        if right and course.over_us is not None:
            back_us = self._pictures().get(course.awaited, 0) if course.awaited else now_us
            if back_us >= course.over_us:
                course.right_us = back_us

    @staticmethod
    def _note(course: FaultRun, text: str) -> None:
        if text not in course.showed:
            course.showed.append(text)
