"""Recordings of format 1, as the program that wrote them read them: whatever comes after reads the same."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.recording.rig import record
from tests.recording.told import exported, repaired, told, verified
from wallboard.recording.folder import segments_in
from wallboard.recording.reader import RecordingReader
from wallboard.recording.tools.archive import pack

FIXTURES = Path(__file__).parent / "fixtures" / "format1"
EXPECTED: dict[str, Any] = json.loads((FIXTURES / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(params=sorted(EXPECTED))
def name(request: pytest.FixtureRequest) -> str:
    """Each recording in turn."""
    return str(request.param)


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """A copy of all of them, for nobody may touch the files themselves."""
    return Path(shutil.copytree(FIXTURES, tmp_path / "format1"))


def test_it_is_played_and_told_about_as_ever(night: Path, name: str) -> None:
    found = _as_json(told(night / name))
    for part, expected in EXPECTED[name]["told"].items():
        assert found[part] == expected, part


def test_its_verdict_is_the_same(night: Path, name: str) -> None:
    assert _as_json(verified(night / name)) == EXPECTED[name]["verified"]


def test_its_headline_rows_are_exported_as_ever(night: Path, name: str) -> None:
    assert _as_json(exported(night / name, night / "tables")) == EXPECTED[name]["exported"]


def test_what_is_left_of_the_damaged_one_is_saved(night: Path) -> None:
    assert _as_json(repaired(night / "damaged", night / "repaired.wallboard")) == EXPECTED["damaged"]["repaired"]


def test_packed_anew_it_tells_what_it_told(night: Path) -> None:
    packed = pack(night / "evening", night / "anew.wallboard")
    assert _as_json(told(packed)) == EXPECTED["packed.wallboard"]["told"]


def test_reading_changes_nothing(night: Path, name: str) -> None:
    told(night / name)
    verified(night / name)
    assert _files(night / name) == _files(FIXTURES / name)


def _files(path: Path) -> dict[str, bytes]:
    files = path.iterdir() if path.is_dir() else [path]
    return {file.name: file.read_bytes() for file in files}


def _as_json(value: object) -> Any:
    return json.loads(json.dumps(value))


def test_a_collector_goes_on_beside_it_in_the_form_of_today(night: Path) -> None:
    before = sum(len(_rows(path, "SELECT id FROM answer")) for _, path in segments_in(night / "evening"))
    old = segments_in(night / "evening")
    stamps = record(night / "evening", 2)
    assert [_rows(path, "PRAGMA user_version") for _, path in old] == [[(1,)]] * len(old)
    with RecordingReader(night / "evening") as reader:
        assert len(reader.index.answers) == before + 2
        assert reader.index.answers["id"][-2:].tolist() == [stamp.answer_id for stamp in stamps]
        assert reader.problems == ()


def _rows(path: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()
