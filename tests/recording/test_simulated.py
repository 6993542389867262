"""What is or may be a simulation says so, whatever part of its recording is lost."""

from __future__ import annotations

import csv
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.recording.rig import FACTS, Clock, Hand, body, recorder
from wallboard.core.badges import badges
from wallboard.core.errors import RecordingError
from wallboard.core.moment import Moment
from wallboard.export.captions import caption
from wallboard.export.tables import export
from wallboard.recording.folder import segments_in
from wallboard.recording.reader import RecordingReader
from wallboard.recording.schema import COUNTED, PAGE_SIZE, PAYLOADS
from wallboard.recording.state import StateReader
from wallboard.recording.tools.info import info
from wallboard.recording.tools.repair import repair

pytestmark = pytest.mark.usefixtures("shared_answers")
SNAPSHOTS = 14
TABLES = ("meta", *COUNTED, *PAYLOADS)
FORMAT1 = Path(__file__).parent / "fixtures" / "format1" / "evening"


def _record(folder: Path, *, simulated: bool) -> Path:
    """A recording in two sessions, with milestones, peaks, and a fall that waits at its end."""
    clock = Clock()
    for part in range(2):
        with recorder(folder, clock) as opened:
            hand = Hand(opened, clock)
            for n in range(part * SNAPSHOTS // 2, (part + 1) * SNAPSHOTS // 2):
                clock.pass_s(2)
                cities = [{"code": str(110_000 + city), "gmv": str(n * city)} for city in range(40)]
                answer = body(2 * n, 450 * n, cities=cities, orders=n, orders_per_second=n, simulated=simulated)
                hand.take(answer)
            clock.pass_s(2)
            hand.take(body(2 * n + 1, 1, simulated=simulated))
    return folder


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated recording of today's form."""
    return _record(tmp_path_factory.mktemp("simulated") / "night", simulated=True)


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of format 1, of which each segment has kept its first answers: each export reads all that is left."""
    folder = Path(shutil.copytree(FORMAT1, tmp_path_factory.mktemp("format1") / "evening"))
    last = "(SELECT MIN(id) + 15 FROM answer)"
    for _, path in segments_in(folder):
        _execute(path, *(f"DELETE FROM {table} WHERE answer_id > {last}" for table in ("body", "judgement")))
        _execute(path, f"DELETE FROM answer WHERE id > {last}")
    return folder


def _moments(folder: Path) -> Iterator[Moment]:
    """What a replay shows, at instants all over the recording."""
    with RecordingReader(folder) as reader:
        states = StateReader(reader)
        assert reader.bounds is not None
        first, last = reader.bounds
        for part in range(9):
            at_us = first + (last + 5_000_000 - first) * part // 8
            yield Moment(states.state_at(at_us), at_us, mode="paused")


def _is_drawn(moment: Moment) -> bool:
    state = moment.state
    return any((state.current, state.milestones, state.peaks, state.curve, state.held))


def _check(folder: Path, tables: Path) -> int:
    """Nothing that is shown, captioned or exported of it lacks the word; how many moments showed anything."""
    drawn = 0
    try:
        for moment in _moments(folder):
            if not _is_drawn(moment):
                continue
            drawn += 1
            assert moment.simulated
            assert badges(moment)[0].kind == "simulated"
            assert caption(moment, "night", "a.png").count("SIMULATED") == 2
    except RecordingError:
        pass  # nothing of it is shown
    try:
        assert info(folder).simulated or drawn == 0
    except RecordingError:
        assert drawn == 0
    try:
        export(folder, tables, "csv")
    except RecordingError:
        return drawn
    for name in ("totals", "cities", "rankings", "milestones"):
        with (tables / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert {row["simulated"] for row in csv.DictReader(file)} <= {"true"}, name
    return drawn


def _spoilt(original: Path, parent: Path, name: str, spoil: Callable[[Path], None]) -> int:
    folder = Path(shutil.copytree(original, parent / name))
    for _, path in segments_in(folder):
        spoil(path)
    drawn = _check(folder, parent / f"{name}-tables")
    shutil.rmtree(folder)
    return drawn


def _execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_a_whole_recording_says_so(night: Path, evening: Path, tmp_path: Path) -> None:
    for number, folder in enumerate((night, evening, FORMAT1)):
        assert _check(folder, tmp_path / f"tables-{number}") >= 7


def test_one_that_is_none_never_says_so(tmp_path: Path) -> None:
    folder = _record(tmp_path / "night", simulated=False)
    assert not any(moment.simulated for moment in _moments(folder))
    assert not info(folder).simulated


@pytest.mark.parametrize("lost", [(t,) for t in TABLES] + [("answer", *PAYLOADS), ("judgement", "answer")], ids=str)
@pytest.mark.parametrize("how", ["DELETE FROM", "DROP TABLE"])
@pytest.mark.parametrize("original", ["night", "format1"])
def test_whatever_table_is_lost(
    night: Path, evening: Path, tmp_path: Path, lost: tuple[str, ...], how: str, original: str
) -> None:
    if original == "format1":
        lost = tuple(table for table in lost if table != "snapshot")
    source = night if original == "night" else evening
    _spoilt(source, tmp_path, "lost", lambda path: _execute(path, *(f"{how} {table}" for table in lost)))


@pytest.mark.parametrize("column", ["answer.simulated", "session.simulated"])
def test_whatever_column_says_otherwise(night: Path, tmp_path: Path, column: str) -> None:
    table, name = column.split(".")
    for value in ("0", "NULL"):
        change = f"UPDATE {table} SET {name} = {value}"
        payloads = [f"DELETE FROM {payload}" for payload in PAYLOADS]
        assert _spoilt(night, tmp_path, f"{name}-{value}", lambda path: _execute(path, change, *payloads)) >= 7  # noqa: B023 - called at once


@pytest.mark.parametrize("how", ["zeroed", "flipped"])
def test_whatever_page_is_lost(night: Path, tmp_path: Path, how: str) -> None:
    chance = random.Random(5)
    pages = min(path.stat().st_size for _, path in segments_in(night)) // PAGE_SIZE
    drawn = 0
    for page in range(pages):

        def spoil(path: Path, page: int = page) -> None:
            data = bytearray(path.read_bytes())
            begin, end = page * PAGE_SIZE, (page + 1) * PAGE_SIZE
            if how == "zeroed":
                data[begin:end] = bytes(PAGE_SIZE)
            else:
                for _ in range(24):
                    data[chance.randrange(begin, end)] ^= 1 << chance.randrange(8)
            path.write_bytes(data)

        drawn += _spoilt(night, tmp_path, f"page-{page}", spoil)
    assert drawn > pages


def test_what_a_repair_saves_of_it_says_so(night: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(night, tmp_path / "damaged"))
    for _, path in segments_in(folder):
        _execute(path, "DELETE FROM session", "DELETE FROM answer", "UPDATE happening SET data = '{}' WHERE id % 2 = 0")
    repair(folder, tmp_path / "saved.wallboard", facts=FACTS)
    assert _check(tmp_path / "saved.wallboard", tmp_path / "tables") > 0
