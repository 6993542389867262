"""Make `fonts/`: Barlow Condensed as published, Noto Sans SC cut down to GB2312 and every name of a place.

In `fonts/more/` lies what a wall loads only when a character asks for it: the rest of GBK (traditional characters and
kanji are part of it) with all kana, Latin, Cyrillic and Greek letters and currencies' signs of Noto Sans, Devanagari,
Bengali, Tamil, Thai, Hebrew and Arabic, the syllables of Korean, and those characters of Noto Sans JP that are drawn
otherwise in Japan, or are in no other font here.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from fontTools.pens.recordingPen import RecordingPen  # type: ignore[import-untyped]  # fonttools ships no types
from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]  # fonttools ships no types
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # fonttools ships no types
from packages import (
    ARABIC,
    BARLOW,
    BENGALI,
    DEVANAGARI,
    DIVISIONS,
    HEBREW,
    HERE,
    NOTO,
    NOTO_JP,
    NOTO_KR,
    NOTO_SANS,
    TAMIL,
    THAI,
    AssetError,
    Package,
    fetch,
    run,
    tar_member,
)

BARLOW_STYLES = ("500Medium", "600SemiBold", "700Bold", "800ExtraBold", "800ExtraBold_Italic")
NOTO_STYLES = ("500Medium", "700Bold", "900Black")
MORE_STYLES = ("500Medium", "700Bold")
MORE_FILE = "NotoSansSCMore"
MORE = "Noto Sans SC More"
"""What the second part of Noto Sans SC is called: two files of one family would hide each other."""
LETTERS = (
    *range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x2B0, 0x300), *range(0x300, 0x370), *range(0x370, 0x530),
    *range(0x1E00, 0x2000), *range(0x2010, 0x2028), *range(0x2030, 0x2040), *range(0x20A0, 0x20D0), 0x2116, 0x2122,
)  # fmt: skip
"""Latin with its extensions, Cyrillic, Greek with its accents, and the signs of currencies."""

DANDA = (0x964, 0x965)
SCRIPTS: dict[str, tuple[Package, tuple[int, ...]]] = {
    "NotoSansDevanagari": (DEVANAGARI, tuple(range(0x900, 0x980))),
    "NotoSansBengali": (BENGALI, (*range(0x980, 0xA00), *DANDA)),
    "NotoSansTamil": (TAMIL, (*range(0xB80, 0xC00), *DANDA)),
    "NotoSansThai": (THAI, tuple(range(0xE00, 0xE80))),
    "NotoSansHebrew": (HEBREW, (*range(0x590, 0x600), *range(0xFB1D, 0xFB50))),
    "NotoSansArabic": (ARABIC, (*range(0x600, 0x700), *range(0x750, 0x780), *range(0x8A0, 0x900), 0xFDFC)),
}
"""By file the package of each script that has to be shaped, and its letters."""

# Signs a wall may need beside GB2312: currencies, arrows, marks, fullwidth forms. What the font lacks is left out.
SIGNS = (
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2028), *range(0x2030, 0x203C), *range(0x20A0, 0x20C1),
    *range(0x2190, 0x219A), *range(0x2460, 0x2474), 0x2103, 0x2109, 0x2116, 0x2122, 0x2126, 0x2212, 0x2248, 0x2260,
    0x2264, 0x2265, 0x25A0, 0x25A1, 0x25B2, 0x25B3, 0x25B6, 0x25BC, 0x25BD, 0x25C0, 0x25C6, 0x25C7, 0x25CB, 0x25CE,
    0x25CF, 0x2605, 0x2606, 0x2713, *range(0x3000, 0x3030), 0x30FB, *range(0xFF01, 0xFF5F), *range(0xFFE0, 0xFFE7),
)  # fmt: skip


def gb2312() -> set[int]:
    """The code points of GB2312-80: 6,763 hanzi and 682 signs (two of which Unicode tables map in two ways: both)."""
    points = {0x00B7, 0x2014}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            decoded = bytes((row, cell)).decode("gb2312", errors="ignore")
            points.update(map(ord, decoded))
    return points


def gbk() -> set[int]:
    """The hanzi of GBK, which are all of Unicode's first block: traditional forms and kanji too; and all kana."""
    return set(range(0x4E00, 0x9FFF + 1)) | set(range(0x3000, 0x3100)) | set(range(0x31F0, 0x3200))


def jis() -> set[int]:
    """The characters of JIS X 0208 and its usual additions: what a Japanese name is written in, kana and all."""
    points = set(range(0x3000, 0x3100)) | set(range(0x31F0, 0x3200)) | set(range(0xFF61, 0xFFA0))
    points |= set(range(0xF900, 0xFA6E))  # 﨑 and others that Unicode has for the sake of older sets
    for first in (*range(0x81, 0xA0), *range(0xE0, 0xFD)):
        for second in range(0x40, 0xFD):
            points.update(map(ord, bytes((first, second)).decode("cp932", errors="ignore")))
    return {point for point in points if point >= 0x2E80}


def hangul() -> set[int]:
    """The 2,350 syllables and the letters of KS X 1001: what Korean names are written in."""
    points = set()
    for first in range(0xA1, 0xFF):
        for second in range(0xA1, 0xFF):
            points.update(map(ord, bytes((first, second)).decode("euc_kr", errors="ignore")))
    return {point for point in points if 0xAC00 <= point <= 0xD7A3 or 0x3131 <= point <= 0x318E}


def drawn(font: TTFont, point: int) -> object:
    """The outline of a character; None where the font does not have it."""
    name = font.getBestCmap().get(point)
    if name is None:
        return None
    pen = RecordingPen()
    font.getGlyphSet()[name].draw(pen)
    return pen.value


def drawn_otherwise(japanese: bytes, others: tuple[bytes, ...]) -> set[int]:
    """The characters of `jis` that the Japanese font draws otherwise than the others, or alone."""
    with TTFont(io.BytesIO(japanese), lazy=True) as font:
        opened = [TTFont(io.BytesIO(other), lazy=True) for other in others]
        found = set()
        for point in jis():
            own = drawn(font, point)
            if own is not None and all(drawn(other, point) != own for other in opened):
                found.add(point)
    return found


def renamed(font_bytes: bytes, old: str, new: str) -> bytes:
    """The font under another family name."""
    with TTFont(io.BytesIO(font_bytes), recalcTimestamp=False) as font:
        for record in font["name"].names:
            text = record.toUnicode()
            record.string = text.replace(old, new).replace(old.replace(" ", ""), new.replace(" ", ""))
        out = io.BytesIO()
        font.save(out, reorderTables=False)
    return out.getvalue()


def covered(fonts: Path) -> set[int]:
    """Every character that one of the fonts has."""
    found: set[int] = set()
    for file in (*fonts.glob("*.ttf"), *fonts.glob("more/*.ttf")):
        with TTFont(file, lazy=True) as font:
            found |= set(font.getBestCmap())
    return found


def ranges(points: set[int]) -> str:
    """Code points as lines of "first last", in hexadecimal: what can be asked without a font library."""
    lines, begin = [], None
    for point in sorted(points):
        begin = point if begin is None else begin
        if point + 1 not in points:
            lines.append(f"{begin:04X} {point:04X}\n")
            begin = None
    return "".join(lines)


def wanted(maps: Path, divisions: str) -> set[int]:
    """Every code point the subset should hold: GB2312, `SIGNS`, all names on the `maps` and of China's `divisions`."""
    points = gb2312() | set(SIGNS) | set(map(ord, divisions))
    for file in sorted(maps.glob("*.json")):
        points.update(map(ord, file.read_text(encoding="utf-8")))
    return {point for point in points if point >= 0x20}


def subset(font_bytes: bytes, points: set[int]) -> bytes:
    """The font cut down to `points`, all layout features kept, no hinting; the same bytes on every run."""
    options = Options()
    options.layout_features = ["*"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.recalc_timestamp = False
    options.harfbuzz_repacker = False  # a package that may or may not be there must not change the bytes
    with TTFont(io.BytesIO(font_bytes), recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=points)
        subsetter.subset(font)
        out = io.BytesIO()
        font.save(out, reorderTables=False)
    return out.getvalue()


def check(font_bytes: bytes, points: set[int], name: str) -> None:
    """AssetError if a code point of GB2312 hanzi or of a name is missing from the font."""
    with TTFont(io.BytesIO(font_bytes), lazy=True) as font:
        missing = sorted(points - set(font.getBestCmap()))
    if missing:
        raise AssetError(f"{name} lacks {len(missing)} characters: {''.join(map(chr, missing[:40]))}")


def cut_down(file: str, package: Path, styles: Iterable[str], points: set[int]) -> None:
    """Write the fonts of a package to `fonts/more`, cut down to `points`, with its licence."""
    more = HERE / "fonts" / "more"
    for style in styles:
        smaller = subset(tar_member(package, f"{style}/{file}_{style}.ttf"), points | {0x20})
        (more / f"{file}-{style}.ttf").write_bytes(smaller)
    (more / f"OFL-{file}.txt").write_bytes(tar_member(package, "LICENSE_FONT"))


def make(downloads: Path) -> None:
    """Write `fonts/` and the licences of both families."""
    fonts = HERE / "fonts"
    fonts.mkdir(exist_ok=True)
    barlow = fetch(BARLOW, downloads)
    for style in BARLOW_STYLES:
        file = f"BarlowCondensed_{style}.ttf"
        (fonts / file.replace("_", "-", 1).replace("_", "")).write_bytes(tar_member(barlow, f"{style}/{file}"))
    (fonts / "OFL-BarlowCondensed.txt").write_bytes(tar_member(barlow, "LICENSE_FONT"))

    noto = fetch(NOTO, downloads)
    divisions = tar_member(fetch(DIVISIONS, downloads), "data/data.json").decode()  # down to the counties
    points = wanted(HERE / "maps", divisions)
    hanzi = {point for point in points if 0x4E00 <= point <= 0x9FFF}
    for style in NOTO_STYLES:
        file = f"NotoSansSC_{style}.ttf"
        smaller = subset(tar_member(noto, f"{style}/{file}"), points)
        check(smaller, hanzi | set(range(0x20, 0x7F)), file)
        (fonts / file.replace("_", "-", 1)).write_bytes(smaller)
    more = fonts / "more"
    more.mkdir(exist_ok=True)
    rest = gbk() - points
    for style in MORE_STYLES:
        second = subset(tar_member(noto, f"{style}/NotoSansSC_{style}.ttf"), rest | {0x20})
        (more / f"{MORE_FILE}-{style}.ttf").write_bytes(renamed(second, "Noto Sans SC", MORE))
    letters = fetch(NOTO_SANS, downloads)
    for style in MORE_STYLES:
        file = f"NotoSans_{style}.ttf"
        (more / file.replace("_", "-")).write_bytes(subset(tar_member(letters, f"{style}/{file}"), set(LETTERS)))
    (more / "OFL-NotoSans.txt").write_bytes(tar_member(letters, "LICENSE_FONT"))
    japanese = fetch(NOTO_JP, downloads)
    bold = tar_member(japanese, "700Bold/NotoSansJP_700Bold.ttf")
    shipped = tuple(file.read_bytes() for file in (fonts / "NotoSansSC-700Bold.ttf", more / f"{MORE_FILE}-700Bold.ttf"))
    cut_down("NotoSansJP", japanese, NOTO_STYLES, drawn_otherwise(bold, shipped))
    cut_down("NotoSansKR", fetch(NOTO_KR, downloads), MORE_STYLES, hangul())
    for file, (package, points) in SCRIPTS.items():
        cut_down(file, fetch(package, downloads), MORE_STYLES, set(points))
    (fonts / "characters.txt").write_text(ranges(covered(fonts)), encoding="ascii")
    (fonts / "OFL-NotoSansSC.txt").write_bytes(tar_member(noto, "LICENSE_FONT"))
    print(
        f"fonts: {len(BARLOW_STYLES)} Barlow Condensed, {len(NOTO_STYLES)} Noto Sans SC with {len(points)} characters"
    )


if __name__ == "__main__":
    raise SystemExit(run(make, "Make assets/fonts."))
