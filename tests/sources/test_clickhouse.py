"""ClickHouse as a source, against its documented HTTP behaviour: one statement, exact types, its own words."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sources.asked import failed, only, opened, reading, said
from tests.sources.web import Asked, Said, Web
from wallboard.core.contract.reading import read_answer
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.clickhouse import ONE_STATE, statement

TOTALS = "SELECT max(updated_at) AS at, sum(amount) AS gmv, count() AS orders FROM orders WHERE updated_at <= :until"
CITIES = "SELECT city AS code, sum(amount) AS gmv FROM orders WHERE updated_at <= :until GROUP BY city;"
ROW = {"at": "2026-11-27T19:00:01.500Z", "gmv": "90071992547409.93", "orders": "7"}


def rows(*told: tuple[str, dict[str, Any]]) -> bytes:
    """An answer in JSONCompact, as a ClickHouse gives it: the row of a part is a text of JSON."""
    data = [[part, json.dumps(row)] for part, row in told]
    meta = [{"name": "part", "type": "String"}, {"name": "row", "type": "String"}]
    return json.dumps({"meta": meta, "data": data, "rows": len(data)}).encode()


def shop(web: Web, **keys: Any) -> Any:
    return opened(
        {
            "kind": "clickhouse",
            "url": f"{web.url}/?database=shop",
            "user": "wall",
            "password_env": "WALL_PASSWORD",
            "queries": {"totals": TOTALS, "cities": CITIES},
        }
        | keys
    )


def test_decimals_and_large_counts_are_exact(web: Web) -> None:
    web.say(rows(("cities", {"code": "Köln", "gmv": "0.10"}), ("totals", ROW)))
    snapshot = reading(shop(web)).snapshot
    assert snapshot is not None
    assert (snapshot.gmv_fen, snapshot.figure("orders")) == (9007199254740993, 7)
    assert [(city.code, city.gmv_fen) for city in snapshot.cities or ()] == [("Köln", 10)]
    assert said(shop(web))["at"] == "2026-11-27T19:00:01.500000+00:00"


def test_all_queries_are_one_statement_that_only_reads_one_state(web: Web) -> None:
    web.say(rows(("totals", ROW)))
    reading(shop(web))
    (asked,) = web.asked
    words = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
    assert (asked.method, words["readonly"], words["database"], words[ONE_STATE]) == ("POST", "2", "shop", "1")
    assert words["result_overflow_mode"] == "throw"
    text = asked.body.decode()
    assert (text.count("UNION ALL"), text.count("now64(6, 'UTC')"), ":until" in text, ";" in text) == (
        1,
        2,
        False,
        False,
    )
    assert text.endswith("FORMAT JSONCompact")


def test_the_password_travels_in_a_header_alone(web: Web) -> None:
    web.say(rows(("totals", ROW)))
    reading(shop(web))
    assert "brass-Lantern-88" not in web.asked[0].path
    assert web.asked[0].headers["Authorization"].startswith("Basic ")


def test_a_server_that_does_not_know_the_setting_is_asked_without_it_and_that_is_told(web: Web) -> None:
    def answer(asked: Asked) -> Said:
        if ONE_STATE in asked.path:
            return Said(f"Code: 115. DB::Exception: Setting {ONE_STATE} is neither a builtin setting".encode(), 404)
        return Said(rows(("totals", ROW)))

    web.answer(answer)
    source = shop(web)
    told = source.fetch(system_mono_us() + 20_000_000)
    assert "too old to promise one state" in dict(told.headers)["read"]
    reading(source)
    assert [ONE_STATE in asked.path for asked in web.asked] == [True, False, False]


@pytest.mark.parametrize(
    ("status", "said_by_it", "kind", "words"),
    [
        (404, "Code: 47. DB::Exception: Unknown identifier `amuont`. (UNKNOWN_IDENTIFIER)", "query", "`amuont`"),
        (403, "Code: 516. DB::Exception: wall: Authentication failed", "auth", "access is denied"),
        (500, "Code: 159. DB::Exception: Timeout exceeded: elapsed 5 seconds", "query", "Timeout exceeded"),
        (
            500,
            "Code: 396. DB::Exception: Limit for result exceeded, max rows: 5.00 thousand",
            "query",
            "Limit for result",
        ),
        (400, "Code: 497. DB::Exception: wall: Not enough privileges", "query", "Not enough privileges"),
    ],
)
def test_what_it_refuses_is_told_in_its_words(web: Web, status: int, said_by_it: str, kind: str, words: str) -> None:
    web.say(said_by_it.encode(), status)
    told = failed(shop(web))
    assert (told.kind, words in told.message, "\n" in told.message) == (kind, True, False)


@pytest.mark.parametrize(
    ("answered", "words"),
    [
        (rows(("totals", ROW | {"gmv": 0.1})), "state it as NUMERIC"),
        (rows(("totals", ROW | {"gmv": 2**60})), "beyond 2^53"),
        (rows(("totals", ROW | {"at": "1970-01-01T00:00:00Z"})), "as of an empty table"),
        (rows(("totals", ROW), ("totals", ROW)), "more than one row"),
        (rows(), "no row"),
        (b'{"data": [["totals", 5]]}', "not that of a ClickHouse"),
        (b"Ok.\n", "not that of a ClickHouse"),
        (rows(("totals", {"c1": 5, "c2": 6})), "no single figure of the contract"),
    ],
)
def test_what_cannot_be_stated_is_one_line_that_says_what_to_do(web: Web, answered: bytes, words: str) -> None:
    web.say(answered)
    told = failed(shop(web))
    assert (told.kind, words in told.message) == ("unusable", True)


def test_a_figure_that_is_no_number_costs_only_itself(web: Web) -> None:
    web.say(rows(("totals", ROW | {"orders": "nan"})))
    told = reading(shop(web))
    assert told.snapshot is not None
    assert "orders: is 'nan'" in str(told.problems[0])


def test_it_can_be_asked_about_the_past_where_the_queries_say_until_when(web: Web) -> None:
    web.say(rows(("totals", ROW)))
    source = only(shop(web))
    told = read_answer(source.past(1_795_806_000_500_000, system_mono_us() + 20_000_000).body)
    assert (told.filled, source.knows_the_past) == (True, True)
    assert web.asked[0].body.decode().count("toDateTime64('2026-11-27 19:00:00.500000', 6, 'UTC')") == 2


def test_the_statement_holds_each_query_whole_with_its_own_bound() -> None:
    text = statement({"totals": "SELECT 1 -- a remark", "cities": "SELECT ';' AS code, 1 AS gmv"}, None)
    assert "(\nSELECT 1 -- a remark\n) LIMIT 2\nUNION ALL" in text
    assert "(\nSELECT ';' AS code, 1 AS gmv\n) LIMIT " in text
