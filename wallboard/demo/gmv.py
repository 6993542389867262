"""The GMV of the night at every second: through the published sums exactly, lively in between."""

from collections.abc import Iterator
from itertools import accumulate, pairwise

from wallboard.demo.curve import MonotoneCurve, SecondTable
from wallboard.demo.knots import DAY_S, GMV_2016
from wallboard.demo.noise import PPM, key_of, wave_row

_WAVES_PPM = ((2, 22_000), (7, 22_000), (31, 20_000), (240, 18_000), (1700, 30_000))
"""(period in seconds, height): the flicker of single seconds up to the mood of half an hour; together 11 %."""

_FIRST_RUSH = (41, 10, 100_000)
"""Second, half width, height: the rush within the first minute tops everything that follows (simulated)."""

_HOURLY_PPM = {9: 220_000, 10: 300_000, 12: 200_000, 20: 300_000, 21: 260_000, 22: 300_000, 23: 260_000}
"""New coupons at the full hour bring a small wave; by hour, `_HOURLY_ELSE_PPM` at all others from 01:00 on."""

_HOURLY_ELSE_PPM = 110_000
_HOURLY_LASTS_S = 480
_LAST_HOUR_PPM = 900_000
_LAST_RUSH_S = 2400


def gmv_table(seed: int) -> SecondTable:
    """Cumulative fen at every second of the day; every knot is met exactly, every second rises.

    Between two knots the smooth monotone curve's rise of each second is weighted by noise and by the night's habits,
    then the stretch is scaled back to the published difference with whole numbers.
    """
    knots = ((0, 0), *((knot.elapsed_s, knot.amount_fen) for knot in GMV_2016))
    heights = MonotoneCurve.through(knots).row(DAY_S + 1)
    weights = [
        (right - left) * factor for (left, right), factor in zip(pairwise(heights), _factors_ppm(seed), strict=True)
    ]
    totals = [0]
    for (start_s, start_fen), (end_s, end_fen) in pairwise(knots):
        running = list(accumulate(weights[start_s:end_s]))
        totals.extend(start_fen + part * (end_fen - start_fen) // running[-1] for part in running)
    return SecondTable(tuple(totals))


def _factors_ppm(seed: int) -> Iterator[int]:
    rows = [wave_row(key_of(seed, f"gmv {period}"), DAY_S, period, limit) for period, limit in _WAVES_PPM]
    return map(sum, zip(_habits_ppm(), *rows, strict=True))


def _habits_ppm() -> list[int]:
    """What people do at each second whatever the seed: the first rush, full hours, the last half hour; around `PPM`."""
    found = [PPM] * DAY_S
    centre, half, height = _FIRST_RUSH
    for second in range(centre - half, centre + half):
        found[second] += height - height * abs(second - centre) // half
    for hour in range(1, DAY_S // 3600):
        height = _HOURLY_PPM.get(hour, _HOURLY_ELSE_PPM)
        for into in range(_HOURLY_LASTS_S):
            left = _HOURLY_LASTS_S - into
            found[hour * 3600 + into] += height * left * left // _HOURLY_LASTS_S**2 * min(into, 20) // 20
    for second in range(DAY_S - _LAST_RUSH_S, DAY_S):
        last = second - (DAY_S - _LAST_RUSH_S)
        found[second] += _LAST_HOUR_PPM * last * last // _LAST_RUSH_S**2
    return found
