"""What the operator decides at the wall reaches the press desk: releases, hidden figures, lines beside corrections."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.press.rig import BILLION, EVENT, publish, publisher, texts
from tests.truth.rig import Wall
from wallboard.actions.action import Action, perform
from wallboard.actions.context import Context
from wallboard.actions.control import Control
from wallboard.actions.table import ACTIONS
from wallboard.press.operator_journal import OperatorJournal
from wallboard.press.releases import Releases
from wallboard.recording.journal import Journal

BRANDS = [{"id": "a", "name": {"en": "Acme", "zh": "品牌"}, "gmv": "5000000.00"}]
ACTION: dict[str, Action] = {action.id: action for action in ACTIONS}


@pytest.fixture
def wall(tmp_path: Path) -> Wall:
    made = Wall(tmp_path / "night", facts=EVENT, into_s=100)
    made.tell(0.9 * BILLION, orders=41_414, best_selling_brands=BRANDS)
    made.tell(1.1 * BILLION, orders=42_424, best_selling_brands=BRANDS)
    return made


def corrected(wall: Wall) -> int:
    """Have the total corrected; when that was committed (recording time)."""
    for _ in range(4):
        wall.tell(0.95 * BILLION, orders=42_424, best_selling_brands=BRANDS)
    reader = publisher(wall.folder, wall.folder.parent / "unused").desks.reader
    commit_us = next(h.commit_us for h in reader.index.happenings if h.kind == "correction")
    reader.close()
    return commit_us


def note(wall: Wall, action: str, argument: dict[str, Any], **state: Any) -> None:
    """A row of the wall's journal."""
    with Journal(wall.folder) as journal:
        journal.write(0, 0, action, json.dumps(argument), json.dumps({**json.loads(Control().to_json()), **state}))


def test_a_figure_that_the_operator_hides_is_withdrawn_at_the_desk_until_it_is_shown_again(
    wall: Wall, tmp_path: Path
) -> None:
    note(wall, "withdraw", {"panel": "gmv", "hidden": 1}, withdrawn=["gmv", "brands", "buyers"])
    publish(wall.folder, tmp_path / "desk")
    said = texts(tmp_path / "desk")
    for name in ("en/index.html", "zh/index.html", "index.html", "state.json", "rankings.csv", "curve.csv"):
        for gone in ("1,100,000,000", "1.10 billion", "1100000000", "42,424", "42424", "Acme", "11.00亿"):
            assert gone not in said[name].replace('<span class="c">,</span>', ","), (name, gone)
    assert "withdrawn this figure" in said["en/index.html"]
    assert "WITHDRAWN" in said["en/index.html"]
    assert "CONFIRMED" not in said["en/index.html"]
    state = json.loads(said["state.json"])
    assert state["status"] == ["REPLAY", "WITHDRAWN"]
    assert (state["figures"][0]["value"], state["figures"][0]["withdrawn"]) == (None, True)
    assert "m/gmv-1bn/en.html" in said, "a page that was published stands"
    note(wall, "withdraw", {"panel": "gmv", "hidden": 0}, withdrawn=[])
    publish(wall.folder, tmp_path / "desk")
    assert "1,100,000,000" in texts(tmp_path / "desk")["en/index.html"].replace('<span class="c">,</span>', ",")


def test_a_panel_that_states_nothing_else_hides_nothing_else(wall: Wall, tmp_path: Path) -> None:
    note(wall, "withdraw", {"panel": "buyers", "hidden": 1}, withdrawn=["buyers"])
    publish(wall.folder, tmp_path / "desk")
    state = json.loads((tmp_path / "desk/state.json").read_text("utf-8"))
    assert state["status"] == ["REPLAY", "CONFIRMED"]
    assert {f["name"]: f["value"] for f in state["figures"]} == {"gmv": "1100000000.00", "orders": None}
    assert "Acme" in (tmp_path / "desk/rankings.csv").read_text("utf-8")


def test_the_chiefs_line_stands_beside_its_correction_in_every_place(wall: Wall, tmp_path: Path) -> None:
    commit_us = corrected(wall)
    line = "Payments <b>counted</b> twice were taken back."
    note(wall, "press_line", {"commit_us": commit_us, "text_en": line, "text_zh": "重复计入的付款已撤回。"})
    publish(wall.folder, tmp_path / "desk")
    said = texts(tmp_path / "desk")
    escaped = line.replace("<", "&lt;").replace(">", "&gt;")
    for name in ("corrections/en.html", "m/gmv-1bn/en.html"):
        assert escaped in said[name], name
        assert "<b>counted" not in said[name], name
    assert "重复计入的付款已撤回。" in said["m/gmv-1bn/zh.html"]
    assert line in json.loads(said["corrections.json"])["corrections"][0]["text"]["en"]
    assert any(line in item["content_text"] for item in json.loads(said["feed.json"])["items"])
    note(wall, "press_line", {"commit_us": commit_us, "text_en": "", "text_zh": ""})
    publish(wall.folder, tmp_path / "desk")
    assert escaped not in texts(tmp_path / "desk")["corrections/en.html"]


def test_a_line_of_another_correction_stands_nowhere(wall: Wall, tmp_path: Path) -> None:
    note(wall, "press_line", {"commit_us": corrected(wall) + 1, "text_en": "Of another night."})
    publish(wall.folder, tmp_path / "desk")
    assert not any("another night" in text for text in texts(tmp_path / "desk").values())


def test_a_sum_is_released_by_the_journal(wall: Wall, tmp_path: Path) -> None:
    made = publisher(wall.folder, tmp_path / "desk")
    bounds = made.desks.reader.bounds
    assert bounds is not None
    desk, releases = made.desk_at(bounds[1], "paused"), Releases(wall.folder, tmp_path / "desk")
    assert releases.withheld(desk) == {"gmv-1bn": None}
    note(wall, "press_release", {"gmv_fen": BILLION * 100 + 1})
    assert releases.withheld(desk) == {"gmv-1bn": None}
    note(wall, "press_release", {"gmv_fen": BILLION * 100})
    assert releases.withheld(desk) == {}
    made.desks.reader.close()


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(["press_release", "press_line", "withdraw"]), ANY, ANY)
def test_no_row_of_a_journal_harms_the_desk(
    tmp_path_factory: pytest.TempPathFactory, action: str, argument: Any, withdrawn: Any
) -> None:
    folder = tmp_path_factory.mktemp("journal")
    with Journal(folder) as journal:
        state = json.dumps({"withdrawn": withdrawn})
        if isinstance(argument, dict):
            argument |= {"gmv_fen": argument.get("gmv_fen", withdrawn), "commit_us": withdrawn, "text_en": withdrawn}
        journal.write(0, 0, action, json.dumps(argument), state)
    found = OperatorJournal(folder, {"gmv": ("gmv",)})
    found.refresh()
    assert found.hidden <= {"gmv"}
    assert all(type(fen) is int for fen in found.released)
    assert all(isinstance(text, str) for line in found.lines.values() for _, text in line)


@pytest.mark.parametrize(
    ("text", "corrected_us", "told"),
    [
        ("It was\ntwice.", 7, {"commit_us": 7, "text_zh": "It was␊twice."}),
        ({"en": "Twice.", "zh": "重复"}, 7, {"commit_us": 7, "text_en": "Twice.", "text_zh": "重复"}),
        ("", 7, {"commit_us": 7, "text_zh": ""}),
        ("Twice.", None, None),
        ("x" * 241, 7, None),
        ({"fr": "deux"}, 7, None),
        (None, 7, None),
        (3, 7, None),
    ],
)
def test_the_chief_writes_a_line_beside_the_newest_correction(
    text: object, corrected_us: int | None, told: dict[str, object] | None
) -> None:
    context = Context(0, 0, 0, 0, corrected_us=corrected_us, asked={"text": text})
    outcome = perform(ACTION["press_line"], Control(), context)
    assert (None if outcome is None else outcome.argument) == told
