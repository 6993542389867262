"""Judgements of a repaired recording: an answer that has lost its time or its sum stands for nothing."""

from __future__ import annotations

import pytest

from wallboard.recording.tools.judgement_record import AT, GMV, RATE, SIMULATED, JudgementRows
from wallboard.recording.tools.row_consistency import USABLE

SHOWN = (1, 5, 1, "accepted", "advance", "", None, 1, 1, 0, 0, None, None)


def answer(at_us: object = 10, gmv_fen: object = 700) -> tuple[object, ...]:
    row: list[object] = [None] * (GMV + 20)
    row[0], row[1], row[USABLE], row[AT], row[SIMULATED], row[RATE], row[GMV] = 1, 5, 1, at_us, 0, 1.0, gmv_fen
    return tuple(row)


def test_a_whole_answer_is_what_the_wall_stands_on() -> None:
    rows = JudgementRows()
    rows.note(SHOWN, answer())
    assert (rows.at_us, rows.gmv_fen) == (10, 700)
    assert rows.made(answer(11, 699), 6)[3:5] == ("accepted", "late")
    assert rows.made(answer(11, 701), 6)[3:5] == ("accepted", "advance")


@pytest.mark.parametrize("lost", [answer(at_us=None), answer(gmv_fen=None), answer(gmv_fen="700"), answer(at_us=1.5)])
def test_one_that_has_lost_its_time_or_sum_is_not(lost: tuple[object, ...]) -> None:
    rows = JudgementRows()
    rows.note(SHOWN, lost)
    assert (rows.at_us, rows.gmv_fen) == (None, 0)
    assert rows.made(lost, 6)[3:5] == ("rejected", "unusable")
