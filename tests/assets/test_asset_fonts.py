"""The fonts hold every character that the wall is sure to need, and figures of equal width."""

from __future__ import annotations

from typing import Any

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # fonttools ships no types

from tests.assets.conftest import ASSETS, Map

BARLOW = {"500Medium": 500, "600SemiBold": 600, "700Bold": 700, "800ExtraBold": 800, "800ExtraBoldItalic": 800}
NOTO = {"500Medium": 500, "700Bold": 700, "900Black": 900}


def characters(family: str, style: str) -> set[str]:
    with TTFont(ASSETS / "fonts" / f"{family}-{style}.ttf", lazy=True) as font:
        return set(map(chr, font.getBestCmap()))


def gb2312_hanzi() -> set[str]:
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return {text for code in rows if (text := code.decode("gb2312", errors="ignore"))}


def test_gb2312_has_6763_hanzi() -> None:
    assert len(gb2312_hanzi()) == 6763


@pytest.mark.parametrize("style", NOTO)
def test_noto_covers_gb2312_and_its_punctuation(style: str) -> None:
    assert (gb2312_hanzi() | set("，。、；：？！“”‘’（）《》·—…￥％＋ 0123456789,.%+-$¥AZaz")) <= characters(
        "NotoSansSC", style
    )


@pytest.mark.parametrize("style", NOTO)
def test_noto_covers_every_name_on_the_maps(style: str, china: Map, world: Map, cities: list[dict[str, Any]]) -> None:
    places = china.document["provinces"] + world.document["countries"] + cities
    needed = {letter for place in places for name in ("zh", "zh_full", "en") for letter in place.get(name, "")}
    assert needed - characters("NotoSansSC", style) == set()


@pytest.mark.parametrize("style", BARLOW)
def test_barlow_covers_every_english_name(style: str, world: Map, cities: list[dict[str, Any]]) -> None:
    needed = {letter for place in world.document["countries"] + cities for letter in place["en"]}
    assert needed - characters("BarlowCondensed", style) == set()


@pytest.mark.parametrize("style", BARLOW)
def test_barlow_has_ten_tabular_figures_of_one_width(style: str) -> None:
    with TTFont(ASSETS / "fonts" / f"BarlowCondensed-{style}.ttf") as font:
        records = font["GSUB"].table.FeatureList.FeatureRecord
        lookups = {n for r in records if r.FeatureTag == "tnum" for n in r.Feature.LookupListIndex}
        subtables = [s for n in lookups for s in font["GSUB"].table.LookupList.Lookup[n].SubTable]
        swaps = {old: new for s in subtables for old, new in getattr(s, "ExtSubTable", s).mapping.items()}
        figures = [font.getBestCmap()[ord(figure)] for figure in "0123456789"]
        widths = {font["hmtx"][swaps.get(figure, figure)][0] for figure in figures}
    assert len(widths) == 1


@pytest.mark.parametrize(("family", "styles"), [("BarlowCondensed", BARLOW), ("NotoSansSC", NOTO)])
def test_every_file_has_the_weight_that_its_name_says(family: str, styles: dict[str, int]) -> None:
    for style, weight in styles.items():
        with TTFont(ASSETS / "fonts" / f"{family}-{style}.ttf", lazy=True) as font:
            assert font["OS/2"].usWeightClass == weight


@pytest.mark.parametrize("family", ["BarlowCondensed", "NotoSansSC"])
def test_the_licence_lies_beside_the_fonts(family: str) -> None:
    assert "SIL OPEN FONT LICENSE" in (ASSETS / "fonts" / f"OFL-{family}.txt").read_text(encoding="utf-8").upper()
