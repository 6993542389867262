"""The loop with children that are only pretended, on a clock that is only pretended."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue

import pytest
from msgspec.structs import replace

from wallboard.core.instants import SECOND_US
from wallboard.supervise.child import Heartbeat, Message, OutputLine, QuitRequest, Report, StandbyBeat
from wallboard.supervise.child_spec import ChildError, ChildSpec
from wallboard.supervise.child_state import STARTS_UNTIL_HOPELESS, Timeouts
from wallboard.supervise.supervisor import Supervisor
from wallboard.supervise.warm_standby import wait_for_words

PATIENCE = Timeouts(start_us=10 * SECOND_US, beat_us=2 * SECOND_US)
SHOW = ChildSpec("show", ("show",), PATIENCE, safer=("show", "--safe"), ends_all=True)
COLLECT = ChildSpec("collect", ("collect",), PATIENCE)


@dataclass
class PretendedChild:
    pid: int
    argv: tuple[str, ...]
    code: int | None = None
    obedient: bool = True
    held_up: int = 0
    events: list[str] = field(default_factory=list)

    def exit_code(self) -> int | None:
        return self.code

    def held_up_us(self) -> int:
        return self.held_up

    def say(self, line: str) -> None:
        if self.code is not None:
            raise BrokenPipeError
        self.events.append(line)
        self.waits = False

    stopped: bool = False
    waits: bool = False

    def is_stopped(self) -> bool:
        return self.stopped

    def go_on(self) -> None:
        self.stopped = False

    def cut(self) -> None:
        self.events.append("cut")
        if self.obedient and self.code is None:
            self.code = 0

    def terminate(self) -> None:
        self.events.append("terminate")

    def kill(self) -> None:
        self.events.append("kill")
        self.code = -9


class PretendedInbox(SimpleQueue[Message]):
    """An inbox that does not wait: it moves the pretended clock on instead."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage

    def get(self, block: bool = True, timeout: float | None = None) -> Message:
        self._stage.now_us += int((timeout or 0) * SECOND_US)
        return super().get_nowait()


class Stage:
    """A supervisor, its pretended children and clock, and all that it said."""

    def __init__(self, *plans: ChildSpec) -> None:
        self.now_us = 0
        self.children: list[PretendedChild] = []
        self.inbox = PretendedInbox(self)
        self.told: list[str] = []
        self.heard: list[str] = []
        self.last_lines: list[tuple[str, ...]] = []
        self.supervisor = Supervisor(
            plans,
            tell=lambda name, text: self.told.append(f"{name} {text}"),
            hear=lambda name, text: self.heard.append(f"{name} {text}"),
            tell_crash=self._crashed,
            spawn=self._spawn,
            mono_us=lambda: self.now_us,
            inbox=self.inbox,
        )

    def _crashed(self, name: str, text: str, last_lines: tuple[str, ...]) -> None:
        self.told.append(f"{name} {text}")
        self.last_lines.append(last_lines)

    def _spawn(self, argv: Sequence[str], environment: Mapping[str, str], inbox: object) -> PretendedChild:
        self.children.append(PretendedChild(len(self.children) + 1, tuple(argv), waits=argv[-1] == "standby"))
        return self.children[-1]

    def turn(self, after_s: float = 0.1, beats: Sequence[int] = ()) -> None:
        """Turns enough for `after_s` to go by, with a beat of each of the children numbered `beats` before each."""
        for _ in range(max(1, round(after_s / 0.1))):
            for pid in beats:
                waits = self.children[pid - 1].waits if pid <= len(self.children) else False
                self.inbox.put(StandbyBeat(pid) if waits else Heartbeat(pid))
            self.supervisor.turn(0.1)

    @property
    def newest(self) -> PretendedChild:
        return self.children[-1]


def test_every_child_is_started_in_the_first_turn() -> None:
    stage = Stage(COLLECT, SHOW)
    stage.turn()
    assert [child.argv for child in stage.children] == [("collect",), ("show",)]


def test_a_child_that_beats_is_left_alone() -> None:
    stage = Stage(SHOW)
    stage.turn()
    stage.turn(after_s=30, beats=[1])
    assert len(stage.children) == 1


def test_a_child_that_waits_for_a_processor_is_slow_and_not_frozen() -> None:
    stage = Stage(SHOW)
    stage.turn()
    stage.turn(beats=[1])
    stage.children[0].held_up = 900_000
    stage.turn(after_s=2.3)
    assert stage.children[0].events == []
    stage.turn(after_s=2.3)
    assert stage.children[0].events == ["kill"]


def test_a_child_without_beats_is_killed_and_started_anew() -> None:
    stage = Stage(SHOW)
    stage.turn()
    stage.turn(beats=[1])
    stage.turn(after_s=2.3)
    assert stage.children[0].events == ["kill"]
    assert len(stage.children) == 2
    assert stage.told[0].startswith("show gave no sign of life for 2.")


def test_a_frozen_child_is_replaced_within_the_same_tenths_of_a_second() -> None:
    stage = Stage(SHOW)
    stage.turn()
    stage.turn(beats=[1])
    began_us = stage.now_us
    while len(stage.children) < 2:
        stage.turn()
    assert stage.now_us - began_us < 2_400_000


class Screen:
    """A screen that can be away."""

    def __init__(self) -> None:
        self.away = False

    def lacking(self) -> str | None:
        return "no screen" if self.away else None


def test_a_child_whose_screen_is_gone_waits_for_it_and_has_not_crashed() -> None:
    screen = Screen()
    stage = Stage(replace(SHOW, lacking=screen.lacking))
    stage.turn()
    stage.turn(beats=[1])
    screen.away = True
    stage.newest.code = 1
    stage.turn(after_s=3600)
    assert len(stage.children) == 1
    assert stage.told == ["show ended with status 1: no screen; it is started anew when that is over"]
    screen.away = False
    stage.turn(after_s=0.6)
    stage.turn(beats=[2])
    assert [child.argv for child in stage.children] == [("show",), ("show",)]
    assert stage.told[1].startswith("show is back after 3600.")
    assert not stage.supervisor.is_plain("show")


def test_however_often_a_screen_goes_the_picture_does_not_become_plain() -> None:
    screen = Screen()
    stage = Stage(replace(SHOW, lacking=screen.lacking))
    for pid in range(1, 6):
        screen.away = False
        stage.turn(after_s=0.7)
        stage.turn(beats=[pid])
        screen.away = True
        stage.newest.code = 1
        stage.turn()
    assert {child.argv for child in stage.children} == {("show",)}


def test_a_child_that_has_never_been_up_says_itself_what_is_missing() -> None:
    screen = Screen()
    screen.away = True
    stage = Stage(replace(SHOW, lacking=screen.lacking))
    stage.turn()
    assert len(stage.children) == 1


def test_a_child_that_ends_is_started_anew_and_reported_when_it_is_back() -> None:
    stage = Stage(COLLECT)
    stage.turn()
    stage.turn(beats=[1])
    stage.newest.code = -11
    stage.turn(after_s=0.2)
    stage.turn(beats=[2])
    assert stage.told[0] == "collect was ended by SIGSEGV; it is started anew"
    assert stage.told[1].startswith("collect is back after 0.")


def test_the_collector_ending_well_unasked_is_still_a_crash() -> None:
    stage = Stage(COLLECT)
    stage.turn()
    stage.newest.code = 0
    stage.turn(after_s=0.2)
    assert len(stage.children) == 2


def test_the_third_crash_in_five_minutes_brings_the_plain_form() -> None:
    stage = Stage(SHOW)
    stage.turn()
    for number in range(1, 4):
        stage.turn(beats=[number])
        stage.newest.code = 1
        stage.turn(after_s=1)
    assert [child.argv for child in stage.children] == [("show",)] * 3 + [("show", "--safe")]


def test_later_starts_may_have_other_words_than_the_first() -> None:
    stage = Stage(ChildSpec("show", ("show", "--layout", "map"), PATIENCE, again=("show",)))
    stage.turn()
    stage.newest.code = 1
    stage.turn(after_s=0.2)
    assert [child.argv for child in stage.children] == [("show", "--layout", "map"), ("show",)]


def test_words_of_a_child_are_passed_on_and_beats_are_not() -> None:
    stage = Stage(SHOW)
    stage.turn()
    stage.inbox.put(OutputLine(1, "three screens"))
    stage.turn(beats=[1])
    assert stage.heard == ["show three screens"]


def test_a_late_beat_of_an_earlier_life_does_not_count() -> None:
    stage = Stage(SHOW)
    stage.turn()
    stage.turn(beats=[1])
    stage.newest.code = 1
    stage.turn(after_s=0.2)
    stage.turn(beats=[1])
    assert not any("is back" in line for line in stage.told)


def test_a_child_waits_for_the_first_beat_of_the_one_it_comes_after() -> None:
    stage = Stage(
        ChildSpec("simulate", ("simulate",), PATIENCE), ChildSpec("collect", ("collect",), PATIENCE, after="simulate")
    )
    stage.turn(after_s=1)
    assert len(stage.children) == 1
    stage.turn(beats=[1])
    assert stage.newest.argv == ("collect",)


def test_a_child_that_refuses_its_configuration_ends_everything_with_its_status() -> None:
    stage = Stage(SHOW)
    stage.turn()
    stage.newest.code = 2
    with pytest.raises(ChildError, match="refuses to start") as refusal:
        stage.turn()
    assert refusal.value.exit_code == 2


def test_a_configuration_that_turns_bad_later_is_no_reason_to_give_up() -> None:
    stage = Stage(COLLECT)
    stage.turn()
    stage.turn(beats=[1])
    stage.newest.code = 2
    stage.turn(after_s=0.2)
    assert len(stage.children) == 2


def test_what_never_comes_up_is_given_up_with_a_word_of_advice() -> None:
    stage = Stage(SHOW)
    for _ in range(STARTS_UNTIL_HOPELESS - 1):
        stage.turn(after_s=1.1)
        stage.newest.code = 1
    stage.turn(after_s=1.2)
    stage.newest.code = 1
    with pytest.raises(ChildError, match="wallboard doctor"):
        stage.turn()


def test_after_the_machine_stood_still_nobody_is_called_frozen() -> None:
    stage = Stage(SHOW)
    stage.turn()
    stage.turn(beats=[1])
    stage.now_us += 60 * SECOND_US
    stage.turn()
    stage.turn(after_s=0.5, beats=[1])
    assert len(stage.children) == 1


def test_it_ends_when_its_seconds_have_passed_and_cuts_its_children() -> None:
    stage = Stage(COLLECT, SHOW)
    stage.supervisor.run(seconds=0.5)
    assert [child.events for child in stage.children] == [["cut"], ["cut"]]


def test_the_displays_word_is_the_operators_wish_to_end() -> None:
    stage = Stage(COLLECT, SHOW)
    stage.turn()
    stage.inbox.put(QuitRequest(2))
    stage.newest.code = -11
    stage.supervisor.run()
    assert stage.children[0].code == 0
    assert len(stage.children) == 2


def test_only_a_child_that_has_an_operator_may_end_everything() -> None:
    stage = Stage(COLLECT)
    stage.turn()
    stage.inbox.put(QuitRequest(1))
    stage.turn(beats=[1])
    assert not stage.supervisor.is_stopped


def test_a_display_that_ends_well_without_a_word_is_started_anew() -> None:
    stage = Stage(COLLECT, SHOW)
    stage.turn()
    stage.newest.code = 0
    stage.turn(after_s=0.2)
    assert stage.told == ["show ended with status 0; it is started anew"]
    assert not stage.supervisor.is_stopped


def test_a_stopped_child_is_replaced_at_once() -> None:
    stage = Stage(SHOW)
    stage.turn(beats=[1])
    stage.turn(beats=[1])
    stage.newest.stopped = True
    stage.turn(after_s=0.2)
    assert stage.children[0].events == ["kill"]
    assert stage.told[0] == "show was stopped by SIGSTOP; it is started anew"


def test_a_crash_is_told_with_the_last_that_the_child_said() -> None:
    stage = Stage(SHOW)
    stage.turn()
    for number in range(9):
        stage.inbox.put(OutputLine(1, f"line {number}"))
    stage.turn()
    stage.newest.code = 1
    stage.turn(after_s=0.2)
    assert stage.last_lines == [("line 4", "line 5", "line 6", "line 7", "line 8")]


def test_a_deaf_child_is_terminated_and_then_killed_within_five_seconds() -> None:
    stage = Stage(SHOW)
    stage.turn()
    stage.newest.obedient = False
    began_us = stage.now_us
    stage.supervisor.end_all()
    assert stage.newest.events == ["cut", "terminate", "kill"]
    assert stage.now_us - began_us < 5 * SECOND_US


def test_the_others_go_on_without_a_dispensable_child_that_cannot_be_brought_up() -> None:
    stage = Stage(SHOW, ChildSpec("curtain", ("curtain",), PATIENCE, dispensable=True))
    stage.turn(beats=[1])
    for _ in range(100):
        for child in stage.children[1:]:
            child.code = 2
        stage.turn(beats=[1])
    assert len(stage.children) == 1 + STARTS_UNTIL_HOPELESS
    assert stage.told[-1] == "curtain ended with status 2, and the wall goes on without it"


PREPARED = ChildSpec(
    "show", ("py", "-m", "wallboard", "show"), PATIENCE, again=("py", "-m", "wallboard", "show", "--resume"),
    standby=("py", "-m", "wallboard", "standby"),
)  # fmt: skip


def settled() -> Stage:
    """A display that has run for two seconds, and its standby."""
    stage = Stage(PREPARED)
    stage.turn()
    stage.turn(after_s=2, beats=[1])
    return stage


def test_a_standby_is_prepared_once_the_child_is_up() -> None:
    stage = Stage(PREPARED)
    stage.turn(after_s=5)
    assert len(stage.children) == 1
    stage.turn(after_s=30, beats=[1])
    assert [child.argv[-1] for child in stage.children] == ["show", "standby"]


def test_a_child_that_waits_for_another_has_its_standby_load_meanwhile() -> None:
    stage = Stage(COLLECT, replace(PREPARED, after="collect"))
    stage.turn()
    assert [child.argv[-1] for child in stage.children] == ["collect", "standby"]
    stage.turn(beats=[1])
    assert stage.children[1].events == ['["show"]']
    assert stage.supervisor.children() == {"collect": 1, "show": 2}


def test_the_standby_steps_in_with_the_words_of_the_next_life() -> None:
    stage = settled()
    stage.children[0].code = -9
    stage.turn(after_s=0.2)
    assert stage.children[1].events == ['["show", "--resume"]']
    assert len(stage.children) == 2
    stage.turn(beats=[2])
    assert stage.told[-1].startswith("show is back after")
    assert stage.supervisor.children() == {"show": 2}


def test_what_a_waiting_standby_says_is_no_beat_of_the_child() -> None:
    stage = settled()
    stage.turn(after_s=2.3, beats=[2])
    assert stage.children[0].events == ["kill"]


def test_what_a_standby_sent_before_it_stepped_in_is_no_beat_of_the_child() -> None:
    stage = settled()
    stage.children[0].code = -9
    stage.inbox.put(StandbyBeat(2))
    stage.turn()
    stage.inbox.put(StandbyBeat(2))
    stage.turn(after_s=5)
    assert not stage.supervisor.is_well("show")
    assert stage.children[1].events == ['["show", "--resume"]']


def test_where_the_standby_has_died_the_child_is_started_as_ever() -> None:
    stage = settled()
    stage.children[0].code = stage.children[1].code = -9
    stage.turn(after_s=0.2)
    assert stage.newest.argv == PREPARED.again


def test_a_standby_that_cannot_stay_up_is_tried_more_and_more_rarely() -> None:
    stage = settled()
    for _ in range(600):
        stage.newest.code = 1 if stage.newest.argv[-1] == "standby" else None
        stage.turn(after_s=0.3, beats=[1])
    assert 12 <= len(stage.children) <= 28


def test_a_standby_that_lived_is_made_anew_however_often_it_is_ended() -> None:
    stage = settled()
    for number in range(2, 12):
        stage.turn(after_s=3, beats=[1, number])
        stage.newest.code = -15
        stage.turn(after_s=0.3, beats=[1])
    waiting = [child for child in stage.children[1:] if child.code is None]
    assert len(stage.children) == 13
    assert len(waiting) >= 1


def test_two_that_share_a_standby_and_die_together_are_both_back_at_once() -> None:
    curtain = ChildSpec("curtain", ("py", "-m", "wallboard", "curtain"), PATIENCE, standby=PREPARED.standby)
    stage = Stage(PREPARED, curtain)
    stage.turn(beats=[1, 2])
    stage.turn(after_s=1, beats=[1, 2, 3, 4])
    assert [child.argv[-1] for child in stage.children] == ["show", "curtain", "standby", "standby"]
    stage.children[0].code = stage.children[1].code = -9
    stage.turn(after_s=0.2)
    assert [child.events for child in stage.children[2:]] == [['["show", "--resume"]'], ['["curtain"]']]


def test_standbys_load_one_after_the_other_and_not_while_a_child_comes_up() -> None:
    curtain = ChildSpec("curtain", ("py", "-m", "wallboard", "curtain"), PATIENCE, standby=PREPARED.standby)
    stage = Stage(PREPARED, curtain)
    stage.turn(after_s=1, beats=[1])
    assert len(stage.children) == 2
    stage.turn(after_s=1, beats=[1, 2])
    assert len(stage.children) == 3
    stage.turn(after_s=1, beats=[1, 2, 3])
    assert len(stage.children) == 4


def test_a_frozen_standby_is_replaced_and_a_stopped_one_goes_on() -> None:
    stage = settled()
    stage.newest.stopped = True
    stage.turn(after_s=0.3, beats=[1, 2])
    assert not stage.newest.stopped
    stage.turn(after_s=2.5, beats=[1])
    assert stage.children[1].events == ["kill", "cut"]
    assert [child.argv[-1] for child in stage.children] == ["show", "standby", "standby"]


def test_a_standby_that_is_stopped_as_the_display_dies_steps_in_all_the_same() -> None:
    stage = settled()
    stage.newest.stopped = True
    stage.children[0].code = -9
    stage.turn(after_s=0.2)
    assert (stage.newest.stopped, stage.newest.events) == (False, ['["show", "--resume"]'])


def test_a_standby_ends_with_everything() -> None:
    stage = settled()
    stage.supervisor.end_all()
    assert [child.events for child in stage.children] == [["cut"], ["cut"]]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b'["show", "--resume"]\nmore', ["show", "--resume"]),
        (b"", None),
        (b'["show"', None),
        (b"nonsense\n", None),
        (b"7\n", None),
    ],
)
def test_the_words_are_one_line_and_nothing_beyond_it_is_read(said: bytes, words: list[str] | None) -> None:
    reading, writing = os.pipe()
    os.write(writing, said)
    os.close(writing)
    try:
        assert wait_for_words(lambda: None, reading) == words
        assert os.read(reading, 9) == said.partition(b"\n")[2]
    finally:
        os.close(reading)


def test_a_child_whose_plan_is_exchanged_ends_in_order_and_is_started_by_the_new_one() -> None:
    stage = Stage(COLLECT, SHOW)
    stage.turn(beats=[1])
    stage.turn(beats=[1, 2])
    curtain = ChildSpec("curtain", ("curtain",), PATIENCE)
    stage.supervisor.exchange((COLLECT, replace(SHOW, argv=("show", "on screen")), curtain))
    stage.turn(after_s=0.3, beats=[1])
    assert stage.children[1].events == ["cut"]
    assert [child.argv for child in stage.children[2:]] == [("curtain",), ("show", "on screen")]
    assert stage.children[0].events == []
    assert stage.told == []
    assert not stage.supervisor.is_plain("show")


def test_a_child_without_a_plan_any_more_ends_for_good_and_the_others_and_their_standbys_stay() -> None:
    pictures = ChildSpec("pictures", ("pictures",), PATIENCE, dispensable=True)
    stage = settled()
    stage.turn(after_s=1, beats=[1, 2, 3])
    before = [*stage.children]
    stage.supervisor.exchange((*stage.supervisor.plans, pictures))
    stage.turn(after_s=0.3, beats=[1, 2, 3])
    assert (stage.newest.argv, stage.supervisor.keeps("pictures")) == (("pictures",), True)
    stage.supervisor.exchange((PREPARED,))
    stage.turn(after_s=10, beats=[1, 2, 3])
    assert (stage.children[len(before) :], stage.newest.events) == ([stage.newest], ["cut"])
    assert all("cut" not in child.events for child in before)
    assert (stage.supervisor.names, stage.told) == (("show",), [])
    stage.supervisor.exchange((PREPARED, pictures))
    stage.turn(after_s=0.2, beats=[1, 2, 3])
    assert len(stage.children) == len(before) + 2


@pytest.mark.parametrize("ends", ["in time", "with everything"])
def test_one_that_does_not_go_is_killed(ends: str) -> None:
    stage = Stage(COLLECT, ChildSpec("pictures", ("pictures",), PATIENCE))
    stage.turn(beats=[1, 2])
    stage.children[1].obedient = False
    stage.supervisor.exchange((COLLECT,))
    if ends == "in time":
        stage.turn(after_s=4, beats=[1, 2])
        assert stage.children[1].events == ["cut", "kill"]
    stage.supervisor.end_all()
    assert stage.children[1].code == -9


def test_the_standbys_of_before_an_exchange_are_let_go() -> None:
    stage = settled()
    stage.turn(after_s=1, beats=[1, 2, 3])
    stage.supervisor.exchange((replace(PREPARED, environment={"QT_QPA_PLATFORM": "xcb"}),))
    stage.turn(after_s=0.2)
    assert [child.events for child in stage.children[1:3]] == [["cut"], ["cut"]]
    assert stage.newest.argv[-1] == "--resume"


def test_what_a_child_reports_is_known_as_long_as_it_lives() -> None:
    stage = Stage(SHOW)
    stage.turn()
    stage.inbox.put(Report(1, b"{}"))
    stage.turn(beats=[1])
    assert stage.supervisor.report("show") == b"{}"
    stage.newest.code = 1
    stage.turn(after_s=0.2)
    assert stage.supervisor.report("show") is None
    assert stage.supervisor.restarts("show") == 1
