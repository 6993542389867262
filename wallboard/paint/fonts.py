"""The bundled fonts: loaded once for a process, turned into QFonts and measured.

What GB2312 and Barlow lack lies in files of their own, which are loaded when a character asks for one.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QRawFont

from wallboard.core.errors import DisplayError
from wallboard.core.resources import shipped
from wallboard.paint.ops import Face, Family

LATIN, HANZI = "Barlow Condensed", "Noto Sans SC"
KANJI = "Noto Sans JP"
"""The characters that Japan writes otherwise than China."""
SCRIPTS: Final[Mapping[Family, str]] = {
    "devanagari": "Noto Sans Devanagari",
    "bengali": "Noto Sans Bengali",
    "tamil": "Noto Sans Tamil",
    "thai": "Noto Sans Thai",
    "hebrew": "Noto Sans Hebrew",
    "arabic": "Noto Sans Arabic",
}
"""The font of each script whose letters have to be shaped."""
MORE: Final = ("Noto Sans SC More", "Noto Sans", KANJI, "Noto Sans KR", *SCRIPTS.values())
"""The families that are loaded on demand; the files of each begin with its name without blanks."""
_BASE: Final = {"latin": LATIN, "hanzi": HANZI}
"""Of the families that are loaded at the start, the fonts; each weight has every character of its font."""
log = logging.getLogger(__name__)

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


@lru_cache(maxsize=2)
def _glyphs(font: str) -> QRawFont:
    """What says which characters a loaded font has; it reads the file that Qt has mapped, not a copy in memory."""
    found = QFont(font)
    found.setWeight(QFont.Weight.Bold)
    return QRawFont.fromFont(found)


class _Forms:
    """Which forms of the characters that China and Japan share this process draws."""

    japanese = False


def draw_as_in(languages: Sequence[str]) -> None:
    """Draw what China and Japan write differently as the first of these languages that knows such characters does."""
    written = (language.partition("-")[0] for language in languages)
    japanese = next((language for language in written if language in ("zh", "ja")), "zh") == "ja"
    if japanese != _Forms.japanese:
        _Forms.japanese = japanese
        for cache in (qfont, metrics, advance):
            cache.cache_clear()


def lacking(text: str, family: str) -> tuple[str, ...]:
    """The characters of a text that the fonts loaded at the start do not have."""
    if text.isascii():
        return ()
    return tuple(c for c in dict.fromkeys(text) if not _is_loaded(c, family))


@lru_cache(maxsize=8192)
def _is_loaded(character: str, family: str) -> bool:
    fonts = (_BASE.get(family, LATIN), HANZI)
    return any(_glyphs(font).supportsCharacter(ord(character)) for font in fonts)


def ensure(text: str, family: str) -> None:
    """Load what a text needs beyond the fonts of the start; whoever draws one without measuring it asks for this."""
    if lacking(text, family):
        _load_more()


@lru_cache(maxsize=1)
def _load_more() -> None:
    """Make the rest of the characters known to Qt; what cannot be loaded is drawn from the system's fonts."""
    _load_kanji()
    _load("*.ttf", but="NotoSansJP")
    for cache in (qfont, metrics):
        cache.cache_clear()


@lru_cache(maxsize=1)
def _load_kanji() -> None:
    _load("NotoSansJP-*.ttf")


def _load(files: str, but: str = "-") -> None:
    for file in sorted((shipped("assets/fonts") / "more").glob(files)):
        if not file.name.startswith(but) and QFontDatabase.addApplicationFont(str(file)) < 0:
            log.warning("the font %s cannot be loaded: characters that it has may be missing on the wall", file.name)


@lru_cache(maxsize=512)
def qfont(face: Face) -> QFont:
    """The QFont of a face: tabular figures, no hinting, so that every machine draws the same."""
    font = QFont()
    font.setFamilies(_families(face.family))
    font.setPixelSize(max(1, face.size))
    font.setWeight(QFont.Weight(face.weight))
    font.setItalic(face.italic)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
    if face.tracking:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, face.tracking)
    return font


def _families(family: Family) -> list[str]:
    """The families that are asked for a character, one after the other."""
    script = SCRIPTS.get(family)
    if script is not None:  # first: Qt complains of every font before it that has no shaping for the script
        return [script, LATIN, HANZI, *(name for name in MORE if name != script)]
    if family == "latin":
        return [LATIN, HANZI, *MORE]
    if not _Forms.japanese:
        return [HANZI, *MORE]
    _load_kanji()
    return [KANJI, HANZI, *(name for name in MORE if name != KANJI)]


@lru_cache(maxsize=512)
def metrics(face: Face) -> QFontMetricsF:
    """The metrics of a face."""
    return QFontMetricsF(qfont(face))


@lru_cache(maxsize=1024)
def advance(text: str, face: Face) -> float:
    """The width in pixels that a text takes in a face."""
    ensure(text, face.family)
    return metrics(face).horizontalAdvance(text)
