"""A picture of one instant, and the caption beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage

from tests.export.conftest import OVERVIEW, SIZE
from tests.export.night import SECOND
from wallboard.core.errors import WallboardError
from wallboard.core.moment import Moment
from wallboard.demo.moments import begins_us
from wallboard.export.footage import RecordedFootage
from wallboard.export.stills import write_still
from wallboard.paint.ops import Digits
from wallboard.wall import RenderRequest, Wall


@pytest.fixture
def moment(footage: RecordedFootage) -> Moment:
    return footage.moment_at(footage.playhead_at(begins_us(footage.facts) + 41 * SECOND), "paused")


def moving(wall: Wall, moment: Moment, *, still: bool) -> bool:
    placed = wall.compose(RenderRequest("*", SIZE, moment, OVERVIEW, still=still)).placed.values()
    return any(c.streak or c.turn < 1 for p in placed for op in p.live if isinstance(op, Digits) for c in op.cells)


def test_every_digit_of_a_still_can_be_read_where_on_the_screen_it_rolls(wall: Wall, moment: Moment) -> None:
    assert moving(wall, replace(moment, mode="playing"), still=False)
    assert not moving(wall, moment, still=False), "a paused picture is as sharp as a still"
    assert not moving(wall, moment, still=True)


def test_a_still_drawn_cold_equals_one_drawn_after_others(wall: Wall, footage: RecordedFootage, moment: Moment) -> None:
    for second in (5, 60, 30):
        other = footage.moment_at(footage.playhead_at(begins_us(footage.facts) + second * SECOND), "paused")
        wall.image(RenderRequest("*", SIZE, other, OVERVIEW))
    request = RenderRequest("*", SIZE, moment, OVERVIEW, still=True)
    assert wall.image(request) == Wall(wall.settings).image(request)


def test_the_picture_and_its_caption_lie_side_by_side(wall: Wall, moment: Moment, tmp_path: Path) -> None:
    image = wall.image(RenderRequest("*", SIZE, moment, OVERVIEW, still=True))
    write_still(image, moment, "night", tmp_path / "new" / "still.png", ("zh", "en"))
    assert QImage(str(tmp_path / "new" / "still.png")) == image
    assert "Picture: still.png" in (tmp_path / "new" / "still.txt").read_text(encoding="utf-8")


def test_a_picture_that_cannot_be_written_is_named(wall: Wall, moment: Moment, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    with pytest.raises(WallboardError, match=r"cannot be written .*file/still\.png"):
        write_still(image, moment, "night", tmp_path / "file" / "still.png", ("zh",))
