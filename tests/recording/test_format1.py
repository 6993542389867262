"""What becomes of recordings of format 1, which hold no readings (what they tell: `test_kept_formats`)."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.recording.rig import record
from tests.recording.test_kept_formats import _said
from tests.recording.told import told
from wallboard.collect.merge import merge
from wallboard.core.judge_state import Rules
from wallboard.recording.folder import segments_in
from wallboard.recording.reader import RecordingReader
from wallboard.recording.schema import USER_VERSION
from wallboard.recording.tools.archive import pack
from wallboard.recording.tools.repair import repair
from wallboard.recording.tools.trim import trim
from wallboard.recording.tools.verify import verify

pytestmark = pytest.mark.usefixtures("shared_answers")
FIXTURES = Path(__file__).parent / "fixtures" / "format1"
EXPECTED: dict[str, Any] = json.loads((FIXTURES / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """A copy of all of them, for nobody may touch the files themselves."""
    return Path(shutil.copytree(FIXTURES, tmp_path / "format1"))


def test_a_collector_goes_on_beside_it_in_the_form_of_today(night: Path) -> None:
    before = sum(len(_rows(path, "SELECT id FROM answer")) for _, path in segments_in(night / "evening"))
    old = segments_in(night / "evening")
    stamps = record(night / "evening", 2)
    assert [_rows(path, "PRAGMA user_version") for _, path in old] == [[(1,)]] * len(old)
    with RecordingReader(night / "evening") as reader:
        assert len(reader.index.answers) == before + 2
        assert reader.index.answers["id"][-2:].tolist() == [stamp.answer_id for stamp in stamps]
        assert reader.problems == ()


@pytest.mark.parametrize("name", ["evening", "mapped"])
@pytest.mark.parametrize("made", ["pack", "trim", "trim without bodies", "repair", "merge"])
def test_whatever_is_made_of_it_is_of_today_and_says_the_same(night: Path, name: str, made: str) -> None:
    source, target = night / name, night / "made.wallboard"
    match made:
        case "pack":
            pack(source, target)
        case "repair":
            repair(source, target)
        case "merge":
            merge([source, source], target, Rules(currency="CNY", confirmations=2))
        case _:
            trim(source, target, None, None, bodies=made == "trim")
    answers = EXPECTED[name]["told"]["info"]["answers"]
    assert _rows(target, "PRAGMA user_version") == [(USER_VERSION,)]
    assert _rows(target, "SELECT COUNT(*) FROM snapshot") == [(answers,)]
    assert verify(target).findings == ()
    if made != "merge":  # which judges anew, as collectors do today
        found, expected = json.loads(json.dumps(told(target))), EXPECTED[name]["told"]
        assert _said(found["shown"]) == _said(expected["shown"])
        assert found["info"]["gmv_fen"] == expected["info"]["gmv_fen"]


def _rows(path: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()
