"""What was published about 11.11 of 2016 and of the years beside it, as data with its sources.

Amounts are cumulative GMV in fen (1 yuan = 100 fen) settled through Alipay; times are whole seconds since the
start of the day, Asia/Shanghai. Whatever is not in this module has no published figure and is simulated.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

BILLION_FEN = 100_000_000_000
"""One billion yuan, in fen."""

DAY_S = 86_400

EVENT_ZONE = timezone(timedelta(hours=8))
"""China has had one time and no summer time in 2016, so a fixed offset says all that Asia/Shanghai would."""

EVENT_START = datetime(2016, 11, 11, tzinfo=EVENT_ZONE)

EVENT_START_US = (EVENT_START - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
"""The start in microseconds since the Unix epoch."""


@dataclass(frozen=True, slots=True)
class Knot:
    """One published point of the cumulative GMV; `milestone` when the walls of the night celebrated the sum."""

    elapsed_s: int
    amount_fen: int
    source: str
    milestone: bool = True


def _knot(clock: str, tenths_of_billion: int, source: str, *, milestone: bool = True) -> Knot:
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    return Knot(
        hours * 3600 + minutes * 60 + seconds, tenths_of_billion * BILLION_FEN // 10, source, milestone=milestone
    )


GMV_2016: tuple[Knot, ...] = (
    _knot("00:00:20", 1, "chyxx.com 2017-12; another source says 40 s"),
    _knot("00:00:52", 10, "chyxx.com; colamg.com"),
    _knot("00:05:00", 68, "TechNode 2016-11-11: US$ 1bn passed", milestone=False),
    _knot("00:06:58", 100, "chyxx.com; colamg.com"),
    _knot("00:15:45", 200, "chinainternetwatch.com 19176; another source says 00:14:00"),
    _knot("00:40:00", 300, "chinainternetwatch.com 19176"),
    _knot("01:13:00", 400, "chinainternetwatch.com 19176"),
    _knot("02:00:00", 475, "TechNode 2016-11-11: US$ 7bn passed", milestone=False),
    _knot("02:30:00", 500, "chinainternetwatch.com 19176; chyxx.com"),
    _knot("06:54:53", 571, "colamg.com: all of 2014"),
    _knot("07:41:00", 600, "chinainternetwatch.com 19176"),
    _knot("09:40:00", 700, "chinainternetwatch.com 19176"),
    _knot("12:00:00", 807, "chinainternetwatch.com 19176; Fortune", milestone=False),
    _knot("13:00:00", 841, "chinainternetwatch.com 19176", milestone=False),
    _knot("15:00:00", 903, "chinainternetwatch.com 19176", milestone=False),
    _knot("15:19:13", 912, "chinainternetwatch.com 19176; colamg.com: all of 2015"),
    _knot("18:55:36", 1000, "chinainternetwatch.com 19176; chyxx.com"),
    _knot("24:00:00", 1207, "press release"),
)

FINAL_GMV_FEN = GMV_2016[-1].amount_fen

PEAK_ORDERS_PER_SECOND = 175_000
"""Press release; the second is not published."""

PEAK_PAYMENTS_PER_SECOND = 120_000
"""Press release."""

PEAK_PAYMENTS_AT_S = 9 * 60 + 39
"""About 00:09:39."""

FINAL_ORDERS = 657_000_000
"""Delivery orders of the whole day; press release."""

FINAL_COUNTRIES_AND_REGIONS = 235
"""Press release."""

MOBILE_SHARE: tuple[tuple[int, int], ...] = (
    (13 * 3600, 8396),
    (15 * 3600, 8300),
    (18 * 3600 + 55 * 60, 8200),
    (DAY_S, 8187),
)
"""(elapsed seconds, hundredths of a percent) of the GMV from phones and tablets; chinainternetwatch.com 19176."""
