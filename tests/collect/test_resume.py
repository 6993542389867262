"""A collector that was ended goes on as if it had not been."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.collect.rig import FACTS, RULES, SECOND, START_US, AcceptanceDecision, body
from wallboard.collect.loop import Collector
from wallboard.collect.pace import Pace
from wallboard.collect.resume import resume
from wallboard.collect.state import CollectorState
from wallboard.recording.reader import RecordingReader
from wallboard.recording.writer import Recorder
from wallboard.sources.fake import ScriptedSource


class Night:
    """A recording that is written by one short-lived collector after another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = [100 * SECOND]
        self.words: list[AcceptanceDecision] = []

    def life(self, *script: bytes) -> CollectorState:
        """A collector records what the script says, and is gone; where it stood in its own memory."""
        with Recorder(self.folder, FACTS, utc_us=self._now, mono_us=self._now) as recorder:
            collector = Collector(
                ScriptedSource(script or (b"",), "primary"),
                recorder,
                FACTS,
                RULES,
                Pace(0, 2 * SECOND, 5 * SECOND),
                state=resume(self.folder),
                words=self._spoken,
                say=lambda line: None,
                mono_us=self._now,
                utc_us=lambda: START_US + self.clock[0],
            )
            for _ in script:
                self.clock[0] += 2 * SECOND
                collector.tick()
            collector.obey()
            return collector.state

    def _now(self) -> int:
        return self.clock[0]

    def _spoken(self) -> list[AcceptanceDecision]:
        return self.words


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path / "night")


def test_nothing_recorded_is_a_fresh_start(tmp_path: Path) -> None:
    assert resume(tmp_path) == CollectorState()


@pytest.mark.parametrize(
    "script",
    [
        [body(1, 100, orders=5, buyers=2)],
        [body(1, 1200, orders_per_second=7), body(3, 1300, orders_per_second=5)],
        [body(1, 100), body(3, 90), body(5, 91)],
        [body(1, 100), body(3, 90), body(5, 80)],
        [body(1, 100), body(3, 90), body(5, 91), body(7, 92)],
        [body(1, 100, orders=5), body(3, 101), body(5, 102, orders=3)],
        [body(1, 100, orders=5), body(3, 101, orders=4), body(5, 102, orders=3)],
        [body(5, 100), body(3, 90)],
        [body(1, 100, best_selling_brands=[{"id": "a", "gmv": 1}])],
    ],
    ids=["totals", "peak", "held", "held anew", "confirmed", "missing", "withheld", "late", "leader"],
)
def test_the_stand_read_back_is_the_stand_that_was(night: Night, script: list[bytes]) -> None:
    was = night.life(*script)
    found = resume(night.folder)
    assert replace(found, clock=None, last=None) == replace(was, clock=None, last=None)


def test_the_events_clock_read_back_shows_the_time_it_would_have_shown(night: Night) -> None:
    was = night.life(body(1, 100), body(1, 100, sequence=2), body(9, 101)).clock
    found = resume(night.folder).clock
    assert was is not None
    assert found is not None
    assert found.at(10**15) == was.at(10**15)


def test_an_answer_that_is_known_is_not_stored_by_the_next_life(night: Night) -> None:
    night.life(body(1, 100))
    night.life(body(1, 100))
    with RecordingReader(night.folder) as reader:
        assert len(reader.index.answers) == 1


def test_a_refused_value_is_not_held_any_more(night: Night) -> None:
    night.words = [AcceptanceDecision(2, accept=False)]
    night.life(body(1, 100), body(3, 90))
    assert resume(night.folder).judge_state.held is None


def test_a_word_spoken_while_the_collector_was_down_is_heard(night: Night) -> None:
    night.life(body(1, 100), body(3, 90))
    night.words = [AcceptanceDecision(2, accept=True)]
    assert night.life().judge_state.gmv_fen == 90_00


def test_an_answer_that_could_not_be_used_is_looked_at_again(night: Night) -> None:
    night.life(b'{"gmv": 1}')
    assert resume(night.folder).digest is None


def test_what_was_judged_of_the_newest_answer_is_known_where_it_is_the_one_that_is_shown(night: Night) -> None:
    was = night.life(body(1, 100, orders=5), body(3, 101, orders=4)).last
    found = resume(night.folder).last
    assert was is not None
    assert found is not None
    told = ("verdict", "shown", "withheld", "parts", "offset_us", "unaccepted", "interval_us")
    assert [getattr(found, name) for name in told] == [getattr(was, name) for name in told]
    assert found.withheld == ("orders",)
    night.life(body(5, 50))
    assert resume(night.folder).last is None
