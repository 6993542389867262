"""A live picture in layouts that ship without one: the countdown and the opening, as a file of yours may have them."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from tests.panels.boxes import texts
from tests.panels.evening import evening
from wallboard.actions.control import Control
from wallboard.config.load import load
from wallboard.core.resources import shipped
from wallboard.scene.grid import Rect
from wallboard.video.signal import LivePicture
from wallboard.wall import RenderRequest, Wall

SIZES = ((640, 360), (640, 143), (640, 91), (360, 640), (480, 480))
"""A canvas of each shape."""
STAGE = '[panels.stage]\nkind = "video"\nsources = ["stage.mp4"]\n'
OPENING = """
[layouts.overview]
[layouts.overview.canvas."*"]
columns = [0.6, 0.4]
rows = [0.12, 0.48, 0.40]
areas = ["bar bar", "stage gmv", "stage brands5"]
[layouts.overview.canvas."*".tall]
columns = [1]
rows = [0.12, 0.38, 0.20, 0.30]
areas = ["bar", "stage", "gmv", "brands5"]
"""


def countdown() -> str:
    """The example of the shipped configuration, as it is without its marks of a comment."""
    lines = shipped("config/wallboard.toml").read_text(encoding="utf-8").splitlines()
    begins = lines.index("# [layouts.countdown]")
    ends = next(at for at, line in enumerate(lines[begins:], begins) if not line.startswith("#"))
    return "\n".join(line.removeprefix("# ") for line in lines[begins:ends])


class Red:
    """A frame that is red all over."""

    def image(self) -> QImage:
        found = QImage(64, 36, QImage.Format.Format_RGB32)
        found.fill(QColor("#ff0000"))
        return found

    def is_whole(self) -> bool:
        return True


def is_red(image: QImage, rect: Rect) -> bool:
    """Whether the middle of an area is."""
    colour = image.pixelColor(round(rect.x + rect.width / 2), round(rect.y + rect.height / 2))
    return (colour.red(), colour.green(), colour.blue()) == (255, 0, 0)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "{}x{}".format(*size))
@pytest.mark.parametrize(("layout", "instant"), [("countdown", "-00:04:32"), ("overview", "00:06:58")])
def test_a_picture_stands_in_the_area_that_a_layout_gives_it(
    qapp: QApplication, tmp_path: Path, layout: str, instant: str, size: tuple[int, int]
) -> None:
    assert qapp is not None
    file = tmp_path / "wallboard.toml"
    file.write_text(STAGE + (countdown() if layout == "countdown" else OPENING), encoding="utf-8")
    settings = load(file, demonstration=True)
    assert "stage" in settings.live_pictures
    wall, control, moment = Wall(settings), Control(layout=layout), evening(instant)
    assert wall.layout_at(control, moment) == layout
    rect = next(slot.rect for slot in wall.slots("*", layout, size) if slot.panel == "stage")
    empty = RenderRequest("*", size, moment, control, cards=False)
    live = replace(empty, pictures={"stage": LivePicture("live", 7, frame=Red())})
    assert is_red(wall.image(live), rect)
    slate = replace(empty, pictures={"stage": LivePicture("lost", lost_s=12, reason="refused")})
    assert not is_red(wall.image(slate), rect)
    placed = dict(wall.compose(slate).placed)["stage"]
    said = " ".join(texts((*placed.ground, *placed.live)))
    assert "12" in said
    assert "连接被拒" in said
