"""The figures packed into a finished segment: the same as its rows, and never needed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recording.rig import Clock, Hand, body, record, recorder
from wallboard.recording.folder import segment_path
from wallboard.recording.reader import RecordingReader
from wallboard.recording.sealed_columns import ANSWER, JUDGED, SealedColumns, pack, unpack

WHOLE = st.integers(-(2**63), 2**63 - 1)


def _change(path: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement, values)
    connection.commit()
    connection.close()


def _facts(reader: RecordingReader) -> list[object]:
    """All that an index knows, comparable."""
    index = reader.index
    columns = (index.answers, index.shown, index.clocks, index.advances, index.corrections, index.ticks)
    known = [column._data[:, : len(column)].tolist() for column in columns]
    return [*known, index.rates, index.held, index.refused, index.rejected, index.withheld, index.verdicts]


def _eventful(folder: Path) -> None:
    """A recording with falls, withheld totals, refusals and what cannot be used."""
    clock = Clock()
    with recorder(folder, clock) as opened:
        hand = Hand(opened, clock)
        bodies = [body(1, 900, orders=9), body(2, 950, orders=4), b"{", body(3, 100), body(4, 110), body(5, 999)]
        for answer in bodies:
            clock.pass_s(2)
            hand.take(answer)
        hand.take(body(6, 5))
        hand.decide(body(6, 5), accept=False)


@given(
    st.lists(st.lists(WHOLE, min_size=len(ANSWER), max_size=len(ANSWER)), max_size=5),
    st.lists(st.lists(WHOLE, min_size=len(JUDGED), max_size=len(JUDGED)), max_size=5),
    st.data(),
)
def test_figures_are_unpacked_as_they_were_packed(answers: list[int], judged: list[int], data: st.DataObject) -> None:
    rates = data.draw(st.lists(st.floats(allow_nan=False), min_size=len(judged), max_size=len(judged)))
    shaped = [
        np.array(rows, np.int64).reshape(-1, width) for rows, width in ((answers, len(ANSWER)), (judged, len(JUDGED)))
    ]
    found = unpack(pack(SealedColumns(ANSWER, shaped[0], shaped[1], np.array(rates, np.float64))))
    assert found is not None
    assert found.answers.tolist() == shaped[0].tolist()
    assert found.judged.tolist() == shaped[1].tolist()
    assert found.rates.tolist() == rates


@given(st.binary(max_size=60))
def test_what_nobody_packed_is_left_alone(blob: bytes) -> None:
    assert unpack(blob) is None


def test_a_finished_segment_says_the_same_with_and_without_its_packed_figures(tmp_path: Path) -> None:
    _eventful(tmp_path)
    with RecordingReader(tmp_path) as reader:
        packed = _facts(reader)
    _change(segment_path(tmp_path, 1), "DELETE FROM meta WHERE key = 'columns'")
    with RecordingReader(tmp_path) as reader:
        assert _facts(reader) == packed


def test_rows_that_came_after_the_packing_are_read_too(tmp_path: Path) -> None:
    record(tmp_path, 5)
    record(tmp_path, 3)
    with RecordingReader(tmp_path) as reader:
        assert reader.index.answers["id"].tolist() == list(range(1, 9))
        assert len(reader.index.sessions) == 2


@pytest.mark.parametrize("place", [5, 40, 120])
def test_damaged_figures_are_read_from_the_rows(tmp_path: Path, place: int) -> None:
    record(tmp_path, 30)
    connection = sqlite3.connect(segment_path(tmp_path, 1))
    blob = bytearray(connection.execute("SELECT value FROM meta WHERE key = 'columns'").fetchone()[0])
    connection.close()
    blob[place] ^= 0x20
    _change(segment_path(tmp_path, 1), "REPLACE INTO meta VALUES ('columns', ?)", bytes(blob))
    with RecordingReader(tmp_path) as reader:
        assert reader.index.answers["id"].tolist() == list(range(1, 31))


def test_a_body_that_is_not_the_recorded_one_is_never_shown(tmp_path: Path) -> None:
    record(tmp_path, 3)
    _change(segment_path(tmp_path, 1), "UPDATE answer SET digest = zeroblob(16) WHERE id = 2")
    with RecordingReader(tmp_path) as reader:
        assert reader.sample(1).snapshot.cities is None
        assert "a body of answer 2 is damaged" in reader.problems[0]
