"""A collector with everything around it faked: source, records, clock, operator."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.recording.rig import body
from wallboard.collect.loop import Collector
from wallboard.collect.operator_decisions import AcceptanceDecision, Decision
from wallboard.collect.pace import Pace
from wallboard.collect.state import CollectorState
from wallboard.core.contract.reading import Reading
from wallboard.core.contract.snapshot import Name
from wallboard.core.event_clock import ClockPoint
from wallboard.core.event_info import EventInfo
from wallboard.core.judge_state import Rules
from wallboard.recording.errors import DiskFullError
from wallboard.recording.writer import AnswerLike, JudgementRecord, Stamp
from wallboard.sources.fake import ScriptedSource, Step
from wallboard.sources.protocol import Answer, FetchFailed, NotModified

SECOND = 1_000_000
START_US = 1_478_793_600 * SECOND
FACTS = EventInfo(
    Name(en="Night"), START_US, START_US + 86_400 * SECOND, "Asia/Shanghai", currency="CNY", milestones_fen=(100_000,)
)
RULES = Rules(confirmations=2, plausible_fen_per_s=100_000)


class Awaited:
    """Lets a test wait for something that another thread changes."""

    def __init__(self) -> None:
        self._changed = threading.Condition()

    def tell(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def wait_for(self, holds: Callable[[], bool]) -> bool:
        with self._changed:
            return self._changed.wait_for(holds, 30)


@dataclass
class Records:
    """Keeps rows in lists; while `full` every write fails."""

    clock: list[int]
    full: bool = False
    rulings: list[tuple[int, int, JudgementRecord]] = field(default_factory=list)
    answers: list[AnswerLike] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    facts: list[EventInfo] = field(default_factory=list)

    def stamp(self) -> Stamp:
        return Stamp(len(self.answers) + 1, self.clock[0])

    def append(self, stamp: Stamp, answer: AnswerLike, reading: Reading, ruling: JudgementRecord) -> None:
        self._write()
        self.answers.append(answer)
        self.rulings.append((stamp.answer_id, stamp.commit_us, ruling))

    def judge(self, stamp: Stamp, answer_id: int, ruling: JudgementRecord) -> None:
        self._write()
        self.rulings.append((answer_id, stamp.commit_us, ruling))

    def fail(self, source: str, kind: str, message: str, fetch_us: int = 0, clock: ClockPoint | None = None) -> int:
        self._write()
        self.failures.append((source, kind))
        return self.clock[0]

    def restate(self, facts: EventInfo) -> None:
        self._write()
        self.facts.append(facts)

    def alarm(self, kind: str, message: str) -> int:
        self._write()
        self.alarms.append(message)
        return self.clock[0]

    def _write(self) -> None:
        if self.full:
            msg = "the disk is full: free some space"
            raise DiskFullError(msg)


class Rig:
    """`tick` lets two seconds pass and does one turn; `records`, `said` and `collector.stand` show what came of it."""

    def __init__(self, *script: Step | bytes, state: CollectorState | None = None) -> None:
        self.clock = [0]
        self.source = ScriptedSource(script, "primary")
        self.records = Records(self.clock)
        self.said: list[str] = []
        self.words: list[Decision] = []
        self.beats = 0
        self.beaten = Awaited()
        self.collector = Collector(
            self.source,
            self.records,
            FACTS,
            RULES,
            Pace(0, 2 * SECOND, 5 * SECOND),
            state=state,
            words=self._spoken,
            say=self.said.append,
            beat=self._beat,
            mono_us=lambda: self.clock[0],
            utc_us=lambda: START_US + self.clock[0],
        )

    def _spoken(self) -> list[Decision]:
        words, self.words = self.words, []
        return words

    def _beat(self) -> None:
        self.beats += 1
        self.beaten.tell()

    def tick(self, turns: int = 1) -> None:
        for _ in range(turns):
            self.clock[0] += 2 * SECOND
            self.collector.tick()

    @property
    def verdicts(self) -> list[tuple[str, str]]:
        return [(ruling.judgement.verdict, ruling.judgement.reason) for _, _, ruling in self.records.rulings]

    @property
    def shown_yuan(self) -> float:
        return self.collector.state.judge_state.gmv_fen / 100


__all__ = ["FACTS", "RULES", "SECOND", "AcceptanceDecision", "Answer", "FetchFailed", "NotModified", "Rig", "body"]
