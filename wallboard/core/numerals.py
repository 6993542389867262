"""How figures are written: grouped, in 亿 and 万, in billions and millions; rounded down, never a float."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]

MISSING = "—"
"""What stands where nothing is known; zero is a figure, this is none."""

STEPS: dict[str, tuple[tuple[int, str], ...]] = {
    "zh": ((10**8, "亿"), (10**4, "万")),
    "en": ((10**9, "bn"), (10**6, "m"), (10**3, "k")),
}
"""The units of a language from the largest down, each (size, sign)."""
_AGES: dict[str, tuple[tuple[int, str], ...]] = {
    "zh": ((3600, "小时"), (60, "分钟"), (1, "秒")),
    "en": ((3600, "h"), (60, "min"), (1, "s")),
}
_LONG = {"bn": "billion", "m": "million", "k": "thousand"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A written figure in its parts, so that sign and unit can be set smaller than the digits."""

    sign: str
    digits: str
    unit: str = ""

    def __str__(self) -> str:
        """The figure as running text, as captions and exports write it."""
        gap = " " if self.unit and self.unit[0].isascii() and len(self.unit) > 2 else ""
        return f"{self.sign}{self.digits}{gap}{self.unit}"


def grouped(value: int) -> str:
    """Thousands separated by commas, as CLDR has it for both Chinese and English."""
    return f"{value:,}"


def fixed(value: int, scale: int, decimals: int) -> str:
    """`value / scale` with `decimals` places, rounded towards minus infinity: 4751234 / 10**4, 2 -> "475.12"."""
    units = value * 10**decimals // scale
    sign, units = ("-", -units) if units < 0 else ("", units)
    whole, part = divmod(units, 10**decimals)
    return f"{sign}{whole:,}.{part:0{decimals}d}" if decimals else f"{sign}{whole:,}"


def full_money(minor: int, sign: str) -> Figure:
    """The whole units of an amount in minor units: 4751234567890 -> ¥47,512,345,678."""
    return Figure(sign, grouped(minor // 100))


def compact(
    value: int, scale: int, language: Language, decimals: int = 2, sign: str = "", *, long: bool = False
) -> Figure:
    """`value / scale` in the largest unit it fills, rounded down.

    Chinese counts in 亿 and 万, English in bn, m and k (`long`: billion, million, thousand).
    Below the smallest unit the whole number stands.
    """
    for size, unit in STEPS[language]:
        if abs(value) >= size * scale:
            return Figure(sign, fixed(value, size * scale, decimals), _LONG.get(unit, unit) if long else unit)
    return Figure(sign, grouped(value // scale))


def rough_age(seconds: int, language: Language) -> str:
    """An age in one unit, cut: 90 s, 12 min, 8 h."""
    size, unit = next(((n, u) for n, u in _AGES[language] if seconds >= 2 * n), _AGES[language][-1])
    return f"{seconds // size:,}{'' if language == 'zh' else ' '}{unit}"


def share(ppm: int, decimals: int = 1) -> Figure:
    """Parts per million as a percentage, rounded down: 839600 -> 83.9 %."""
    return Figure("", fixed(ppm, 10_000, decimals), "%")
