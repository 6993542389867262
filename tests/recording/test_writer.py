"""The recorder."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.recording.rig import START_US, Clock, Given, Hand, body, noise, record, recorder
from wallboard.core.contract.reading import read_answer
from wallboard.core.judge_state import Judgement, JudgeState
from wallboard.recording.errors import AlreadyRunningError, DiskFullError, LaterVersionError
from wallboard.recording.folder import segment_path, segments_in
from wallboard.recording.reader import RecordingReader
from wallboard.recording.schema import APPLICATION_ID, USER_VERSION
from wallboard.recording.tools.repair import repair
from wallboard.recording.writer import JudgementRecord

SMALL = 22_000


def _all(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def _ids(folder: Path) -> list[int]:
    with RecordingReader(folder) as reader:
        return [int(id_) for id_ in reader.index.answers["id"]]


def test_a_segment_says_what_it_is(tmp_path: Path) -> None:
    record(tmp_path, 1)
    path = segment_path(tmp_path, 1)
    assert _all(path, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert _all(path, "PRAGMA user_version") == [(USER_VERSION,)]


def test_an_append_is_one_row_in_each_table_at_one_time(tmp_path: Path) -> None:
    (stamp,) = record(tmp_path, 1)
    for table in ("answer", "judgement"):
        assert _all(segment_path(tmp_path, 1), f"SELECT commit_us FROM {table}") == [(stamp.commit_us,)]


def test_a_figure_that_is_missing_is_null(tmp_path: Path) -> None:
    record(tmp_path, 1)
    assert _all(segment_path(tmp_path, 1), "SELECT gmv_fen, orders, buyers FROM answer") == [(0, 0, None)]


def test_ids_and_times_go_on_after_a_restart(tmp_path: Path) -> None:
    first = record(tmp_path, 3)
    second = record(tmp_path, 2)  # the clock begins at the same UTC again
    assert [s.answer_id for s in (*first, *second)] == [1, 2, 3, 4, 5]
    assert second[0].commit_us > first[-1].commit_us


def test_a_full_segment_is_followed_by_another_without_a_gap(tmp_path: Path) -> None:
    record(tmp_path, 60, max_segment_bytes=SMALL)
    assert len(segments_in(tmp_path)) > 2
    assert _ids(tmp_path) == list(range(1, 61))


def test_finished_segments_are_single_files(tmp_path: Path) -> None:
    record(tmp_path, 60, max_segment_bytes=SMALL)
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(("-wal", "-shm", ".part"))] == []


def test_a_segment_that_a_reader_holds_is_sealed_once_the_reader_has_moved_on(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path, clock, SMALL) as opened:
        hand = Hand(opened, clock)
        with RecordingReader(tmp_path) as reader:
            while opened.segment == segment_path(tmp_path, 1):
                hand.take(body(len(reader.index.answers), 1, pad=noise(2000)))
                reader.refresh()
                clock.pass_s(1)
            reader.refresh()
            hand.take(body(59, 2))
            assert _all(segment_path(tmp_path, 1), "PRAGMA journal_mode") == [("delete",)]


def test_a_sealed_segment_is_never_touched_again(tmp_path: Path) -> None:
    record(tmp_path, 60, max_segment_bytes=SMALL)
    before = segment_path(tmp_path, 1).read_bytes()
    record(tmp_path, 3, max_segment_bytes=SMALL)
    assert segment_path(tmp_path, 1).read_bytes() == before


def test_a_damaged_older_segment_does_not_stop_the_recorder(tmp_path: Path) -> None:
    record(tmp_path, 60, max_segment_bytes=SMALL)
    segment_path(tmp_path, 1).write_bytes(b"")
    segment_path(tmp_path, 2).write_bytes(b"torn" * 1000)
    assert [stamp.answer_id for stamp in record(tmp_path, 2)] == [61, 62]


def test_a_second_recorder_is_refused(tmp_path: Path) -> None:
    with recorder(tmp_path, Clock()), pytest.raises(AlreadyRunningError, match="another wallboard collect"):
        recorder(tmp_path, Clock())


def test_a_full_disk_is_said_and_costs_nothing_that_was_recorded(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path, clock) as opened:
        hand = Hand(opened, clock)
        hand.take(body(1, 1))
        _limit(opened, pages=30)
        with pytest.raises(DiskFullError, match="the disk is full: free some space"):
            hand.take(body(2, 2, pad=noise(100_000)))
        assert _ids(tmp_path) == [1]


def test_recording_goes_on_when_there_is_space_again(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path, clock) as opened:
        hand = Hand(opened, clock)
        hand.take(body(1, 1))
        _limit(opened, pages=30)
        with pytest.raises(DiskFullError):
            hand.take(body(2, 2, pad=noise(100_000)))
        _limit(opened, pages=2**30)
        hand.take(body(3, 3, pad=noise(100_000)))
        assert _ids(tmp_path) == [1, 2]


def _deleted_and_open(folder: Path) -> set[str]:
    """Files below a folder that are deleted and still held open by this process, where the system tells."""
    held = [str(link.readlink()) for link in Path("/proc/self/fd").glob("*") if link.is_symlink()]
    return {Path(name).name.split()[0] for name in held if name.startswith(str(folder)) and "(deleted)" in name}


@pytest.mark.skipif(sys.platform == "win32", reason="there an open file cannot be deleted")
def test_after_its_file_was_deleted_the_recording_goes_on_in_a_new_one_and_says_so(tmp_path: Path) -> None:
    clock, folder = Clock(), tmp_path / "night"
    with recorder(folder, clock) as opened:
        hand = Hand(opened, clock)
        hand.take(body(1, 1))
        shutil.rmtree(folder)
        for second in (2, 3):
            clock.pass_s(2)
            hand.take(body(second, second))
        assert _deleted_and_open(folder) <= {"collect.lock"}
    assert [path.name for path in folder.glob("segment-*")] == ["segment-000002.wallboard"]
    written = segment_path(folder, 2)
    assert _all(written, "SELECT id FROM answer") == [(2,), (3,)]
    assert _all(written, "SELECT kind FROM failure") == [("gone",)]
    ((answer_us, alarm_us),) = _all(written, "SELECT MIN(a.commit_us), f.commit_us FROM answer a, failure f")
    assert answer_us < alarm_us  # type: ignore[operator]


def test_a_damaged_newest_segment_is_left_alone_and_another_begun(tmp_path: Path) -> None:
    record(tmp_path, 3)
    segment_path(tmp_path, 1).write_bytes(b"torn" * 1000)
    (stamp,) = record(tmp_path, 1)
    assert segment_path(tmp_path, 1).read_bytes() == b"torn" * 1000
    assert _ids(tmp_path) == [stamp.answer_id]


def test_ids_keep_clear_of_those_in_a_segment_that_cannot_be_read(tmp_path: Path) -> None:
    record(tmp_path, 3)
    segment_path(tmp_path, 1).write_bytes(b"")
    assert record(tmp_path, 1)[0].answer_id > 1000


def test_a_recording_of_a_later_version_is_refused_untouched(tmp_path: Path) -> None:
    record(tmp_path, 1)
    _all(segment_path(tmp_path, 1), f"PRAGMA user_version={USER_VERSION + 1}")
    with pytest.raises(LaterVersionError, match="later version"):
        record(tmp_path, 1)


def test_a_stamp_of_another_answer_is_refused(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path, clock) as opened:
        stamp = opened.stamp()
        Hand(opened, clock).take(body(1, 1))
        with pytest.raises(ValueError, match="the stamp names answer 1"):
            opened.append(stamp, None, read_answer(b""), None)  # type: ignore[arg-type]  # refused before it is looked at


def test_the_clocks_of_machine_and_endpoint_are_recorded_with_the_answer_where_they_are_known(tmp_path: Path) -> None:
    clock, shown = Clock(), JudgementRecord(Judgement("accepted", "advance", shown=True, advance=True), JudgeState())
    with recorder(tmp_path, clock) as opened:
        for utc_us, date_us in ((None, None), (START_US + 1, START_US - 2)):
            answer = body(1 if utc_us is None else 2, 1)
            stamp = replace(opened.stamp(), utc_us=utc_us, date_us=date_us)
            opened.append(stamp, Given(answer), read_answer(answer), shown)
    rows = _all(segment_path(tmp_path, 1), "SELECT utc_us, date_us FROM answer ORDER BY id")
    assert rows == [(None, None), (START_US + 1, START_US - 2)]
    repair(tmp_path, tmp_path / "saved.wallboard")
    assert _all(tmp_path / "saved.wallboard", "SELECT utc_us, date_us FROM answer ORDER BY id") == rows


def test_a_failure_is_recorded_at_the_time_returned(tmp_path: Path) -> None:
    with recorder(tmp_path, Clock()) as opened:
        at_us = opened.fail("primary", "refused", "nothing listens there", 12)
    rows = _all(segment_path(tmp_path, 1), "SELECT commit_us, source, kind, message, fetch_us FROM failure")
    assert rows == [(at_us, "primary", "refused", "nothing listens there", 12)]


def test_the_session_anchors_recording_time_to_the_monotonic_clock(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path, clock):
        pass
    rows = _all(segment_path(tmp_path, 1), "SELECT commit_us, utc_us, mono_us FROM session")
    assert rows == [(START_US, START_US, clock.mono_us())]


def test_where_the_judge_stands_is_read_back_exactly(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path, clock) as opened:
        hand = Hand(opened, clock)
        for second, yuan, orders in ((1, 100, 9), (2, 200, 8), (3, 50, 7)):
            hand.take(body(second, yuan, orders=orders))
    with RecordingReader(tmp_path) as reader:
        assert reader.segments.last_judge_state() == hand.judge_state


def _limit(opened: object, pages: int) -> None:
    opened._series.current.connection.execute(f"PRAGMA max_page_count={pages}")  # type: ignore[attr-defined]  # a small disk
