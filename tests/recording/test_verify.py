"""What `verify` says of each kind of fault, in full."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.recording.rig import record
from wallboard.core.errors import RecordingError
from wallboard.core.instants import EARLIEST_US, LATEST_US
from wallboard.recording.folder import segment_path
from wallboard.recording.schema import SCRIPTS, _columns_in
from wallboard.recording.tools.verify import Verification, verify

FORMAT1 = Path(__file__).parent / "fixtures" / "format1" / "evening"
LOOSE = "DELETE FROM meta WHERE key IN ('checksum', 'columns')"
"""Without a checksum only the fault itself is found."""


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """Six snapshots in one segment."""
    folder = tmp_path / "night"
    record(folder, 6)
    return folder


def verified(night: Path, *statements: str) -> Verification:
    with closing(sqlite3.connect(segment_path(night, 1))) as connection, connection:
        for statement in (LOOSE, *statements):
            connection.execute(statement)
    return verify(night)


def said(night: Path, *statements: str) -> list[str]:
    """The findings, without the file they are about."""
    return [line.rpartition(": ")[0] for line in verified(night, *statements).findings]


@pytest.mark.parametrize(
    ("statement", "lines"),
    [
        (
            "UPDATE judgement SET answer_id = 'x' WHERE id = 2",
            ["judgement 2 is about no answer", "answer 2 has no judgement"],
        ),
        (
            "UPDATE judgement SET answer_id = 99 WHERE id = 2",
            ["answer 2 has no judgement", "a judgement is about answer 99, which is missing"],
        ),
        ("DELETE FROM judgement WHERE id = 2", ["judgement 2 is missing", "answer 2 has no judgement"]),
        (
            "DELETE FROM answer WHERE id IN (2, 3, 5)",
            [
                "answer 2–3 is missing",
                "answer 5 is missing",
                *(f"a judgement is about answer {n}, which is missing" for n in (2, 3, 5)),
            ],
        ),
        ("UPDATE answer SET session_id = 7 WHERE id = 2", ["answer 2 belongs to session 7, which is missing"]),
        ("UPDATE answer SET session_id = 'x' WHERE id = 2", ["answer 2 belongs to no session"]),
        ("UPDATE answer SET orders = 12345 WHERE id = 2", ["the figures of answer 2 differ from its reading"]),
        ("UPDATE answer SET digest = zeroblob(16) WHERE id = 2", None),
        ("DELETE FROM body WHERE answer_id = 6", ["a body of answer 6 is missing"]),
        ("DELETE FROM snapshot WHERE answer_id = 6", ["a reading of answer 6 is missing"]),
        (
            f"UPDATE answer SET commit_us = {LATEST_US} WHERE id = 6",
            ["answer 6 was committed at no time that a clock shows"],
        ),
        (f"UPDATE answer SET commit_us = {LATEST_US - 1} WHERE id = 6", []),
        (f"UPDATE judgement SET commit_us = {EARLIEST_US} WHERE id = 1", []),
        (
            f"UPDATE judgement SET commit_us = {EARLIEST_US - 1} WHERE id = 1",
            ["judgement 1 was committed at no time that a clock shows"],
        ),
        (
            "UPDATE answer SET commit_us = (SELECT commit_us FROM answer WHERE id = 1) WHERE id = 2",
            ["answer 2 was committed before the one in front of it"],
        ),
        ("UPDATE judgement SET commit_us = (SELECT commit_us FROM judgement WHERE id = 1) WHERE id = 2", []),
        (
            "UPDATE judgement SET commit_us = (SELECT commit_us - 1 FROM judgement WHERE id = 1) WHERE id = 2",
            ["judgement 2 was committed before the one in front of it"],
        ),
    ],
)
def test_a_fault_is_told_once_and_nothing_beside_it(night: Path, statement: str, lines: list[str] | None) -> None:
    found = said(night, statement)
    if lines is None:
        assert found[0] == "a body of answer 2 is damaged (its digest differs)"
    else:
        assert found == lines


def test_a_session_that_cannot_be_understood_is_told_and_what_belongs_to_it(night: Path) -> None:
    found = said(night, "UPDATE session SET facts = '{' WHERE id = 1")
    assert found[0].startswith("session 1 cannot be understood (")
    assert found[1:] == [f"answer {n} belongs to session 1, which is missing" for n in range(1, 7)]


def test_a_checksum_that_differs_or_cannot_be_read_is_told(night: Path) -> None:
    with closing(sqlite3.connect(segment_path(night, 1))) as connection, connection:
        connection.execute("UPDATE answer SET fetch_us = 77 WHERE id = 2")
    (line,) = verify(night).findings
    assert line.startswith("its rows differ from its checksum: ")
    with closing(sqlite3.connect(segment_path(night, 1))) as connection, connection:
        connection.execute("UPDATE meta SET value = 'x' WHERE key = 'checksum'")
    (line,) = verify(night).findings
    assert line.startswith("its checksum cannot be read: ")


def test_what_a_repair_stated_as_lost_is_a_note_and_no_finding(night: Path) -> None:
    losses = '{"answer": [[2, 3]], "judgement": [[2, 3]], "body": [[5, 5]]}'
    found = verified(
        night,
        f"INSERT INTO meta VALUES ('losses', '{losses}')",
        "DELETE FROM answer WHERE id IN (2, 3)",
        "DELETE FROM judgement WHERE id IN (2, 3)",
        "DELETE FROM body WHERE answer_id = 5",
    )
    assert found.findings == ()
    assert set(found.notes) == {
        "an earlier repair could not save answer 2–3",
        "an earlier repair could not save judgement 2–3",
        "an earlier repair could not save body 5",
    }
    assert (found.answers, found.segments) == (4, 1)


def test_of_a_gap_only_what_no_repair_has_stated_is_a_finding(night: Path) -> None:
    losses = '{"answer": [[3, 3]], "judgement": [[2, 4]]}'
    lines = said(
        night,
        f"INSERT INTO meta VALUES ('losses', '{losses}')",
        "DELETE FROM answer WHERE id IN (2, 3, 4)",
        "DELETE FROM judgement WHERE id IN (2, 3, 4)",
    )
    assert lines == ["answer 2, 4 is missing"]


def test_one_damaged_segment_of_several_is_a_finding_and_the_only_one_is_refused(tmp_path: Path) -> None:
    record(tmp_path / "night", 60, max_segment_bytes=22_000)
    segment_path(tmp_path / "night", 2).write_bytes(bytes(9000))
    assert any(str(segment_path(tmp_path / "night", 2)) in line for line in verify(tmp_path / "night").findings)
    record(tmp_path / "single", 1)
    segment_path(tmp_path / "single", 1).write_bytes(bytes(9000))
    with pytest.raises(RecordingError):
        verify(tmp_path / "single")


def test_a_thousand_faults_are_told_and_no_more(night: Path) -> None:
    numbers = "WITH RECURSIVE n(n) AS (SELECT 7 UNION ALL SELECT n + 1 FROM n WHERE n < 1020) SELECT n"
    columns = ", ".join(f"judgement.{name}" for name in _columns_in(SCRIPTS[0], "judgement")[3:])
    lines = said(
        night,
        f"INSERT INTO judgement {numbers}, judgement.commit_us, n, {columns} FROM n, judgement WHERE judgement.id = 6",
    )
    assert lines == [f"a judgement is about answer {n}, which is missing" for n in range(7, 1007)]


def test_how_far_it_is_can_be_told_where_nobody_knows_of_how_many(tmp_path: Path) -> None:
    record(tmp_path / "night", 60, max_segment_bytes=22_000)
    segment_path(tmp_path / "night", 2).write_bytes(bytes(9000))
    totals: set[int] = set()
    verify(tmp_path / "night", step=lambda _done, total: totals.add(total))
    assert totals == {0}


def test_without_a_checksum_the_first_answer_of_the_first_format_is_compared_with_its_body(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FORMAT1, tmp_path / "evening"))
    lines = said(folder, "UPDATE answer SET orders = orders + 1 WHERE id = (SELECT MIN(id) FROM answer)")
    assert lines == ["the figures of answer 1 differ from its body"]
