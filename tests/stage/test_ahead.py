"""What comes next is prepared between frames."""

from __future__ import annotations

import nights
from msgspec.structs import replace as with_fields
from PySide6.QtWidgets import QApplication

from wallboard.actions.control import Control
from wallboard.stage.ahead import Ahead, next_moment, steps
from wallboard.stage.picture import Easel, Frame, View
from wallboard.wall import Wall

SIZE = (960, 540)
OVERVIEW = Control(layout="overview")


def frame(into_us: int = 0) -> Frame:
    return Frame(nights.moment("00:06:40", into_us), OVERVIEW, 0)


def test_the_snapshot_that_comes_next_is_the_one_that_follows() -> None:
    now = nights.moment("00:06:40")
    coming = next_moment(now)
    assert coming is not None
    assert coming.stand.current is now.stand.following
    assert coming.playhead_us == now.stand.until_us


def test_nothing_comes_next_where_nothing_follows() -> None:
    coming = next_moment(nights.moment("00:06:40"))
    assert coming is not None
    assert next_moment(coming) is None


def test_what_was_prepared_is_not_made_again_when_it_is_due(qapp: QApplication) -> None:
    def made_when_due(*, prepared: bool) -> int:
        wall = Wall(nights.settings())
        first = frame()
        wall.image("*", SIZE, first.moment, OVERVIEW)
        coming = next_moment(first.moment)
        assert coming is not None
        if prepared:
            for _ in steps(Easel(wall, ()), [("*", SIZE)], Frame(coming, OVERVIEW, 0)):
                pass
        before = wall.brush.sprites.made
        wall.image("*", SIZE, coming, OVERVIEW)
        return wall.brush.sprites.made - before

    assert made_when_due(prepared=True) < made_when_due(prepared=False) / 4


def test_a_black_wall_prepares_nothing(qapp: QApplication) -> None:
    wall = Wall(nights.settings())
    black = Frame(frame().moment, with_fields(OVERVIEW, blackout=True), 0)
    ahead = Ahead()
    ahead.look(Easel(wall, ()), [View("*", SIZE, "S")], black)
    ahead.step()
    ahead.stop()
    assert wall.brush.sprites.made == 0
