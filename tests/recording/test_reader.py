"""The reader of a recording."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.recording.rig import FACTS, SECOND, START_US, Clock, Given, Hand, body, noise, record, recorder
from wallboard.core.contract.fields import bit
from wallboard.core.contract.reading import read_answer
from wallboard.core.event_clock import ClockPoint
from wallboard.core.judge_state import Judgement, JudgeState
from wallboard.core.mapping import Mapping
from wallboard.recording.columns import MISSING
from wallboard.recording.errors import LaterVersionError, NotARecordingError
from wallboard.recording.folder import segment_path, segments_in
from wallboard.recording.reader import RecordingReader
from wallboard.recording.schema import USER_VERSION
from wallboard.recording.seek import event_span
from wallboard.recording.tools.info import info
from wallboard.recording.writer import JudgementRecord, Recorder

SMALL = 22_000


def _ids(reader: RecordingReader) -> list[int]:
    return [int(id_) for id_ in reader.index.answers["id"]]


def _spoil(path: Path, at: int, size: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\xa5" * size)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of forty snapshots in one segment."""
    folder = tmp_path_factory.mktemp("whole")
    record(folder, 40)
    return folder


def test_a_commit_is_seen_at_the_next_poll_and_once(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path, clock) as opened, RecordingReader(tmp_path) as reader:
        hand = Hand(opened, clock)
        assert not reader.refresh()
        stamp, _ = hand.take(body(1, 1))
        assert reader.refresh()
        assert reader.bounds == (START_US, stamp.commit_us)
        assert not reader.refresh()


def test_a_reader_that_was_there_first_sees_the_recording_begin(tmp_path: Path) -> None:
    with RecordingReader(tmp_path / "later", live=True) as reader:
        assert reader.bounds is None
        record(tmp_path / "later", 2)
        assert reader.refresh()
        assert _ids(reader) == [1, 2]


def test_no_row_is_missed_when_segments_change_under_a_reader(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path, clock, SMALL) as opened, RecordingReader(tmp_path) as reader:
        hand = Hand(opened, clock)
        for n in range(60):
            clock.pass_s(1)
            hand.take(body(n % 60, n, pad=noise(600, n)))
            reader.refresh()
            assert _ids(reader)[-1] == n + 1
        assert len(segments_in(tmp_path)) > 2


def test_every_body_can_be_read_whichever_segment_it_lies_in(tmp_path: Path) -> None:
    record(tmp_path, 60, max_segment_bytes=SMALL)
    with RecordingReader(tmp_path) as reader:
        sums = [reader.sample(n).snapshot.gmv_fen for n in range(60)]
        assert sums == [n * 10_000 for n in range(60)]
        assert all(len(reader.sample(n).snapshot.cities or ()) == 60 for n in range(0, 60, 7))


def test_one_segment_alone_is_a_recording(tmp_path: Path) -> None:
    record(tmp_path, 60, max_segment_bytes=SMALL)
    with RecordingReader(segment_path(tmp_path, 2)) as reader:
        assert reader.facts_at(START_US) == FACTS
        assert reader.sample(0).snapshot.cities is not None


def test_a_body_is_understood_under_the_mapping_of_its_own_session(tmp_path: Path) -> None:
    mapping = Mapping.from_dict({"at": {"path": "time"}, "gmv": {"path": "fen", "scale": "0.01"}})
    foreign = b'{"time": "2016-11-11T00:00:01+08:00", "fen": 1234}'
    with Recorder(tmp_path, FACTS, mapping) as opened:
        ruling = JudgementRecord(Judgement("accepted", "first", shown=True, advance=True), JudgeState())
        opened.append(opened.stamp(), Given(foreign), read_answer(foreign, mapping), ruling)
    with RecordingReader(tmp_path) as reader:
        assert reader.sample(0).snapshot.gmv_fen == 1234


def test_a_withheld_total_is_gone_from_sample_and_history(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path, clock) as opened:
        hand = Hand(opened, clock)
        hand.take(body(1, 100, orders=9))
        hand.take(body(2, 200, orders=5))
    with RecordingReader(tmp_path) as reader:
        assert reader.sample(1).snapshot.figure("orders") is None
        assert reader.index.shown["orders"].tolist() == [9, -1]


def test_a_damaged_segment_is_named_and_the_rest_played(tmp_path: Path) -> None:
    record(tmp_path, 60, max_segment_bytes=SMALL)
    lost = segment_path(tmp_path, 2)
    _spoil(lost, 0, 100)
    with RecordingReader(tmp_path) as reader:
        assert [str(lost) in problem for problem in reader.problems] == [True]
        assert _ids(reader)[0] == 1
        assert _ids(reader)[-1] == 60


@pytest.mark.parametrize("page", range(1, 40, 2))
def test_a_spoilt_page_never_stops_the_reader(whole: Path, tmp_path: Path, page: int) -> None:
    shutil.copy(segment_path(whole, 1), tmp_path)
    _spoil(segment_path(tmp_path, 1), page * 1024, 1024)
    try:
        reader = RecordingReader(tmp_path)
    except NotARecordingError:
        return
    with reader:
        for place in range(len(reader.index.shown)):
            assert reader.sample(place).commit_us > START_US


@pytest.mark.parametrize("table", ["body", "snapshot"])
def test_body_and_reading_stand_in_for_each_other(tmp_path: Path, table: str) -> None:
    record(tmp_path, 3)
    with RecordingReader(tmp_path) as reader:
        whole = reader.sample(1)
    _execute(tmp_path, f"DELETE FROM {table} WHERE answer_id = 2")
    with RecordingReader(tmp_path) as reader:
        assert reader.sample(1) == whole


def test_a_sample_of_which_all_else_is_lost_keeps_its_headline_figures(tmp_path: Path) -> None:
    record(tmp_path, 3)
    for table in ("body", "snapshot"):
        _execute(tmp_path, f"DELETE FROM {table} WHERE answer_id = 2")
    with RecordingReader(tmp_path) as reader:
        sample = reader.sample(1)
        assert (sample.snapshot.gmv_fen, sample.snapshot.figure("orders"), sample.snapshot.cities) == (10_000, 1, None)
        assert "a body of answer 2 is missing" in reader.problems[0]


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (None, "there is no recording"),
        (b"", "empty file"),
        (b"no database" * 99, "is no recording of wallboard"),
        ("folder", "no recording"),
    ],
)
def test_what_is_no_recording_is_refused_in_one_line(tmp_path: Path, made: bytes | str | None, says: str) -> None:
    path = tmp_path / "thing"
    if made == "folder":
        path.mkdir()
    elif isinstance(made, bytes):
        path.write_bytes(made)
    with pytest.raises(NotARecordingError, match=says) as refused:
        RecordingReader(path)
    assert "\n" not in str(refused.value)


def test_a_reading_under_the_id_of_another_answer_is_not_believed(tmp_path: Path) -> None:
    record(tmp_path, 3)
    with RecordingReader(tmp_path) as reader:
        whole = [reader.sample(n) for n in range(3)]
    _execute(
        tmp_path, "UPDATE snapshot SET frame = (SELECT frame FROM snapshot WHERE answer_id = 3) WHERE answer_id = 2"
    )
    with RecordingReader(tmp_path) as reader:
        assert [reader.sample(n) for n in range(3)] == whole
        assert "is that of another answer" in reader.problems[0]


def _execute(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(segment_path(folder, 1))
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_later_version_is_refused(tmp_path: Path) -> None:
    record(tmp_path, 1)
    connection = sqlite3.connect(segment_path(tmp_path, 1))
    connection.execute(f"PRAGMA user_version={USER_VERSION + 1}")
    connection.close()
    with pytest.raises(LaterVersionError, match="later version"):
        RecordingReader(tmp_path)


def test_a_finished_recording_is_read_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(tmp_path, 3)
    connection = sqlite3.connect(segment_path(tmp_path, 1))
    connection.execute("PRAGMA journal_mode=WAL")  # as a collector leaves it that was killed after a checkpoint
    connection.close()
    media = tmp_path / "media"
    media.mkdir()
    shutil.copy(segment_path(tmp_path, 1), media)
    _refuse_writing(monkeypatch)
    with RecordingReader(media) as reader:
        assert reader.sample(2).snapshot.gmv_fen == 20_000
    assert len(list(media.iterdir())) == 1


def _refuse_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As read-only media do: the index of the WAL cannot be made beside the file."""
    connect = sqlite3.connect

    def refusing(where: str, **how: object) -> sqlite3.Connection:
        if "mode=ro" not in where:
            return connect(where, **how)  # type: ignore[call-overload,no-any-return]  # passes on what it was given
        refused = sqlite3.OperationalError("unable to open database file")
        refused.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise refused

    monkeypatch.setattr(sqlite3, "connect", refusing)


def test_recording_time_now_follows_the_monotonic_clock_when_utc_is_set(tmp_path: Path) -> None:
    clock = Clock()
    record(tmp_path, 3, clock=clock)
    clock.pass_s(1)
    with RecordingReader(tmp_path) as reader:
        assert reader.recording_now_us(clock.mono_us(), clock.utc_us() + 3600 * SECOND) == clock.utc_us()


def test_recording_time_now_is_utc_after_the_machine_was_started_anew(tmp_path: Path) -> None:
    clock = Clock()
    record(tmp_path, 3, clock=clock)
    clock.pass_s(3600)
    with RecordingReader(tmp_path) as reader:
        assert reader.recording_now_us(10 * SECOND, clock.utc_us()) == clock.utc_us()


def test_an_event_time_is_located_where_the_clock_showed_it(tmp_path: Path) -> None:
    stamps = record(tmp_path, 10)
    with RecordingReader(tmp_path) as reader:
        event_us = START_US + 7 * SECOND
        found = reader.locate(event_us)
        assert found is not None
        clock = reader.clock_at(found)
        assert clock is not None
        assert clock.at(found) == event_us
        assert stamps[3].commit_us <= found < stamps[4].commit_us


def test_an_event_time_that_the_clock_jumped_over_is_located_at_the_jump(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path, clock) as opened:
        hand = Hand(opened, clock)
        hand.take(body(1, 1))
        clock.pass_s(2)
        stamp, _ = hand.take(body(59, 2))
    with RecordingReader(tmp_path) as reader:
        assert reader.locate(START_US + 30 * SECOND) == stamp.commit_us


def test_every_time_that_a_clock_set_forward_and_back_has_shown_is_located_and_within_its_span(tmp_path: Path) -> None:
    """The machine showed 100 to 110 s, was set to 3600 s, and then to 20 s: none of it is outside the recording."""
    clock = Clock()
    commits = {}
    with recorder(tmp_path, clock) as opened:
        for second in (100, 110, 3600, 3610, 20, 30):
            clock.pass_s(10)
            stamp, answer = opened.stamp(), body(second, second)
            point = ClockPoint(stamp.commit_us, START_US + second * SECOND)
            ruling = JudgementRecord(Judgement("accepted", "first"), JudgeState(), (), point)
            opened.append(stamp, Given(answer), read_answer(answer), ruling)
            commits[second] = stamp.commit_us
    with RecordingReader(tmp_path) as reader:
        earliest_us, latest_us = event_span(reader, tmp_path)
        assert (earliest_us - START_US) // SECOND == 20
        assert (latest_us - START_US) // SECOND == 3620
        told = info(tmp_path).event
        assert told is not None
        assert [(us - START_US) // SECOND for us in told] == [20, 3620]
        located = {second: reader.locate(START_US + second * SECOND) for second in (20, 25, 32, 105, 119, 500, 3605)}
        assert located == {
            20: commits[20],
            25: commits[20] + 5 * SECOND,
            32: commits[30] + 2 * SECOND,
            105: commits[100] + 5 * SECOND,
            119: commits[110] + 9 * SECOND,
            500: commits[3600],
            3605: commits[3600] + 5 * SECOND,
        }


def test_nothing_is_located_in_a_recording_without_a_snapshot(tmp_path: Path) -> None:
    with recorder(tmp_path, Clock()), RecordingReader(tmp_path) as reader:
        assert reader.locate(START_US) is None


def test_the_last_digest_is_that_of_the_newest_answer(tmp_path: Path) -> None:
    record(tmp_path, 2)
    with RecordingReader(tmp_path) as reader:
        before = reader.segments.last_digest()
    record(tmp_path, 1)
    with RecordingReader(tmp_path) as reader:
        assert before is not None
        assert reader.segments.last_digest() not in {None, before}


def test_a_withheld_total_is_neither_shown_nor_said_to_be_there(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path, clock) as opened:
        hand = Hand(opened, clock)
        for second, orders in ((1, 9), (2, 8), (3, 10)):
            hand.take(body(second, 100 * second, orders=orders))
    with RecordingReader(tmp_path) as reader:
        shown = reader.index.shown
        assert shown["orders"].tolist() == [9, MISSING, 10]
        assert [bool(present & bit("orders")) for present in shown["present"].tolist()] == [True, False, True]
        assert [bool(present & bit("gmv")) for present in shown["present"].tolist()] == [True] * 3
        assert reader.index.corrections["commit_us"].tolist() == []
