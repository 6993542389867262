"""The way to the press desk on the backdrop: a code that a reader reads back, dark on white, off by itself."""

from __future__ import annotations

from typing import Literal

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.nights import moment, settings
from wallboard.actions.control import Control
from wallboard.config.panels import BackdropOptions
from wallboard.core.qr_code import MOST, QUIET, qr_code
from wallboard.paint.ops import Text
from wallboard.wall import RenderRequest, Wall

ADDRESS = "https://press.example/zh/"


def drawn(qr: str, size: tuple[int, int], theme: str = "night") -> QImage:
    plain = settings()
    logos = BackdropOptions(qr=qr)
    with_code = plain.model_copy(
        update={
            "panels": {**plain.panels, "logos": logos},
            "theme": plain.theme.model_copy(update={"name": theme}),
        }
    )
    request = RenderRequest("*", size, moment("02:00:00"), Control(layout="backdrop"), still=True)
    return Wall(with_code).image(request)


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 860), (1080, 1920)])
@pytest.mark.parametrize("theme", ["night", "bright"])
def test_every_module_of_the_code_stands_on_the_picture(qapp: QApplication, size: tuple[int, int], theme: str) -> None:
    image, code = drawn(ADDRESS, size, theme), qr_code(ADDRESS)
    white = [
        (x, y)
        for y in range(0, size[1], 2)
        for x in range(0, size[0], 2)
        if image.pixel(x, y) == 0xFFFFFFFF or image.pixel(x, y) == 0xFF000000
    ]
    left, right = min(x for x, _ in white if x > size[0] / 2), max(x for x, _ in white)
    dark = {(x + n, y) for x, y, length in code.runs for n in range(length)}
    side = code.size + 2 * QUIET
    module = round((right - left) / side)
    corner = int(size[0] * 0.95) - module * side, int(size[1] * 0.95) - module * side
    for y in range(-QUIET, code.size + QUIET):
        for x in range(-QUIET, code.size + QUIET):
            at = (corner[0] + (x + QUIET) * module + module // 2, corner[1] + (y + QUIET) * module + module // 2)
            assert image.pixel(*at) == (0xFF000000 if (x, y) in dark else 0xFFFFFFFF), (x, y)


def test_without_an_address_there_is_no_code(qapp: QApplication) -> None:
    image = drawn("", (640, 360))
    assert image == drawn("", (640, 360))
    assert image.pixel(600, 330) != 0xFFFFFFFF


@pytest.mark.parametrize(
    "address", ["press.example", "javascript:alert(1)", "https://a b", "https://x.example/" + "a" * MOST]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="write one such as"):
        BackdropOptions(qr=address)


@pytest.mark.parametrize("size", [(1080, 1920), (2160, 3840), (1080, 1080), (1920, 1080), (1920, 360)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_row_of_a_backdrop_holds_logo_and_names_on_every_shape(
    qapp: QApplication, size: tuple[int, int], language: Literal["zh", "en"]
) -> None:
    control = Control(layout="backdrop", language=language)
    placed = Wall(settings()).compose(RenderRequest("*", size, moment("02:00:00"), control)).placed["logos"]
    rows: dict[float, list[str]] = {}
    for op in placed.ground:
        if isinstance(op, Text):
            rows.setdefault(round(op.y), []).append(op.text)
    assert len(rows) >= 5
    for words in rows.values():
        assert {"11.11", "全球狂欢节"} <= set(words)
        assert any("global shopping" in word.lower() for word in words)
