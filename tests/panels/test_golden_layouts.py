"""A golden picture of every built-in layout at a named instant; the maps have their own."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.golden.plugin import Golden
from tests.panels.evening import clocked, evening, facts, spoken, troubled
from wallboard.actions.control import Control
from wallboard.core.instants import SECOND_US
from wallboard.demo.moments import begins_us
from wallboard.wall import RenderRequest, Wall

SIZE = (640, 360)
WIDE = (1280, 286)
INSTANTS = {
    "countdown": "-00:00:20",
    "overview": "02:00:00",
    "counter": "00:10:00",
    "rankings": "02:00:00",
    "map": "00:10:00",
    "global": "02:00:00",
    "finale": "24:00:10",
    "backdrop": "02:00:00",
}


@pytest.fixture(scope="module")
def bright(qapp: QApplication) -> Wall:
    """The shipped wall by daylight, an empty line in place of each map."""
    assert qapp is not None
    shipped = spoken("zh+en")
    return Wall(shipped.model_copy(update={"theme": shipped.theme.model_copy(update={"name": "bright"})}))


@pytest.mark.parametrize("layout", INSTANTS)
def test_the_layout_looks_as_it_did(wall: Wall, golden: Golden, layout: str) -> None:
    golden(f"layouts/{layout}", wall.image(RenderRequest("*", SIZE, evening(INSTANTS[layout]), Control(layout=layout))))


def test_the_milestones_card_looks_as_it_did(wall: Wall, golden: Golden) -> None:
    moment = evening("00:06:58", 5 * SECOND_US)
    golden("layouts/card", wall.image(RenderRequest("*", SIZE, moment, Control(layout="overview"))))


@pytest.mark.parametrize("layout", ["overview", "rankings", "map", "global", "finale", "countdown"])
def test_the_layout_of_a_wide_canvas_looks_as_it_did(wall: Wall, golden: Golden, layout: str) -> None:
    moment, control = evening(INSTANTS[layout]), Control(layout=layout, language="en")
    golden(f"layouts/{layout}-wide", wall.image(RenderRequest("*", WIDE, moment, control, still=True)))


@pytest.mark.parametrize("layout", ["overview", "countdown"])
def test_the_layout_looks_as_it_did_by_daylight(bright: Wall, golden: Golden, layout: str) -> None:
    moment = evening(INSTANTS[layout])
    golden(
        f"layouts/{layout}-bright", bright.image(RenderRequest("*", SIZE, moment, Control(layout=layout), still=True))
    )


def test_the_moment_at_zero_looks_as_it_did(wall: Wall, golden: Golden) -> None:
    moment = clocked(evening("00:00:00"), begins_us(facts()) + 300_000)
    golden("layouts/opening", wall.image(RenderRequest("*", SIZE, moment, Control(layout="countdown"))))


def test_every_badge_at_once_looks_as_it_did(wall: Wall, golden: Golden) -> None:
    moment = troubled(evening("02:00:00"))
    golden("layouts/badges", wall.image(RenderRequest("*", SIZE, moment, Control(layout="counter", language="en"))))


def test_every_built_in_layout_has_its_picture(wall: Wall) -> None:
    assert set(INSTANTS) == set(wall.settings.layouts)
