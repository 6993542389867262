"""Counts beside the money: buyers, countries and regions, brands, and the share of the phones."""

from wallboard.demo.curve import MonotoneCurve
from wallboard.demo.knots import BILLION_FEN, FINAL_COUNTRIES_AND_REGIONS, FINAL_GMV_FEN, MOBILE_SHARE

_BUYERS = MonotoneCurve.through(
    (
        (0, 0),
        (BILLION_FEN // 10, 440_000),
        (BILLION_FEN, 3_900_000),
        (10 * BILLION_FEN, 31_200_000),
        (30 * BILLION_FEN, 79_000_000),
        (57 * BILLION_FEN, 131_000_000),
        (FINAL_GMV_FEN, 236_000_000),
    )
)
"""Buyers by GMV: fewer and fewer of those who pay are new (simulated)."""


def _by_second(*points: tuple[int, int]) -> MonotoneCurve:
    return MonotoneCurve.through(tuple((second * 1_000_000, count) for second, count in points))


_COUNTRIES = _by_second(
    (0, 0), (1, 24), (10, 78), (60, 131), (418, 181), (1800, 198), (7200, 212), (21_600, 220), (43_200, 228),
    (64_800, 232), (82_800, FINAL_COUNTRIES_AND_REGIONS), (86_400, FINAL_COUNTRIES_AND_REGIONS),
)  # fmt: skip
"""The end is published, the way there simulated."""

_BRANDS = _by_second(
    (0, 0), (1, 6_120), (10, 10_740), (60, 12_610), (418, 13_024), (3600, 13_046), (28_800, 13_061), (86_400, 13_087)
)
"""Published: more than 13,000."""

_MOBILE_SHARE = _by_second((0, 9_320), (418, 9_210), (3600, 9_040), (7200, 8_900), (23_400, 8_640), *MOBILE_SHARE)
"""Hundredths of a percent; before 13:00 simulated."""


def buyers(gmv_fen: int) -> int:
    """Different buyers so far."""
    return _BUYERS.at(gmv_fen)


def countries_and_regions(elapsed_us: int) -> int:
    """Countries and regions that have traded so far."""
    return _COUNTRIES.at(elapsed_us)


def brands(elapsed_us: int) -> int:
    """Brands that have sold so far."""
    return _BRANDS.at(elapsed_us)


def mobile_share(elapsed_us: int) -> str:
    """The part of the GMV from phones and tablets, a decimal string with four digits."""
    return f"0.{_MOBILE_SHARE.at(elapsed_us):04d}"
