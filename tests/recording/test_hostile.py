"""Whatever a stranger's recording holds: every command ends at once, with its status and plain lines."""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import msgspec
import pytest

from tests.fuzz.cases import Limits, attempt
from tests.fuzz.kinds import Kind
from tests.fuzz.recordings import KIND, go_on, look, replay
from tests.recording.hostile import CRAFTED, edited, folder_of, meta, sound, spoilt, values
from tests.recording.rig import FACTS, Clock, record
from wallboard.cli.main import run as run_command
from wallboard.core.errors import RecordingError
from wallboard.recording.door import open_for_reading
from wallboard.recording.errors import NotPlainError
from wallboard.recording.folder import ELSEWHERE, JOURNAL, RoleLock, fallback_of, is_taken, segment_path
from wallboard.recording.journal import Journal, JournalTail, actions_of
from wallboard.recording.operator_log import marks_of, recorded_actions_in
from wallboard.recording.passed_sums import MOST_STATED
from wallboard.recording.reader import RecordingReader
from wallboard.recording.retention import RetentionPolicy, retain
from wallboard.recording.seek import event_span, playhead_at
from wallboard.recording.storage_places import StoragePlaces
from wallboard.recording.tools.info import info
from wallboard.recording.tools.verify import verify
from wallboard.recording.writer import Recorder

Make = Callable[[Path], None]

OTHERS = msgspec.structs.replace(FACTS, start_us=5)
"""Another event than that of the recordings."""


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """What is there is not looked through for garbage in each of the forked processes, which would copy all of it."""
    KIND.warm()
    gc.collect()
    gc.freeze()


@pytest.mark.parametrize("name", sorted(CRAFTED))
def test_no_recording_of_a_stranger_hangs_eats_or_ends_unexpected(name: str) -> None:
    # A case is nine commands and a replay; four times the fuzzer's limit lets a slow or busy machine pass, and a hang
    # or what grows with the square of the input not.
    outcome = attempt(KIND, lambda: spoilt(CRAFTED[name]), Limits(cpu_s=20, wall_s=240.0))
    assert (outcome.verdict, outcome.why) == ("fine", "")


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _link(path: Path) -> None:
    victim = path.with_name("input-victim.txt")
    victim.write_text("mine")
    path.symlink_to(victim)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _circle(path: Path) -> None:
    path.symlink_to(path)


ODD: dict[str, Make] = {
    "a FIFO": _fifo,
    "a directory": Path.mkdir,
    "a link": _link,
    "a device": _device,
    "a link to itself": _circle,
}
PLACES = (
    "segment-000002.wallboard",
    JOURNAL,
    ELSEWHERE,
    "collect.lock",
    "show.lock",
    "segment-000001.wallboard-wal",
    "segment-000001.wallboard-shm",
    "segment-000001.wallboard-journal",
    f"{JOURNAL}-wal",
)


def _in_folder(place: str, make: Make) -> Callable[[bytes, Path], None]:
    def run(data: bytes, folder: Path) -> None:
        (folder / "packed").write_bytes(data)
        night = folder_of(folder / "packed", folder / "input.wallboard")
        (night / place).unlink(missing_ok=True)
        make(night / place)
        look(folder, folder_too=False)
        for use in (lambda: go_on(night), lambda: Journal(night).close(), lambda: JournalTail(night).poll()):
            with suppress(RecordingError):
                use()

    return run


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs in folders")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("odd", sorted(ODD))
def test_what_is_no_plain_file_costs_itself_alone(place: str, odd: str) -> None:
    kind = Kind("folders", KIND.make, _in_folder(place, ODD[odd]))
    outcome = attempt(kind, sound, Limits(wall_s=20.0))
    assert (outcome.verdict, outcome.why) == ("fine", "")


@pytest.mark.parametrize("odd", sorted(ODD))
def test_a_collector_goes_on_beside_a_segment_that_is_no_file(tmp_path: Path, odd: str) -> None:
    record(tmp_path / "night", 3)
    ODD[odd](segment_path(tmp_path / "night", 2))
    clock = Clock()
    clock.pass_s(60)
    with Recorder(tmp_path / "night", FACTS, utc_us=clock.utc_us, mono_us=clock.mono_us) as recorder:
        recorder.fail("primary", "timeout", "no answer")
        assert recorder.segment == segment_path(tmp_path / "night", 3)
    with RecordingReader(tmp_path / "night") as reader:
        assert (len(reader.index.answers), len(reader.index.failures)) == (3, 1)
        assert len(reader.problems) == 1


def test_a_lock_that_is_a_link_leaves_what_it_leads_to_alone(tmp_path: Path) -> None:
    _link(tmp_path / "collect.lock")
    with pytest.raises(NotPlainError, match="symbolic link"):
        RoleLock(tmp_path, "collect")
    assert (tmp_path / "input-victim.txt").read_text() == "mine"
    assert not is_taken(tmp_path, "collect")


def test_a_lock_with_a_second_name_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("mine")
    (tmp_path / "collect.lock").hardlink_to(tmp_path / "victim")
    with RoleLock(tmp_path, "collect"):
        assert is_taken(tmp_path, "collect")
    assert (tmp_path / "victim").read_text() == "mine"


@pytest.mark.parametrize("text", ["", "relative", "/a\0b", "/a\nb", "/x" * 5000, "\ufffd"])
def test_a_fallback_that_is_no_path_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / ELSEWHERE).write_text(text, encoding="utf-8")
    found = fallback_of(tmp_path)
    assert found is None or len(str(found)) <= 4096


def test_segments_of_another_recording_are_not_moved_home(tmp_path: Path) -> None:
    record(tmp_path / "mine", 3)
    record(tmp_path / "stranger", 3)
    (tmp_path / "stranger" / "segment-000001.wallboard").rename(tmp_path / "stranger" / "segment-000005.wallboard")
    (tmp_path / "stranger" / ELSEWHERE).write_text(str(tmp_path / "mine"))
    places = StoragePlaces(tmp_path / "stranger", None, "another recording")
    assert not places.join_one(tmp_path / "stranger" / "segment-000005.wallboard")
    assert segment_path(tmp_path / "mine", 1).exists()


def test_a_fallback_of_another_recording_is_not_deleted_with_an_old_one(tmp_path: Path) -> None:
    record(tmp_path / "nights" / "old", 3)
    record(tmp_path / "victim", 3)
    (tmp_path / "nights" / "old" / ELSEWHERE).write_text(str(tmp_path / "victim"))
    (tmp_path / "now").mkdir()
    told = list(retain(tmp_path / "nights", tmp_path / "now", OTHERS, RetentionPolicy(age_us=1), 2**60))
    assert len(told) == 1
    assert not (tmp_path / "nights" / "old").exists()
    assert segment_path(tmp_path / "victim", 1).exists()


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    (tmp_path / "night.wallboard").write_bytes(sound())
    return tmp_path / "night.wallboard"


def _marks(path: Path) -> list[int]:
    return [mark.at_us for mark in marks_of(actions_of(path))]


@pytest.mark.parametrize("argument", ["{}", "[]", "", '{"at_us": "x"}', '{"at_us": 1e999}', '{"at_us": 5, "name": 5}'])
def test_a_mark_that_makes_no_sense_costs_itself(packed: Path, argument: str) -> None:
    before = _marks(packed)
    edited(("UPDATE action SET argument = ? WHERE id IN (5, 6)", (argument,)))(packed)
    assert _marks(packed) == [at_us for at_us in before if at_us != before[2]]
    replay(packed)


@pytest.mark.parametrize("state", ["{}", "[]", "", '{"layout_us": 1e999}', "[" * 100_000, b"\xff", 5, None])
def test_a_state_that_makes_no_sense_costs_itself(packed: Path, state: object) -> None:
    before = len(recorded_actions_in(actions_of(packed)))
    with closing(sqlite3.connect(packed, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE name = 'action'")
    edited(("UPDATE action SET state = ? WHERE id = 5", (state,)))(packed)
    assert len(recorded_actions_in(actions_of(packed))) == before - (state != "{}")


@pytest.mark.parametrize("table", ["answer", "judgement", "failure", "happening", "session", "body", "snapshot"])
def test_a_row_that_makes_no_sense_costs_itself(packed: Path, table: str) -> None:
    """Half of the rows hold what none may; the others are read as before."""
    with RecordingReader(packed) as reader:
        before = reader.index.answers["id"].tolist()
    meta(columns=b"")(packed)
    values(table, "text", 1.5)(packed)
    with RecordingReader(packed) as reader:
        left = reader.index.answers["id"].tolist()
        shown = [reader.sample(place).snapshot.gmv_fen for place in range(len(reader.index.shown))]
    assert set(left) <= set(before)
    assert (len(left) < len(before)) == (table == "answer")
    assert set(shown) <= {number * 10_000 for number in range(len(before))}


def test_what_verify_says_of_values_of_every_kind_is_plain(packed: Path) -> None:
    for table in ("session", "answer", "judgement", "happening", "failure"):
        values(table, "\x1b[2J", 1.5, None)(packed)
    findings = verify(packed).findings
    assert findings
    assert all(line.isprintable() for line in findings)


def _names(folder: Path) -> Iterator[str]:
    return (path.name for path in sorted(folder.iterdir()))


def test_a_look_leaves_nothing_beside_a_recording_whose_collector_was_killed(tmp_path: Path) -> None:
    record(tmp_path / "night", 5)
    path = segment_path(tmp_path / "night", 1)
    held = sqlite3.connect(path, isolation_level=None)
    held.execute("PRAGMA journal_mode=WAL")
    held.execute("UPDATE meta SET value = 'x' WHERE key = 'program'")
    killed = tmp_path / "killed"
    killed.mkdir()
    for name in (path.name, f"{path.name}-wal"):
        (killed / name).write_bytes((path.parent / name).read_bytes())
    held.close()
    before = {entry.name: entry.read_bytes() for entry in killed.iterdir()}
    assert info(killed).answers == 5
    assert verify(killed).answers == 5
    assert {entry.name: entry.read_bytes() for entry in killed.iterdir()} == before
    with closing(open_for_reading(killed / path.name, alone=True)) as connection:
        assert connection.execute("SELECT value FROM meta WHERE key = 'program'").fetchone() == ("x",)


def test_a_look_leaves_nothing_beside_a_file_in_the_form_of_a_log(tmp_path: Path) -> None:
    record(tmp_path / "night", 5)
    with closing(sqlite3.connect(segment_path(tmp_path / "night", 1))) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    before = list(_names(tmp_path / "night"))
    assert info(tmp_path / "night").answers == 5
    assert list(_names(tmp_path / "night")) == before


def test_the_times_that_info_tells_can_be_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    clock.pass_s(0.7)
    record(tmp_path / "night", 9, clock=clock)
    assert run_command(["record", "info", str(tmp_path / "night")]) == 0
    told = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("shows"))
    for at in told.removeprefix("shows").split(" to "):
        words = ["record", "export", str(tmp_path / "night"), "-o", str(tmp_path / at.strip().replace(":", "-"))]
        assert run_command([*words, "--from", at.strip(), "--to", at.strip()]) == 0
        with RecordingReader(tmp_path / "night") as reader:
            span_us = event_span(reader, tmp_path / "night")
            assert playhead_at(reader, -(-span_us[0] // 1_000_000) * 1_000_000, tmp_path / "night")


def test_many_stated_sums_are_shown_as_the_events_own_and_the_newest(packed: Path) -> None:
    with RecordingReader(packed) as reader:
        (own,) = reader.index.milestones.all_at(2**62)
    rows = [
        (100 + n, own.commit_us + 1 + n, own.at_us, "milestone", f'{{"subject": "{n + 1}", "value": {n + 1}}}')
        for n in range(900)
    ]
    with closing(sqlite3.connect(packed)) as connection, connection:
        connection.executemany("INSERT INTO happening VALUES (?, ?, ?, ?, ?)", rows)
    with RecordingReader(packed) as reader:
        milestones = reader.index.milestones
        shown = milestones.at(2**62, (own.gmv_fen,))
        assert len(milestones) == 901
        assert [m.gmv_fen for m in shown] == [own.gmv_fen, *range(901 - MOST_STATED, 901)]
