"""Foreign JSON is mapped exactly; a rule that is wrong names its key."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.documents import anything, text_of
from wallboard.core.contract.fields import FIELDS
from wallboard.core.contract.reading import Reading, read_answer
from wallboard.core.contract.snapshot import City, Name, Ranked, StatedMilestone
from wallboard.core.errors import MappingError
from wallboard.core.instants import to_us
from wallboard.core.mapping import (
    LEAST_SCALE,
    MOST_SCALE,
    SCALE_DIGITS,
    FieldRule,
    Mapping,
    Received,
    lost_by,
    usable_scale,
)

AT_US = 1_478_794_018_000_000
ZONE = "Asia/Shanghai"
FOREIGN: dict[str, Any] = {
    "data": {
        "ts": 1_478_794_018,
        "total": {"cent": 1_000_000_000_001, "wan": "1000000.5"},
        "list": [{"c": "330100", "amt": 31_204_482_010}, {"c": "310000", "amt": 1}],
        "orders_wan": Decimal("5231.8824"),
    }
}


def mapped(tree: object, **rules: dict[str, Any]) -> Reading:
    """What is understood of a foreign document under `rules` beside a time and an amount."""
    base: dict[str, dict[str, Any]] = {
        "at": {"path": "data.ts", "time_format": "unix"},
        "gmv": {"path": "data.total.cent", "scale": "0.01"},
    }
    return read_answer(text_of(tree).encode(), Mapping.from_dict(base | rules, ZONE))


def test_fen_and_unix_seconds_are_understood() -> None:
    reading = mapped(FOREIGN)
    assert reading.problems == ()
    assert reading.snapshot is not None
    assert (reading.snapshot.at_us, reading.snapshot.gmv_fen) == (AT_US, 1_000_000_000_001)


@pytest.mark.parametrize(
    ("path", "scale", "fen"),
    [
        ("data.total.cent", "0.01", 1_000_000_000_001),
        ("data.total.wan", "10000", 1_000_000_500_000),
        ("data.total.cent", "1", 100_000_000_000_100),
        ("data.orders_wan", 10_000, 5_231_882_400),
        ("data.total.cent", 0.01, 1_000_000_000_001),
    ],
    ids=["分", "万 as text", "元", "万 as a number", "a float of the configuration"],
)
def test_a_scale_is_applied_exactly(path: str, scale: object, fen: int) -> None:
    snapshot = mapped(FOREIGN, gmv={"path": path, "scale": scale}).snapshot
    assert snapshot is not None
    assert snapshot.gmv_fen == fen


@given(st.decimals(0, 10**12, places=20), st.sampled_from(["0.01", "10000", "0.0001", "7"]))
def test_a_scaled_amount_is_the_floor_of_the_exact_product(value: Decimal, scale: str) -> None:
    reading = mapped({"data": {"ts": 1_478_794_018, "x": value}}, gmv={"path": "data.x", "scale": scale})
    assert reading.snapshot is not None
    assert reading.snapshot.gmv_fen == int(Fraction(value) * Fraction(scale) * 100)


def test_a_scaled_product_never_rounds_up_past_the_truth() -> None:
    value = Decimal("999999999999.9999999999999999999999999")
    snapshot = mapped({"data": {"ts": 1_478_794_018, "x": value}}, gmv={"path": "data.x", "scale": "100"}).snapshot
    assert snapshot is not None
    assert snapshot.gmv_fen == 9_999_999_999_999_999


def test_a_count_may_be_scaled_too() -> None:
    snapshot = mapped(FOREIGN, orders={"path": "data.orders_wan", "scale": "10000"}).snapshot
    assert snapshot is not None
    assert snapshot.figure("orders") == 52_318_824


@pytest.mark.parametrize("field", ["orders", "mobile_share", "rate", "audience"])
@pytest.mark.parametrize("path", ["data.list", "data", "data.list[::0]", "sum(data.list)", "`true`", "`-1`"])
def test_a_rule_that_finds_nonsense_costs_only_its_field(field: str, path: str) -> None:
    reading = mapped(FOREIGN, **{field: {"path": path, "scale": "0.5"}})
    assert reading.snapshot is not None
    assert reading.snapshot.gmv_fen == 1_000_000_000_001
    assert {p.path.partition("[")[0] for p in reading.problems} == {field}


def test_amounts_inside_lists_are_scaled_and_nothing_else() -> None:
    rule: dict[str, object] = {"path": "data.list[].{code: c, gmv: amt}", "scale": "0.01"}
    snapshot = mapped(FOREIGN, cities=rule).snapshot
    assert snapshot is not None
    assert snapshot.cities == (City("330100", 31_204_482_010), City("310000", 1))


def test_amounts_of_lists_inside_lists_are_scaled() -> None:
    tree = FOREIGN | {"cats": [{"id": 7, "gmv": 300, "top": [{"id": 8, "gmv": "150"}]}]}
    snapshot = mapped(tree, categories={"path": "cats", "scale": "0.01"}).snapshot
    assert snapshot is not None
    assert snapshot.categories is not None
    assert (snapshot.categories[0].id, snapshot.categories[0].gmv_fen) == ("7", 300)
    assert snapshot.categories[0].top == (Ranked("8", Name(en="8"), 150),)


def test_milestones_take_both_a_scale_and_a_time_format() -> None:
    tree = FOREIGN | {"ms": [{"gmv": 100, "at": 1_478_793_652_000}, {"gmv": 200, "at": "soon"}]}
    reading = mapped(tree, milestones={"path": "ms", "scale": "0.01", "time_format": "unix_ms"})
    assert reading.snapshot is not None
    assert reading.snapshot.milestones == (StatedMilestone(100, 1_478_793_652_000_000),)
    assert [p.path for p in reading.problems] == ["milestones[1]"]


@pytest.mark.parametrize(
    ("value", "time_format"),
    [
        (1_478_794_018, "unix"),
        ("1478794018", "unix"),
        (1_478_794_018_000, "unix_ms"),
        (Decimal("1478794018.000000"), "unix"),
        ("2016-11-11 00:06:58", "iso"),
        ("2016-11-10T16:06:58Z", "iso"),
        ("2016/11/11 00:06:58", "%Y/%m/%d %H:%M:%S"),
        (20161111000658, "%Y%m%d%H%M%S"),
        ("2016-11-10 11:06:58 -0500", "%Y-%m-%d %H:%M:%S %z"),
        # what says UTC is of UTC, whatever the zone of the event is
        ("2016-11-10T16:06:58Z", "%Y-%m-%dT%H:%M:%SZ"),
        ("2016-11-10T16:06:58.000Z", "%Y-%m-%dT%H:%M:%S.%fZ"),
        ("2016-11-10 16:06:58 UTC", "%Y-%m-%d %H:%M:%S UTC"),
        ("2016-11-10 16:06:58 GMT", "%Y-%m-%d %H:%M:%S %Z"),
        ("Thu, 10 Nov 2016 16:06:58 GMT", "%a, %d %b %Y %H:%M:%S GMT"),
        ("Thu Nov 10 16:06:58 UTC 2016", "%a %b %d %H:%M:%S %Z %Y"),
        ("Fri Nov 11 2016 00:06:58 GMT+0800 (CST)", "%a %b %d %Y %H:%M:%S GMT%z (CST)"),
        ("Zeit 2016-11-11 00:06:58", "Zeit %Y-%m-%d %H:%M:%S"),
        ("2016-11-10 16:06:58 UTC", "iso"),
        ("2016-11-10t16:06:58z", "iso"),
        ("2016-11-11T00:06:58+08:00[Asia/Shanghai]", "iso"),
    ],
    ids=str,
)
def test_time_formats_are_understood_in_the_zone_of_the_event(value: object, time_format: str) -> None:
    reading = mapped(FOREIGN | {"t": value}, at={"path": "t", "time_format": time_format})
    assert reading.snapshot is not None
    assert reading.snapshot.at_us == AT_US


@pytest.mark.parametrize("form", ["%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d %H:%M:%SZ"])
def test_the_name_of_a_zone_that_is_not_utc_is_never_read_past(form: str) -> None:
    reading = mapped(FOREIGN | {"t": "2016-11-10 11:06:58 EST"}, at={"path": "t", "time_format": form})
    assert reading.snapshot is None


@given(st.integers(0, 4 * 3600))
def test_a_time_in_the_hour_that_is_there_twice_is_the_one_at_which_it_came(second: int) -> None:
    came = datetime(2026, 10, 24, 23, 0, tzinfo=UTC) + timedelta(seconds=second)
    said = came.astimezone(ZoneInfo("Europe/Berlin")).replace(tzinfo=None).isoformat(" ")
    at = {"path": "t", "time_format": "iso"}
    mapping = Mapping.from_dict({"at": at, "gmv": {"path": "g"}}, "Europe/Berlin")
    received = Received(to_us(came) + 3_000_000)
    reading = read_answer(text_of({"t": said, "g": 1}).encode(), mapping, (), received)
    assert reading.snapshot is not None
    assert reading.snapshot.at_us == to_us(came)


@given(st.integers(946_684_800_000, 4_102_444_800_000))
def test_unix_milliseconds_are_exact(ms: int) -> None:
    reading = mapped(FOREIGN | {"t": ms}, at={"path": "t", "time_format": "unix_ms"})
    assert reading.snapshot is not None
    assert reading.snapshot.at_us == ms * 1000


@pytest.mark.parametrize("time_format", ["unix", "unix_ms", "iso", "%Y"])
@given(value=anything)
def test_a_time_that_does_not_fit_never_raises(time_format: str, value: object) -> None:
    mapped(FOREIGN | {"t": value}, at={"path": "t", "time_format": time_format})


@given(
    anything, st.sampled_from(["@", "a.b", "[0]", "[]", "*.*", "sort(@)", "max(@)", "[::0]", "length(@)", "keys(@)"])
)
def test_any_document_under_any_rule_never_raises(tree: object, path: str) -> None:
    rules = {name: {"path": path, "scale": "0.01"} for name in FIELDS}
    read_answer(text_of(tree).encode(), Mapping.from_dict(rules, ZONE))


def test_what_no_rule_finds_is_missing_not_wrong() -> None:
    reading = mapped(FOREIGN, orders={"path": "data.nowhere"})
    assert (reading.snapshot is not None, reading.problems) == (True, ())


def test_a_simulation_whose_rule_fails_does_not_pass_for_the_real_night() -> None:
    snapshot = mapped(FOREIGN, simulated={"path": "sum(data.list)"}).snapshot
    assert snapshot is not None
    assert snapshot.simulated


def test_a_currency_whose_rule_fails_leaves_no_amount_standing() -> None:
    assert mapped(FOREIGN, currency={"path": "sum(data.list)"}).snapshot is None


@pytest.mark.parametrize(
    ("rules", "key"),
    [
        ({"gmv": {"path": "data..total"}}, "mapping.gmv.path"),
        ({"orders": {"path": ""}}, "mapping.orders.path"),
        ({"orders": {}}, "mapping.orders.path"),
        ({"orders": {"path": "nosuch("}}, "mapping.orders.path"),
        ({"sales": {"path": "x"}}, "mapping.sales"),
        ({"gmv": {"path": "x", "scale": "many"}}, "mapping.gmv.scale"),
        ({"gmv": {"path": "x", "scale": "NaN"}}, "mapping.gmv.scale"),
        ({"gmv": {"path": "x", "scale": 0}}, "mapping.gmv.scale"),
        ({"gmv": {"path": "x", "scale": "-1"}}, "mapping.gmv.scale"),
        ({"gmv": {"path": "x", "scale": "Infinity"}}, "mapping.gmv.scale"),
    ],
    ids=str,
)
def test_a_wrong_rule_names_its_key(rules: dict[str, dict[str, object]], key: str) -> None:
    with pytest.raises(MappingError, match=f"^{key}"):
        Mapping.from_dict(rules)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc"])
def test_a_zone_that_does_not_exist_is_refused_at_once(zone: str) -> None:
    with pytest.raises(MappingError, match="time zone"):
        Mapping.from_dict({}, zone)


def test_a_recorded_mapping_comes_back_the_same() -> None:
    rules: dict[str, dict[str, object]] = {
        "at": {"path": "t", "time_format": "unix"},
        "gmv": {"path": "a.b", "scale": "0.01"},
        "orders": {"path": "o", "number": "grouped"},
        "cities": {"path": "c", "number": "grouped:comma", "items": True},
    }
    mapping = Mapping.from_dict(rules, ZONE)
    again = Mapping.from_dict(mapping.to_dict(), ZONE)
    assert again == mapping
    assert again.apply({"a": {"b": 7}}) == mapping.apply({"a": {"b": 7}}) == ({"gmv": Decimal("0.07")}, [])


def test_a_mapping_made_of_rules_alone_can_be_applied() -> None:
    assert Mapping((("orders", FieldRule("n")),)).apply({"n": 3}) == ({"orders": 3}, [])


@pytest.mark.parametrize(
    "scale", ["1e99999999999", "1e-99999999999", "1e13", "0", "-1", "NaN", "1." + "1" * 30, "x" * 10**5]
)
def test_a_scale_beyond_every_unit_is_refused(scale: str) -> None:
    with pytest.raises(MappingError, match=r"mapping\.gmv\.scale") as raised:
        Mapping.from_dict({"gmv": {"path": "a", "scale": scale}})
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize(
    "form", ["%Y-%Y", "%Z%Z", "%H:%M UTC Z", "%c%c", "%", "%q", "%Y" * 300, "x" * 10**6, "\ud800", "a\0b"]
)
def test_a_time_format_that_can_read_nothing_is_refused(form: str) -> None:
    with pytest.raises(MappingError, match=r"mapping\.at\.time_format") as raised:
        Mapping.from_dict({"at": {"path": "a", "time_format": form}})
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize(
    ("form", "lost"),
    [
        ("%Y-%m-%d %H:%M:%S", None),
        ("%Y%m%d%H%M", None),
        ("%d.%m.%Y, %I %p", None),
        ("iso", None),
        ("%H:%M:%S", "year"),
        ("%Y-%m %H:%M", "day"),
        ("%Y-%d %H:%M", "month"),
        ("%Y-%m-%d %I:%M", "hour"),
        ("%Y-%m-%d", "hour"),
    ],
)
def test_a_time_format_that_loses_a_part_is_known(form: str, lost: str | None) -> None:
    assert lost_by(form) == lost


@pytest.mark.parametrize("time", [True, [], {}, "9" * 101, Decimal("1e30"), "x", "1e400", -(10**30)])
@pytest.mark.parametrize("form", ["iso", "unix", "unix_ms", "%Y-%m-%d %H:%M"])
def test_a_time_that_does_not_fit_costs_only_itself(time: object, form: str) -> None:
    reading = mapped(FOREIGN | {"data": FOREIGN["data"] | {"ts": time}}, at={"path": "data.ts", "time_format": form})
    assert reading.snapshot is None
    assert reading.problems[0].path == "at"


@pytest.mark.parametrize(
    ("scale", "why"),
    [
        (0, "not a number above 0"),
        (-1, "not a number above 0"),
        ("x", "not a number above 0"),
        (None, "not a number above 0"),
        (LEAST_SCALE / 10, "not between"),
        (MOST_SCALE * 10, "not between"),
        ("1." + "1" * SCALE_DIGITS, "digits at most"),
    ],
)
def test_what_a_number_cannot_be_multiplied_by_is_told(scale: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        usable_scale(scale)


@pytest.mark.parametrize("scale", [LEAST_SCALE, MOST_SCALE, "1." + "1" * (SCALE_DIGITS - 1), 1])
def test_a_scale_may_go_as_far_as_its_bounds(scale: object) -> None:
    assert usable_scale(scale) == Decimal(str(scale))


@pytest.mark.parametrize(
    ("said", "code"), [("usd", "USD"), (" eur ", "EUR"), ("RMB", "CNY"), ("rmb", "CNY"), ("JPY", "JPY")]
)
def test_a_currency_is_read_in_any_case_where_it_is_mapped(said: str, code: str) -> None:
    reading = mapped(
        {"t": 1_795_772_557, "g": 5, "c": said},
        at={"path": "t", "time_format": "unix"},
        gmv={"path": "g"},
        currency={"path": "c"},
    )
    assert reading.snapshot is not None
    assert reading.snapshot.currency == code


@pytest.mark.parametrize("said", ["€", "euro", "", 5])
def test_what_is_no_code_of_a_currency_stays_a_problem(said: object) -> None:
    reading = mapped(
        {"t": 1_795_772_557, "g": 5, "c": said},
        at={"path": "t", "time_format": "unix"},
        gmv={"path": "g"},
        currency={"path": "c"},
    )
    assert reading.snapshot is None
    assert [problem.path for problem in reading.problems] == ["currency"]
