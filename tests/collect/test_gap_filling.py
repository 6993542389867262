"""A gap that a source fills in afterwards: marked as filled in recording, info, export and curve, and nowhere else."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from math import isnan
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from tests.collect.rig import FACTS, RULES, SECOND, START_US
from wallboard.collect.gap_filling import MOST_FAILURES, MOST_POINTS, Gap, GapFiller
from wallboard.collect.loop import Collector
from wallboard.collect.merge import merge
from wallboard.collect.pace import Pace
from wallboard.collect.resume import resume
from wallboard.core.contract.reading import read_answer
from wallboard.core.instants import from_us
from wallboard.export.tables import export
from wallboard.panels.curve_track import filled_track
from wallboard.recording.reader import RecordingReader
from wallboard.recording.segment_series import SegmentRules
from wallboard.recording.state import StateReader
from wallboard.recording.tools.info import info
from wallboard.recording.tools.verify import verify
from wallboard.recording.writer import Recorder
from wallboard.sources.protocol import Answer, FetchFailed, NotModified, Validators

INTERVAL_US = 2 * SECOND


@dataclass
class Shop:
    """A source whose sum is a function of the second, that can be asked about the past, and that can be out."""

    clock: list[int]
    sum_at: Callable[[int], int]
    out: bool = False
    past_out: bool = False
    knows_the_past: bool = True
    asked: list[int] = field(default_factory=list)
    name: str = "shop"
    of_the_past: dict[str, Any] = field(default_factory=dict)

    def fetch(self, _deadline_mono_us: int, _known: Validators | None = None) -> Answer | NotModified:
        if self.out:
            raise FetchFailed(kind="refused", message="nobody there", source=self.name)
        return self._answer(self.clock[0] // SECOND, filled=False)

    def past(self, at_us: int, _deadline_mono_us: int) -> Answer:
        self.asked.append(at_us)
        if self.past_out:
            raise FetchFailed(kind="query", message="the past is gone", source=self.name)
        return self._answer((at_us - START_US) // SECOND, filled=True)

    def close(self) -> None:
        pass

    def _answer(self, second: int, *, filled: bool) -> Answer:
        at = from_us(START_US + second * SECOND).isoformat()
        said = {"contract": "wallboard/1", "adapter": "test", "at": at, "gmv": self.sum_at(second)}
        return Answer(
            json.dumps(said | ({"filled": True} | self.of_the_past if filled else {})).encode(), 200, self.name, 1
        )


class Night:
    """A collector with a real recording, whose clock stands still but for `pass_s`."""

    def __init__(self, folder: Path, sum_at: Callable[[int], int] = lambda second: second * 3) -> None:
        self.folder, self.clock, self.said = folder, [0], list[str]()
        self.facts, self.rules = FACTS, RULES
        self.shop = Shop(self.clock, sum_at)
        self.begin()

    def begin(self) -> None:
        self.recorder = Recorder(
            self.folder,
            self.facts,
            utc_us=lambda: START_US + self.clock[0],
            mono_us=lambda: self.clock[0],
            rules=SegmentRules(durable=False),
        )
        self.collector = Collector(
            self.shop,
            self.recorder,
            self.facts,
            self.rules,
            Pace(0, INTERVAL_US, 5 * SECOND),
            state=resume(self.folder),
            say=self.said.append,
            mono_us=lambda: self.clock[0],
            utc_us=lambda: START_US + self.clock[0],
        )

    def poll(self, polls: int) -> None:
        for _ in range(polls):
            self.clock[0] += INTERVAL_US
            self.collector.tick()

    def outage(self, polls: int) -> None:
        self.shop.out = True
        self.poll(polls)
        self.shop.out = False

    def ended(self) -> RecordingReader:
        self.recorder.close()
        return RecordingReader(self.folder)


@pytest.fixture
def night(tmp_path: Path) -> Night:
    """Ten polls, an outage of twenty, ten more."""
    made = Night(tmp_path / "night")
    made.poll(10)
    made.outage(20)
    made.poll(10)
    return made


def test_the_gap_is_filled_with_what_was_then(night: Night) -> None:
    with night.ended() as reader:
        at_us = reader.index.filled["at_us"].tolist()
        gmv = reader.index.answers["gmv_fen"][reader.index.filled["answer"]].tolist()
    seconds = [(us - START_US) // SECOND for us in at_us]
    assert seconds == list(range(22, 62, 2))
    assert gmv == [second * 300 for second in seconds]
    assert night.said[-1] == "the curve of the outage is filled in with 20 points"


def test_nothing_but_the_curve_follows_from_it(night: Night) -> None:
    with night.ended() as reader:
        shown = reader.index.shown["at_us"].tolist()
        assert shown == sorted(shown)
        assert len(shown) == 20
        assert len(reader.index.gaps) == 1
        (passed,) = [h for h in reader.index.happenings if h.kind == "gap"]
        assert passed.value > 3 * INTERVAL_US
        assert not reader.index.rejected
        assert not reader.index.verdicts


def test_a_replay_shows_it_from_when_it_was_known_and_not_before(night: Night) -> None:
    with night.ended() as reader:
        known_us = reader.index.filled["commit_us"].tolist()
        assert min(known_us) > reader.index.shown["commit_us"][10] - 1
        states = StateReader(reader)
        before = states.state_at(min(known_us) - 1).curve
        after = states.state_at(max(known_us)).curve
    assert before is not None
    assert after is not None
    assert (before.filled, after.filled is not None and len(after.filled.at_us)) == (None, 20)


def test_the_curve_joins_it_to_what_was_shown_before_and_after(night: Night) -> None:
    with night.ended() as reader:
        curve = StateReader(reader).state_at(2**60).curve
    track = filled_track(curve, START_US)
    assert track.xs[:-1] == tuple(float(second) for second in range(20, 63, 2))
    assert track.ys[:-1] == tuple(second * 300.0 for second in range(20, 63, 2))
    assert isnan(track.ys[-1])
    assert filled_track(None, START_US).xs == ()


def test_info_and_export_say_what_was_filled_in(night: Night, tmp_path: Path) -> None:
    night.ended().close()
    told = info(night.folder)
    assert (told.answers, told.shown, told.filled, told.rejected) == (40, 20, 20, 0)
    export(night.folder, tmp_path / "tables", "csv")
    with (tmp_path / "tables" / "totals.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["filled"] for row in rows] == ["false"] * 10 + ["true"] * 20 + ["false"] * 10
    assert [float(row["gmv"]) for row in rows] == [second * 3.0 for second in range(2, 82, 2)]
    assert all(a["at"] < b["at"] for a, b in pairwise(rows))


def test_the_recording_is_whole_and_a_restarted_collector_goes_on(night: Night) -> None:
    night.recorder.close()
    assert verify(night.folder).findings == ()
    night.begin()
    night.poll(3)
    with night.ended() as reader:
        assert (len(reader.index.shown), len(reader.index.filled)) == (23, 20)
    assert verify(night.folder).findings == ()


def test_a_gap_across_a_restart_of_the_collector_is_filled_too(tmp_path: Path) -> None:
    night = Night(tmp_path / "night")
    night.poll(5)
    night.recorder.close()
    night.clock[0] += 30 * SECOND
    night.begin()
    night.poll(5)
    with night.ended() as reader:
        assert len(reader.index.filled) > 10


def test_what_does_not_fit_between_what_is_known_is_left_out(tmp_path: Path) -> None:
    night = Night(tmp_path / "night", lambda second: 10_000 if 30 <= second < 40 else second * 3)
    night.poll(10)
    night.outage(20)
    night.poll(10)
    with night.ended() as reader:
        at_us = reader.index.filled["at_us"].tolist()
    assert [(us - START_US) // SECOND for us in at_us] == [*range(22, 30, 2), *range(40, 62, 2)]


def test_a_source_that_does_not_know_the_past_leaves_the_gap(tmp_path: Path) -> None:
    night = Night(tmp_path / "night")
    night.shop.knows_the_past = False
    night.poll(5)
    night.outage(10)
    night.poll(5)
    assert night.shop.asked == []
    with night.ended() as reader:
        assert len(reader.index.filled) == 0


def test_figures_that_stand_still_while_the_source_answers_are_no_outage(tmp_path: Path) -> None:
    night = Night(tmp_path / "night")
    night.poll(5)
    night.shop.clock = [night.clock[0]]
    night.poll(10)
    night.shop.clock = night.clock
    night.poll(5)
    with night.ended() as reader:
        assert (len(reader.index.gaps), len(reader.index.filled)) == (1, 0)
    assert night.shop.asked == []
    assert night.said == []


def test_a_past_that_fails_is_given_up_and_told_while_the_present_goes_on(tmp_path: Path) -> None:
    night = Night(tmp_path / "night")
    night.shop.past_out = True
    night.poll(5)
    night.outage(10)
    night.poll(8)
    assert len(night.shop.asked) == MOST_FAILURES
    assert night.said[-1].endswith("filled in with 0 points; the rest stays empty: the past is gone")
    with night.ended() as reader:
        assert len(reader.index.shown) == 13


def test_a_long_gap_costs_a_bounded_number_of_questions_and_little_of_each_poll() -> None:
    now = [0]

    def slow(_second: int) -> int:
        now[0] += SECOND // 4
        return 50

    shop = Shop(now, slow)
    filler = GapFiller(shop, lambda: now[0])
    filler.found(Gap(START_US, START_US + 86_400 * SECOND, 0, 100), INTERVAL_US)
    filler.ask(now[0] + 5 * SECOND)
    assert len(filler.taken()) == 4
    for _ in range(100):
        filler.ask(now[0] + 5 * SECOND)
    assert len(shop.asked) == MOST_POINTS


def test_an_offset_of_the_sources_clock_is_asked_for_with_it() -> None:
    shop = Shop([0], lambda _: 50)
    filler = GapFiller(shop, lambda: 0)
    filler.found(Gap(START_US, START_US + 4 * SECOND, 0, 10_000, 3600 * SECOND), SECOND * 2)
    filler.ask(5 * SECOND)
    assert shop.asked == [START_US + 3602 * SECOND]
    (answer,) = filler.taken()
    assert filler.fits(read_answer(answer.body).snapshot)


def test_the_words_of_no_stranger_count_as_filled() -> None:
    said: dict[str, Any] = {"contract": "wallboard/1", "at": "2026-11-27T19:00:00Z", "gmv": 1, "filled": True}
    assert not read_answer(json.dumps(said).encode()).filled
    assert read_answer(json.dumps(said | {"adapter": "test"}).encode()).filled


def test_what_a_stranger_says_of_the_past_unasked_is_no_point_of_the_curve(tmp_path: Path) -> None:
    night = Night(tmp_path / "night")
    night.poll(5)
    said = {"contract": "wallboard/1", "adapter": "x", "filled": True, "at": from_us(START_US).isoformat(), "gmv": 9e14}
    night.collector.take(Answer(json.dumps(said).encode(), 200, "shop", 1))
    night.poll(2)
    with night.ended() as reader:
        assert len(reader.index.filled) == 0
        assert [verdict.reason for verdict in reader.index.rejected] == ["unusable"]
        assert len(reader.index.shown) == 7


@pytest.mark.parametrize("said", [{"simulated": True}, {"currency": "USD"}])
def test_a_past_of_another_kind_is_left_out(tmp_path: Path, said: dict[str, Any]) -> None:
    night = Night(tmp_path / "night")
    night.shop.of_the_past = said
    night.poll(5)
    night.outage(10)
    night.poll(5)
    with night.ended() as reader:
        assert (len(night.shop.asked) > 0, len(reader.index.filled)) == (True, 0)


@pytest.mark.parametrize(("code", "digits"), [("JPY", 0), ("KWD", 3)])
def test_a_gap_is_filled_in_whatever_the_minor_unit(tmp_path: Path, code: str, digits: int) -> None:
    night = Night(tmp_path / "night")
    night.recorder.close()
    night.facts = replace(FACTS, currency=code, minor_digits=digits)
    night.rules = msgspec.structs.replace(RULES, currency=code)
    night.begin()
    night.poll(5)
    night.outage(10)
    night.poll(5)
    with night.ended() as reader:
        rows = reader.index.filled["answer"]
        assert len(rows) == 10
        assert reader.index.answers["gmv_fen"][rows[0]] == 36 * 10**digits


def test_a_source_that_fails_with_an_error_of_its_own_about_the_past_goes_on_with_the_present(tmp_path: Path) -> None:
    night = Night(tmp_path / "night")
    night.poll(5)
    night.outage(10)
    night.shop.past = lambda *_: 1 // 0  # type: ignore[method-assign,assignment]
    night.poll(8)
    assert "the rest stays empty: ZeroDivisionError" in night.said[-1]
    with night.ended() as reader:
        assert len(reader.index.shown) == 13


def test_a_merge_keeps_what_was_filled_in(night: Night, tmp_path: Path) -> None:
    with night.ended() as reader:
        before = [int(us) for us in reader.index.filled["at_us"]]
    shutil.copytree(night.folder, tmp_path / "copy")
    merge([night.folder, tmp_path / "copy"], tmp_path / "merged.wallboard", RULES)
    with RecordingReader(tmp_path / "merged.wallboard") as reader:
        assert [int(us) for us in reader.index.filled["at_us"]] == before != []
