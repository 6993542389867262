"""Damage of every kind: repair saves each snapshot whose bytes are still there, and never crashes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.recording.damage import Damaged, Original
from tests.recording.rig import FACTS, Clock, Hand, body, record, recorder
from wallboard.core.errors import UsageError
from wallboard.recording.errors import AlreadyRunningError, NotARecordingError
from wallboard.recording.folder import segment_path, segments_in
from wallboard.recording.journal import Journal, actions_of
from wallboard.recording.reader import RecordingReader
from wallboard.recording.tools.repair import repair
from wallboard.recording.tools.verify import verify

pytestmark = pytest.mark.usefixtures("shared_answers")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Original:
    """A recording of some two hundred snapshots."""
    return Original.made(tmp_path_factory.mktemp("original"))


@pytest.mark.parametrize("seed", range(24))
def test_repair_saves_every_snapshot_that_is_still_readable(original: Original, tmp_path: Path, seed: int) -> None:
    damaged = Damaged.made(original, tmp_path, seed)
    assert damaged.lost_by_repair() == []


def test_what_was_sound_is_saved_as_it_is(tmp_path: Path) -> None:
    record(tmp_path / "night", 30, max_segment_bytes=22_000)
    saved = repair(tmp_path / "night", tmp_path / "new.wallboard")
    assert (saved.answers, saved.whole, saved.lines) == (30, 30, ())
    assert verify(tmp_path / "new.wallboard").findings == ()
    with RecordingReader(tmp_path / "night") as old, RecordingReader(tmp_path / "new.wallboard") as new:
        assert [old.sample(n) for n in range(30)] == [new.sample(n) for n in range(30)]
        assert old.index.happenings == new.index.happenings


def test_the_original_is_not_touched(tmp_path: Path) -> None:
    record(tmp_path / "night", 5)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "night").iterdir()}
    repair(tmp_path / "night", tmp_path / "new.wallboard")
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "night").iterdir()} == before


def test_rows_that_lie_in_the_log_of_a_killed_collector_are_saved(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path / "night", clock) as opened:
        hand = Hand(opened, clock)
        for n in range(5):
            clock.pass_s(2)
            hand.take(body(n, n))
        (tmp_path / "copy").mkdir()
        for path in (tmp_path / "night").glob("segment*"):
            shutil.copy(path, tmp_path / "copy")
    (tmp_path / "copy" / "segment-000001.wallboard-shm").unlink(missing_ok=True)
    assert repair(tmp_path / "copy", tmp_path / "new.wallboard").whole == 5


def test_a_lost_segment_is_named_and_verify_knows_of_it(tmp_path: Path) -> None:
    record(tmp_path / "night", 60, max_segment_bytes=22_000)
    segment_path(tmp_path / "night", 2).write_bytes(bytes(9000))
    saved = repair(tmp_path / "night", tmp_path / "new.wallboard")
    verdict = verify(tmp_path / "new.wallboard")
    assert any("answers" in line and "are lost" in line for line in saved.lines)
    assert verdict.findings == ()
    assert "could not save answer" in verdict.notes[0]


def test_without_any_session_the_given_facts_stand_in(tmp_path: Path) -> None:
    record(tmp_path / "night", 3)
    path = segment_path(tmp_path / "night", 1)
    path.write_bytes(path.read_bytes().replace(b'"Night"', b"\x00\x00\x00\x00\x00\x00\x00"))
    repair(tmp_path / "night", tmp_path / "new.wallboard", facts=FACTS)
    with RecordingReader(tmp_path / "new.wallboard") as reader:
        assert reader.facts_at(0) == FACTS
        assert len(reader.index.shown) == 3


def test_the_operators_journal_goes_along(tmp_path: Path) -> None:
    record(tmp_path / "night", 3)
    with Journal(tmp_path / "night") as journal:
        journal.write(10**15, 10**15, "mark", "{}", json.dumps({"layout": "map"}))
    repair(tmp_path / "night", tmp_path / "new.wallboard")
    assert [row.action for row in actions_of(tmp_path / "new.wallboard")] == ["mark"]


def test_a_recording_that_is_being_made_is_left_alone(tmp_path: Path) -> None:
    with recorder(tmp_path / "night", Clock()), pytest.raises(AlreadyRunningError, match="end the collector"):
        repair(tmp_path / "night", tmp_path / "new.wallboard")


def test_where_nothing_is_readable_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "thing").write_bytes(b"\x0d" * 5000)
    with pytest.raises(NotARecordingError, match="nothing of it is readable"):
        repair(tmp_path / "thing", tmp_path / "new.wallboard")
    assert [path.name for path in tmp_path.iterdir()] == ["thing"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    record(tmp_path / "night", 1)
    (tmp_path / "new.wallboard").write_bytes(b"mine")
    with pytest.raises(UsageError, match="something already"):
        repair(tmp_path / "night", tmp_path / "new.wallboard")
    assert segments_in(tmp_path / "night")
