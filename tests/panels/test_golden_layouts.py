"""A golden picture of every built-in layout at a named instant; the maps have their own."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.golden.plugin import Golden
from tests.panels.evening import clocked, evening, facts, spoken, troubled
from wallboard.actions.control import Control
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.recording_state import CorrectedSum
from wallboard.demo.moments import begins_us
from wallboard.wall import RenderRequest, Wall

SIZE = (640, 360)
WIDE = (1280, 286)
TALL = (360, 640)
INSTANTS = {
    "countdown": "-00:00:20",
    "overview": "02:00:00",
    "counter": "00:10:00",
    "rankings": "02:00:00",
    "map": "00:10:00",
    "global": "02:00:00",
    "finale": "24:00:10",
    "record_day": "24:00:10",
    "backdrop": "02:00:00",
    "gala": "-00:04:32",
    "gala_figures": "02:00:00",
    "correction": "02:00:00",
}


@pytest.fixture(scope="module")
def bright(qapp: QApplication) -> Wall:
    """The shipped wall by daylight, an empty line in place of each map."""
    assert qapp is not None
    shipped = spoken("zh+en")
    return Wall(shipped.model_copy(update={"theme": shipped.theme.model_copy(update={"name": "bright"})}))


def corrected(moment: Moment) -> Moment:
    """A moment half a minute after its sum was corrected."""
    at_us = moment.playhead_us - 30 * SECOND_US
    start_us = begins_us(facts()) + 7_170 * SECOND_US
    found = CorrectedSum(at_us, 5_238_800_000_000, start_us, 4_993_211_234_500, start_us + 10 * SECOND_US)
    return replace(moment, state=replace(moment.state, corrected=found, correction_us=at_us))


def strip(frames: list[QImage], across: int) -> QImage:
    """The frames of a moment side by side, in rows."""
    wide, high = frames[0].width(), frames[0].height()
    whole = QImage(wide * across, high * -(-len(frames) // across), QImage.Format.Format_RGB32)
    whole.fill(0)
    painter = QPainter(whole)
    for number, frame in enumerate(frames):
        painter.drawImage(number % across * wide, number // across * high, frame)
    painter.end()
    return whole


@pytest.mark.parametrize("layout", INSTANTS)
def test_the_layout_looks_as_it_did(wall: Wall, golden: Golden, layout: str) -> None:
    moment = evening(INSTANTS[layout])
    if layout == "correction":
        moment = corrected(moment)
    golden(f"layouts/{layout}", wall.image(RenderRequest("*", SIZE, moment, Control(layout=layout))))


def test_the_milestones_card_looks_as_it_did(wall: Wall, golden: Golden) -> None:
    moment = evening("00:06:58", 5 * SECOND_US)
    golden("layouts/card", wall.image(RenderRequest("*", SIZE, moment, Control(layout="overview"))))


CARRY = ("00:06:58", (0, 500_000, 700_000, 800_000, 900_000, 990_000, 1_100_000, 1_400_000, 4_000_000))
RECORD_DAY = ("15:19:30", (500_000, 800_000, 950_000, 1_150_000, 2_500_000, 6_000_000))


@pytest.mark.parametrize(("name", "moment"), [("carry", CARRY), ("record-day", RECORD_DAY)])
def test_the_moment_looks_as_it_did_frame_by_frame(
    wall: Wall, golden: Golden, name: str, moment: tuple[str, tuple[int, ...]]
) -> None:
    at, course = moment
    frames = [
        wall.image(RenderRequest("*", (480, 270), evening(at, into_us), Control(layout="overview")))
        for into_us in course
    ]
    golden(f"moments/{name}", strip(frames, 3))


LANDING_US = (-300_000, 120_000, 400_000, 700_000, 1_000_000, 1_500_000)


def test_the_landing_looks_as_it_did_frame_by_frame(wall: Wall, golden: Golden) -> None:
    landed = evening("24:00:10")
    final_us = landed.state.final_us
    assert final_us is not None
    course = [replace(landed, playhead_us=final_us + into_us) for into_us in LANDING_US]
    course[0] = replace(course[0], state=replace(landed.state, final_us=None))
    frames = [wall.image(RenderRequest("*", (480, 270), moment, Control(layout="finale"))) for moment in course]
    golden("moments/landing", strip(frames, 3))


@pytest.mark.parametrize("layout", ["overview", "rankings", "map", "global", "finale", "countdown"])
def test_the_layout_of_a_wide_canvas_looks_as_it_did(wall: Wall, golden: Golden, layout: str) -> None:
    moment, control = evening(INSTANTS[layout]), Control(layout=layout, language="en")
    golden(f"layouts/{layout}-wide", wall.image(RenderRequest("*", WIDE, moment, control, still=True)))


@pytest.mark.parametrize("layout", ["overview", "counter", "map", "finale"])
def test_the_layout_of_an_upright_canvas_looks_as_it_did(wall: Wall, golden: Golden, layout: str) -> None:
    moment, control = evening(INSTANTS[layout]), Control(layout=layout, language="en")
    golden(f"layouts/{layout}-tall", wall.image(RenderRequest("*", TALL, moment, control, still=True)))


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
