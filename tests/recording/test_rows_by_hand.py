"""Rows read and made one by one: judgements that a repair makes anew, happenings, withheld fields, instants found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.recording.rig import SECOND, START_US, Clock, Hand, body, recorder
from wallboard.core.errors import RecordingError
from wallboard.core.event_clock import ClockPoint
from wallboard.recording.bounds import LONGEST_TEXT, RowError
from wallboard.recording.figures import snapshot_of
from wallboard.recording.reader import RecordingReader
from wallboard.recording.rows import happening_of, withheld_of
from wallboard.recording.tools.file_writer import FileWriter
from wallboard.recording.tools.judgement_record import AT, GMV, RATE, SIMULATED, JudgementRows
from wallboard.recording.tools.row_consistency import USABLE


def answer(
    number: int, at_us: int, gmv_fen: int, *, usable: int = 1, simulated: int = 0, rate: float = 1.0
) -> tuple[object, ...]:
    """The row of an answer, as far as judgements are made of it."""
    row: list[object] = [None] * (GMV + 1)
    row[0], row[USABLE], row[AT], row[GMV], row[SIMULATED], row[RATE] = number, usable, at_us, gmv_fen, simulated, rate
    return tuple(row)


def told(row: tuple[object, ...]) -> tuple[object, ...]:
    """Commit, answer, verdict, reason, shown and advance of a judgement's row."""
    return (*row[1:5], *row[7:9])


def test_a_judgement_in_place_of_a_lost_one_shows_what_is_newer_and_no_lower() -> None:
    rows = JudgementRows()
    assert told(rows.made(answer(1, 10, 100), 50)) == (50, 1, "accepted", "advance", 1, 1)
    rows.at_us, rows.gmv_fen = 10, 100
    assert told(rows.made(answer(2, 10, 100), 51)) == (51, 2, "accepted", "restated", 1, 0)
    assert told(rows.made(answer(3, 11, 100), 52)) == (52, 3, "accepted", "advance", 1, 1)
    assert told(rows.made(answer(4, 9, 100), 53)) == (53, 4, "accepted", "late", 0, 0)
    assert told(rows.made(answer(5, 11, 99), 54)) == (54, 5, "accepted", "late", 0, 0)
    assert told(rows.made(answer(6, 11, 100, usable=0), 55)) == (55, 6, "rejected", "unusable", 0, 0)


def test_its_clock_is_the_machines_or_a_simulations_own() -> None:
    real = JudgementRows().made(answer(1, 10, 100), 50)
    assert real[11:] == (50, 1.0)
    played = JudgementRows().made(answer(1, 10, 100, simulated=1, rate=60.0), 50)
    assert played[11:] == (10, 60.0)
    standing = JudgementRows(10, 100, ClockPoint(40, 7, 2.0))
    assert standing.made(answer(2, 10, 100, simulated=1, rate=2.0), 50)[11:] == (27, 2.0)
    assert JudgementRows(10, 100).made(answer(2, 9, 100), 50)[11:] == (None, None)


def test_what_was_read_back_is_where_the_wall_stood() -> None:
    rows = JudgementRows()
    ruling = (0, 50, 1, "accepted", "advance", "", None, 1, 1, 0, 0, 77, 2.0)
    rows.note(ruling, answer(1, 10, 100))
    assert (rows.at_us, rows.gmv_fen, rows.clock) == (10, 100, ClockPoint(50, 77, 2.0))
    rows.note((*ruling[:11], None, None), answer(2, 8, 120))
    assert (rows.at_us, rows.gmv_fen, rows.clock) == (10, 120, ClockPoint(50, 77, 2.0))
    rows.note((*ruling[:7], 0, *ruling[8:]), answer(3, 99, 999))
    rows.note(ruling, answer(4, 99, 999, usable=0))
    assert (rows.at_us, rows.gmv_fen) == (10, 120)


def test_a_milestone_is_of_the_sum_that_it_says() -> None:
    sound = json.dumps({"subject": "1000", "value": 1000})
    assert happening_of((1, 1, "milestone", sound)).value == 1000
    with pytest.raises(RowError, match="another sum than it says"):
        happening_of((1, 1, "milestone", json.dumps({"subject": "1000", "value": 1001})))
    assert happening_of((1, 1, "peak", json.dumps({"subject": "orders", "value": 7}))).value == 7


def test_withheld_fields_are_a_list_of_names_as_long_as_a_text_may_be() -> None:
    assert withheld_of('["orders", "nothing of ours"]') == ("orders",)
    longest = json.dumps(["orders"]).ljust(LONGEST_TEXT)
    assert withheld_of(longest) == ("orders",)
    for wrong in (longest + " ", None, 5):
        with pytest.raises(RowError):
            withheld_of(wrong)


def test_a_snapshot_of_columns_has_totals_and_other_figures_apart() -> None:
    made = snapshot_of(5, {"gmv_fen": 9, "orders": 3, "orders_per_second": 2}, (), simulated=True, rate=2.0)
    assert (made.at_us, made.gmv_fen, made.simulated, made.rate) == (5, 9, True, 2.0)
    assert (dict(made.totals), dict(made.figures)) == ({"orders": 3}, {"orders_per_second": 2})


def test_an_instant_of_a_fast_simulation_is_located_within_a_microsecond_of_the_event(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path, clock) as opened:
        hand = Hand(opened, clock)
        stamp, _ = hand.take(body(0, 1, simulated=True, rate=60))
    with RecordingReader(tmp_path) as reader:
        begun = reader.clock_at(stamp.commit_us)
        assert begun is not None
        for ahead_us in (0, 60, 59, 61, 90 * SECOND):
            found = reader.locate(begun.event_us + ahead_us)
            assert found == stamp.commit_us + -(-ahead_us // 60)
        assert reader.locate(START_US - 60 * SECOND) is not None


def test_rows_that_repeat_an_id_are_refused(tmp_path: Path) -> None:
    target = tmp_path / "new.wallboard"
    row = (1, START_US, START_US, "mark", "{}", "{}")
    said = pytest.raises(RecordingError, match="its segments repeat action 1: try `wallboard record repair`")
    with said, FileWriter(target, {"number": 1}) as writer:
        writer.add("action", [row, row])
    assert not target.exists()
