"""The published peaks and sums of orders and payments, and the liveliness of the GMV beneath them."""

from itertools import pairwise

import pytest

from tests.demo.published import FINAL_PAYMENTS
from wallboard.demo.knots import (
    FINAL_ORDERS,
    GMV_2016,
    PEAK_ORDERS_PER_SECOND,
    PEAK_PAYMENTS_AT_S,
    PEAK_PAYMENTS_PER_SECOND,
)
from wallboard.demo.night import night

seeds = pytest.mark.parametrize("seed", [11, 1, 2016])


@seeds
def test_the_gmv_passes_every_published_point_exactly(seed: int) -> None:
    gmv = night(seed).gmv
    assert [gmv.at(knot.elapsed_s * 10**6) for knot in GMV_2016] == [knot.amount_fen for knot in GMV_2016]


@seeds
def test_the_gmv_rises_in_every_second_of_the_day(seed: int) -> None:
    assert all(left < right for left, right in pairwise(night(seed).gmv.totals))


@seeds
def test_the_gmv_rises_fastest_within_the_first_minute(seed: int) -> None:
    rises = [right - left for left, right in pairwise(night(seed).gmv.totals)]
    assert rises.index(max(rises)) < 60


@seeds
def test_the_rate_of_the_gmv_is_alive_but_never_jerks(seed: int) -> None:
    rises = [right - left for left, right in pairwise(night(seed).gmv.totals)]
    changes = [abs(after - before) / before for before, after in pairwise(rises[60:])]
    assert 0.002 < sum(changes) / len(changes) < 0.02
    assert max(changes) < 0.15


@seeds
def test_orders_peak_once_and_exactly(seed: int) -> None:
    orders = night(seed).orders_per_second
    assert max(orders) == PEAK_ORDERS_PER_SECOND
    assert orders.count(PEAK_ORDERS_PER_SECOND) == 1
    assert orders.index(PEAK_ORDERS_PER_SECOND) < 60


@seeds
def test_orders_add_up_to_the_published_sum(seed: int) -> None:
    assert sum(night(seed).orders_per_second) == FINAL_ORDERS


@seeds
def test_payments_peak_once_and_exactly_where_published(seed: int) -> None:
    payments = night(seed).payments_per_second
    assert payments.index(max(payments)) == PEAK_PAYMENTS_AT_S
    assert max(payments) == PEAK_PAYMENTS_PER_SECOND
    assert payments.count(PEAK_PAYMENTS_PER_SECOND) == 1


@seeds
def test_payments_add_up_to_about_the_published_sum(seed: int) -> None:
    assert sum(night(seed).payments_per_second) == pytest.approx(FINAL_PAYMENTS, rel=0.05)


@seeds
def test_the_night_never_falls_quite_silent(seed: int) -> None:
    assert min(night(seed).orders_per_second) > 1000
    assert min(night(seed).payments_per_second) > 1000
