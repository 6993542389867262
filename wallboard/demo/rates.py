"""Orders and payments at every second of the night.

Published: at most 175,000 orders and 120,000 payments a second, the latter at about 00:09:39; 657 million orders and
1.05 billion payments in all. The second of the order peak is not published: here it is the one with the greatest GMV,
within the first minute. Orders add up exactly; payments, whose total the contract does not carry, to within 5 %.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from wallboard.demo.curve import MonotoneCurve, SecondTable
from wallboard.demo.knots import (
    DAY_S,
    FINAL_ORDERS,
    PEAK_ORDERS_PER_SECOND,
    PEAK_PAYMENTS_AT_S,
    PEAK_PAYMENTS_PER_SECOND,
)
from wallboard.demo.noise import PPM, key_of, wave_row

_EASED_FROM_S = 418
_EASED_UNTIL_S = 3600

_PAYMENT_LIMIT = MonotoneCurve.through(
    (
        (0, 9_000), (10, 42_000), (30, 71_000), (52, 84_000), (120, 92_000), (300, 101_000), (418, 108_000),
        (PEAK_PAYMENTS_AT_S, 117_000), (700, 108_000), (945, 96_000), (1500, 66_000), (2400, 52_000), (3600, 40_000),
    )
)  # fmt: skip
"""Payments a second while the payment system, not the demand, sets the pace (simulated but for its peak)."""

_PAYMENTS_EASED_S = (1500, 3600)
_PAYMENTS_PER_THOUSAND_ORDERS = 1_670
_NOISE_PPM = 20_000


def orders_per_second(gmv: SecondTable) -> tuple[int, ...]:
    """Orders in each second of the day: the shape of the GMV, peak exactly as published, sum exactly as published.

    The first minutes use one price for all, set by the peak; then the mean order eases, until 01:00, into the price
    that makes the day's sum come out.
    """
    rises = [right - left for left, right in pairwise(gmv.totals)]
    dearest = max(rises)
    shares = [*map(_late_ppm, range(_EASED_UNTIL_S)), *[PPM] * (len(rises) - _EASED_UNTIL_S)]
    late = [rise * share for rise, share in zip(rises, shares, strict=True)]
    counts = [
        (rise * PPM - part) * PEAK_ORDERS_PER_SECOND // (dearest * PPM) for rise, part in zip(rises, late, strict=True)
    ]
    missing = FINAL_ORDERS - sum(counts)
    running = [0, *accumulate(late)]
    filled = [part * missing // running[-1] for part in running]
    return tuple(count + after - before for count, (before, after) in zip(counts, pairwise(filled), strict=True))


def order_totals(per_second: Sequence[int]) -> SecondTable:
    """Cumulative orders at every second."""
    return SecondTable((0, *accumulate(per_second)))


def payments_per_second(orders: Sequence[int], seed: int) -> tuple[int, ...]:
    """Payments in each second: under the limit of the first half hour, later in step with the orders."""
    flicker = [
        fast + slow
        for fast, slow in zip(
            wave_row(key_of(seed, "payments 3"), DAY_S, 3, _NOISE_PPM // 2),
            wave_row(key_of(seed, "payments 40"), DAY_S, 40, _NOISE_PPM // 2),
            strict=True,
        )
    ]
    free = [count * _PAYMENTS_PER_THOUSAND_ORDERS // 1000 for count in orders]
    free[: _PAYMENTS_EASED_S[1]] = map(_limited, range(_PAYMENTS_EASED_S[1]), free)
    payments = [count * (PPM + noise) // PPM for count, noise in zip(free, flicker, strict=True)]
    payments[PEAK_PAYMENTS_AT_S] = PEAK_PAYMENTS_PER_SECOND
    return tuple(payments)


def _limited(second: int, free: int) -> int:
    """The payments of a second of the first hour, of which so many would be made without the limit."""
    start, end = _PAYMENTS_EASED_S
    freed = max(0, second - start)
    return (_PAYMENT_LIMIT.at(second) * (end - start - freed) + free * freed) // (end - start)


def _late_ppm(second: int) -> int:
    span = _EASED_UNTIL_S - _EASED_FROM_S
    return PPM * min(span, max(0, second - _EASED_FROM_S)) // span
