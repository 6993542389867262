"""What a display holds does not grow with the layouts it has shown: no time is measured, but pictures and objects."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests import nights
from wallboard.actions.control import Control
from wallboard.core.number_forms import give_back_tables
from wallboard.paint.kept_grounds import CARD_RESTS, RESTS
from wallboard.paint.kept_pictures import keep_pictures_in
from wallboard.panels.maps.hexagon_place import keep_lands_of
from wallboard.wall import RenderRequest, Wall

SIZE = (320, 180)
LAYOUTS = ("overview", "map", "global", "counter", "rankings", "finale")
STEP_US = 250_000


@pytest.fixture(autouse=True)
def _no_files() -> Iterator[None]:
    keep_lands_of(0)
    yield
    keep_pictures_in(None)
    keep_lands_of(1)


class Stage:
    """One canvas; its moments are those of one snapshot, over and over."""

    def __init__(self) -> None:
        self.wall = Wall(nights.settings())
        self.base = nights.moment("02:00:00")
        self._image = QImage(*SIZE, QImage.Format.Format_RGB32)
        self._at_us = 0

    def go(self, control: Control) -> None:
        """The next frame."""
        self._at_us += STEP_US
        moment = replace(self.base, playhead_us=self.base.playhead_us + self._at_us % (2 * STEP_US))
        request = RenderRequest("*", SIZE, moment, control)
        painter = QPainter(self._image)
        self.wall.paint(painter, self.wall.compose(request))
        painter.end()

    def round(self) -> None:
        """Every layout for two frames."""
        for layout in LAYOUTS:
            for _ in range(2):
                self.go(Control(layout=layout))

    def canvases(self) -> int:
        """How many pictures of the canvas's size there are, the one that is painted on beside."""
        gc.collect()
        images = (thing for thing in gc.get_objects() if type(thing) is QImage)
        return sum((image.width(), image.height()) == SIZE for image in images) - 1


def test_rounds_of_all_layouts_add_no_pictures_and_no_objects(qapp: QApplication) -> None:
    stage, before = Stage(), 0
    before = stage.canvases()
    blocks = []
    for _ in range(6):
        stage.round()
        assert stage.canvases() - before <= 3  # the ground that is up, the one before, and the bare one
        give_back_tables()
        gc.collect()
        blocks.append(sys.getallocatedblocks())
    assert blocks[-1] - blocks[2] < 0.02 * blocks[2]


def test_the_ground_of_a_layout_that_went_is_let_go(qapp: QApplication) -> None:
    stage = Stage()
    before = stage.canvases()
    stage.go(Control(layout="overview"))
    stage.go(Control(layout="counter"))
    for _ in range(RESTS):
        stage.wall.rest()
        stage.go(Control(layout="counter"))
    assert stage.canvases() - before == 3
    stage.wall.rest()
    assert stage.canvases() - before == 2  # the bare one, and the one that is up
    for _ in range(2 * RESTS):
        stage.wall.rest()
    assert stage.canvases() - before == 2  # what is up stays, though nothing is painted


def test_what_a_card_covers_waits_until_the_card_goes(qapp: QApplication) -> None:
    stage = Stage()
    before = stage.canvases()
    stage.go(Control(layout="overview"))
    assert stage.canvases() - before == 2  # the bare one, and the layout's
    stage.base = nights.moment("00:06:58", 4_000_000)
    for _ in range(CARD_RESTS):
        stage.go(Control(layout="overview"))
        stage.wall.rest()
    assert stage.canvases() - before == 3
    stage.go(Control(layout="overview"))
    stage.wall.rest()
    assert stage.canvases() - before == 2


def test_a_ground_that_was_made_beforehand_waits_until_it_was_up(qapp: QApplication) -> None:
    stage = Stage()
    stage.go(Control(layout="counter"))
    moment = nights.moment("02:00:00")
    for _ in stage.wall.prepare(RenderRequest("*", SIZE, moment, Control(layout="overview")), ground=True):
        pass
    waiting = stage.canvases()
    for _ in range(2 * RESTS):
        stage.wall.rest()
        stage.go(Control(layout="counter"))
    assert stage.canvases() == waiting


def test_a_bare_ground_in_a_file_is_no_memory_of_its_own(tmp_path: Path, qapp: QApplication) -> None:
    in_memory = Stage()
    in_memory.go(Control(layout="counter"))
    keep_pictures_in(tmp_path / "none" / "maps")
    in_file = Stage()
    in_file.go(Control(layout="counter"))
    assert in_memory.wall.held()["grounds"] - in_file.wall.held()["grounds"] == SIZE[0] * SIZE[1] * 4


def test_where_nothing_can_be_kept_bare_grounds_are_in_memory(tmp_path: Path, qapp: QApplication) -> None:
    (tmp_path / "file").write_text("no folder")
    keep_pictures_in(tmp_path / "file" / "maps")
    stage = Stage()
    stage.go(Control(layout="counter"))
    assert stage.wall.held()["grounds"] == 2 * SIZE[0] * SIZE[1] * 4
    stage.wall.rest()
    stage.go(Control(layout="overview"))


def test_a_wall_that_another_one_replaced_is_gone_at_once(qapp: QApplication) -> None:
    stage = Stage()
    stage.round()
    gone = [weakref.ref(thing) for thing in (stage.wall, stage.wall.brush, stage.wall.brush.sprites)]
    gc.collect()
    gc.disable()  # garbage of this kind is looked for every half hour only
    try:
        del stage
        assert [thing() for thing in gone] == [None, None, None]
    finally:
        gc.enable()
