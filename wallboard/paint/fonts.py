"""The bundled fonts: loaded once for a process, turned into QFonts and measured."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from wallboard.core.errors import DisplayError
from wallboard.core.resources import shipped
from wallboard.paint.ops import Face

LATIN, HANZI = "Barlow Condensed", "Noto Sans SC"
CAP = 0.70
"""Height of capitals and digits of Barlow Condensed as a fraction of its em."""


def load_fonts(folder: Path | None = None) -> None:
    """Make the bundled fonts known to Qt; again is harmless. Needs a QGuiApplication.

    Raises:
        DisplayError: a font file is missing or Qt refuses it.
    """
    folder = folder or shipped("assets/fonts")
    files = sorted(folder.glob("*.ttf"))
    if not files:
        msg = f"no fonts lie in {folder}; install wallboard again"
        raise DisplayError(msg)
    known = set(QFontDatabase.families())
    if {LATIN, HANZI} <= known and f"{LATIN} ExtraBold" in known:
        return
    for file in files:
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            msg = f"the font {file.name} cannot be loaded from {folder}; install wallboard again"
            raise DisplayError(msg)


@lru_cache(maxsize=512)
def qfont(face: Face) -> QFont:
    """The QFont of a face: tabular figures, no hinting, so that every machine draws the same."""
    font = QFont(LATIN if face.family == "latin" else HANZI)
    font.setPixelSize(max(1, face.size))
    font.setWeight(QFont.Weight(face.weight))
    font.setItalic(face.italic)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
    if face.tracking:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, face.tracking)
    return font


@lru_cache(maxsize=512)
def metrics(face: Face) -> QFontMetricsF:
    """The metrics of a face."""
    return QFontMetricsF(qfont(face))


@lru_cache(maxsize=8192)
def advance(text: str, face: Face) -> float:
    """The width in pixels that a text takes in a face."""
    return metrics(face).horizontalAdvance(text)
