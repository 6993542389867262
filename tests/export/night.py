"""The demonstration's first minute as a recording, made in a second: what a collector would have written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from wallboard.core.contract.reading import read_answer
from wallboard.core.event_clock import ClockPoint, next_clock
from wallboard.core.event_info import EventInfo
from wallboard.core.happenings import Progress, derive
from wallboard.core.judge_state import JudgeState, Rules
from wallboard.core.judgement import judge
from wallboard.core.source_clock import Arrival
from wallboard.demo.moments import begins_us
from wallboard.demo.night import DEFAULT_SEED, night
from wallboard.recording.writer import JudgementRecord, Recorder

SECOND = 1_000_000
FETCH_US = 40_000
LENIENT = Rules(confirmations=1, plausible_fen_per_s=10**15)
FROM_S, TO_S = -10, 70
"""The elapsed seconds that are recorded, a poll every two."""


@dataclass(frozen=True)
class Given:
    """An answer as a source hands it over."""

    body: bytes
    source: str = "primary"
    status: int = 200
    fetch_us: int = FETCH_US


@dataclass
class Collected:
    """What is needed from poll to poll."""

    cache: JudgeState = field(default_factory=JudgeState)
    progress: Progress = field(default_factory=Progress)
    clock: ClockPoint | None = None
    now_us: int = 0


def collect(folder: Path, facts: EventInfo, after: Callable[[int], None] = lambda _commit_us: None) -> None:
    """Record the minute; `after` is called with each commit's recording time, before the next poll."""
    kept = Collected(now_us=begins_us(facts) + FROM_S * SECOND)
    with Recorder(
        folder, facts, utc_us=lambda: kept.now_us, mono_us=lambda: kept.now_us - begins_us(facts)
    ) as recorder:
        for second in range(FROM_S, TO_S + 1, 2):
            document = night(DEFAULT_SEED).document(second * SECOND, Decimal(1), second + 100)
            kept.now_us = begins_us(facts) + second * SECOND + FETCH_US
            _take(recorder, kept, json.dumps(document).encode(), facts)
            after(kept.now_us)


def _take(recorder: Recorder, kept: Collected, body: bytes, facts: EventInfo) -> None:
    reading = read_answer(body)
    assert reading.snapshot is not None
    stamp = recorder.stamp()
    judgement, kept.cache = judge(kept.cache, reading, stamp.answer_id, LENIENT, Arrival(stamp.commit_us))
    kept.clock = next_clock(kept.clock, reading.snapshot.at_us, stamp.commit_us, reading.snapshot.rate)
    happenings, kept.progress = derive(kept.progress, reading.snapshot, stamp.commit_us, facts, judgement)
    recorder.append(stamp, Given(body), reading, JudgementRecord(judgement, kept.cache, happenings, kept.clock))
