"""Requests in files: asked by one process, read by another, whatever a file holds."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.errors import RecordingError
from wallboard.recording.request_inbox import MOST_FILES, MOST_WAITING, RequestInbox
from wallboard.recording.requests import LONGEST_ARGUMENT, Request, RequestWriter, request_of, requests_path

NOW_US = 1_478_793_600_000_000


def request(number: int, action: str = "blackout", **changes: object) -> Request:
    return Request(f"request-{number:04d}", "phone 1", action, asked_us=NOW_US, **changes)  # type: ignore[arg-type]


def ids(inbox: RequestInbox, polls: int = 50) -> list[str]:
    return [each.id for _ in range(polls) for each in inbox.poll()]


def raw(path: Path, *rows: tuple[object, ...]) -> None:
    """Write rows as somebody else's program would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        marks = ", ".join("?" * 9)
        connection.executemany(f"INSERT INTO request VALUES ({marks})", rows)


def row(number: object = None, **changes: object) -> tuple[object, ...]:
    values: dict[str, object] = {
        "number": number, "id": "request-0001", "who": "phone 1", "action": "blackout", "argument": "{}", "canvas": "",
        "revision": None, "due_us": 0, "asked_us": NOW_US,
    }  # fmt: skip
    return tuple((values | changes).values())


def test_a_request_arrives_as_it_was_asked(tmp_path: Path) -> None:
    asked = request(1, "take", argument={"layout": "地图", "n": 3}, canvas="left", revision=7, due_us=NOW_US + 5)
    with RequestWriter(tmp_path, "console") as writer:
        writer.ask(asked)
        assert RequestInbox(tmp_path).poll() == (asked,)


def test_each_request_arrives_once_and_writers_take_turns(tmp_path: Path) -> None:
    inbox = RequestInbox(tmp_path)
    with RequestWriter(tmp_path, "console") as one, RequestWriter(tmp_path, "osc") as other:
        for number in range(3):
            one.ask(request(number))
        other.ask(request(9))
        assert [sorted(each.id[-1] for each in inbox.poll()) for _ in range(4)] == [["0", "9"], ["1"], ["2"], []]


def test_what_is_answered_goes_and_what_comes_after_an_empty_file_still_arrives(tmp_path: Path) -> None:
    inbox = RequestInbox(tmp_path)
    with RequestWriter(tmp_path, "console") as writer:
        writer.ask(request(1))
        assert ids(inbox) == ["request-0001"]
        writer.forget(["request-0001"])
        assert writer.waiting() == ()
        writer.ask(request(2))
        assert ids(inbox) == ["request-0002"]
    with RequestWriter(tmp_path, "console") as writer:
        writer.forget(["request-0002"])
    with RequestWriter(tmp_path, "console") as writer:  # its process was started anew, the display was not
        writer.ask(request(3))
        assert ids(inbox) == ["request-0003"]


def test_a_file_that_was_begun_anew_is_read_from_its_beginning(tmp_path: Path) -> None:
    inbox = RequestInbox(tmp_path)
    with RequestWriter(tmp_path, "console") as writer:
        writer.ask(request(1))
        assert ids(inbox) == ["request-0001"]
    requests_path(tmp_path, "console").write_bytes(b"no database" * 1000)
    assert ids(inbox, 300) == []
    with RequestWriter(tmp_path, "console") as writer:
        writer.ask(request(2))
        assert ids(inbox, 300) == ["request-0002"]


def test_another_process_asks_and_is_killed_in_mid_write(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from wallboard.recording.requests import Request, RequestWriter\n"
        "writer = RequestWriter(Path(sys.argv[1]), 'console')\n"
        "for number in range(20):\n"
        "    writer.ask(Request(f'request-{number:04d}', 'phone', 'mark', asked_us=1478793600000000))\n"
        "writer._connection.execute('BEGIN IMMEDIATE')\n"
        "writer.ask(Request('request-9999', 'phone', 'mark', asked_us=1478793600000000))\n"
        "os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, tmp_path], check=False).returncode == 9
    assert ids(RequestInbox(tmp_path)) == [f"request-{number:04d}" for number in range(20)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "x"), ("id", "request 0001"), ("id", 7), ("id", b"request-0001"), ("id", "r" * 65),
        ("who", ""), ("who", "a" * 81), ("who", "two\nlines"),
        ("argument", "{" + '"a": 1, ' * 20_000 + "}"), ("who", b"\xff" * 100_000),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_answered_costs_itself_and_is_told_once(
    tmp_path: Path, column: str, value: object
) -> None:
    RequestWriter(tmp_path, "console").close()
    spoilt = [row(number, **{"id": f"request-{number:04d}", column: value}) for number in (1, 2)]
    raw(requests_path(tmp_path, "console"), *spoilt, row(3, id="request-0003"))
    inbox = RequestInbox(tmp_path)
    assert ids(inbox) == ["request-0003"]
    assert inbox.refused == 2
    (line,) = inbox.lines()
    assert line.startswith("a file of requests ")
    assert line.endswith(f": {requests_path(tmp_path, 'console')}")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("argument", "[1]"), ("argument", "{"), ("argument", 5),
        ("argument", '{"a": "' + "x" * LONGEST_ARGUMENT + '"}'),
        ("action", ""), ("action", 5), ("action", "a" * 300), ("action", "b\nc"), ("canvas", 5),
        ("canvas", "c" * 300),
        ("revision", "7"), ("revision", 2**63 - 1), ("due_us", -5), ("due_us", 2**62), ("asked_us", -(2**62)),
    ],
)  # fmt: skip
def test_a_row_that_makes_no_sense_can_still_be_answered(column: str, value: object) -> None:
    found = request_of(row(1, **{column: value}))
    assert (found.id, found.who) == ("request-0001", "phone 1")
    assert found.fault


@given(st.lists(st.none() | st.integers() | st.floats() | st.text() | st.binary(), min_size=9, max_size=9))
def test_no_row_whatsoever_raises_anything_but_that_it_makes_no_sense(values: list[object]) -> None:
    try:
        found = request_of(values)
    except ValueError:
        return
    assert found.id.isascii()


def _garbage(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1500])


def _flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[100:2000:7] = bytes(len(data[100:2000:7]))
    path.write_bytes(bytes(data))


def _directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _link(path: Path) -> None:
    other = path.with_name("elsewhere")
    path.rename(other)
    path.symlink_to(other)


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _other_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TABLE request; CREATE TABLE request (number INTEGER PRIMARY KEY, id TEXT);")


def _view(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TABLE request; CREATE VIEW request AS SELECT 1 AS number;")


def _trigger(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TRIGGER t AFTER INSERT ON request BEGIN SELECT 1; END;")


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="has neither FIFOs nor links for everybody")


@pytest.mark.parametrize(
    "spoil",
    [
        *(_garbage, _truncated, _flipped, _directory, _empty, _other_tables, _view, _trigger),
        pytest.param(_link, marks=POSIX),
        pytest.param(_fifo, marks=POSIX),
    ],
)
def test_a_damaged_or_hostile_file_keeps_no_other_writer_waiting(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    with RequestWriter(tmp_path, "bad") as writer:
        writer.ask(request(1))
    spoil(requests_path(tmp_path, "bad"))
    inbox = RequestInbox(tmp_path)
    with RequestWriter(tmp_path, "good") as writer:
        writer.ask(request(2))
        assert "request-0002" in ids(inbox, 300)
    assert len(inbox.lines()) <= 2


def test_of_a_flood_only_the_newest_are_looked_at(tmp_path: Path) -> None:
    RequestWriter(tmp_path, "flood").close()
    with closing(sqlite3.connect(requests_path(tmp_path, "flood"))) as connection, connection:
        connection.execute(
            "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 200000) INSERT INTO request"
            " SELECT n, printf('request-%07d', n), 'x', 'mark', '{}', '', NULL, 0, ? FROM c",
            (NOW_US,),
        )
    inbox = RequestInbox(tmp_path)
    with RequestWriter(tmp_path, "console") as writer:
        writer.ask(request(1))
        assert "request-0001" in ids(inbox, 1)
    found = ids(inbox, MOST_WAITING + 10)
    assert (len(found), found[-1]) == (MOST_WAITING - 1, "request-0200000")
    assert inbox.refused == 200_000 - MOST_WAITING
    assert len(inbox.lines()) == 1


def test_more_files_than_any_wall_has_are_told_and_left(tmp_path: Path) -> None:
    for number in range(MOST_FILES + 1):
        RequestWriter(tmp_path, f"w{number:02d}").close()
    inbox = RequestInbox(tmp_path)
    inbox.poll()
    (line,) = inbox.lines()
    assert line.startswith(f"more than {MOST_FILES} files of requests")


def test_a_folder_that_is_not_there_asks_for_nothing(tmp_path: Path) -> None:
    assert RequestInbox(tmp_path / "none").poll() == ()


def test_a_file_that_goes_and_comes_is_followed(tmp_path: Path) -> None:
    inbox = RequestInbox(tmp_path)
    for number in range(3):
        with RequestWriter(tmp_path, "console") as writer:
            writer.ask(request(number))
            assert ids(inbox, 200) == [f"request-{number:04d}"]
        for path in tmp_path.glob("requests-*"):
            path.unlink()
        inbox.poll()


def test_a_writer_s_damaged_file_is_begun_anew(tmp_path: Path) -> None:
    _garbage(requests_path(tmp_path, "console"))
    with RequestWriter(tmp_path, "console") as writer:
        writer.ask(request(1))
    assert ids(RequestInbox(tmp_path)) == ["request-0001"]


@pytest.mark.parametrize("name", ["", "../journal", "a b", "A", "x" * 41, "-a"])
def test_a_writer_s_name_is_no_way_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name of a writer"):
        RequestWriter(tmp_path, name)


def test_a_number_beyond_all_bounds_is_refused_when_it_is_asked(tmp_path: Path) -> None:
    with RequestWriter(tmp_path, "console") as writer, pytest.raises(RecordingError, match="beyond all bounds"):
        writer.ask(request(1, revision=2**80))
    assert ids(RequestInbox(tmp_path)) == []
