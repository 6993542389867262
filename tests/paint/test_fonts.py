"""The bundled fonts: known to Qt, with figures of one width and every character that names need."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase, QFontInfo, QRawFont

from wallboard.core.errors import DisplayError
from wallboard.paint.fonts import HANZI, LATIN, advance, load_fonts, qfont
from wallboard.paint.ops import Face

WEIGHTS = {"latin": (500, 600, 700, 800), "hanzi": (500, 700, 900)}


def test_both_families_are_known() -> None:
    assert {LATIN, HANZI} <= set(QFontDatabase.families())


@pytest.mark.parametrize(("family", "weight"), [(f, w) for f, weights in WEIGHTS.items() for w in weights])
def test_every_weight_is_its_own_and_not_made_up(family: str, weight: int) -> None:
    found = QFontInfo(qfont(Face(family, weight, 40)))  # type: ignore[arg-type]  # one of the two families
    assert found.weight() == weight
    assert found.family().startswith(LATIN if family == "latin" else HANZI)


@pytest.mark.parametrize("weight", WEIGHTS["latin"])
@pytest.mark.parametrize("size", [11, 48, 331])
def test_all_ten_digits_are_exactly_as_wide(weight: int, size: int) -> None:
    assert len({advance(digit, Face("latin", weight, size)) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("weight", WEIGHTS["hanzi"])
def test_no_common_character_is_an_empty_box(weight: int) -> None:
    raw = QRawFont.fromFont(qfont(Face("hanzi", weight, 40)))
    gb2312 = [bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]
    assert [c for c in gb2312 if c and not raw.supportsCharacter(ord(c))] == []


@pytest.mark.parametrize("sign", "¥$%,.:−—…+°é·")
def test_latin_has_the_signs_of_figures(sign: str) -> None:
    assert QRawFont.fromFont(qfont(Face("latin", 700, 40))).supportsCharacter(ord(sign))


def test_loading_again_is_harmless() -> None:
    before = QFontDatabase.families()
    load_fonts()
    assert QFontDatabase.families() == before


def test_a_folder_without_fonts_is_named(tmp_path: Path) -> None:
    with pytest.raises(DisplayError, match=tmp_path.name):
        load_fonts(tmp_path)
