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
    assert said.splitlines() == ["[]", "['Noto Sans SC More', 'Noto Sans'] True True"]
