"""Answers as back ends really send them, all oddities at once: what is proposed and mapped is exact to the cent."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wallboard.config.load import load
from wallboard.core.contract.reading import Reading, read_answer
from wallboard.core.mapping import Mapping, Received
from wallboard.probe.proposal import propose
from wallboard.scene.places import places
from wallboard.sources.charset import as_utf8

BUILT_IN = load(None)
NOW_US = 1_795_802_403_000_000
UNITS = {"万": 10**4, "亿": 10**8, "k": 10**3, "bn": 10**9, " crore": 10**7, " Mio.": 10**6}
CITIES = [city for city in places().cities.values() if city.dot]
TRADITIONAL = str.maketrans("广东苏宁兰长济贵阳", "廣東蘇寧蘭長濟貴陽")


def grouped(digits: str, mark: str) -> str:
    """Three digits to a group."""
    first = len(digits) % 3 or 3
    return mark.join([digits[:first], *(digits[at : at + 3] for at in range(first, len(digits), 3))])


@dataclass(frozen=True)
class Spelling:
    """One way to write an amount of cents, and the keys of a mapping that reads it."""

    name: str
    write: Callable[[int], object]
    rule: dict[str, str]


def _unit(cents: int, unit: str) -> str:
    """The amount in a unit, with all its decimals."""
    digits = len(str(100 * UNITS[unit])) - 1
    whole, rest = divmod(cents, 100 * UNITS[unit])
    return f"{whole}.{rest:0{digits}}{unit}"


SPELLINGS = [
    Spelling("number", lambda c: RawNumber(f"{c // 100}.{c % 100:02}"), {}),
    Spelling("text", lambda c: f"{c // 100}.{c % 100:02}", {}),
    Spelling("cents", lambda c: c, {"scale": "0.01"}),
    Spelling("cents as text", str, {"scale": "0.01"}),
    Spelling("English", lambda c: f"{grouped(str(c // 100), ',')}.{c % 100:02}", {"number": "grouped"}),
    Spelling("German", lambda c: f"{grouped(str(c // 100), '.')},{c % 100:02} €", {"number": "grouped:comma"}),
    Spelling("Swiss", lambda c: f"CHF {grouped(str(c // 100), '’')}.{c % 100:02}"[4:], {"number": "grouped"}),
    Spelling("yen sign", lambda c: f"￥{grouped(str(c // 100), ',')}.{c % 100:02}元", {"number": "grouped"}),
    Spelling("exponent", lambda c: f"{c}e-2", {"number": "grouped"}),
    *(Spelling(unit, lambda c, u=unit: _unit(c, u), {"number": "grouped"}) for unit in UNITS),  # type: ignore[misc]  # a default binds the unit
]
ENCODINGS = {
    "utf-8": ("", "utf-8"),
    "bom": ("", "utf-8-sig"),
    "gbk": ("gbk", "gb18030"),
    "gb18030": ("GB18030", "gb18030"),
    "utf-16": ("utf-16", "utf-16"),
    "utf-16-bom": ("", "utf-16"),
}


class RawNumber(str):
    """Digits that stand in the JSON as they are."""

    __slots__ = ()


def text_of(tree: object) -> str:
    if isinstance(tree, RawNumber):
        return str(tree)
    if isinstance(tree, dict):
        return "{" + ",".join(f"{json.dumps(k, ensure_ascii=False)}:{text_of(v)}" for k, v in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ",".join(map(text_of, tree)) + "]"
    return json.dumps(tree, ensure_ascii=False)


def enveloped(envelope: str, data: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The data in an envelope, and the path to what was put in."""
    match envelope:
        case "bare":
            return data, ""
        case "data":
            return {"code": 0, "msg": "ok", "data": data}, "data."
        case "deep":
            return {"response": {"status": 200, "result": {"payload": data}}}, "response.result.payload."
        case "list of one":
            return {"rows": [data]}, "rows[0]."
        case _:
            return {"数据": data}, '"数据".'


def spoken(city: Any, how: str) -> object:
    """A city as feeds name it."""
    zh_full = next((alias for alias in city.aliases if alias.startswith(city.zh) and alias != city.zh), city.zh)
    return {
        "code": city.code,
        "number": int(city.code),
        "short code": city.code[:4],
        "long code": f"{city.code}000000",
        "name": city.zh,
        "full name": zh_full,
        "traditional": city.zh.translate(TRADITIONAL),
        "English": city.en,
        "province and name": places().provinces[city.province].zh + zh_full,
    }[how]


WAYS = ["code", "number", "short code", "long code", "name", "full name", "traditional", "English", "province and name"]
AMOUNTS = st.integers(1, 10**17)


@settings(max_examples=120)
@given(
    cents=AMOUNTS,
    parts=st.lists(AMOUNTS, min_size=1, max_size=4),
    spelling=st.sampled_from(SPELLINGS),
    encoding=st.sampled_from(sorted(ENCODINGS)),
    envelope=st.sampled_from(["bare", "data", "deep", "list of one", "Chinese key"]),
    chosen=st.lists(st.sampled_from(CITIES), min_size=4, max_size=4, unique_by=lambda city: city.code),
    way=st.sampled_from(WAYS),
    as_object=st.booleans(),
)
def test_every_amount_is_exact_whatever_it_comes_in(
    cents: int, parts: list[int], spelling: Spelling, encoding: str, envelope: str, chosen: list[Any], way: str,
    as_object: bool,
) -> None:  # fmt: skip
    names = [spoken(city, way) for city in chosen[: len(parts)]]
    assume(all(places().city(str(name)) is not None for name in names))
    written = [spelling.write(part) for part in parts]
    rows: Any = dict(zip(map(str, names), written, strict=True))
    if not as_object:
        rows = [{"place": name, "amount": amount} for name, amount in zip(names, written, strict=True)]
    tree, path = enveloped(envelope, {"ts": 1_795_802_400, "total": spelling.write(cents), "by": rows})
    declared, codec = ENCODINGS[encoding]
    body = as_utf8(
        text_of(tree).encode(codec), f"application/json; charset={declared}" if declared else "", 10**7, "feed"
    )
    by = f"{path}by" if as_object else f"{path}by[].{{code: place, gmv: amount}}"
    rule: dict[str, dict[str, object]] = {
        "at": {"path": f"{path}ts", "time_format": "unix"},
        "gmv": {"path": f"{path}total", **spelling.rule},
        "cities": {"path": by, **({"items": True} if as_object else {}), **spelling.rule},
    }
    reading = read_answer(body, Mapping.from_dict(rule))
    assert_exact(reading, cents, dict(zip((city.code for city in chosen), parts, strict=False)))


def assert_exact(reading: Reading, cents: int, cities: dict[str, int]) -> None:
    """By fractions, and by the map's own names: nothing is lost, moved or rounded."""
    assert reading.problems == ()
    assert reading.snapshot is not None
    assert Fraction(reading.snapshot.gmv_fen, 100) == Fraction(cents, 100)
    tally = places().tally(reading.snapshot.cities or ())
    assert (dict(tally.cities), tally.unknown) == (cities, ())


@settings(max_examples=80)
@given(
    cents=st.integers(10**6, 10**15),
    spelling=st.sampled_from(SPELLINGS),
    envelope=st.sampled_from(["bare", "data", "deep", "list of one", "Chinese key"]),
    word=st.sampled_from(["gmv", "totalAmount", "total_sales", "revenue", "成交总额", "raised"]),
    orders=st.integers(0, 10**9),
)
def test_what_is_proposed_reads_the_total_exactly_or_says_that_it_guesses(
    cents: int, spelling: Spelling, envelope: str, word: str, orders: int
) -> None:
    tree, _ = enveloped(envelope, {"ts": 1_795_802_400, word: spelling.write(cents), "orderCount": orders})
    found = propose(text_of(tree).encode(), BUILT_IN, Received(NOW_US), lambda _name: False)
    assert found is not None
    table = tomllib.loads("\n".join(found.lines))["mapping"]
    assert found.reading.snapshot is not None
    exact = found.reading.snapshot.gmv_fen == cents
    line = next(line for line in found.lines if line.startswith("gmv ="))
    assert exact or "a guess" in line or "or " in line
    assert found.reading.snapshot.totals.get("orders") == orders
    assert table["at"] == {"path": table["at"]["path"], "time_format": "unix"}
