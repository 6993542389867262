"""Which live pictures the console offers to cover, to turn to another source and to open anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallboard.actions.control import Control
from wallboard.config.load import load
from wallboard.console.told_pictures import PictureTeller


@pytest.fixture
def teller(tmp_path: Path) -> PictureTeller:
    """With a picture of two sources on the layout `gala`, and one of a folder on another."""
    (tmp_path / "slides").mkdir()
    text = """
        [panels.stage]
        kind = "video"
        title = { en = "Main stage", zh = "主舞台" }
        sources = [{ file = "a.mp4" }, { file = "b.mp4" }]
        [panels.back_stage]
        kind = "slides"
        folder = "slides"
        [layouts.slides.canvas."*"]
        areas = ["bar", "back_stage"]
    """
    (tmp_path / "wallboard.toml").write_text(text, "utf-8")
    return PictureTeller(load(tmp_path / "wallboard.toml", demonstration=True))


def test_those_that_are_up_are_told_and_no_others(teller: PictureTeller) -> None:
    assert teller.told(Control(), ["overview"]) == []
    (stage,) = teller.told(Control(), ["overview", "gala"])
    assert stage == {
        "panel": "stage",
        "title": {"en": "Main stage", "zh": "主舞台"},
        "muted": False,
        "turn": 0,
        "sources": 2,
    }
    (slides,) = teller.told(Control(), ["slides"])
    assert slides == {
        "panel": "back_stage", "title": {"en": "back stage", "zh": "back stage"}, "muted": False, "turn": 0,
        "sources": 1,
    }  # fmt: skip


def test_one_that_is_covered_can_be_shown_again_wherever_it_stands(teller: PictureTeller) -> None:
    covered = Control(muted=("stage", "of_an_older_file"))
    assert [(each["panel"], each["muted"]) for each in teller.told(covered, ["overview"])] == [("stage", True)]


def test_a_layout_that_the_file_does_not_have_shows_none(teller: PictureTeller) -> None:
    assert teller.told(Control(), ["", "no_such"]) == []
