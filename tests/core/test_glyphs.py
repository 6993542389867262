"""Which characters are bundled: the list that is asked without Qt says the same as the fonts."""

import pytest
from PySide6.QtGui import QRawFont
from PySide6.QtWidgets import QApplication

from wallboard.core.glyphs import told, unwritable, without_glyph
from wallboard.core.resources import shipped
from wallboard.core.wording import catalogue, shipped_languages


@pytest.mark.parametrize(
    "text",
    [
        "資生堂",
        "無印良品",
        "ソニー",
        "喆堃祎",
        "Є Ї Ґ",
        "Ελλάδα Ώ",
        "Größe Łódź Ếch",
        "₹ ₩ ₺ € ￥",
        "臺灣 龍",
        "한가위 할인",
        "ลดทั้งเว็บ น้ำปลา ฿",
        "تخفيضات پیشنهاد ﷼",
        "מבצע",
        "মূল্যছাড় ৳",
        "தள்ளுபடி",
        "छूट",
    ],
)
def test_names_from_feeds_have_their_characters(text: str) -> None:
    assert without_glyph([text]) == ()


def test_what_no_bundled_font_has_is_named_once() -> None:
    assert told(without_glyph(["ខខ", "ລາວ"])).startswith("ខ (U+1781), ລ (U+0EA5)")


def test_a_text_that_no_font_can_write_is_named_with_its_place_and_characters() -> None:
    texts = [("[event] name", "Sale"), ("[event] name", "ខ្មែរ"), ("", "ລາວ")]
    said = unwritable(texts)
    assert said.startswith("ខ (U+1781)")
    assert "of 'ខ្មែរ' ([event] name); ລ (U+0EA5)" in said
    assert said.endswith("of 'ລາວ'")
    assert unwritable(texts[:1]) == ""
    assert unwritable([("", "ខ")] * 7).endswith("; and of 2 texts more")


def test_every_word_of_the_wall_can_be_drawn() -> None:
    for language in shipped_languages():
        words = (
            word
            for entry in catalogue(language).values()
            for word in ([entry] if isinstance(entry, str) else entry.values())
        )
        assert without_glyph(words) == ()


def test_the_list_is_that_of_the_fonts(qapp: QApplication) -> None:
    folder = shipped("assets/fonts")
    fonts = [QRawFont(str(file), 16.0) for file in (*folder.glob("*.ttf"), *folder.glob("more/*.ttf"))]
    for point in (
        *range(0x21, 0x2000, 7),
        *range(0x2010, 0x3400, 13),
        *range(0x4E00, 0xA000, 97),
        *range(0xAC00, 0xB000, 211),
    ):
        character = chr(point)
        if character.isprintable() and not character.isspace():
            has = any(font.supportsCharacter(point) for font in fonts)
            assert (without_glyph([character]) == ()) == has, hex(point)
