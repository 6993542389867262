"""What can be done with a recording: packed, cut, checked and looked at."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from tests.recording.rig import SECOND, START_US, Clock, Hand, body, record, recorder
from wallboard.collect.merge import merge
from wallboard.core.errors import RecordingError, UsageError
from wallboard.core.judge_state import Rules
from wallboard.recording.door import open_for_reading
from wallboard.recording.errors import NotARecordingError
from wallboard.recording.folder import segment_path
from wallboard.recording.journal import Journal, actions_of
from wallboard.recording.payload import Packer
from wallboard.recording.reader import RecordingReader
from wallboard.recording.sealed_columns import write_extras
from wallboard.recording.state import StateReader
from wallboard.recording.stored_reading import decode, encode
from wallboard.recording.tools.archive import pack
from wallboard.recording.tools.info import info
from wallboard.recording.tools.payload_copy import unpacker_of
from wallboard.recording.tools.repair import repair
from wallboard.recording.tools.trim import trim
from wallboard.recording.tools.verify import verify

pytestmark = pytest.mark.usefixtures("shared_answers")
SMALL = 22_000


def _change(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """Sixty snapshots two seconds apart in several segments, and a mark of the operator."""
    folder = tmp_path / "night"
    stamps = record(folder, 60, max_segment_bytes=SMALL)
    with Journal(folder) as journal:
        journal.write(stamps[30].commit_us, stamps[30].commit_us, "mark", "{}", json.dumps({}))
    return folder


def test_a_packed_file_plays_as_the_directory_does(night: Path, tmp_path: Path) -> None:
    packed = pack(night, tmp_path / "night.wallboard")
    with RecordingReader(night) as one, RecordingReader(packed) as two:
        assert one.bounds == two.bounds
        start, end = one.bounds or (0, 0)
        for instant in range(start, end, 7 * SECOND + 1):
            assert StateReader(one).state_at(instant).current == StateReader(two).state_at(instant).current
            assert StateReader(one).state_at(instant).milestones == StateReader(two).state_at(instant).milestones


def test_a_packed_file_carries_the_journal_and_nothing_beside_it(night: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    packed = pack(night, tmp_path / "out" / "night.wallboard")
    assert actions_of(packed) == actions_of(night)
    assert [path.name for path in packed.parent.iterdir()] == ["night.wallboard"]


def test_a_recording_that_is_being_made_can_be_packed(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path / "night", clock) as opened:
        Hand(opened, clock).take(body(1, 1))
        packed = pack(tmp_path / "night", tmp_path / "night.wallboard")
    assert verify(packed).findings == ()


def test_a_damaged_recording_is_not_packed_half(night: Path, tmp_path: Path) -> None:
    segment_path(night, 2).write_bytes(b"torn")
    with pytest.raises(RecordingError, match="record repair"):
        pack(night, tmp_path / "night.wallboard")
    assert [path.name for path in tmp_path.iterdir()] == ["night"]


def test_a_cut_goes_from_instant_to_instant(night: Path, tmp_path: Path) -> None:
    trim(night, tmp_path / "part.wallboard", "00:00:40", "00:01:20")
    with RecordingReader(tmp_path / "part.wallboard") as part:
        bounds = part.bounds
        assert bounds is not None
        shown = [part.clock_at(bound) for bound in bounds]
        events = [clock.at(bound) - START_US for clock, bound in zip(shown, bounds, strict=True) if clock]
        assert events == [40 * SECOND, 80 * SECOND]
    assert verify(tmp_path / "part.wallboard").findings == ()


def test_at_every_instant_of_a_cut_the_picture_is_that_of_the_whole(night: Path, tmp_path: Path) -> None:
    first, last = trim(night, tmp_path / "part.wallboard", "00:00:40", "00:01:20")
    with RecordingReader(night) as whole, RecordingReader(tmp_path / "part.wallboard") as part:
        for instant in range(first, last, SECOND // 3):
            one, two = StateReader(whole).state_at(instant), StateReader(part).state_at(instant)
            for name in ("current", "following", "before", "milestones", "peaks", "clock", "advance_us"):
                assert getattr(one, name) == getattr(two, name), name


def test_an_instant_outside_names_the_bounds(night: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"02:00:00 is outside .* from −00:00:02 to 00:01:58 \(2016-11-10 23:59:58"):
        trim(night, tmp_path / "part.wallboard", "02:00:00", None)
    assert not (tmp_path / "part.wallboard").exists()


def test_a_sound_recording_has_no_fault(night: Path) -> None:
    verdict = verify(night)
    assert (verdict.findings, verdict.answers) == ((), 60)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("DELETE FROM body WHERE answer_id = 2", "a body of answer 2 is missing"),
        ("UPDATE answer SET gmv_fen = 1 WHERE id = 2", "its rows differ from its checksum"),
        ("DELETE FROM answer WHERE id = 2", "answer 2 is missing"),
        ("DELETE FROM judgement WHERE answer_id = 2", "answer 2 has no judgement"),
        ("UPDATE body SET frame = zeroblob(30) WHERE answer_id = 2", "a body of answer 2"),
        ("UPDATE answer SET commit_us = 1 WHERE id = 2", "answer 2 was committed before the one in front of it"),
        ("DELETE FROM session", "belongs to session 1, which is missing"),
        ("UPDATE happening SET kind = 'party' WHERE id = 1", "happening 1 cannot be understood"),
    ],
)
def test_each_fault_is_found(night: Path, statement: str, says: str) -> None:
    _change(segment_path(night, 1), statement)
    assert any(says in line for line in verify(night).findings)


def test_without_a_checksum_the_figures_are_compared_with_the_bodies(night: Path) -> None:
    _change(segment_path(night, 1), "DELETE FROM meta WHERE key IN ('checksum', 'columns')")
    _change(segment_path(night, 1), "UPDATE answer SET orders = 99 WHERE id = 2")
    assert any("the figures of answer 2 differ from its reading" in line for line in verify(night).findings)


def test_a_missing_segment_is_found(night: Path) -> None:
    segment_path(night, 2).unlink()
    assert any("is missing" in line for line in verify(night).findings)


def test_info_tells_what_there_is(night: Path) -> None:
    found = info(night)
    assert (found.answers, found.shown, found.actions, found.gmv_fen) == (60, 60, 1, 590_000)
    assert found.event == (START_US, START_US + 118 * SECOND)


@contextmanager
def as_nobody(file: Path) -> Iterator[None]:
    """As somebody whom permissions bind: root may read all, so root becomes nobody, let through to the folder."""
    if os.geteuid() != 0:
        yield
        return
    for folder in file.parents[:-2]:
        folder.chmod(folder.stat().st_mode | 0o055)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has permissions of another kind")
def test_a_file_without_permission_is_refused(night: Path) -> None:
    file = segment_path(night, 1)
    with as_nobody(file):
        assert info(file).answers
    file.chmod(0)
    with as_nobody(file), pytest.raises(NotARecordingError, match="permission"):
        info(file)


@pytest.mark.parametrize("look", [info, verify, RecordingReader])
def test_another_file_is_no_recording_and_one_whose_beginning_is_gone_is_damaged(
    night: Path, tmp_path: Path, look: Callable[[Path], object]
) -> None:
    notes, spoiled = tmp_path / "notes.txt", pack(night, tmp_path / "night.wallboard")
    notes.write_text("No database, whatever it is named.\n" * 9)
    spoiled.write_bytes(bytes(100) + spoiled.read_bytes()[100:])
    renamed = tmp_path / "night.copy"
    renamed.write_bytes(b"SQLite format 3\0" + bytes(84) + spoiled.read_bytes()[100:])
    for path, says in ((notes, "is no recording of wallboard"), (spoiled, "is damaged"), (renamed, "is damaged")):
        with pytest.raises(NotARecordingError, match=says):
            look(path)


def test_a_locked_file_is_refused_in_one_line(night: Path) -> None:
    connection = sqlite3.connect(segment_path(night, 1), isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    with pytest.raises(NotARecordingError, match="locked"):
        info(segment_path(night, 1))
    connection.close()


def _altered(path: Path, number: int, gmv_fen: int) -> None:
    """Put another reading of the same body in place of the recorded one, checksum and all, as a forger might."""
    with closing(open_for_reading(path)) as connection:
        unpacker = unpacker_of(connection, "snapshot")
        digest = connection.execute("SELECT digest FROM answer WHERE id = ?", (number,)).fetchone()[0]
        reading = decode(unpacker.unpack(number), digest)
    assert reading.snapshot is not None
    forged = replace(reading, snapshot=msgspec.structs.replace(reading.snapshot, gmv_fen=gmv_fen))
    frame, _ = Packer().pack(encode(forged, digest))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE snapshot SET frame = ?, base = NULL WHERE answer_id = ?", (frame, number))
        connection.execute("UPDATE answer SET gmv_fen = ? WHERE id = ?", (gmv_fen, number))
        write_extras(connection)
        connection.commit()


def test_a_reading_that_differs_from_its_body_is_found_though_all_else_fits(night: Path) -> None:
    _altered(segment_path(night, 1), 3, 999)
    lines = [line for line in verify(night).findings if "answer 3" in line]
    assert lines == [f"the reading of answer 3 differs from its body: {segment_path(night, 1)}"]


@pytest.mark.parametrize("table", ["body", "snapshot"])
def test_verify_finds_what_is_lost_and_repair_restores_what_was_understood(
    night: Path, tmp_path: Path, table: str
) -> None:
    with RecordingReader(night) as reader:
        whole = [reader.sample(n) for n in range(60)]
    _change(segment_path(night, 1), f"DELETE FROM {table} WHERE answer_id IN (2, 3)")
    assert any("of answer 2 is missing" in line for line in verify(night).findings)
    saved = repair(night, tmp_path / "saved.wallboard")
    assert (saved.answers, saved.whole) == (60, 60)
    assert verify(tmp_path / "saved.wallboard").findings == ()
    with RecordingReader(tmp_path / "saved.wallboard") as reader:
        assert [reader.sample(n) for n in range(60)] == whole


def test_what_is_trimmed_without_bodies_shows_the_same_in_less_space(night: Path, tmp_path: Path) -> None:
    trim(night, tmp_path / "whole.wallboard", None, None)
    trim(night, tmp_path / "less.wallboard", None, None, bodies=False)
    assert (tmp_path / "less.wallboard").stat().st_size < (tmp_path / "whole.wallboard").stat().st_size * 0.8
    with RecordingReader(night) as one, RecordingReader(tmp_path / "less.wallboard") as two:
        assert [one.sample(n) for n in range(60)] == [two.sample(n) for n in range(60)]
        assert two.problems == ()
    verdict = verify(tmp_path / "less.wallboard")
    assert verdict.findings == ()
    assert "left out by a trim" in verdict.notes[0]
    pack(tmp_path / "less.wallboard", tmp_path / "again.wallboard")
    repair(tmp_path / "less.wallboard", tmp_path / "saved.wallboard")
    for name in ("again", "saved"):
        assert verify(tmp_path / f"{name}.wallboard").findings == ()
        assert any("left out by a trim" in note for note in verify(tmp_path / f"{name}.wallboard").notes)
    with pytest.raises(NotARecordingError, match="which a merge needs"):
        merge([tmp_path / "less.wallboard", night], tmp_path / "merged.wallboard", Rules())
