"""The shipped operator's panel, with much to say, in each language and on screens of both sizes: nothing overprints."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from tests.panels.boxes import HAIR, boxes
from tests.stage.rig import START_US, frame
from wallboard.actions.control import Control
from wallboard.actions.table import default_keys
from wallboard.config.load import load
from wallboard.core.contract.snapshot import Name
from wallboard.core.recording_state import HeldValue, Intake
from wallboard.core.resources import shipped
from wallboard.panels.panel_context import Notes, text_of
from wallboard.stage.display_notes import of_the_machine, on_air
from wallboard.stage.screen_renderer import ScreenView
from wallboard.wall import RenderRequest, Wall

HELD = HeldValue(
    7, 12_345_678_901_00, START_US, "fall", "the total falls by more than a tenth of what it was a minute ago"
)
INTAKE = Intake(
    source="https://metrics.example.com/a/rather/long/path/wall.json",
    answer_us=START_US,
    fetch_us=1_234_567,
    failure_us=START_US,
    failure="backup: timed out after 5.0 s",
    rejected="the total is negative",
)


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("languages", ["zh+en", "zh", "en"])
@pytest.mark.parametrize("leading", ["zh", "en"])
def test_no_text_of_the_operator_s_panel_lies_on_another(
    qapp: QApplication, tmp_path: Path, size: tuple[int, int], languages: str, leading: str
) -> None:
    text = Path(shipped("config/three-screens.toml")).read_text(encoding="utf-8")
    file = tmp_path / "wall.toml"
    file.write_text(f'{text}\n[display]\nlanguages = "{languages}"\nlanguage = "{leading}"\n', encoding="utf-8")
    settings = load(file, known_actions=default_keys())
    control = Control(layout="overview", language=leading, locked=True, blackout=True, rotating_us=0)
    moment = frame().moment
    moment = replace(moment, state=replace(moment.state, held=HELD, intake=INTAKE))
    views = [
        ScreenView(name, size, f"HDMI-{name}", "3840×2160+0+0") for name in ("left", "center", "right", "operator")
    ]
    lines = (
        *on_air(settings, control, "overview"),
        *of_the_machine("/var/lib/wallboard/night", views, 60, ("a remark",)),
    )
    notes = Notes((*lines, (Name(zh="磁盘", en="Disk space that is left for the recording"), "12 GB")), ("an alarm",))
    wall = Wall(settings)
    placed = wall.compose(RenderRequest("operator", size, moment, control, notes)).placed["state"]
    slot = next(slot.rect for slot in wall.slots("operator", "desk", size) if slot.panel == "state")
    found = list(boxes((*placed.ground, *placed.live)))
    assert len(found) > 20
    assert all(box.right <= slot.right + HAIR for box in found)
    assert [(a.text, b.text) for a, b in combinations(found, 2) if a.overlap(b) > HAIR] == []


def test_a_control_state_in_either_language_is_told_whole(tmp_path: Path) -> None:
    settings = load(None, known_actions=default_keys())
    state = Control(layout="overview", locked=True, blackout=True, rotating_us=0)
    said = {
        language: [text_of(how).first(language) for _, how in on_air(settings, state, "overview")]
        for language in ("zh", "en")
    }
    assert said["en"] == [
        "Black, Overview is prepared",
        "Overview → Rankings → China → Global",
        "locked, Ctrl+L unlocks",
    ]
    assert said["zh"] == ["黑屏，已备好总览", "总览 → 排行榜 → 中国 → 全球", "已锁定，Ctrl+L 解锁"]
    plain = replace(state, locked=False, blackout=False, rotating_us=None, language="en")
    told = [text_of(how).first("en") for _, how in on_air(settings, plain, "rankings")]
    assert told == ["Rankings", "off", "unlocked"]
    assert text_of(on_air(settings, plain, None)[0][1]).first("en") == "—"
