"""Numbers in texts are read exactly, and only as they are stated to be spelled."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.contract.reading import Reading, read_answer
from wallboard.core.errors import MappingError
from wallboard.core.mapping import Mapping
from wallboard.core.number_text import currency_in, number_in

UNITS = {
    "": 1,
    "万": 10**4,
    "亿": 10**8,
    "万亿": 10**12,
    "k": 10**3,
    "M": 10**6,
    "bn": 10**9,
    " crore": 10**7,
    " Mio.": 10**6,
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234,567.89", "1234567.89"),
        ("￥1,234", "1234"),
        ("¥ 1,234.50", "1234.50"),
        ("1,234元", "1234"),
        ("€1,234", "1234"),
        ("123.45万", "1234500"),
        ("123.45万元", "1234500"),
        ("12.3亿", "1230000000"),
        ("12.3億", "1230000000"),
        ("1.23万亿", "1230000000000"),
        ("1.2e9", "1200000000"),
        ("1.5E+3", "1500"),
        ("15e-1", "1.5"),
        (" 12 ", "12"),
        ("1.2k", "1200"),
        ("1.2 m", "1200000"),
        ("1.2bn", "1200000000"),
        ("2.5 Crores", "25000000"),
        ("₹3.75 lakhs", "375000"),
        ("4 lacs", "400000"),
        ("5 thousand", "5000"),
        ("12,34,567.5", "1234567.5"),
        ("1 234 567", "1234567"),
        ("1\u202f234\xa0567", None),
        ("1’234.50", "1234.50"),
        ("１，２３４．５", "1234.5"),
        ("-1,234", "-1234"),
        ("−5", "-5"),
        ("USD 1,234.5", "1234.5"),
        ("1,234.50 EUR", "1234.50"),
        ("US$1,234", "1234"),
        ("Rs. 12,34,567", "1234567"),
        ("₹१२,३४,५६७", "1234567"),
        ("١٬٢٣٤٫٥", "1234.5"),
        ("٣", "3"),
        ("12.5 mi", "12500000"),
        ("₹1.2L", "120000"),
        ("+1,234", "1234"),
        ("+$5", "5"),
    ],
)
def test_a_number_is_read_as_it_is_spelled(text: str, value: str | None) -> None:
    if value is None:  # one kind of blank is as good as the other
        value = "1234567"
    assert number_in(text, "grouped") == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234.567,89", "1234567.89"),
        ("1.234", "1234"),
        ("12,5 €", "12.5"),
        ("R$ 1.234.567,89", "1234567.89"),
        ("R$1,2 milhões", "1200000"),
        ("3,25 bilhões", "3250000000"),
        ("1 234,50 Kč", "1234.50"),
        ("1.234 kr.", "1234"),
        ("CHF 5", "5"),
        ("١٬٢٣٤", "1234"),
        ("1 234,5", "1234.5"),
        ("3,5 Mrd. €", "35e8"),
        ("3,5 Milliarden €", "35e8"),
        ("1,25 Millionen", "1250000"),
        ("2,4 milhões", "2400000"),
        ("R$ 1,5 bi", "15e8"),
    ],
)
def test_a_decimal_comma_is_read_where_it_is_stated(text: str, value: str) -> None:
    assert number_in(text, "grouped:comma") == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "-",
            ".5",
            "5.",
            "1.2.3",
            "--1",
            "+-1",
            "-¥-1",
            "1,23",
            "1,2345",
            "1234,567",
            "1,234 567",
            ",123",
            "1,,234",
        ),
        *(
            "10²",
            "½",
            "①",
            "兆1",
            "5兆",
            "1e400",
            "1e",
            "NaN",
            "Infinity",
            "0x10",
            "1_000",
            "12 apples",
            "1.2 billion",
            "1亿2万",
        ),
        *("5%", "9" * 50, "1" * 5000, "1,234\n5", "usd 5", "5 XQZ", "EUR 5 EUR", "5万%"),
    ],
)
def test_what_is_not_certain_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no such|too many"):
        number_in(text, "grouped")


@given(
    st.integers(0, 10**15),
    st.text("0123456789", max_size=8),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from([("grouped", ",", "."), ("grouped", " ", "."), ("grouped:comma", ".", ","), ("grouped", "", ".")]),
    st.sampled_from(["", "¥", "￥", "$", "-"]),
)
def test_any_spelling_means_what_a_fraction_says(
    whole: int, tail: str, unit: str, spelling: tuple[str, str, str], sign: str
) -> None:
    name, separator, mark = spelling
    text = sign + f"{whole:,}".replace(",", separator) + (mark + tail if tail else "") + unit
    meant = (whole + Fraction(int(tail or 0), 10 ** len(tail))) * UNITS[unit] * (-1 if sign == "-" else 1)
    assert Fraction(number_in(text, name)) == meant


@given(st.decimals(0, 100, places=4))
def test_a_percentage_is_a_share(percent: Decimal) -> None:
    assert number_in(f"{percent}%", "grouped", share=True) == percent / 100


def mapped(document: object, **rules: dict[str, Any]) -> Reading:
    at = {"path": "ts", "time_format": "unix"}
    return read_answer(json.dumps(document).encode(), Mapping.from_dict({"at": at} | rules))


FEED = {
    "ts": 1_795_772_557,
    "a": "1,234,567.89",
    "share": "92.1%",
    "orders": "12,345",
    "orders2": 12345.0,
    "wan": "123.45",
    "by_city": {"330100": "5万", "440100": {"gmv": "1,000"}, "310000": None, "110000": "five"},
    "live": {"tmall": "1.2万"},
    "shakes": {"shakes": "1,234"},
}


def test_every_form_of_value_is_read_through_a_mapping() -> None:
    grouped = {"number": "grouped"}
    reading = mapped(
        FEED,
        gmv={"path": "a"} | grouped,
        mobile_share={"path": "share"} | grouped,
        orders={"path": "orders"} | grouped,
        buyers={"path": "orders2"},
        cities={"path": "by_city", "items": True} | grouped,
        audience={"path": "live", "items": True} | grouped,
        engagement={"path": "shakes"} | grouped,
    )
    snapshot = reading.snapshot
    assert snapshot is not None
    assert snapshot.gmv_fen == 123_456_789
    assert (snapshot.totals["orders"], snapshot.totals["buyers"]) == (12_345, 12_345)
    assert snapshot.figures["mobile_share"] == 921_000
    assert [(city.code, city.gmv_fen) for city in snapshot.cities or ()] == [("330100", 5_000_000), ("440100", 100_000)]
    assert [channel.viewers for channel in snapshot.audience or ()] == [12_000]
    assert snapshot.engagement == {"shakes": 1_234}
    assert [problem.path for problem in reading.problems] == ["cities[2]", "cities[3]"]


def test_a_scale_is_applied_to_the_number_read() -> None:
    reading = mapped(
        {"ts": 1, "g": "1,234.5", "l": [{"id": "a", "gmv": "1,5"}]} | {"ts": 1_795_772_557},
        gmv={"path": "g", "number": "grouped", "scale": "10000"},
        best_selling_brands={"path": "l", "number": "grouped:comma", "scale": "0.01"},
    )
    assert reading.snapshot is not None
    assert reading.snapshot.gmv_fen == 1_234_500_000
    assert [row.gmv_fen for row in reading.snapshot.best_selling_brands or ()] == [1]


@pytest.mark.parametrize("text", ["1,234", "12.3万", "1.2e9"])
def test_without_a_rule_nothing_is_guessed_and_the_rule_is_named(text: str) -> None:
    reading = mapped({"ts": 1_795_772_557, "g": text}, gmv={"path": "g"})
    assert reading.snapshot is None
    assert 'number = "grouped"' in str(reading.problems[0])


@pytest.mark.parametrize("text", ["92.1%", "five", "1,23"])
def test_an_amount_that_does_not_fit_is_missing_and_named(text: str) -> None:
    reading = mapped({"ts": 1_795_772_557, "g": text}, gmv={"path": "g", "number": "grouped"})
    assert reading.snapshot is None
    assert "does not fit grouped" in str(reading.problems[0])


def test_a_list_where_an_object_was_stated_is_named() -> None:
    reading = mapped({"ts": 1_795_772_557, "l": [1]}, gmv={"path": "ts"}, cities={"path": "l", "items": True})
    assert [str(problem) for problem in reading.problems] == ["cities: [1] does not fit items"]


@pytest.mark.parametrize("count", [12345.5, 1e19, -1.0])
def test_a_count_is_whole(count: float) -> None:
    reading = mapped({"ts": 1_795_772_557, "n": count}, gmv={"path": "ts"}, orders={"path": "n"})
    assert [problem.path for problem in reading.problems] == ["orders"]


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ("gmv", {"number": "german"}),
        ("gmv", {"items": True}),
        ("engagement", {"items": True}),
        ("cities", {"items": 1}),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(field: str, rule: dict[str, Any]) -> None:
    with pytest.raises(MappingError, match=f"mapping.{field}"):
        Mapping.from_dict({field: {"path": "x"} | rule})


def test_fractions_pass_the_functions_exactly() -> None:
    feed = {"ts": 1_795_772_557, "gmvWan": 47512.34, "share": 0.921, "shops": [{"amt": 1200.75}, {"amt": 99.5}]}
    reading = mapped(
        feed, gmv={"path": "to_number(gmvWan)", "scale": "10000"}, mobile_share={"path": "to_number(share)"}
    )
    assert reading.snapshot is not None
    assert reading.snapshot.gmv_fen == 47_512_340_000
    assert reading.snapshot.figures["mobile_share"] == 921_000
    summed = mapped(feed, gmv={"path": "sum(shops[].amt)"}).snapshot
    assert summed is not None
    assert summed.gmv_fen == 130_025


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_each_unit_lengthens_a_number_by_its_zeros(unit: str) -> None:
    assert number_in(f"3{unit}", "grouped") == 3 * UNITS[unit]


@pytest.mark.parametrize(
    ("power", "units"),
    [
        (3, "千 k tsd"),
        (4, "万 萬"),
        (5, "十万 lakh lac"),
        (6, "百万 百萬 m mn mio million"),
        (7, "千万 千萬 crore cr"),
        (8, "亿 億"),
        (9, "十亿 b bn mrd"),
        (10, "百亿"),
        (11, "千亿"),
        (12, "万亿 萬億"),
    ],
)
def test_every_unit_is_the_power_of_ten_that_people_mean(power: int, units: str) -> None:
    for unit in units.split():
        assert number_in(f"3{unit}", "grouped") == Decimal(3 * 10**power), unit


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,234 USD", "USD"),
        ("usd 1,234", "USD"),
        ("RMB 1,234", "CNY"),
        ("€1,234", "EUR"),
        ("KSh 1,234", "KES"),
        ("Rp. 1,234", "IDR"),
        ("US$1,234", "USD"),
        ("$1,234", ""),
        ("£1,234", ""),
        ("¥1,234", ""),
        ("1,234", ""),
    ],
)
def test_a_number_says_what_it_is_in_where_its_sign_is_of_one_currency(text: str, code: str) -> None:
    assert currency_in(text, "grouped") == code


def _in_words(body: dict[str, Any], *, currency: bool = False) -> Reading:
    rules: dict[str, Any] = {
        "cities": {"path": "cities", "number": "grouped"},
        "gmv": {"path": "gmv", "number": "grouped"},
        "at": {"path": "at"},
    }
    rules |= {"currency": {"path": "currency"}} if currency else {}
    return read_answer(json.dumps({"at": "2026-11-28T12:00:00Z"} | body).encode(), Mapping.from_dict(rules))


def test_what_the_amounts_bear_is_what_the_answer_is_in() -> None:
    """The wall of another currency then refuses it, as it does where the answer states a currency itself."""
    snapshot = _in_words({"gmv": "1,234 USD"}).snapshot
    assert snapshot is not None
    assert (snapshot.gmv_fen, snapshot.currency) == (123400, "USD")


def test_an_amount_in_another_currency_than_the_answers_is_no_amount() -> None:
    reading = _in_words({"gmv": "1,234 USD", "currency": "kes"}, currency=True)
    assert reading.snapshot is None
    assert ("gmv", "'1,234 USD' is in USD, the answer in KES") in [(p.path, p.why) for p in reading.problems]
    cities = [{"code": "Berlin", "gmv": "€5"}, {"code": "Hamburg", "gmv": "$7"}, {"code": "Köln", "gmv": "5 USD"}]
    snapshot = _in_words({"gmv": "€12", "cities": cities}).snapshot
    assert snapshot is not None
    assert [city.gmv_fen for city in snapshot.cities or ()] == [500, 700]
