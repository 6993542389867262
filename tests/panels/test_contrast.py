"""Every text of every built-in layout stands out from its ground, in both themes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from tests.golden.compare import pixels
from tests.nights import staged
from tests.panels import foreign_events
from tests.panels.contrast import contrast, faint, luminance, rgb
from tests.panels.evening import DATA, facts
from tests.panels.test_golden_layouts import INSTANTS
from tests.stage.test_overlays import overlays
from wallboard.actions.control import Control
from wallboard.core.instants import SECOND_US, parse_elapsed
from wallboard.core.moment import Moment
from wallboard.demo.moments import moment_at
from wallboard.paint.ops import Op
from wallboard.paint.theme import CAMERA_LUMINANCE, Look
from wallboard.wall import CARD, RenderRequest, Wall

pytestmark = pytest.mark.usefixtures("unmeasured")
Themes = Callable[..., Wall]
OVER = "overlay"


@pytest.fixture(scope="module")
def themed(qapp: QApplication) -> Themes:
    """The shipped wall in one of the themes."""
    assert qapp is not None

    def made(theme: str, camera: str = "off") -> Wall:
        shipped = staged()
        looks = {
            "theme": shipped.theme.model_copy(update={"name": theme}),
            "display": shipped.display.model_copy(update={"camera": camera}),
        }
        return Wall(shipped.model_copy(update=looks))

    return lru_cache(maxsize=4)(made)


def complaints(
    wall: Wall, size: tuple[int, int], moment: Moment, control: Control, over: tuple[Op, ...] = (), canvas: str = "*"
) -> list[str]:
    """The faint texts of a canvas, or of what lies over it; beneath a card only the bar can be read."""
    cache = wall.compose(RenderRequest(canvas, size, moment, control, still=True))
    shown = [n for n in (CARD, "bar") if n in cache.placed] if cache.card else list(cache.placed)
    grounds = {n: cache.placed[n].ground for n in shown}
    panels = {**grounds, **{f"{n} ": cache.placed[n].live for n in shown}, OVER: over}
    return [
        f"{f.panel}: {f.text!r} in {f.color} has {f.contrast} : 1 and needs {f.needed}"
        for f in faint(wall, panels, size)
        if not over or f.panel == OVER
    ]


@cache
def at(elapsed: str) -> Moment:
    """The demonstration's moment at an elapsed time."""
    elapsed_us = parse_elapsed(elapsed)
    assert elapsed_us is not None
    return moment_at(elapsed_us, facts())


@pytest.mark.parametrize("language", ["zh", "en"])  # one after the other: what they share is drawn once
@pytest.mark.parametrize("layout", INSTANTS)
@pytest.mark.parametrize("theme", ["night", "bright"])
@pytest.mark.parametrize("size", [(1920, 1080), (3840, 860), (1280, 720)], ids=["16:9", "wide", "small"])
def test_every_text_stands_out_from_its_ground(
    themed: Themes, layout: str, theme: str, size: tuple[int, int], language: str
) -> None:
    control = Control(layout=layout, language="zh" if language == "zh" else "en")
    found = complaints(themed(theme), size, at(INSTANTS[layout]), control)
    assert not found, f"{len(found)}: " + "\n".join(found[:20])


@pytest.mark.parametrize("layout", INSTANTS)
@pytest.mark.parametrize("size", [(1080, 1920), (1080, 1080), (1920, 360)], ids=["upright", "square", "ribbon"])
def test_every_text_of_another_shape_stands_out(themed: Themes, layout: str, size: tuple[int, int]) -> None:
    found = complaints(themed("night"), size, at(INSTANTS[layout]), Control(layout=layout, language="en"))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("theme", ["night", "bright"])
@pytest.mark.parametrize("layout", ["overview", "global"])
@pytest.mark.parametrize("size", [(3840, 2160), (7680, 1080)], ids=["4K", "widest"])
def test_every_text_of_the_largest_canvases_stands_out(
    themed: Themes, layout: str, theme: str, size: tuple[int, int]
) -> None:
    found = complaints(themed(theme), size, at(INSTANTS[layout]), Control(layout=layout))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("theme", ["night", "bright"])
@pytest.mark.parametrize(
    ("layout", "canvas"), [(n, c) for n, laid in staged().layouts.items() for c in laid.canvas if c != "*"]
)
def test_every_text_of_the_screens_beside_stands_out(themed: Themes, layout: str, canvas: str, theme: str) -> None:
    control = Control(layout=layout, language="en")
    assert not complaints(themed(theme), (1920, 1080), at(INSTANTS[layout]), control, canvas=canvas)


@pytest.mark.parametrize("state", ["every badge", "remembered", "unborn", "empty lists", "greatest"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", ["night", "bright"])
def test_every_text_stands_out_whatever_state_the_data_are_in(
    themed: Themes, state: str, theme: str, language: str
) -> None:
    control = Control(layout="overview", language="zh" if language == "zh" else "en")
    found = complaints(themed(theme), (1920, 1080), DATA[state](), control)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 860)], ids=["16:9", "wide"])
@pytest.mark.parametrize("theme", ["night", "bright"])
def test_every_text_of_a_milestones_card_stands_out(themed: Themes, theme: str, size: tuple[int, int]) -> None:
    found = complaints(themed(theme), size, at("00:07:06"), Control(layout="overview"))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", foreign_events.NAMES)
def test_every_text_of_an_event_of_another_country_stands_out(qapp: QApplication, tmp_path: Path, name: str) -> None:
    assert qapp is not None
    settings = foreign_events.settings_of(name, tmp_path)
    celebrated = foreign_events.moment(name, settings)
    moment = replace(celebrated, playhead_us=celebrated.playhead_us + 25 * SECOND_US)
    wall, language = Wall(settings), settings.display.languages[0]
    shown = [
        ((1920, 1080), layout, moment) for layout in ("overview", "map", "global", "rankings", "counter")
        if layout in settings.layouts
    ]  # fmt: skip
    shown += [((1920, 1080), "overview", celebrated), ((1080, 1920), "overview", moment)]
    found = [
        f"{layout} {size}: {each}"
        for size, layout, at_us in shown
        for each in complaints(wall, size, at_us, Control(layout=layout, language=language))
    ]
    assert not found, f"{len(found)}: " + "\n".join(found[:20])


@pytest.mark.parametrize("theme", ["night", "bright"])
@pytest.mark.parametrize("name", ["help", "status", "definition", "identify", "timeline"])
def test_every_text_of_an_overlay_stands_out(themed: Themes, theme: str, name: str) -> None:
    wall, size = themed(theme), (1920, 1080)
    over = overlays(Look(wall.theme, *size), wall.settings)[name]
    found = complaints(wall, size, at("02:00:00"), Control(layout="overview"), over)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("theme", ["night", "bright"])
@pytest.mark.parametrize("layout", ["countdown", "overview", "backdrop"])
def test_before_cameras_every_text_still_stands_out_and_nothing_is_full_white(
    themed: Themes, layout: str, theme: str
) -> None:
    wall, control = themed(theme, "50"), Control(layout=layout)
    moment = at(INSTANTS[layout])
    assert not complaints(wall, (1920, 1080), moment, control)
    image = wall.image(RenderRequest("*", (1920, 1080), moment, control, still=True))
    bright = luminance(pixels(image)[..., ::-1] / np.float64(255)) > CAMERA_LUMINANCE + 0.02
    assert bright.mean() < 0.01


def test_black_on_white_has_the_highest_contrast_there_is() -> None:
    assert contrast("#000000", 1.0, np.full((4, 3), 255, np.int16)) == pytest.approx(21.0)
    assert contrast("#FFFFFF", 0.0, np.zeros((4, 3), np.int16)) == pytest.approx(1.0)


def test_luminance_weighs_green_most() -> None:
    red, green, blue = (float(luminance(rgb(color)[None])[0]) for color in ("#FF0000", "#00FF00", "#0000FF"))
    assert green > red > blue
