"""The director strikes at the right time, ends what lasts, and reports what the wall showed."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from tests.nights import moment
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.recording_state import HeldValue
from wallboard.demo.rehearsal import Strike
from wallboard.rehearse import director
from wallboard.rehearse.director import Director


@dataclass
class Children:
    """A supervisor's children: who runs, and who is well."""

    pids: dict[str, int] = field(default_factory=lambda: {"collect": 1, "show": 2})
    ill: set[str] = field(default_factory=set)
    plain: set[str] = field(default_factory=set)

    def children(self) -> dict[str, int]:
        return dict(self.pids)

    def is_well(self, name: str) -> bool:
        return name not in self.ill

    def keeps(self, name: str) -> bool:
        return name in ("collect", "show")

    def is_plain(self, name: str) -> bool:
        return name in self.plain


@dataclass
class Endpoint:
    fault: str = ""


class Stage:
    """A director with everything around it pretended."""

    def __init__(self, *strikes: Strike) -> None:
        self.children, self.endpoint, self.said = Children(), Endpoint(), list[str]()
        self.moment: Moment = moment("00:01:00")
        self.now_us = 0
        self.slept: list[float] = []
        self.kept: dict[str, int] = {}
        self.director = Director(
            strikes,
            self.children,
            self.endpoint,
            lambda: self.moment,
            say=self.said.append,
            curtained=True,
            pictures=lambda: self.kept,
            mono_us=lambda: self.now_us,
            pause=self.slept.append,
        )

    def at(self, second: float) -> None:
        self.now_us = round(second * SECOND_US)
        self.director.turn(self.now_us)


FALL = Strike(5 * SECOND_US, "fall", 4 * SECOND_US)
KILL = Strike(5 * SECOND_US, "kill show", SECOND_US)


def test_a_fault_of_the_endpoint_lasts_as_long_as_it_says_and_is_announced() -> None:
    stage = Stage(FALL)
    faults = []
    for second in (4, 5, 8, 9):
        stage.at(second)
        faults.append(stage.endpoint.fault)
    assert faults == ["", "fall", "fall", ""]
    assert [line.split("  ")[0] for line in stage.said] == ["00:00:05", "00:00:09"]


def test_the_report_says_what_was_held_and_when_it_was_right_again() -> None:
    stage = Stage(FALL)
    sound = stage.moment
    stage.at(5)
    stage.moment = replace(sound, state=replace(sound.state, held=HeldValue(1, 5, 5, "fall", "")))
    stage.at(9)
    stage.at(10)
    stage.moment = sound
    stage.at(11.5)
    (course,) = stage.director.courses
    assert (course.wall, course.recovery) == ("the last true total, while fall is held (S, H)", "2.5 s")


def test_a_killed_display_is_right_again_when_another_one_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    monkeypatch.setattr(os, "kill", lambda pid, _number: killed.append(pid))
    stage = Stage(KILL)
    stage.at(5)
    stage.children.pids["show"] = 7
    stage.children.ill = {"show"}
    stage.at(5.5)
    stage.children.ill = set()
    stage.at(6)
    (course,) = stage.director.courses
    assert (killed, course.recovery, course.wall) == ([2], "1.0 s", "its last picture (the curtain)")


def test_what_never_was_right_again_is_said_so() -> None:
    stage = Stage(FALL)
    stage.children.ill = {"collect"}
    for second in (5, 9, 20):
        stage.at(second)
    assert stage.director.courses[0].recovery == "not within the rehearsal"


def test_a_fault_that_lasts_beyond_the_end_is_taken_back() -> None:
    stage = Stage(FALL)
    stage.at(6)
    stage.director.undo()
    assert stage.endpoint.fault == ""


def test_a_display_that_keeps_dying_is_struck_each_time_that_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    monkeypatch.setattr(os, "kill", lambda pid, _number: killed.append(pid))
    stage = Stage(Strike(5 * SECOND_US, "crash show", SECOND_US))
    stage.at(5)
    for second, pid in ((6, 3), (7, 4), (8, 5)):
        stage.at(second)  # it has not been started anew yet
        stage.children.pids["show"] = pid
        stage.children.plain = {"show"} if pid == 5 else set()
        stage.at(second + 0.5)
    (course,) = stage.director.courses
    assert (killed, course.recovery) == ([2, 3, 4], "0.5 s")
    assert course.wall == "its last picture (the curtain); then the plain counter"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows stops no process")
def test_a_sleeping_machine_stands_still_with_all_its_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: told.append((pid, number)))
    stage = Stage(Strike(5 * SECOND_US, "sleep", 4 * SECOND_US))
    stage.at(5)
    assert stage.slept == [4]
    assert told == [(1, signal.SIGSTOP), (2, signal.SIGSTOP), (1, signal.SIGCONT), (2, signal.SIGCONT)]


def test_a_monitor_is_right_again_when_its_own_picture_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(director, "unplug", lambda _name: lambda: None)
    stage = Stage(Strike(5 * SECOND_US, "monitor", 10 * SECOND_US))
    stage.at(5)
    stage.kept = {"left": 14 * SECOND_US, "right": 4 * SECOND_US}
    stage.at(15)
    stage.kept = {"left": 16 * SECOND_US, "right": 4 * SECOND_US}
    stage.at(16)
    stage.kept = {"left": 16 * SECOND_US, "right": round(16.25 * SECOND_US)}
    stage.at(17)
    (course,) = stage.director.courses
    assert (course.recovery, course.wall) == ("1.2 s", "the other monitors as they were")


def test_a_display_that_is_just_being_started_is_struck_once_it_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    monkeypatch.setattr(os, "kill", lambda pid, _number: killed.append(pid))
    stage = Stage(KILL)
    del stage.children.pids["show"]
    stage.at(5)
    stage.children.pids["show"] = 9
    stage.at(6)
    assert (killed, stage.director.courses[0].left_out) == ([9], "")


def test_a_process_that_there_is_not_is_left_out() -> None:
    stage = Stage(Strike(5 * SECOND_US, "kill curtain", SECOND_US))
    stage.at(5)
    assert stage.director.courses[0].left_out.startswith("left out")
