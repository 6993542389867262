"""What repair saves of each kind of loss, and what it says of it, in full."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.recording.rig import FACTS, SECOND, START_US, record
from wallboard.recording.folder import segment_path
from wallboard.recording.reader import RecordingReader
from wallboard.recording.tools.repair import Saved, repair
from wallboard.recording.tools.verify import verify

Mended = Callable[..., tuple[Saved, list[str]]]


@pytest.fixture
def mended(tmp_path: Path) -> Mended:
    """Repairs six snapshots after some statements; what was saved, and the lines without the file they are about."""

    def mend(*statements: str, **more: object) -> tuple[Saved, list[str]]:
        record(tmp_path / "night", 6)
        with closing(sqlite3.connect(segment_path(tmp_path / "night", 1))) as connection, connection:
            for statement in ("DELETE FROM meta WHERE key IN ('checksum', 'columns')", *statements):
                connection.execute(statement)
        saved = repair(tmp_path / "night", tmp_path / "new.wallboard", **more)  # type: ignore[arg-type]  # as named
        return saved, [line.rpartition(": ")[0] for line in saved.lines]

    return mend


def shown(tmp_path: Path) -> list[int]:
    """The sums that the repaired file shows, in yuan."""
    with RecordingReader(tmp_path / "new.wallboard") as reader:
        return [fen // 100 for fen in reader.index.shown["gmv_fen"].tolist()]


def test_a_sound_segment_needs_no_words(mended: Mended, tmp_path: Path) -> None:
    saved, lines = mended()
    assert (saved.answers, saved.whole, lines) == (6, 6, [])
    assert len(shown(tmp_path)) == 6


def test_answers_that_are_gone_are_named_and_stated_in_the_file(mended: Mended, tmp_path: Path) -> None:
    gone = [f"DELETE FROM {table} WHERE {key} IN (2, 3, 5)" for table, key in (
        ("answer", "id"), ("judgement", "answer_id"), ("body", "answer_id"), ("snapshot", "answer_id"),
    )]  # fmt: skip
    saved, lines = mended(*gone)
    assert (saved.answers, saved.whole) == (3, 3)
    assert lines == ["answers 2–3 are lost", "answers 5–5 are lost"]
    verdict = verify(tmp_path / "new.wallboard")
    assert verdict.findings == ()
    assert "an earlier repair could not save answer 2–3, 5" in verdict.notes


def test_without_any_session_and_without_a_configuration_it_is_said_what_is_lost(mended: Mended) -> None:
    _, lines = mended("UPDATE session SET facts = '{'")
    assert lines[0].startswith("session 1 cannot be understood (")
    assert "session 1 is lost, and with it what was recorded" in lines


def test_the_configured_event_stands_in_for_a_lost_session(mended: Mended, tmp_path: Path) -> None:
    _, lines = mended("DELETE FROM session", facts=FACTS)
    assert lines == ["session 1 is lost, the configured event stands in"]
    with RecordingReader(tmp_path / "new.wallboard") as reader:
        assert reader.facts_at(START_US + 3600 * SECOND) == FACTS
    assert len(shown(tmp_path)) == 6


def test_the_nearest_session_stands_in_for_a_lost_one(mended: Mended, tmp_path: Path) -> None:
    _, lines = mended("UPDATE answer SET session_id = 2 WHERE id > 3")
    assert lines == ["session 2 is lost, session 1 stands in"]
    assert len(shown(tmp_path)) == 6
    assert verify(tmp_path / "new.wallboard").findings == ()


def test_a_session_that_begins_after_its_first_answer_has_its_time_made_anew(mended: Mended, tmp_path: Path) -> None:
    _, lines = mended("UPDATE session SET commit_us = (SELECT commit_us FROM answer WHERE id = 1)")
    assert lines == ["the time of session 1 is made anew"]
    assert verify(tmp_path / "new.wallboard").findings == ()


@pytest.mark.parametrize("table", ["body", "snapshot"])
def test_body_and_reading_stand_in_for_each_other(mended: Mended, tmp_path: Path, table: str) -> None:
    saved, lines = mended(f"DELETE FROM {table} WHERE answer_id = 6")
    assert saved.answers == 6
    assert saved.whole == 6
    assert len(shown(tmp_path)) == 6
    verdict = verify(tmp_path / "new.wallboard")
    assert verdict.findings == ()
    assert (lines != []) or table == "snapshot" or verdict.notes


def test_an_answer_without_body_and_reading_keeps_its_headline_figures(mended: Mended, tmp_path: Path) -> None:
    saved, lines = mended("DELETE FROM body WHERE answer_id = 6", "DELETE FROM snapshot WHERE answer_id = 6")
    assert (saved.answers, saved.whole) == (6, 5)
    assert lines == ["the body of answer 6 is lost, its headline figures are not"]
    assert len(shown(tmp_path)) == 6


def test_a_digest_that_is_wrong_by_a_bit_is_made_anew(mended: Mended, tmp_path: Path) -> None:
    saved, lines = mended("UPDATE answer SET digest = zeroblob(length(digest)) WHERE id = 2")
    assert lines == ["the digest of answer 2 is made anew"]
    assert (saved.answers, saved.whole, len(shown(tmp_path))) == (6, 6, 6)
    assert verify(tmp_path / "new.wallboard").findings == ()


def test_a_judgement_that_is_lost_is_made_anew_from_what_stood(mended: Mended, tmp_path: Path) -> None:
    _, lines = mended("DELETE FROM judgement WHERE answer_id = 3")
    assert [line for line in lines if "judgement" in line or "3" in line] != []
    assert len(shown(tmp_path)) == 6
    assert verify(tmp_path / "new.wallboard").findings == ()


def test_a_judgement_of_an_answer_that_is_gone_is_left_out(mended: Mended) -> None:
    _, lines = mended("UPDATE judgement SET answer_id = 77 WHERE id = 6")
    assert "the judgement of answer 77 is left out with its answer" in lines


def test_a_happening_that_cannot_be_understood_is_left_out(mended: Mended, tmp_path: Path) -> None:
    _, lines = mended(f"INSERT INTO happening VALUES (900, {START_US}, 1, 'party', '{{}}')")
    assert lines == ["happening 900 cannot be understood"]
    assert verify(tmp_path / "new.wallboard").findings == ()


def test_failures_go_along_in_the_order_of_their_times(mended: Mended, tmp_path: Path) -> None:
    later, sooner = START_US + 3 * SECOND, START_US + 2 * SECOND
    _, lines = mended(
        f"INSERT INTO failure VALUES (1, {later}, 'b', 'refused', 'two', 5, NULL)",
        f"INSERT INTO failure VALUES (2, {sooner}, 'a', 'refused', 'one', 6, NULL)",
    )
    assert lines == []
    with RecordingReader(tmp_path / "new.wallboard") as reader:
        assert [(f.source, f.message, f.fetch_us) for f in reader.index.failures] == [("a", "one", 6), ("b", "two", 5)]


def test_repair_tells_how_far_it_is(tmp_path: Path) -> None:
    record(tmp_path / "night", 60, max_segment_bytes=22_000)
    steps: list[tuple[int, int]] = []
    repair(tmp_path / "night", tmp_path / "new.wallboard", step=lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1] == sum(path.stat().st_size for path in (tmp_path / "night").glob("segment-*"))
    assert steps == sorted(steps)


def test_verify_tells_how_far_it_is(tmp_path: Path) -> None:
    record(tmp_path / "night", 60, max_segment_bytes=22_000)
    steps: list[tuple[int, int]] = []
    verify(tmp_path / "night", step=lambda done, total: steps.append((done, total)))
    assert steps == [(n, 60) for n in range(1, 61)]


def test_an_answer_that_has_lost_its_time_and_its_judgement_comes_right_after_the_one_before(
    mended: Mended, tmp_path: Path
) -> None:
    mended("UPDATE answer SET commit_us = 700000000000000 WHERE id = 3", "DELETE FROM judgement WHERE answer_id = 3")
    with RecordingReader(tmp_path / "new.wallboard") as reader:
        commits = reader.index.answers["commit_us"].tolist()
    assert commits[2] - commits[1] == 1
    assert verify(tmp_path / "new.wallboard").findings == ()


def test_a_session_without_answers_comes_right_after_the_one_before(mended: Mended, tmp_path: Path) -> None:
    _, lines = mended(
        "INSERT INTO session SELECT 2, commit_us - 5, utc_us, mono_us, facts, mapping, zone, simulated FROM session"
    )
    assert lines == ["the time of session 2 is made anew"]
    with closing(sqlite3.connect(tmp_path / "new.wallboard")) as connection:
        first_us, second_us = (us for (us,) in connection.execute("SELECT commit_us FROM session ORDER BY id"))
    assert second_us - first_us == 1
