"""Nothing on the wall flashes at people: the opening, a card and changes of layout, frame by frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests import nights
from tests.golden.compare import pixels
from tests.panels.contrast import luminance
from tests.panels.evening import clocked, evening, facts, spoken
from wallboard.actions.control import Control
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.demo.moments import begins_us
from wallboard.wall import CARD, RenderRequest, Wall

pytestmark = pytest.mark.usefixtures("shared_texts")
SIZE = (640, 360)
SEEN = (160, 90)
FPS = 30
FRAME_US = SECOND_US // FPS
FLASH = 0.10
"""A flash: relative luminance rises by so much and falls again (or the other way round) within a second."""
FIELD = 29
"""Pixels of the small picture along each side of ten degrees of what is seen from as far as the wall is wide."""
Film = npt.NDArray[np.float64]
"""Relative luminance, shape (frames, height, width)."""


def filmed(wall: Wall, requests: Iterable[tuple[Moment, Control]]) -> Film:
    """What a hall sees of some frames."""
    frames = []
    for moment, control in requests:
        image = wall.image(RenderRequest("*", SIZE, moment, control))
        small = image.scaled(*SEEN, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
        frames.append(luminance(pixels(small)[..., ::-1] / np.float64(255)))
    return np.stack(frames)


def flashes(film: Film) -> tuple[int, float]:
    """How often a quarter of ten degrees flashes in the worst second, and how much (0..1) of the canvas flashes at all.

    WCAG counts flashes where they fill a quarter of any ten degrees of the field of view: digits that change, or a
    figure that passes, are smaller than that.
    """
    worst, largest = 0, 0.0
    for start in range(0, max(1, len(film) - FPS), 5):
        ways = turns(film[start : start + FPS])
        largest = max(largest, float((ways > 1).mean()))
        while filled(ways // 2 > worst) >= 0.25:
            worst += 1
    return worst, largest


def filled(flashing: npt.NDArray[np.bool_]) -> float:
    """The share of the fullest ten degrees that flashes."""
    sums = np.pad(flashing.astype(np.int64).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    boxes = sums[FIELD:, FIELD:] - sums[:-FIELD, FIELD:] - sums[FIELD:, :-FIELD] + sums[:-FIELD, :-FIELD]
    return float(boxes.max()) / FIELD**2


def turns(second: Film) -> npt.NDArray[np.int64]:
    """How many ways up or down of at least `FLASH` each pixel goes in turn."""
    low, high = second[0].copy(), second[0].copy()
    heading = np.zeros(low.shape, np.int64)
    counted = np.zeros(low.shape, np.int64)
    for frame in second[1:]:
        low = np.where(heading <= 0, np.minimum(low, frame), low)
        high = np.where(heading >= 0, np.maximum(high, frame), high)
        rises = (heading <= 0) & (frame - low >= FLASH)
        falls = (heading >= 0) & (high - frame >= FLASH)
        counted += rises | falls
        high, low = np.where(rises, frame, high), np.where(falls, frame, low)
        heading = np.where(rises, 1, np.where(falls, -1, heading))
    return counted


@pytest.mark.parametrize(
    ("course", "ways"),
    [
        ((0.0, 0.2, 0.0, 0.2, 0.0), 4),
        ((0.0, 0.05, 0.0, 0.05), 0),
        ((0.0, 0.04, 0.08, 0.12, 0.16), 1),
        ((0.3, 0.3, 0.1, 0.1, 0.3), 2),
        ((0.0, 0.5, 0.45, 0.5, 0.1), 2),
    ],
)
def test_the_measure_counts_ways_up_and_down(course: Sequence[float], ways: int) -> None:
    assert turns(np.array(course).reshape(-1, 1, 1)).item() == ways


def test_the_measure_counts_what_fills_a_quarter_of_ten_degrees() -> None:
    dark = np.zeros((FPS, SEEN[1], SEEN[0]))
    small, large = dark.copy(), dark.copy()
    small[::3, 10:24, 10:24] = 0.5
    large[::3, 10:25, 10:25] = 0.5
    assert flashes(small)[0] == 0
    assert flashes(large)[0] == 9


@pytest.fixture(scope="module")
def opening(qapp: QApplication) -> Film:
    """From three seconds before the start to two after it, with the map that comes up."""
    assert qapp is not None
    wall, control = Wall(nights.settings()), Control(layout="countdown")
    before, start_us = evening("-00:00:20"), begins_us(facts())
    return filmed(wall, ((clocked(before, start_us + k * FRAME_US), control) for k in range(-3 * FPS, 2 * FPS)))


@pytest.fixture(scope="module")
def celebration(qapp: QApplication) -> Film:
    """The card of ten billion from before it comes until it is gone."""
    assert qapp is not None
    wall, control = Wall(spoken("zh+en")), Control(layout="overview")
    frames = [evening("00:06:58", k * FRAME_US) for k in range(10 * FPS)]
    assert CARD in wall.compose(RenderRequest("*", SIZE, frames[FPS], control)).placed
    assert CARD not in wall.compose(RenderRequest("*", SIZE, frames[-1], control)).placed
    before = evening("00:06:54", SECOND_US)
    return filmed(wall, [(before, control)] * 5 + [(moment, control) for moment in frames])


def test_the_opening_flashes_once_at_most_and_on_a_quarter_of_the_canvas(opening: Film) -> None:
    number, share = flashes(opening)
    assert number <= 3
    assert share <= 0.25


def test_a_card_does_not_flash(celebration: Film) -> None:
    number, share = flashes(celebration)
    assert number <= 3
    assert share <= 0.25


@pytest.mark.xdist_group("panels/test_flashes")  # where these films are made
@pytest.mark.parametrize("film", ["opening", "celebration"])
def test_no_frame_is_brighter_on_average_than_a_hall_can_bear(film: str, request: pytest.FixtureRequest) -> None:
    seen: Film = request.getfixturevalue(film)
    assert seen.mean(axis=(1, 2)).max() < 0.30


@pytest.mark.parametrize("way", ["travel", "dissolve", "wipe", "cut"])
@pytest.mark.parametrize("theme", ["night", "bright"])
@pytest.mark.parametrize(("left", "layout"), [("overview", "counter"), ("rankings", "finale")])
def test_a_change_of_layout_is_one_flash_at_most_and_of_a_small_part(
    qapp: QApplication, way: str, theme: str, left: str, layout: str
) -> None:
    assert qapp is not None
    settings = spoken("zh+en")
    display = settings.display.model_copy(update={"change": way})
    themed = settings.theme.model_copy(update={"name": theme})
    wall = Wall(settings.model_copy(update={"display": display, "theme": themed}))
    pressed_us = evening("02:00:00", 5 * FRAME_US).playhead_us
    frames = [evening("02:00:00", k * FRAME_US) for k in range(FPS)]
    before, after = Control(layout=left), Control(layout=layout, left=left, left_us=pressed_us)
    film = filmed(wall, ((m, before if m.playhead_us < pressed_us else after) for m in frames))
    number, share = flashes(film)
    assert number <= 3
    assert share <= 0.25
