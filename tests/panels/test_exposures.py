"""The hero in photographs: 1/30, 1/60 and 1/125 s at random instants of the event, read back by comparison."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np
import numpy.typing as npt
import pytest
from msgspec import structs
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.golden.compare import pixels
from tests.panels.evening import facts
from tests.panels.reading import digits_of
from wallboard.config.panels import CounterOptions
from wallboard.core.contract.fields import bit
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.event_clock import ClockPoint
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import TICK_US, Moment
from wallboard.core.recording_state import Sample
from wallboard.demo.moments import FETCH_US, begins_us, moment_at, sample_at
from wallboard.demo.night import gmv_fen_at
from wallboard.paint.brush import Brush
from wallboard.paint.fonts import advance, load_fonts
from wallboard.paint.ops import Cell, Digits, Face
from wallboard.paint.sprites import Sprites
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels import counter, counter_place
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

FRAME_US = SECOND_US / 60
PICTURES, FEWER = 120, 30
SHUTTERS = {30: 0.6, 60: 0.8, 125: 0.9}
"""Parts of a second, and the share of pictures that must show a value whole."""
WIDTH, HEIGHT = 640, 110
HERO = CounterOptions(metric="gmv", size="hero")
Grey = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def brush(qapp: QApplication) -> Brush:
    assert qapp is not None
    load_fonts()
    return Brush(Sprites(NIGHT))


@lru_cache(maxsize=64)
def sum_alone(elapsed_us: int, event: EventInfo) -> Sample:
    """The demonstration's snapshot of an instant, as far as the hero asks for it: to state all of it takes longer."""
    commit_us = begins_us(event) + elapsed_us + FETCH_US
    said = Snapshot(commit_us - FETCH_US, gmv_fen_at(elapsed_us))
    clock = ClockPoint(commit_us, commit_us)
    return Sample(commit_us, elapsed_us // event.interval_us, "demo", said, bit("at") | bit("gmv"), clock)


@pytest.fixture(scope="module", autouse=True)
def _sums_alone() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wallboard.demo.moments.sample_at", sum_alone)
        yield


def test_a_sum_alone_is_that_of_the_demonstration() -> None:
    for elapsed_us in (-2_000_000, 0, 418_000_000, 86_390_000_000):
        whole, alone = sample_at(elapsed_us, facts()), sum_alone(elapsed_us, facts())
        assert (alone.commit_us, alone.clock, alone.snapshot.at_us) == (
            whole.commit_us,
            whole.clock,
            whole.snapshot.at_us,
        )
        assert alone.snapshot.gmv_fen == whole.snapshot.gmv_fen


@dataclass(frozen=True)
class Canvas:
    """A canvas and the room that a layout gives the hero on it."""

    look: Look
    box: Rect


ORDINARY = Canvas(Look(NIGHT, 800, 450), Rect(10, 0, WIDTH - 20, HEIGHT))
SHAPES = {
    "upright": Canvas(Look(NIGHT, 700, 1244), Rect(35, 0, 606, 281)),
    "square": Canvas(Look(NIGHT, 700, 700), Rect(35, 0, 606, 150)),
    "ribbon": Canvas(Look(NIGHT, 1920, 360), Rect(0, 0, 606, 160)),
}


def figure(at_us: int, canvas: Canvas = ORDINARY) -> Digits:
    """The hero at an event time, as it is on air, in the strip that is photographed."""
    view = counter.resolve(moment_at(at_us, facts()), HERO, PanelContext())
    found = digits_of(counter_place.place(view, canvas.box, canvas.look))
    return found if canvas is ORDINARY else structs.replace(found, x=found.x - canvas.box.x + 12, y=HEIGHT - 24.0)


def places(digits: Digits) -> list[Cell]:
    """The cells of a figure that hold digits."""
    return [cell for cell in digits.cells if cell.digit.isdigit()]


def drawn(brush: Brush, digits: Digits) -> Grey:
    """The brightness of a figure on the dark ground, shape (height, width)."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(NIGHT["ground"]))
    painter = QPainter(image)
    brush.draw(painter, (digits,))
    painter.end()
    grey: Grey = np.asarray(pixels(image)[..., :3], np.float64).mean(axis=2)
    return grey


def exposed(brush: Brush, at_us: float, shutter_us: float, canvas: Canvas = ORDINARY) -> tuple[Grey, list[Digits]]:
    """The mean of the frames in a shutter's time, each for as long as it is up, and the frames."""
    first, last = math.floor(at_us / FRAME_US), math.floor((at_us + shutter_us) / FRAME_US)
    total, frames = np.zeros((HEIGHT, WIDTH)), []
    for frame in range(first, last + 1):
        up_us = min(at_us + shutter_us, (frame + 1) * FRAME_US) - max(at_us, frame * FRAME_US)
        digits, grey = framed(brush, frame, canvas)
        frames.append(digits)
        total += grey * up_us / shutter_us
    return total, frames


@lru_cache(maxsize=16)
def framed(brush: Brush, frame: int, canvas: Canvas) -> tuple[Digits, Grey]:
    """A frame and how bright it is: all shutters that are pressed at an instant see the same ones."""
    digits = figure(round(frame * FRAME_US), canvas)
    return digits, drawn(brush, digits)


@lru_cache(maxsize=64)
def letter(brush: Brush, digit: str, em: int) -> Grey:
    """A digit as the brush draws it, at the left of the picture with its baseline at the picture's foot."""
    face = Face("latin", 700, em)
    return drawn(brush, Digits(20, HEIGHT - 20, 1, (Cell(0, digit, opacity=0.85),), face, "@hero"))


@lru_cache(maxsize=8)
def fit(brush: Brush, em: int, cap: int, wide: int) -> Grey:
    """What gives the parts of the ten digits, and of an even light, in a place: the least squares' solution."""
    ten = [letter(brush, d, em)[HEIGHT - 20 - cap : HEIGHT - 20, 20 : 20 + wide].ravel() for d in "0123456789"]
    return np.linalg.pinv(np.stack([*ten, np.ones(cap * wide)], axis=1))


def read(brush: Brush, picture: Grey, digits: Digits) -> str:
    """The digits that the places of a picture are made of most: each is fitted by the ten digits, laid together."""
    em, said = digits.face.size, ""
    wide, cap = math.ceil(advance("0", digits.face)), math.ceil(digits.face.size * 0.72)
    for cell in places(digits):
        left, foot = round(digits.x + cell.x), round(digits.y)
        seen = picture[foot - cap : foot, left : left + wide].ravel()
        said += str(int(np.argmax((fit(brush, em, cap, wide) @ seen)[:10])))
    return said


def instants() -> Iterator[float]:
    """Random instants of the whole event; half of them in its first hour, when most pictures are taken."""
    chance = random.Random("exposures")
    for number in range(PICTURES):
        yield chance.uniform(10, 3600 if number % 2 else 86_390) * SECOND_US


@pytest.fixture(scope="module")
def photographs(brush: Brush) -> dict[int, list[tuple[str, list[Digits]]]]:
    """By shutter, what is read from each picture, and the frames that it was exposed to.

    All shutters are pressed at the same instants: to simulate one takes ten times as long as to draw it.
    """
    taken: dict[int, list[tuple[str, list[Digits]]]] = {shutter: [] for shutter in SHUTTERS}
    for at_us in instants():
        for shutter, pictures in taken.items():
            picture, frames = exposed(brush, at_us, SECOND_US / shutter)
            pictures.append((read(brush, picture, frames[-1]), frames))
    return taken


@pytest.mark.parametrize(("shutter", "least"), SHUTTERS.items())
def test_photographs_show_one_true_value_whole(
    photographs: dict[int, list[tuple[str, list[Digits]]]], shutter: int, least: float
) -> None:
    whole = shown_whole(photographs[shutter])
    assert whole >= least * PICTURES, f"{whole} of {PICTURES}"


@pytest.mark.parametrize("shape", SHAPES)
def test_photographs_of_other_shapes_show_one_true_value_whole(brush: Brush, shape: str) -> None:
    taken: dict[int, list[tuple[str, list[Digits]]]] = {60: [], 125: []}
    for at_us in islice(instants(), FEWER):
        for shutter, pictures in taken.items():
            picture, frames = exposed(brush, at_us, SECOND_US / shutter, SHAPES[shape])
            pictures.append((read(brush, picture, frames[-1]), frames))
    for shutter, pictures in taken.items():
        whole = shown_whole(pictures)
        assert whole >= SHUTTERS[shutter] * FEWER, f"1/{shutter} s: {whole} of {FEWER}"


def shown_whole(taken: list[tuple[str, list[Digits]]]) -> int:
    """How many pictures show one true value whole; in the others each place is one of two neighbouring values."""
    whole = 0
    for said, frames in taken:
        values = [frame.text.replace("¥", "").replace(",", "") for frame in frames]
        whole += said in values
        turning = {n for frame in frames for n, cell in enumerate(places(frame)) if cell.turn < 1}
        strange = [n for n, d in enumerate(said) if n not in turning and d not in {value[n] for value in values}]
        assert not strange, (said, values)
    return whole


def test_every_frame_of_a_tick_shows_the_same_value(brush: Brush) -> None:
    at_us = 7 * 60 * SECOND_US
    shown = {figure(at_us + into).text for into in range(0, TICK_US, 7_000)}
    assert len(shown) <= 2, "the playhead lies a fetch and the playout delay from the event's clock: two ticks at most"


@pytest.mark.parametrize("how", ["frozen", "paused"])
def test_a_picture_that_is_held_is_as_sharp_as_a_still(brush: Brush, how: str) -> None:
    moment = moment_at(420 * SECOND_US + 350_000, facts())
    held = Moment(moment.state, moment.playhead_us, "paused" if how == "paused" else "following", how == "frozen")
    cells = digits_of(
        counter_place.place(
            counter.resolve(held, HERO, PanelContext()), Rect(10, 0, WIDTH - 20, HEIGHT), Look(NIGHT, 800, 450)
        )
    ).cells
    assert all(cell.streak == 0 and cell.turn == 1 for cell in cells)
