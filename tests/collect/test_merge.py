"""Two collectors' recordings of one night become one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from tests.collect.rig import FACTS, RULES, SECOND, START_US, body
from wallboard.collect.loop import Collector
from wallboard.collect.merge import merge
from wallboard.collect.operator_decisions import AcceptanceDecision
from wallboard.collect.pace import Pace
from wallboard.core.errors import UsageError
from wallboard.core.event_info import EventInfo
from wallboard.recording.errors import NotARecordingError
from wallboard.recording.folder import segment_path
from wallboard.recording.reader import RecordingReader
from wallboard.recording.state import FAR_US
from wallboard.recording.tools.verify import verify
from wallboard.recording.writer import Recorder
from wallboard.sources.fake import ScriptedSource
from wallboard.sources.protocol import Answer


def _record(folder: Path, seconds: Iterable[int], *, late_us: int = 0, facts: EventInfo = FACTS) -> Path:
    """What a collector records that gets the snapshots of those seconds, each `late_us` after it was made."""
    now = [START_US + late_us]
    with Recorder(folder, facts, utc_us=lambda: now[0], mono_us=lambda: now[0]) as recorder:
        source = ScriptedSource((b"",))
        taker = Collector(source, recorder, facts, RULES, Pace(0, SECOND, SECOND), say=_quiet, mono_us=lambda: now[0])
        for second in seconds:
            now[0] = START_US + second * SECOND + late_us
            taker.take(Answer(body(second, 100 * second), 200, folder.name, 0))
    return folder


def _quiet(_line: str) -> None:
    pass


def _seconds(path: Path) -> list[int]:
    with RecordingReader(path) as reader:
        return [(at_us - START_US) // SECOND for at_us in reader.index.shown["at_us"].tolist()]


def test_what_one_missed_the_other_supplies_and_nothing_is_there_twice(tmp_path: Path) -> None:
    one = _record(tmp_path / "one", [*range(1, 10), *range(15, 30)])
    two = _record(tmp_path / "two", range(5, 25), late_us=300_000)
    merged = merge([one, two], tmp_path / "both.wallboard", RULES)
    assert _seconds(tmp_path / "both.wallboard") == list(range(1, 30))
    assert (merged.answers, merged.duplicates) == (29, 15)


def test_a_merged_recording_is_sound(tmp_path: Path) -> None:
    one = _record(tmp_path / "one", range(1, 20, 2))
    two = _record(tmp_path / "two", range(2, 20, 2))
    merge([one, two], tmp_path / "both.wallboard", RULES)
    assert verify(tmp_path / "both.wallboard").findings == ()
    assert _seconds(tmp_path / "both.wallboard") == list(range(1, 20))


def test_a_clock_that_goes_wrong_is_set_right(tmp_path: Path) -> None:
    one = _record(tmp_path / "one", range(1, 20))
    two = _record(tmp_path / "two", range(5, 30), late_us=60 * SECOND)
    merged = merge([one, two], tmp_path / "both.wallboard", RULES)
    assert _seconds(tmp_path / "both.wallboard") == list(range(1, 30))
    assert "+60.0 s" in merged.lines[0]


def test_a_milestone_is_reached_once(tmp_path: Path) -> None:
    one, two = _record(tmp_path / "one", range(1, 20)), _record(tmp_path / "two", range(1, 20), late_us=200_000)
    merge([one, two], tmp_path / "both.wallboard", RULES)
    with RecordingReader(tmp_path / "both.wallboard") as reader:
        assert [m.gmv_fen for m in reader.index.milestones.all_at(FAR_US)] == [100_000]


def test_the_operators_word_is_repeated(tmp_path: Path) -> None:
    now = [START_US]
    with Recorder(tmp_path / "one", FACTS, utc_us=lambda: now[0], mono_us=lambda: now[0]) as recorder:
        words: list[AcceptanceDecision] = []
        taker = Collector(
            ScriptedSource((b"",)), recorder, FACTS, RULES, Pace(0, SECOND, SECOND), say=_quiet, mono_us=lambda: now[0],
            words=lambda: [words.pop()] if words else [],
        )  # fmt: skip
        for second, yuan in ((1, 900), (2, 100)):
            now[0] += SECOND
            taker.take(Answer(body(second, yuan), 200, "one", 0))
        words.append(AcceptanceDecision(2, accept=True))
        now[0] += SECOND
        taker.obey()
    merge([tmp_path / "one", _record(tmp_path / "two", [])], tmp_path / "both.wallboard", RULES)
    with RecordingReader(tmp_path / "both.wallboard") as reader:
        assert reader.index.shown["gmv_fen"].tolist() == [90_000, 10_000]
        assert len(reader.index.corrections) == 1


def test_another_night_is_refused(tmp_path: Path) -> None:
    other = msgspec.structs.replace(FACTS, start_us=START_US + 1)
    nights = [_record(tmp_path / "one", [1]), _record(tmp_path / "two", [1], facts=other)]
    with pytest.raises(UsageError, match="not of the same night"):
        merge(nights, tmp_path / "both.wallboard", RULES)
    assert not (tmp_path / "both.wallboard").exists()


def test_a_damaged_recording_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    nights = [_record(tmp_path / "one", [1]), _record(tmp_path / "two", [1])]
    segment_path(nights[1], 1).write_bytes(b"torn")
    with pytest.raises(NotARecordingError):
        merge(nights, tmp_path / "both.wallboard", RULES)
    assert {path.name for path in tmp_path.iterdir()} == {"one", "two"}
