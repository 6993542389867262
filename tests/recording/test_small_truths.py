"""Small promises of a recording's parts, each by itself."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.recording.rig import FACTS, START_US, Clock, Hand, body, record, recorder
from wallboard.core.errors import RecordingError
from wallboard.recording.bounds import MOST_FIGURE
from wallboard.recording.columns import MISSING, distinct
from wallboard.recording.door import open_as_it_is, open_for_reading
from wallboard.recording.errors import LaterVersionError, reason_of
from wallboard.recording.folder import segment_path
from wallboard.recording.journal import Journal, actions_of
from wallboard.recording.plain_files import check_plain, open_plain
from wallboard.recording.reader import RecordingReader
from wallboard.recording.schema import USER_VERSION
from wallboard.recording.sealed_columns import checksum, digest_of_rows, is_complete
from wallboard.recording.segment_rows import are_answers, are_judged
from wallboard.recording.state import StateReader
from wallboard.recording.storage_places import free_bytes
from wallboard.recording.tools.archive import answers_in
from wallboard.recording.tools.files import files_of
from wallboard.recording.tools.trim import trim
from wallboard.recording.writer import Recorder


def test_a_finished_segment_holds_what_makes_it_quick_to_open(tmp_path: Path) -> None:
    record(tmp_path, 60, max_segment_bytes=22_000)
    for number in (1, 2):
        with closing(sqlite3.connect(segment_path(tmp_path, number))) as connection:
            assert is_complete(connection)


def test_free_space_is_that_of_the_disk_and_none_where_nobody_knows(tmp_path: Path) -> None:
    assert abs(free_bytes(tmp_path) - shutil.disk_usage(tmp_path).free) < 2**32
    assert free_bytes(tmp_path) > 0
    assert free_bytes(tmp_path / "nowhere") == 0


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RecordingError, match="cannot make the directory of the recording"):
        Recorder(tmp_path / "file" / "night", FACTS)


def test_a_later_form_is_named_and_what_to_do(tmp_path: Path) -> None:
    record(tmp_path, 1)
    with closing(sqlite3.connect(segment_path(tmp_path, 1))) as connection, connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LaterVersionError, match=f"form 99, this one reads up to {USER_VERSION}: use that version"):
        RecordingReader(tmp_path)


def test_what_of_a_recording_cannot_be_read_is_told_with_its_state(tmp_path: Path) -> None:
    record(tmp_path, 60, max_segment_bytes=22_000)
    with RecordingReader(tmp_path) as reader:
        assert StateReader(reader).problems == ()
    segment_path(tmp_path, 2).write_bytes(bytes(9000))
    with RecordingReader(tmp_path) as reader:
        (line,) = StateReader(reader).problems
        assert str(segment_path(tmp_path, 2)) in line


def _simulated(tmp_path: Path, said: object) -> RecordingReader:
    record(tmp_path, 2)
    with closing(sqlite3.connect(segment_path(tmp_path, 1))) as connection, connection:
        connection.execute("DELETE FROM meta WHERE key IN ('checksum', 'columns')")
        connection.execute("UPDATE session SET simulated = ?", (said,))
    return RecordingReader(tmp_path)


@pytest.mark.parametrize(("said", "simulated"), [(0, False), (1, True), (None, True)])
def test_a_session_that_does_not_say_that_it_was_none_may_have_been_a_simulation(
    tmp_path: Path, said: object, simulated: bool
) -> None:
    with _simulated(tmp_path, said) as reader:
        assert reader.session_simulated(START_US + 3_600_000_000) is simulated
        assert reader.session_simulated(START_US - 3_600_000_000) is True
        assert reader.simulated is False  # every answer can be read, and says that it is none


@pytest.mark.parametrize(("said", "simulated"), [(0, False), (1, True), (None, True)])
def test_a_recording_whose_answers_are_lost_is_what_its_sessions_say(
    tmp_path: Path, said: object, simulated: bool
) -> None:
    record(tmp_path, 2)
    with closing(sqlite3.connect(segment_path(tmp_path, 1))) as connection, connection:
        connection.execute("DELETE FROM meta WHERE key IN ('checksum', 'columns')")
        connection.execute("UPDATE session SET simulated = ?", (said,))
        connection.execute("UPDATE answer SET simulated = NULL")
        connection.execute("UPDATE body SET frame = zeroblob(30)")
        connection.execute("UPDATE snapshot SET frame = zeroblob(30)")
    with RecordingReader(tmp_path) as reader:
        assert reader.simulated is simulated


def test_a_checksum_covers_the_rows_up_to_the_ids_it_names(tmp_path: Path) -> None:
    record(tmp_path, 5)
    with closing(sqlite3.connect(segment_path(tmp_path, 1))) as connection:
        stated = json.loads(checksum(connection, {"answer": 3}))
        rows = [
            connection.execute("SELECT * FROM answer WHERE id <= 3 ORDER BY id").fetchall(),
            *(
                connection.execute(f"SELECT * FROM {table} WHERE answer_id <= 3").fetchall()
                for table in ("body", "snapshot")
            ),
        ]
        assert stated == {"last": {"answer": 3}, "digest": digest_of_rows(rows)}
        every = json.loads(checksum(connection))
        assert every["last"]["answer"] == every["last"]["judgement"] == 5
        assert every == json.loads(checksum(connection, every["last"]))


def test_figures_of_answers_are_none_below_zero_and_those_of_judgements_may_be() -> None:
    answer = np.array([[1, 5, 5, 5, 5]], np.int64)
    judged = np.full((1, 14), 5, np.int64)
    assert are_answers(answer).all()
    assert are_judged(judged).all()
    for column in (2, 4):
        below = answer.copy()
        below[0, column] = MISSING - 1
        assert not are_answers(below).any()
    lag = judged.copy()
    lag[0, 8] = -MOST_FIGURE
    assert are_judged(lag).all()
    lag[0, 6] = MISSING
    assert are_judged(lag).all()


def test_a_recording_has_as_many_answers_as_its_segments_together(tmp_path: Path) -> None:
    record(tmp_path, 60, max_segment_bytes=22_000)
    assert answers_in(files_of(tmp_path)) == 60


def test_a_trim_tells_how_far_it_is(tmp_path: Path) -> None:
    record(tmp_path / "night", 60, max_segment_bytes=22_000)
    count = len(files_of(tmp_path / "night").segments)
    steps: list[tuple[int, int]] = []
    trim(
        tmp_path / "night",
        tmp_path / "part.wallboard",
        None,
        None,
        step=lambda done, total: steps.append((done, total)),
    )
    assert steps == [(n, count) for n in range(1, count + 1)]


def test_a_recorder_that_comes_back_goes_on_in_the_same_segment_with_the_next_ids(tmp_path: Path) -> None:
    clock = Clock()
    for n in (1, 2):
        with recorder(tmp_path, clock) as opened:
            clock.pass_s(2)
            Hand(opened, clock).take(body(n, 100 * n))
    with closing(sqlite3.connect(segment_path(tmp_path, 1))) as connection:
        assert connection.execute("SELECT id FROM answer").fetchall() == [(1,), (2,)]
        assert connection.execute("SELECT id FROM session").fetchall() == [(1,), (2,)]
    assert not segment_path(tmp_path, 2).exists()


@pytest.mark.parametrize("statement", ["simulated = 1 WHERE id = 2", "simulated = NULL"])
def test_one_answer_that_is_or_may_be_a_simulation_makes_the_recording_one(tmp_path: Path, statement: str) -> None:
    record(tmp_path, 3)
    with closing(sqlite3.connect(segment_path(tmp_path, 1))) as connection, connection:
        connection.execute("DELETE FROM meta WHERE key IN ('checksum', 'columns')")
        connection.execute("UPDATE session SET simulated = NULL")
    with RecordingReader(tmp_path) as reader:
        assert reader.simulated is False
    with closing(sqlite3.connect(segment_path(tmp_path, 1))) as connection, connection:
        connection.execute(f"UPDATE answer SET {statement}")
    with RecordingReader(tmp_path) as reader:
        assert reader.simulated is True


def test_a_session_of_which_one_answer_was_a_simulation_stays_one(tmp_path: Path) -> None:
    clock = Clock()
    for number, (said, expected) in enumerate(
        [([False, False], 0), ([False, True, True, False], 1), ([True, True, False], 1), ([True], 1)]
    ):
        folder = tmp_path / str(number)
        with recorder(folder, clock) as opened:
            hand = Hand(opened, clock)
            for second, simulated in enumerate(said, 1):
                clock.pass_s(2)
                hand.take(body(second, 100 * second, simulated=simulated))
        with closing(sqlite3.connect(segment_path(folder, 1))) as connection:
            assert connection.execute("SELECT simulated FROM session").fetchall() == [(expected,)]


def test_a_cut_keeps_what_the_operator_did_until_its_end(tmp_path: Path) -> None:
    stamps = record(tmp_path / "night", 30)
    with Journal(tmp_path / "night") as journal:
        for place in (3, 10, 20):
            journal.write(stamps[place].commit_us, stamps[place].commit_us, "mark", "{}", json.dumps({"place": place}))
    trim(tmp_path / "night", tmp_path / "part.wallboard", "00:00:06", "00:00:11")
    with RecordingReader(tmp_path / "part.wallboard") as reader:
        assert reader.bounds is not None
        ends_us = reader.bounds[1]
    kept = [json.loads(row.state)["place"] for row in actions_of(tmp_path / "part.wallboard")]
    assert kept == [place for place in (3, 10, 20) if stamps[place].commit_us <= ends_us]
    assert 0 < len(kept) < 3


def test_a_reason_is_a_short_line_whatever_names_a_file_has_chosen() -> None:
    assert reason_of(sqlite3.DatabaseError("no such\n table: " + "x" * 500)) == "no such table: " + "x" * 185
    assert reason_of(sqlite3.DatabaseError("a\x1b[2J")) == "a?[2J"


def test_a_reader_attaches_no_other_file_and_starts_no_thread(tmp_path: Path) -> None:
    record(tmp_path, 1)
    with closing(open_for_reading(segment_path(tmp_path, 1))) as connection:
        assert connection.getlimit(sqlite3.SQLITE_LIMIT_ATTACHED) == 0
        assert connection.getlimit(sqlite3.SQLITE_LIMIT_WORKER_THREADS) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such rights")
def test_a_new_file_is_its_owners_to_write_and_everybodys_to_read(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        os.close(open_plain(tmp_path / "file", os.O_WRONLY | os.O_CREAT))
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o7777 == 0o644


def test_a_trim_begins_with_the_snapshot_that_is_up_then_however_old_it_is(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path / "night", clock) as opened:
        hand = Hand(opened, clock)
        for n, pause_s in enumerate((2, 2, 1800, 2)):
            clock.pass_s(pause_s)
            hand.take(body(clock.now_us / 1e6 - START_US / 1e6, n))
    trim(tmp_path / "night", tmp_path / "cut.wallboard", "00:15:00", None)
    with RecordingReader(tmp_path / "cut.wallboard") as reader:
        assert reader.index.shown["gmv_fen"].tolist() == [100, 200, 300]


def test_a_failure_that_took_no_time_to_come_is_recorded_as_such(tmp_path: Path) -> None:
    with recorder(tmp_path, Clock()) as opened:
        opened.fail("primary", "refused", "no")
    with RecordingReader(tmp_path) as reader:
        assert [failure.fetch_us for failure in reader.index.failures] == [0]


@pytest.mark.parametrize("ends", ["gone", "empty", "ended"])
def test_a_journal_that_its_writer_ends_while_it_is_looked_at_is_no_fault(
    ends: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(tmp_path, 3)
    path = segment_path(tmp_path, 1)
    journal = path.with_name(path.name + "-journal")
    looked = check_plain

    def look(at: Path) -> os.stat_result | None:
        if at != journal:
            return looked(at)
        journal.write_bytes(bytes(512))
        found = journal.stat()
        if ends == "gone":
            journal.unlink()
        elif ends == "empty":
            journal.write_bytes(b"")
        return found

    monkeypatch.setattr("wallboard.recording.door.check_plain", look)
    open_as_it_is(path).close()


@pytest.mark.parametrize("values", [(), (5,), (3, 1, 2), (7, 7, 7), (2, 1, 2, -1, 1)])
def test_each_value_once_is_what_numpy_calls_unique(values: tuple[int, ...]) -> None:
    assert distinct(np.array(values, np.int64)).tolist() == np.unique(np.array(values, np.int64)).tolist()
