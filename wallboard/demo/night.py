"""The demonstration event: everything the contract can say about any instant of 2016-11-11, as a function of it."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from wallboard.demo import counts, viewers
from wallboard.demo.amounts import yuan
from wallboard.demo.categories import Categories
from wallboard.demo.cities import Cities
from wallboard.demo.countries import Countries, buying_from_china, selling_to_china
from wallboard.demo.curve import SecondTable
from wallboard.demo.gmv import gmv_table
from wallboard.demo.knots import EVENT_START, GMV_2016
from wallboard.demo.rates import order_totals, orders_per_second, payments_per_second
from wallboard.demo.shares import CHECKPOINTS_S, stretch_at

DEFAULT_SEED = 11

_MILESTONES = tuple(knot for knot in GMV_2016 if knot.milestone)

_EVE_US = -24 * 3600 * 1_000_000
_STEP_US = 500_000


@dataclass(frozen=True, slots=True)
class Night:
    """One whole night, from which every instant is read."""

    gmv: SecondTable
    orders: SecondTable
    orders_per_second: tuple[int, ...]
    payments_per_second: tuple[int, ...]
    cities: Cities
    categories: Categories
    selling: Countries
    buying: Countries
    channels: tuple[viewers.DemoChannel, ...]

    @classmethod
    def of(cls, seed: int) -> "Night":
        """Draw the night that belongs to the seed (a few tenths of a second; see `night`)."""
        gmv = gmv_table(seed)
        orders = orders_per_second(gmv)
        states = [gmv.totals[second] for second in CHECKPOINTS_S]
        return cls(
            gmv=gmv,
            orders=order_totals(orders),
            orders_per_second=orders,
            payments_per_second=payments_per_second(orders, seed),
            cities=Cities.of(states, seed),
            categories=Categories.of(states, seed),
            selling=selling_to_china(states, seed),
            buying=buying_from_china(states, seed),
            channels=viewers.channels(seed),
        )

    def document(self, elapsed_us: int, rate: Decimal, sequence: int) -> dict[str, object]:
        """The contract document of the instant, cut to the millisecond that its `at` can say."""
        elapsed_us -= elapsed_us % 1000
        stretch = stretch_at(elapsed_us)
        gmv_fen = self.gmv.at(elapsed_us)
        categories, best = self.categories.documents(stretch, gmv_fen)
        said: dict[str, object] = {
            "contract": "wallboard/1",
            "simulated": True,
            "rate": int(rate) if rate == int(rate) else float(rate),
            "at": (EVENT_START + timedelta(microseconds=elapsed_us)).isoformat(timespec="milliseconds"),
            "sequence": sequence,
            "currency": "CNY",
            "gmv": yuan(gmv_fen),
            "orders": self.orders.at(elapsed_us),
            "buyers": counts.buyers(gmv_fen),
            "countries_and_regions": counts.countries_and_regions(elapsed_us),
            "brands": counts.brands(elapsed_us),
            "orders_per_second": _in_second(self.orders_per_second, elapsed_us),
            "payments_per_second": _in_second(self.payments_per_second, elapsed_us),
        }
        if gmv_fen:  # a share of nothing is not zero: before the start it is left out
            said["mobile_share"] = counts.mobile_share(elapsed_us)
        said |= {
            "cities": self.cities.document(stretch, gmv_fen),
            "categories": categories,
            "best_selling_brands": best,
            "selling_to_china": self.selling.document(stretch, gmv_fen),
            "buying_from_china": self.buying.document(stretch, gmv_fen),
            "audience": [
                {"channel": channel.id, "name": channel.name, "viewers": channel.viewers(elapsed_us)}
                for channel in self.channels
            ],
            "engagement": {"shakes": viewers.shakes(elapsed_us)},
            "milestones": _milestones(elapsed_us),
        }
        return said


@lru_cache(maxsize=4)
def night(seed: int) -> Night:
    """The night of the seed; the last few drawn are kept, since drawing one takes longer than reading it."""
    return Night.of(seed)


def snapshot_at(
    elapsed_us: int, seed: int = DEFAULT_SEED, rate: Decimal = Decimal(1), sequence: int | None = None
) -> dict[str, Any]:
    """The whole contract document of one instant, ready for JSON; the same for the same arguments everywhere.

    `elapsed_us`: microseconds since 00:00:00, negative on the eve. `rate`: how much faster than real time the event
    is played. Without a `sequence` of the caller's, half seconds of event time are counted from the eve. Every total,
    also of each city, category, brand and country, never falls as `elapsed_us` rises; parts never exceed the whole.
    Objects that name something are shared between documents: do not change them.
    """
    if sequence is None:
        sequence = max(0, elapsed_us - _EVE_US) // _STEP_US
    return night(seed).document(elapsed_us, rate, sequence)


def gmv_fen_at(elapsed_us: int, seed: int = DEFAULT_SEED) -> int:
    """Cumulative GMV alone, in fen."""
    return night(seed).gmv.at(elapsed_us)


def _in_second(per_second: tuple[int, ...], elapsed_us: int) -> int:
    """A rate stands for its whole second, so that a poll a second meets the peak."""
    second = elapsed_us // 1_000_000
    return per_second[second] if 0 <= second < len(per_second) else 0


def _milestones(elapsed_us: int) -> list[dict[str, str]]:
    reached = bisect_right(_MILESTONES, elapsed_us, key=lambda knot: knot.elapsed_s * 1_000_000)
    return [
        {"gmv": str(knot.amount_fen // 100), "at": (EVENT_START + timedelta(seconds=knot.elapsed_s)).isoformat()}
        for knot in _MILESTONES[:reached]
    ]
