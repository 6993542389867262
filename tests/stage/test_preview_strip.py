"""The strip of what is on air and prepared."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtGui import QImage

from tests.stage.conftest import Rig
from wallboard.actions.control import CanvasPicture
from wallboard.core.contract.snapshot import Name
from wallboard.paint.damage import box_of
from wallboard.paint.ops import Fill, Live, Text
from wallboard.paint.sprites import Sprites
from wallboard.paint.theme import Look
from wallboard.stage.overlays.preview_strip import PREVIEW, StripEntry, place_strip
from wallboard.stage.screen_renderer import ScreenRenderer

SIZES = ((1920, 1080), (3840, 2160), (1080, 1920), (3840, 860), (640, 360))


def look(renderer: ScreenRenderer, size: tuple[int, int]) -> Look:
    return Look(renderer.wall.theme, *size)


def entries(count: int) -> tuple[StripEntry, ...]:
    title = Name(zh="排行榜很长的名字", en="Rankings with quite a long name")
    image = QImage(384, 216, QImage.Format.Format_RGB32)
    return tuple(StripEntry(f"canvas {n}", title, title, n == 1, n == 0, image, n) for n in range(count))


def test_on_every_canvas_all_of_it_stays_within_the_canvas_and_no_two_cells_meet(renderer: ScreenRenderer) -> None:
    sprites: Sprites = renderer.wall.brush.sprites
    for size in SIZES:
        for count in (1, 3, 6):
            ops = place_strip(look(renderer, size), entries(count), ("zh", "en"))
            for op in ops:
                left, top, right, bottom = box_of(op, sprites)
                assert left >= -1
                assert top >= 0
                assert right <= size[0] + 1
                assert bottom <= size[1] + 1
            cells = [op for op in ops if isinstance(op, Fill) and not op.stroke and op.radius]
            assert all(a.x + a.w <= b.x for a, b in itertools.pairwise(cells))


def test_a_picture_that_is_not_drawn_yet_says_so_and_what_is_not_prepared_too(renderer: ScreenRenderer) -> None:
    title = Name(zh="总览", en="Overview")
    made = place_strip(
        look(renderer, SIZES[0]), (StripEntry("left", title, title), StripEntry("right", title)), ("en", "zh")
    )
    said = [op.text for op in made if isinstance(op, Text)]
    assert {"Drawing …", "Nothing prepared"} <= set(said)
    assert not any(isinstance(op, Live) for op in made)


def test_the_strip_shows_each_canvas_and_draws_what_is_prepared(open_display: Callable[..., Rig]) -> None:
    rig = open_display()
    display = rig.display
    display.keeper.arrange()
    operator = display.operator
    prepared = (CanvasPicture("left", layout="counter"),)
    operator.control = replace(operator.control, layout="overview", strip=True, chosen="left", preview=prepared)
    display.driver.tick()
    frame = display.driver.frame
    assert frame is not None
    strip = {entry.canvas: entry for entry in frame.strip}
    assert set(strip) == {"left", "center", "right"}
    assert [entry.canvas for entry in frame.strip if entry.chosen] == ["left"]
    assert strip["left"].prepared is not None
    assert strip["left"].image is None
    previews = display.driver._previews
    previews.look(display.settings, display.driver._views(), frame)
    while not previews._is_done:
        previews.step()
    display.driver.tick()
    frame = display.driver.frame
    assert frame is not None
    strip = {entry.canvas: entry for entry in frame.strip}
    assert strip["left"].image is not None
    assert strip["right"].image is None
    view = next(view for view in display.driver._views() if view.screen == frame.host)
    ops = display.renderer.overlays(view, frame)
    assert any(isinstance(op, Live) for op in ops)
    assert any(isinstance(op, Fill) and op.color == PREVIEW for op in ops)
    for overlay in ("help", "status", "definition"):
        opened = replace(frame.control, overlay=overlay)
        alone = display.renderer.overlays(view, replace(frame, control=replace(opened, strip=False)))
        assert display.renderer.overlays(view, replace(frame, control=opened)) == alone
