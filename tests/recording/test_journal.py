"""The operator's journal."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

from wallboard.recording.errors import DiskFullError
from wallboard.recording.folder import JOURNAL
from wallboard.recording.journal import Journal, JournalTail, put_aside


def _write(journal: Journal, action: str, state: str = "{}") -> int:
    return journal.write(1, 2, action, "{}", state)


def _spoil(path: Path) -> bytes:
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    return path.read_bytes()


def test_a_new_journal_knows_no_state(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        assert journal.last_state() is None


def test_the_state_after_the_last_action_survives_a_restart(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        _write(journal, "layout", '{"layout": "map"}')
        _write(journal, "freeze", '{"frozen": true}')
    with Journal(tmp_path) as journal:
        assert journal.last_state() == '{"frozen": true}'


def test_since_gives_what_came_after(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        first = _write(journal, "layout")
        _write(journal, "freeze")
        assert [row.action for row in journal.since(first)] == ["freeze"]


def test_a_damaged_journal_is_set_aside_as_it_was_and_a_new_one_begun(tmp_path: Path) -> None:
    spoilt = _spoil(tmp_path / JOURNAL)
    with Journal(tmp_path) as journal:
        assert journal.last_state() is None
        assert journal.set_aside is not None
        assert journal.set_aside.read_bytes() == spoilt


def test_two_damaged_journals_are_both_kept(tmp_path: Path) -> None:
    for _ in range(2):
        _spoil(tmp_path / JOURNAL)
        Journal(tmp_path).close()
    assert len(list(tmp_path.glob("journal.damaged-*"))) == 2


def test_a_torn_journal_is_set_aside(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        for _ in range(50):
            _write(journal, "layout", "x" * 400)
    path = tmp_path / JOURNAL
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with Journal(tmp_path) as journal:
        assert journal.set_aside is not None


def test_a_full_disk_is_an_error_of_its_own_and_the_journal_goes_on(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        connection = journal._connection
        assert connection is not None
        connection.execute("PRAGMA max_page_count=6")
        with pytest.raises(DiskFullError):
            _write(journal, "layout", "x" * 100_000)
        connection.execute("PRAGMA max_page_count=100000")
        assert _write(journal, "layout") == 1


def test_the_tail_hears_each_action_once(tmp_path: Path) -> None:
    tail = JournalTail(tmp_path)
    with Journal(tmp_path) as journal:
        _write(journal, "accept")
        assert [row.action for row in tail.poll()] == ["accept"]
        assert tail.poll() == ()
        _write(journal, "refuse")
        assert [row.action for row in tail.poll()] == ["refuse"]
    tail.close()


def test_the_tail_waits_for_a_journal_that_is_not_there(tmp_path: Path) -> None:
    assert JournalTail(tmp_path).poll() == ()


def test_the_tail_hears_a_journal_that_was_begun_anew_from_its_first_action(tmp_path: Path) -> None:
    tail = JournalTail(tmp_path)
    with Journal(tmp_path) as journal:
        for _ in range(3):
            _write(journal, "old")
        assert len(tail.poll()) == 3
    put_aside(tmp_path / JOURNAL)
    with Journal(tmp_path) as journal:
        _write(journal, "new")
        assert [row.action for row in tail.poll()] == ["new"]
    tail.close()


def test_the_tail_is_silent_about_a_damaged_journal_and_hears_the_next(tmp_path: Path) -> None:
    tail = JournalTail(tmp_path)
    _spoil(tmp_path / JOURNAL)
    assert tail.poll() == ()
    with Journal(tmp_path) as journal:
        _write(journal, "new")
        assert [row.action for row in tail.poll()] == ["new"]
    tail.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there an open file cannot be deleted")
def test_after_its_file_was_deleted_what_the_operator_does_is_kept_in_a_new_one(tmp_path: Path) -> None:
    """The collector reads decisions about held figures there: without this, no key would do anything any more."""
    folder = tmp_path / "night"
    tail = JournalTail(folder)
    with Journal(folder) as journal:
        _write(journal, "layout")
        assert [row.action for row in tail.poll()] == ["layout"]
        shutil.rmtree(folder)
        _write(journal, "accept_held")
        _write(journal, "mark")
        assert [row.action for row in tail.poll()] == ["accept_held", "mark"]
        assert [row.action for row in journal.since()] == ["accept_held", "mark"]
    tail.close()


def test_on_a_full_disk_there_is_no_journal_until_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wall that was started anew on a full disk ended after six tries, and was dark."""
    with Journal(tmp_path) as journal:
        _write(journal, "layout", '{"layout": "map"}')

    def full(*_: object, **__: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    with monkeypatch.context() as no_room:
        no_room.setattr("wallboard.recording.journal.open_for_writing", full)
        journal = Journal(tmp_path)
        assert (journal.last_state(), journal.since()) == (None, ())
        with pytest.raises(DiskFullError):
            _write(journal, "freeze")
    _write(journal, "mark")
    assert [row.action for row in journal.since()] == ["layout", "mark"]
    journal.close()


def test_a_journal_that_cannot_be_begun_on_a_full_disk_is_begun_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as no_room:
        no_room.setattr("wallboard.recording.journal.create_journal", full)
        journal = Journal(tmp_path)
        with pytest.raises(DiskFullError):
            _write(journal, "freeze")
    _write(journal, "mark")
    assert [row.action for row in journal.since()] == ["mark"]
    journal.close()
