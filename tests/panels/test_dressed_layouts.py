"""A wall dressed by its operator: the bright theme, a sponsors' strip and overlays cover nothing and leave nothing."""

from __future__ import annotations

from functools import lru_cache

import pytest
from PySide6.QtWidgets import QApplication

from tests.panels.boxes import Box, boxes, cut_figures, outside, overlapping
from tests.panels.evening import DATA, greatest, spoken
from tests.panels.test_layouts import CANVASES, SAFE, SIZES, seen
from wallboard.actions.control import Control
from wallboard.config.display_settings import SponsorSettings
from wallboard.config.value_types import Bilingual
from wallboard.core.moment import Moment
from wallboard.wall import SPONSORS, RenderRequest, Wall

pytestmark = pytest.mark.usefixtures("unmeasured")
PARTNERS = SponsorSettings(
    text=Bilingual(zh="合作伙伴 浙江卫视 优酷 天猫魔盒", en="Partners: Zhejiang TV, Youku, Tmall TV Box")
)
STATES = ("greatest, every badge", "first hour", "over", "eve", "speechless")


@pytest.fixture(scope="module")
def bright(qapp: QApplication) -> Wall:
    """The shipped wall by daylight, with a sponsors' strip."""
    assert qapp is not None
    return dressed()


@lru_cache(maxsize=1)
def dressed() -> Wall:
    shipped = spoken("zh+en")
    theme = shipped.theme.model_copy(update={"name": "bright", "sponsors": PARTNERS})
    return Wall(shipped.model_copy(update={"theme": theme}))


def faults(found: list[Box], size: tuple[int, int]) -> list[str]:
    return [*outside(found, *size, SAFE), *overlapping(found), *cut_figures(found)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("layout", "canvas"), CANVASES)
def test_by_daylight_and_with_sponsors_nothing_overlaps_or_is_cut(
    bright: Wall, layout: str, canvas: str, size: tuple[int, int]
) -> None:
    for name in STATES:
        moment: Moment = DATA[name]()
        for language in ("zh", "en"):
            control = Control(layout=layout, language=language)
            if bright.layout_at(control, moment) == layout:
                assert not faults(seen(bright, canvas, size, moment, control), size), (name, language)


@pytest.mark.parametrize("size", SIZES)
def test_the_sponsors_stand_on_every_public_canvas_and_clear_of_the_figures(
    bright: Wall, size: tuple[int, int]
) -> None:
    cache = bright.compose(RenderRequest("*", size, greatest(), Control(layout="overview")))
    strip = list(boxes((*cache.placed[SPONSORS].ground, *cache.placed[SPONSORS].live)))
    assert any("合作伙伴" in box.text for box in strip)
    assert not list(outside(strip, *size, 0.0))
