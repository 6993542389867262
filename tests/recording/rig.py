"""A recording made by hand: a clock that the test turns, bodies, and a collector in ten lines."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from pathlib import Path

from wallboard.core.contract.reading import read_answer
from wallboard.core.contract.snapshot import Name
from wallboard.core.event_clock import ClockPoint, next_clock
from wallboard.core.event_info import EventInfo
from wallboard.core.figures import without
from wallboard.core.happenings import Progress, derive
from wallboard.core.judge_state import Judgement, JudgeState, Rules
from wallboard.core.judgement import accept_held, judge, refuse_held
from wallboard.core.source_clock import Arrival
from wallboard.recording.segment_series import SegmentRules
from wallboard.recording.writer import JudgementRecord, Recorder, Stamp

SECOND = 1_000_000
START_US = 1_478_793_600 * SECOND
FACTS = EventInfo(
    Name(en="Night"),
    START_US,
    START_US + 86_400 * SECOND,
    zone="Asia/Shanghai",
    currency="CNY",
    interval_us=2 * SECOND,
    delay_us=3 * SECOND,
    stale_after_us=20 * SECOND,
    milestones_fen=(100_000, 500_000),
)
RULES = Rules(confirmations=2, plausible_fen_per_s=100_000)


def body(second: float, yuan: float, **more: object) -> bytes:
    """A snapshot at so many seconds of the event."""
    at = f"2016-11-11T00:{int(second) // 60:02}:{second % 60:06.3f}+08:00"
    return json.dumps({"at": at, "gmv": f"{yuan:.2f}"} | more).encode()


def noise(size: int, seed: int = 1) -> str:
    """Text that does not compress."""
    return "".join(random.Random(seed).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=size))


@dataclass
class Clock:
    """Both clocks of a machine, in microseconds, moved by the test."""

    now_us: int = START_US
    step_us: int = 0

    def utc_us(self) -> int:
        return self.now_us + self.step_us

    def mono_us(self) -> int:
        return self.now_us - START_US + 5_000 * SECOND

    def pass_s(self, seconds: float) -> None:
        self.now_us += int(seconds * SECOND)


@dataclass(frozen=True)
class Given:
    """An answer as a source hands it over."""

    body: bytes
    source: str = "primary"
    status: int = 200
    fetch_us: int = 40_000


@dataclass
class Hand:
    """Records what it is told, as the collector would."""

    recorder: Recorder
    clock: Clock
    judge_state: JudgeState = field(default_factory=JudgeState)
    progress: Progress = field(default_factory=Progress)
    point: ClockPoint | None = None

    def take(self, answer: bytes, source: str = "primary") -> tuple[Stamp, Judgement]:
        """Judge and record one answer."""
        reading = read_answer(answer)
        stamp = self.recorder.stamp()
        judgement, judge_state = judge(self.judge_state, reading, stamp.answer_id, RULES, Arrival(stamp.commit_us))
        ruling = self._ruling(judgement, judge_state, answer, stamp)
        self.recorder.append(stamp, Given(answer, source), reading, ruling)
        self.judge_state = judge_state
        return stamp, judgement

    def decide(self, answer: bytes, *, accept: bool) -> Stamp:
        """The operator's word about the held answer."""
        assert self.judge_state.held is not None
        snapshot = read_answer(answer).snapshot
        assert snapshot is not None
        held_id = self.judge_state.held.answer_id
        stamp = self.recorder.stamp()
        judgement, judge_state = (
            accept_held(self.judge_state, snapshot, RULES, Arrival(stamp.commit_us))
            if accept
            else refuse_held(self.judge_state)
        )
        self.recorder.judge(stamp, held_id, self._ruling(judgement, judge_state, answer, stamp))
        self.judge_state = judge_state
        return stamp

    def _ruling(self, judgement: Judgement, judge_state: JudgeState, answer: bytes, stamp: Stamp) -> JudgementRecord:
        snapshot = read_answer(answer).snapshot
        if not judgement.shown or snapshot is None:
            return JudgementRecord(judgement, judge_state)
        self.point = next_clock(self.point, snapshot.at_us, stamp.commit_us, snapshot.rate)
        kept = without(snapshot, judgement.withheld)
        happenings, self.progress = derive(self.progress, kept, stamp.commit_us, FACTS, judgement)
        return JudgementRecord(judgement, judge_state, happenings, self.point)


def recorder(folder: Path, clock: Clock, max_segment_bytes: int = 2**26) -> Recorder:
    """A recorder on the test's clock."""
    return Recorder(folder, FACTS, utc_us=clock.utc_us, mono_us=clock.mono_us, rules=SegmentRules(max_segment_bytes))


def record(folder: Path, count: int, *, clock: Clock | None = None, max_segment_bytes: int = 2**26) -> list[Stamp]:
    """A recording of `count` snapshots two seconds apart, each 100 yuan more, with a list of cities."""
    clock = clock or Clock()
    stamps = []
    with recorder(folder, clock, max_segment_bytes) as opened:
        hand = Hand(opened, clock)
        for n in range(count):
            clock.pass_s(2)
            cities = [{"code": str(110_000 + city), "gmv": str(n * city)} for city in range(60)]
            stamps.append(hand.take(body(2 * n, 100 * n, cities=cities, orders=n))[0])
    return stamps
