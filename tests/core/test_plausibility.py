"""What is plausible of a figure, at each of its bounds."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.core.snapshots import snapshot
from wallboard.core.contract.snapshot import Name, Ranked
from wallboard.core.instants import SECOND_US
from wallboard.core.plausibility import Accepted, Doubt, Instant, Ledger, Limits, agreed, fallen, movement, weigh

LIMITS = Limits(confirmations=3, fen_per_s=1000, counts_per_s=10)
BEFORE = Accepted(5000, 0, 0, 0)


def at(second: float, *, event_s: float | None = None, rate: float | None = None) -> Instant:
    us = int(second * SECOND_US)
    return Instant(us, us, us if event_s is None else int(event_s * SECOND_US), rate)


@pytest.mark.parametrize(
    ("value", "after_s", "expected"),
    [(7000, 2, None), (7001, 2, "jump"), (6000, 0, None), (6001, 0, "jump"), (5000, 9, None), (4999, 9, "fall")],
)
def test_a_figure_grows_as_fast_as_it_may_and_never_falls(value: int, after_s: float, expected: str | None) -> None:
    assert movement(value, BEFORE, at(after_s), LIMITS, LIMITS.fen_per_s) == expected


def test_a_net_figure_may_fall_as_fast_as_it_may_grow() -> None:
    assert movement(3000, BEFORE, at(2), LIMITS, 1000, may_fall=True) is None
    assert movement(2999, BEFORE, at(2), LIMITS, 1000, may_fall=True) == "fall"


def test_a_figure_may_begin_anew_with_the_event() -> None:
    starting = replace(LIMITS, start_us=10 * SECOND_US)
    assert movement(0, BEFORE, at(10), starting, 1000) is None
    assert movement(0, BEFORE, at(9.9), starting, 1000) == "fall"
    assert movement(0, replace_event(BEFORE, 10), at(11), starting, 1000) == "fall"


def replace_event(accepted: Accepted, second: int) -> Accepted:
    return accepted._replace(event_us=second * SECOND_US)


def test_the_time_of_a_simulation_is_no_longer_than_its_rate_and_its_own_clock_allow() -> None:
    assert at(4).passed_us(BEFORE) == 4 * SECOND_US
    assert Instant(4 * SECOND_US, 9 * SECOND_US, 0, 60.0).passed_us(BEFORE) == 9 * SECOND_US
    assert Instant(4 * SECOND_US, 900 * SECOND_US, 0, 60.0).passed_us(BEFORE) == 300 * SECOND_US
    assert Instant(0, 0, 0).passed_us(BEFORE) == SECOND_US


STANDS = Accepted(8500, 0, 0, 0)
DOUBT = Doubt(9000, SECOND_US, SECOND_US, "jump", agreed=1)


@pytest.mark.parametrize(
    ("value", "after_s", "expected"),
    [
        (9000, 3, 2),
        (11_000, 3, 2),
        (11_001, 3, None),  # goes on faster than it may
        (8999, 3, None),  # and not back
        (9000, 1, 1),  # the same claim again says nothing new
        (9001, 1, None),  # another claim at the same time
        (9000, 0.5, None),  # older
    ],
)
def test_a_poll_agrees_with_a_doubt_that_it_goes_on_from(value: int, after_s: float, expected: int | None) -> None:
    assert agreed(DOUBT, STANDS, value, "jump", at(after_s), 1000) == expected


def test_a_net_figure_agrees_downwards_too_and_other_doubts_are_other_claims() -> None:
    assert agreed(DOUBT, STANDS, 8000, "jump", at(3), 1000, may_fall=True) == 2
    assert agreed(DOUBT, STANDS, 6999, "jump", at(3), 1000, may_fall=True) is None
    assert agreed(DOUBT, STANDS, 9000, "fall", at(3), 1000) is None


def brands(*items: tuple[str, int]) -> tuple[Ranked, ...]:
    return tuple(Ranked(id=name, name=Name(en=name), gmv_fen=fen) for name, fen in items)


def test_no_more_parts_are_known_than_a_hundred_full_lists_have_and_the_others_are_left_out() -> None:
    known = {f"best_selling_brands\tb{n}": Accepted(1, 0, 0, 0) for n in range(50_000)}
    full = snapshot(0, 10**9, best_selling_brands=brands(("b0", 1), ("late", 1)))
    weighed = weigh(Ledger(parts=known), full, at(1), LIMITS)
    assert weighed.held == {"best_selling_brands\tlate": None}
    assert set(weighed.ledger.parts) == {"best_selling_brands\tb0"}
    known.popitem()
    assert weigh(Ledger(parts=known), full, at(1), LIMITS).held == {}


def test_a_part_larger_than_the_whole_waits_as_it_stood() -> None:
    before = Ledger({"gmv": Accepted(900, 0, 0, 0)}, {"best_selling_brands\ta": Accepted(800, 0, 0, 0)})
    says = snapshot(SECOND_US, 1000, best_selling_brands=brands(("a", 1001), ("b", 1000)))
    weighed = weigh(before, says, at(1), LIMITS)
    assert weighed.held == {"best_selling_brands\ta": 800}
    assert weighed.ledger.parts["best_selling_brands\tb"].value == 1000
    assert weighed.ledger.sums == {"best_selling_brands": 1800}


def test_parts_that_were_only_divided_anew_are_believed() -> None:
    parts = {f"best_selling_brands\t{name}": Accepted(fen, 0, 0, 0) for name, fen in (("a", 60_000), ("b", 40_000))}
    ledger = Ledger({"gmv": Accepted(200_000, 0, 0, 0)}, parts, {"best_selling_brands": 100_000})
    divided = snapshot(SECOND_US, 200_000, best_selling_brands=brands(("a", 40_000), ("b", 60_000)))
    assert weigh(ledger, divided, at(1), LIMITS).held == {}
    faster = replace(LIMITS, fen_per_s=12_000)
    half = snapshot(SECOND_US, 200_000, best_selling_brands=brands(("a", 40_000), ("b", 50_000)))
    assert weigh(ledger, half, at(1), faster).held == {}
    less = snapshot(SECOND_US, 200_000, best_selling_brands=brands(("a", 40_000), ("b", 49_999)))
    assert set(weigh(ledger, less, at(1), faster).held) == {"best_selling_brands\ta"}
    assert set(weigh(ledger, half, at(1), LIMITS).held) == set(parts)


def test_a_total_that_falls_waits_and_is_corrected_when_three_further_polls_agree() -> None:
    ledger = Ledger({"gmv": Accepted(1000, 0, 0, 0), "orders": Accepted(50, 0, 0, 0)})
    for second in range(1, 4):
        weighed = weigh(ledger, snapshot(second * SECOND_US, 1000, orders=40), at(second), LIMITS)
        assert (weighed.withheld, weighed.corrected) == (("orders",), ())
        ledger = weighed.ledger
    weighed = weigh(ledger, snapshot(4 * SECOND_US, 1000, orders=40), at(4), LIMITS)
    assert (weighed.withheld, weighed.corrected, weighed.ledger.totals["orders"].value) == ((), ("orders",), 40)


def test_counts_and_amounts_have_limits_of_their_own() -> None:
    ledger = Ledger({"gmv": Accepted(1000, 0, 0, 0), "orders": Accepted(50, 0, 0, 0)})
    assert weigh(ledger, snapshot(SECOND_US, 1000, orders=60), at(1), LIMITS).withheld == ()
    assert weigh(ledger, snapshot(SECOND_US, 1000, orders=61), at(1), LIMITS).withheld == ("orders",)
    in_money = replace(LIMITS, money=frozenset({"gmv", "orders"}))
    assert weigh(ledger, snapshot(SECOND_US, 1000, orders=61), at(1), in_money).withheld == ()
    believed = weigh(ledger, snapshot(SECOND_US, 1000, orders=61), at(1), LIMITS, believed=("jump",))
    assert believed.withheld == ()


def test_a_snapshot_has_fallen_where_any_of_its_totals_is_lower() -> None:
    ledger = Ledger({"gmv": Accepted(1000, 0, 0, 0), "orders": Accepted(50, 0, 0, 0)})
    assert not fallen(ledger, snapshot(0, 1000, orders=50))
    assert fallen(ledger, snapshot(0, 1000, orders=49))
    assert fallen(ledger, snapshot(0, 999))
    assert not fallen(ledger, snapshot(0, 1000))


def test_of_corrected_parts_the_hundred_largest_are_marked() -> None:
    names = [f"b{n:03}" for n in range(120)]
    parts = {f"best_selling_brands\t{name}": Accepted(10_000, 0, 0, 0) for name in names}
    ledger = Ledger({"gmv": Accepted(10**9, 0, 0, 0)}, parts)
    for second in range(1, 5):
        says = snapshot(
            second * SECOND_US, 10**9, best_selling_brands=brands(*((n, 10 + k) for k, n in enumerate(names)))
        )
        weighed = weigh(ledger, says, at(second), LIMITS)
        ledger = weighed.ledger
    assert list(weighed.corrected_parts) == [f"best_selling_brands\t{name}" for name in reversed(names)][:100]
