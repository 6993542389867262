"""The dawn beneath a countdown: it brightens as the sun comes up, and one mark goes out each second."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.golden.compare import pixels
from wallboard.paint.kept_pictures import keep_pictures_in
from wallboard.paint.ops import Line
from wallboard.paint.piecework import Piecework
from wallboard.paint.theme import THEMES, Look
from wallboard.panels import countdown_backdrop
from wallboard.panels.countdown_backdrop import MARKS, dawn, second_marks
from wallboard.scene.grid import Rect

WIDTH, HEIGHT = 640, 360
APEX = 220.0
LOOK = Look(THEMES["night"], WIDTH, HEIGHT)
WIDE = Look(THEMES["night"], 1280, 200)
BOX = Rect(0, 0, WIDTH, HEIGHT)


def painted(strength: float, look: Look = LOOK, box: Rect = BOX) -> QImage:
    """The dawn on black."""
    image = QImage(look.width, look.height, QImage.Format.Format_RGB32)
    image.fill(0xFF000000)
    painter = QPainter(image)
    dawn(APEX * look.height / HEIGHT, strength, box, look).paint.draw(painter)
    painter.end()
    return image


@pytest.mark.usefixtures("qapp")
def test_the_stronger_the_sun_the_brighter_the_sky_over_the_limb() -> None:
    above = [float(pixels(painted(strength))[140:215, 280:360].mean()) for strength in (0.0, 0.5, 1.0)]
    assert above[0] < above[1] < above[2]


@pytest.mark.usefixtures("qapp")
def test_the_sun_is_warm_and_the_air_beside_it_blue() -> None:
    shown = pixels(painted(1.0)).astype(int)
    sun, air = shown[200:215, 300:340, :3].mean(axis=(0, 1)), shown[225:235, 20:60, :3].mean(axis=(0, 1))
    assert sun.max() > 60
    assert max(sun[0], sun[2]) > 0
    assert int(sun.argmax()) != int(air.argmax())


def test_on_a_wide_canvas_it_fades_out_with_its_box(qapp: QApplication) -> None:
    assert qapp is not None
    box = Rect(320, 0, 640, 200)
    shown = pixels(painted(1.0, WIDE, box))[..., :3]
    assert int(shown[:, :280].max()) == 0
    assert int(shown[:, 560:720].max()) > 100


def test_lights_from_a_file_look_the_same(tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    try:
        for folder in (None, tmp_path, tmp_path):  # made, made and kept, found again
            keep_pictures_in(folder)
            monkeypatch.setattr(
                countdown_backdrop, "_still_lights", Piecework(countdown_backdrop._of_a_sun_that_is_up, 1)
            )
            found += [painted(strength) for strength in (0.4, 0.8)]
    finally:
        keep_pictures_in(None)
    assert len(list(tmp_path.iterdir())) == 1
    assert found[:2] == found[2:4] == found[4:]


@pytest.mark.parametrize("lit", [0, 1, 37, MARKS])
def test_so_many_of_sixty_marks_shine(lit: int) -> None:
    marks = [op for op in second_marks(APEX, lit, BOX, LOOK) if isinstance(op, Line)]
    assert len(marks) == MARKS == 60
    assert [op.color == LOOK.color("gold") for op in marks] == [True] * lit + [False] * (MARKS - lit)
    assert all(op.opacity == (1.0 if op.color == LOOK.color("gold") else 0.45) for op in marks)


def test_the_marks_lie_beneath_the_limb_symmetrically_within_the_box() -> None:
    marks = [op for op in second_marks(APEX, 0, BOX, LOOK) if isinstance(op, Line)]
    middle = BOX.x + BOX.width / 2
    for one, other in zip(marks, reversed(marks), strict=True):
        assert one.x2 - middle == pytest.approx(middle - other.x2)
        assert one.y2 == pytest.approx(other.y2)
        assert min(one.y1, one.y2) > APEX
        assert BOX.x < min(one.x1, one.x2)
        assert max(one.x1, one.x2) < BOX.right


def test_every_fifth_mark_is_longer() -> None:
    marks = [op for op in second_marks(APEX, 0, BOX, LOOK) if isinstance(op, Line)]
    lengths = [round(math.hypot(op.x2 - op.x1, op.y2 - op.y1), 6) for op in marks]
    assert len(set(lengths)) == 2
    assert [length == max(lengths) for length in lengths] == [number % 5 == 0 for number in range(MARKS)]
