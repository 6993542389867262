"""A wall on fake clocks: a source that the test speaks for, a real collector, recorder and reader, and the moments."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from wallboard.collect.loop import Collector
from wallboard.collect.operator_decisions import AcceptanceDecision, Decision, FinalDecision
from wallboard.collect.pace import Pace
from wallboard.collect.resume import resume
from wallboard.core.badges import badges
from wallboard.core.contract.snapshot import Name
from wallboard.core.event_info import EventInfo
from wallboard.core.judge_state import Rules
from wallboard.core.mapping import Mapping
from wallboard.core.moment import Moment
from wallboard.recording.reader import RecordingReader
from wallboard.recording.segment_series import SegmentRules
from wallboard.recording.state import StateReader
from wallboard.recording.writer import Recorder
from wallboard.sources.protocol import Answer, FetchFailed, NotModified, Validators

SECOND = 1_000_000
START_US = 1_795_708_800 * SECOND
"""2026-11-27T00:00:00+08:00."""
DAY_US = 86_400 * SECOND
FACTS = EventInfo(
    Name(en="Event"),
    START_US,
    START_US + DAY_US,
    zone="Asia/Shanghai",
    currency="CNY",
    interval_us=SECOND,
    delay_us=1_500_000,
    stale_after_us=300 * SECOND,
    milestones_fen=tuple(10**9 * 100 * k for k in range(1, 100)),
)
RULES = Rules(start_us=START_US, end_us=START_US + DAY_US)


def iso(at_us: int) -> str:
    """An instant as a source writes it."""
    return (datetime.fromtimestamp(0, UTC) + timedelta(microseconds=at_us)).isoformat()


class Source:
    """Answers what it was told to."""

    def __init__(self) -> None:
        self.says: Answer | NotModified | FetchFailed = FetchFailed("refused", "nobody there")

    @property
    def name(self) -> str:
        return "primary"

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        if isinstance(self.says, FetchFailed):
            raise FetchFailed(self.says.kind, self.says.message, source="primary")
        return self.says

    def close(self) -> None:
        """There is nothing to close."""


class Wall:
    """`tell` lets a poll answer something; `moment` is what a wall shows of all that was committed by now.

    `now_us` is true time; the machine's UTC is off by `utc_off_us`, its steady clock has missed `slept_us`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        rules: Rules = RULES,
        facts: EventInfo = FACTS,
        into_s: float = 1000.0,
        interval_s: float | None = None,
        mapping: Mapping | None = None,
    ) -> None:
        self.folder, self.rules, self.mapping = folder, rules, mapping
        self.facts = facts if interval_s is None else msgspec.structs.replace(facts, interval_us=int(interval_s * 1e6))
        self.now_us = START_US + int(into_s * SECOND)
        self.utc_off_us = self.slept_us = 0
        self.source = Source()
        self.said: list[str] = []
        self.words: list[Decision] = []
        self._sequence = 0
        self._begin()

    def _begin(self) -> None:
        self.recorder = Recorder(
            self.folder, self.facts, utc_us=self.utc_us, mono_us=self.mono_us, rules=SegmentRules(durable=False)
        )
        self.collector = Collector(
            self.source,
            self.recorder,
            self.facts,
            self.rules,
            Pace(0, self.facts.interval_us, 5 * SECOND),
            mapping=self.mapping,
            state=resume(self.folder),
            words=self._spoken,
            say=self.said.append,
            mono_us=self.mono_us,
            utc_us=self.utc_us,
        )
        self.reader = RecordingReader(self.folder, live=True)
        self.states = StateReader(self.reader)

    def utc_us(self) -> int:
        return self.now_us + self.utc_off_us

    def mono_us(self) -> int:
        return self.now_us - START_US + 5000 * SECOND - self.slept_us

    def _spoken(self) -> Sequence[Decision]:
        said, self.words = tuple(self.words), []
        return said

    def wait(self, seconds: float, *, asleep: bool = False) -> None:
        """Time passes without a poll."""
        self.now_us += int(seconds * SECOND)
        self.slept_us += int(seconds * SECOND) if asleep else 0

    def tell(
        self, gmv: float | str | None = None, *, at_us: int | None = None, date_us: int | None = None, **more: Any
    ) -> Moment:
        """One interval passes, and a poll brings a snapshot, of now unless `at_us` says otherwise."""
        self.now_us += self.facts.interval_us
        self._sequence += 1
        said = {"at": iso(self.now_us if at_us is None else at_us), "sequence": self._sequence, **more}
        if gmv is not None:
            said["gmv"] = gmv if isinstance(gmv, str) else f"{gmv:.2f}"
        return self.answer(json.dumps(said).encode(), date_us=date_us)

    def answer(self, body: bytes, *, date_us: int | None = None, source: str = "primary") -> Moment:
        """A poll now, whose answer these bytes are."""
        self.source.says = Answer(body, 200, source, 1000, date_us=date_us)
        self.collector.tick()
        return self.moment()

    def silent(self, *, alive: bool = False) -> Moment:
        """One interval passes, and a poll brings nothing: a failure, or a 304 if the endpoint is alive."""
        self.now_us += self.facts.interval_us
        self.source.says = NotModified("primary", 1) if alive else FetchFailed("refused", "nobody there")
        self.collector.tick()
        return self.moment()

    def moment(self) -> Moment:
        """What stands of all that is committed by now."""
        self.reader.refresh()
        at_us = self.recorder.now_us()
        return Moment(self.states.state_at(at_us), at_us)

    def press(self, *, accept: bool) -> Moment:
        """The operator's `H` or `Shift+H`."""
        held = self.moment().state.held
        assert held is not None, "nothing waits for the operator"
        self.words = [AcceptanceDecision(held.answer_id, accept=accept)]
        self.wait(0.1)
        self.collector.obey()
        return self.moment()

    def declare(self, fen: int | None, *, final: bool = True) -> Moment:
        """The operator's held `Ctrl+Shift+F` over a sum."""
        assert fen is not None, "no sum is up"
        self.words = [FinalDecision(fen, final)]
        self.wait(0.1)
        self.collector.obey()
        return self.moment()

    def restart(self, folder: Path | None = None) -> None:
        """The collector ends and begins again, with the same recording or another."""
        self.close()
        self.folder = folder or self.folder
        self._begin()

    def close(self) -> None:
        self.reader.close()
        self.recorder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def kinds(moment: Moment) -> list[str]:
    """The badges of a moment."""
    return [badge.kind for badge in badges(moment)]


def yuan(moment: Moment, metric: str = "gmv") -> float | None:
    """An amount that is shown, in yuan."""
    fen = moment.figure(metric)
    return None if fen is None else fen / 100


def parts(moment: Moment, name: str) -> dict[str, float]:
    """A list as it is shown: yuan by id."""
    sample = moment.sample_of(name)
    items = () if sample is None else getattr(sample.snapshot, name) or ()
    return {getattr(i, "code", None) or i.id: i.gmv_fen / 100 for i in items}
