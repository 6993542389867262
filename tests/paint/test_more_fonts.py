"""Fonts beyond the first are loaded when a character asks for one, and only then."""

import subprocess
import sys

PROGRAM = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtGui import QFontDatabase, QGuiApplication
app = QGuiApplication([])
from wallboard.paint.fonts import MORE, advance, load_fonts
from wallboard.paint.ops import Face
load_fonts()
families = lambda: [name for name in MORE.values() if name in QFontDatabase.families()]
face = Face("hanzi", 700, 40)
before = advance("成交总额", face)
print(families())
wide = advance("資生堂", face)
print(families(), abs(wide - 3 * 40) < 0.2, advance("成交总额", face) == before)
"""


def test_a_font_is_loaded_when_a_character_asks_for_it() -> None:
    said = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == [
        "[]",
        "['Noto Sans SC More', 'Noto Sans', 'Noto Sans JP', 'Noto Sans Devanagari'] True True",
    ]


FORMS = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtGui import QFontDatabase, QGuiApplication, QTextLayout
app = QGuiApplication([])
from wallboard.paint.fonts import advance, draw_as_in, load_fonts, qfont
from wallboard.paint.ops import Face
load_fonts()
def fonts(text, weight):
    layout = QTextLayout(text, qfont(Face("hanzi", weight, 40)))
    layout.beginLayout(); layout.createLine(); layout.endLayout()
    return [(run.rawFont().familyName()[:12], run.rawFont().weight()) for run in layout.glyphRuns()]
for languages in (("ja", "en"), ("zh", "ja"), ("de", "en"), ("en", "ja"), ("ja", "zh")):
    draw_as_in(languages)
    said = [fonts("感", weight) for weight in (500, 700, 900)]
    print(*languages, said, fonts("の", 700), round(advance("感謝祭", Face("hanzi", 700, 40))))
"""


def test_kanji_are_drawn_as_in_japan_where_japanese_comes_before_chinese() -> None:
    said = subprocess.run([sys.executable, "-c", FORMS], capture_output=True, text=True, check=True).stdout

    def drawn(family: str) -> str:
        weights = [[(family, weight)] for weight in (500, 700, 900)]
        return f"{weights} {[('Noto Sans SC', 700)]} 120"  # kana are the same

    japanese, chinese = drawn("Noto Sans JP"), drawn("Noto Sans SC")
    assert said.splitlines() == [
        f"ja en {japanese}", f"zh ja {chinese}", f"de en {chinese}", f"en ja {japanese}", f"ja zh {japanese}",
    ]  # fmt: skip


SHAPED = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtGui import QGuiApplication, QTextLayout
app = QGuiApplication([])
from wallboard.paint.fonts import load_fonts, qfont
from wallboard.paint.lettering import Style, runs
load_fonts()
for text in ("क्ष", "त्र", "श्री", "कि"):
    ((_, face, _),) = runs(text, Style(40, "ice"))
    layout = QTextLayout(text, qfont(face))
    layout.beginLayout(); layout.createLine(); layout.endLayout()
    (run,) = layout.glyphRuns()
    glyphs = run.glyphIndexes()
    print(run.rawFont().familyName(), len(text), len(glyphs), 0 in glyphs)
"""


def test_devanagari_is_shaped_and_no_font_that_cannot_do_it_is_complained_of() -> None:
    """क्ष, त्र and श्री are one letter each; the vowel of कि stands before its consonant, as a glyph of its own."""
    ran = subprocess.run([sys.executable, "-c", SHAPED], capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    said = [line.rsplit(" ", 3) for line in ran.stdout.splitlines()]
    assert {family for family, *_ in said} == {"Noto Sans Devanagari"}
    assert [(int(letters), int(glyphs), boxes) for _, letters, glyphs, boxes in said] == [
        (3, 1, "False"), (3, 1, "False"), (4, 2, "False"), (2, 2, "False"),
    ]  # fmt: skip
