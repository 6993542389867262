"""Before cameras nothing on the wall is white: no text, no light of a map, no dawn, no card."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from tests import nights
from tests.golden.compare import pixels
from tests.panels.contrast import luminance
from tests.panels.evening import evening
from wallboard.actions.control import Control
from wallboard.paint.shine import shine
from wallboard.paint.theme import CAMERA_LUMINANCE, NIGHT, THEMES, limited
from wallboard.wall import RenderRequest, Wall

SIZE = (1280, 720)


@pytest.fixture(scope="module", params=["night", "bright"])
def wall(request: pytest.FixtureRequest, qapp: QApplication) -> Wall:
    """The shipped wall, maps and all, set for cameras."""
    assert qapp is not None
    settings = nights.settings()
    display = settings.display.model_copy(update={"camera": "50"})
    theme = settings.theme.model_copy(update={"name": request.param})
    return Wall(settings.model_copy(update={"display": display, "theme": theme}))


@pytest.mark.parametrize(
    ("layout", "at", "into_us"),
    [
        ("overview", "02:00:00", 500_000),
        ("map", "02:00:00", 500_000),
        ("global", "02:00:00", 500_000),
        ("counter", "02:00:00", 500_000),
        ("overview", "00:06:58", 3_000_000),
        ("countdown", "-00:00:20", 0),
    ],
)
def test_no_white_is_left_and_hardly_a_pixel_exceeds_the_limit(wall: Wall, layout: str, at: str, into_us: int) -> None:
    image = wall.image(RenderRequest("*", SIZE, evening(at, into_us), Control(layout=layout)))
    seen = luminance(pixels(image)[..., ::-1] / 255.0)
    assert seen.max() < 0.86
    assert np.mean(seen > CAMERA_LUMINANCE + 0.01) < 0.0005


@pytest.mark.parametrize("name", ["night", "bright"])
def test_a_colour_of_light_is_limited_with_the_theme_and_left_alone_without(name: str) -> None:
    theme = THEMES[name]
    assert theme.lit("#FFFFFF") == "#FFFFFF"
    assert limited(theme).lit("#FFFFFF") == "#D9D9D9"
    assert limited(theme).lit("#FF8C14") == "#FF8C14"


def test_lights_of_a_limited_theme_never_add_up() -> None:
    modes = QPainter.CompositionMode
    assert [shine(theme) for theme in (NIGHT, limited(NIGHT), THEMES["bright"])] == [
        *(modes.CompositionMode_Plus, modes.CompositionMode_Lighten, modes.CompositionMode_SourceOver),
    ]
