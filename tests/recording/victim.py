"""A process that records until it is killed; it says each answer's id once that is committed."""

from __future__ import annotations

import sys
from pathlib import Path

from wallboard.core.contract.reading import read_answer
from wallboard.core.contract.snapshot import Name
from wallboard.core.event_info import EventInfo
from wallboard.core.judge_state import Judgement, JudgeState
from wallboard.recording.segment_series import SegmentRules
from wallboard.recording.writer import JudgementRecord, Recorder


class _Given:
    status, source, fetch_us = 200, "primary", 0

    def __init__(self, body: bytes) -> None:
        self.body = body


def _record(folder: Path) -> None:
    shown = JudgementRecord(Judgement("accepted", "advance", shown=True, advance=True), JudgeState())
    with Recorder(folder, EventInfo(Name(en="Night"), 0, 1), rules=SegmentRules(20_000)) as recorder:
        while True:
            stamp = recorder.stamp()
            body = b'{"at": "2016-11-11T00:00:01+08:00", "gmv": %d}' % stamp.answer_id
            recorder.append(stamp, _Given(body), read_answer(body), shown)
            sys.stdout.write(f"{stamp.answer_id}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    _record(Path(sys.argv[1]))
