"""The drift: a few pixels within minutes, one at a time, and never beyond."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import QApplication

from tests import nights
from wallboard.actions.control import Control
from wallboard.core.instants import MINUTE_US, SECOND_US
from wallboard.scene.grid import Rect
from wallboard.stage.dirty_regions import DirtyRegions
from wallboard.stage.pixel_shift import ACROSS_US, DOWN_US, REACH_PX, offset
from wallboard.stage.screen_renderer import Frame, ScreenRenderer, ScreenView
from wallboard.wall import Wall

HOURS = [offset(at_us) for at_us in range(0, 180 * MINUTE_US, SECOND_US)]
VIEW = ScreenView("center", (640, 360), "S")


def renderer(*, drift: bool) -> ScreenRenderer:
    shipped = nights.settings()
    display = shipped.display.model_copy(update={"drift": drift})
    return ScreenRenderer(Wall(shipped.model_copy(update={"display": display})), ())


def frame(at_us: int) -> Frame:
    return Frame(nights.moment("02:00:00"), Control(layout="counter"), at_us)


def test_it_reaches_every_place_and_none_beyond() -> None:
    assert {x for x, _ in HOURS} == {y for _, y in HOURS} == set(range(-REACH_PX, REACH_PX + 1))


def test_it_moves_by_one_pixel_at_a_time_and_never_within_a_minute() -> None:
    for line in zip(*HOURS, strict=True):
        steps = [abs(b - a) for a, b in pairwise(line)]
        assert max(steps) == 1
        moves = [at for at, step in enumerate(steps) if step]
        assert min(b - a for a, b in pairwise(moves)) >= 60


def test_it_comes_back() -> None:
    assert offset(5)[0] == offset(5 + ACROSS_US)[0]
    assert offset(5)[1] == offset(5 + DOWN_US)[1]


def test_a_step_is_painted_although_nothing_else_has_changed(qapp: QApplication) -> None:
    assert qapp is not None
    still, drifting = renderer(drift=False), renderer(drift=True)
    step_us = next(s for s in range(0, 60 * MINUTE_US, SECOND_US) if offset(s) != offset(s + SECOND_US))
    for made, moved in ((still, False), (drifting, True)):
        first = frame(step_us)
        made.compose(VIEW, first)
        assert made.compose(VIEW, Frame(first.moment, first.control, step_us + SECOND_US)).changed is moved


def test_a_step_is_painted_whole(qapp: QApplication) -> None:
    assert qapp is not None
    drifting, patches = renderer(drift=True), DirtyRegions()
    shown = drifting.compose(VIEW, frame(0))
    patches.ask(drifting, shown, Rect(0, 0, *VIEW.size))
    patches.painted_whole(all_of_it=True)
    assert patches.ask(drifting, shown, Rect(0, 0, *VIEW.size)) is not None
    assert patches.ask(drifting, shown, Rect(-1, 0, *VIEW.size)) is None
