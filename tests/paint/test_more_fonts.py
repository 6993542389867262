"""Fonts beyond the first are loaded when a character asks for one, and only then."""

import subprocess
import sys

from wallboard.core.plain_text import isolated

PROGRAM = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtGui import QFontDatabase, QGuiApplication
app = QGuiApplication([])
from wallboard.paint.fonts import MORE, advance, load_fonts
from wallboard.paint.ops import Face
load_fonts()
families = lambda: [name for name in QFontDatabase.families() if name in MORE]
face = Face("hanzi", 700, 40)
before = advance("成交总额", face)
print(families())
wide = advance("資生堂", face)
print(sorted(families()) == sorted(MORE), abs(wide - 3 * 40) < 0.2, advance("成交总额", face) == before)
"""


def test_a_font_is_loaded_when_a_character_asks_for_it() -> None:
    said = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == [
        "[]",
        "True True True",
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
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtGui import QGuiApplication, QTextLayout
app = QGuiApplication([])
from wallboard.paint.fonts import load_fonts, qfont
from wallboard.paint.lettering import Style, runs
load_fonts()
for text in sys.argv[1:]:
    for run, face, _ in runs(text, Style(40, "ice", tracking=3.0)):
        layout = QTextLayout(run, qfont(face))
        layout.beginLayout(); layout.createLine(); layout.endLayout()
        parts = layout.glyphRuns()
        glyphs = [index for part in parts for index in part.glyphIndexes()]
        families = [part.rawFont().familyName().removeprefix("Noto Sans ") for part in parts]
        print(face.family, len(run), len(glyphs), 0 in glyphs, *families, sep="|")
"""


def shaped(*texts: str) -> list[tuple[str, int, int, str, list[str]]]:
    """Of each run of the texts: its face's family, letters, glyphs, whether one is a box, and fonts from the left."""
    ran = subprocess.run([sys.executable, "-c", SHAPED, *texts], capture_output=True, text=True, check=True)
    assert ran.stderr == ""  # Qt complains there of a font that is asked for a script it cannot shape
    cut = (line.split("|") for line in ran.stdout.splitlines())
    return [(family, int(letters), int(glyphs), box, fonts) for family, letters, glyphs, box, *fonts in cut]


def test_scripts_are_shaped_with_fonts_of_their_own_and_no_other_font_is_complained_of() -> None:
    """क्ष, त्र, श्री, ক্ষ and க்ஷ are one letter each; a vowel may stand before its consonant, or above."""
    found = shaped("क्ष", "त्र", "श्री", "कि", "ক্ষ", "க்ஷ", "น้ำ", "שלום", "لا", "삼성", "感ありがとう")
    assert [fonts for *_, fonts in found] == [
        *[["Devanagari"]] * 4, ["Bengali"], ["Tamil"], ["Thai"], ["Hebrew"], ["Arabic"], ["KR"], ["SC"],
    ]  # fmt: skip
    assert [(family, letters, glyphs, box) for family, letters, glyphs, box, _ in found] == [
        ("devanagari", 3, 1, "False"), ("devanagari", 3, 1, "False"), ("devanagari", 4, 2, "False"),
        ("devanagari", 2, 2, "False"), ("bengali", 3, 1, "False"), ("tamil", 3, 1, "False"), ("thai", 3, 4, "False"),
        ("hebrew", 4, 4, "False"), ("arabic", 2, 2, "False"), ("hanzi", 2, 2, "False"), ("hanzi", 6, 6, "False"),
    ]  # fmt: skip


ORDERED = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtGui import QGuiApplication, QTextLayout
app = QGuiApplication([])
from wallboard.paint.fonts import load_fonts, qfont
from wallboard.paint.lettering import Style, runs
load_fonts()
for text in sys.argv[1:]:
    ((run, face, _),) = runs(text, Style(40, "ice"))
    layout = QTextLayout(run, qfont(face))
    layout.beginLayout(); line = layout.createLine(); layout.endLayout()
    print(*sorted((letter for letter in "aeج" if letter in run), key=lambda c: line.cursorToX(run.index(c))[0]))
"""


def test_what_is_written_from_the_right_is_ordered_as_a_whole_and_turns_no_words_of_ours() -> None:
    """From the left: of a name its last word first; of an English sentence the name that it begins with."""
    name = "أجهزة iPad"
    ran = subprocess.run(
        [sys.executable, "-c", ORDERED, name, f"{isolated(name)} leeds", f"{name} leeds"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert [line.split() for line in ran.stdout.splitlines()] == [["a", "ج"], ["a", "ج", "e"], ["a", "e", "ج"]]
    assert [(family, letters) for family, letters, *_ in shaped("  تمر ")] == [
        ("latin", 2),
        ("arabic", 3),
        ("latin", 1),
    ]
    assert isolated("iPad 11 ราคา") == "iPad 11 ราคา"
