"""What is proposed for an answer of unknown shape: the likely rules, how sure, and never one that was not tried."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.documents import anything, text_of
from wallboard.config.event_settings import Money
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.contract.reading import read_answer
from wallboard.core.mapping import Mapping, Received
from wallboard.core.masking import redacted
from wallboard.probe.foreign_values import time_format_of
from wallboard.probe.proposal import propose
from wallboard.probe.proposed import Proposal
from wallboard.scene.places import places

NOW_US = 1_795_802_403_000_000
BUILT_IN = load(None)


def proposed(tree: object, *, date: bool = True, currency: str | None = None) -> Proposal | None:
    body = tree if isinstance(tree, bytes) else text_of(tree).encode()
    received = Received(NOW_US, NOW_US if date else None)
    configured = BUILT_IN.model_copy(update={"money": Money(currency=currency)})
    return propose(body, configured, received, lambda name: places().city(name) is not None)


def rules(tree: object, *, date: bool = True) -> dict[str, Any]:
    """The mapping that is proposed, as TOML reads it."""
    found = proposed(tree, date=date)
    assert found is not None
    mapping: dict[str, Any] = tomllib.loads("\n".join(found.lines))["mapping"]
    return mapping


def sure_of(tree: object, field: str, currency: str | None = None) -> str:
    found = proposed(tree, currency=currency)
    assert found is not None
    line = next(line for line in found.lines if line.startswith(f"{field} ="))
    return line.partition("  # ")[2].partition(":")[0]


README = {
    "ts": 1795802400000,
    "total_cents": 8412345678,
    "orders": 512345,
    "cities": [{"city": "成都", "cents": 2103086419}, {"city": "Wuhan", "cents": 934705075}],
    "groups": [
        {
            "key": "tea",
            "title": "Tea",
            "cents": 2804115226,
            "items": [{"sku": "green", "title": "Green tea", "cents": 1051543209}],
        }
    ],
    "brands": [{"key": "acme", "title": "Acme Teas", "cents": 1402057613}],
}
WAREHOUSE = {
    "meta": {
        "rowType": [{"name": "GMV_CNY", "type": "fixed", "scale": 2}, {"name": "LAST_TS", "type": "ts", "scale": 9}]
    },
    "data": [["5.50", "1795802400.500000000"]],
}
CELLS = {
    "schema": {"fields": [{"name": "gmv"}, {"name": "orders"}, {"name": "updated_at"}]},
    "rows": [{"f": [{"v": "5.50"}, {"v": "3"}, {"v": "1.7958024E9"}]}],
    "totalBytesProcessed": "91823",
}
ANALYTICS = {
    "dimensionHeaders": [{"name": "city"}, {"name": "device"}],
    "metricHeaders": [{"name": "purchaseRevenue"}, {"name": "transactions"}],
    "rows": [
        {"dimensionValues": [{"value": "A"}, {"value": "web"}], "metricValues": [{"value": "3.5"}, {"value": "2"}]},
        {"dimensionValues": [{"value": "B"}, {"value": "web"}], "metricValues": [{"value": "2.0"}, {"value": "1"}]},
    ],
    "totals": [{"metricValues": [{"value": "5.5"}, {"value": "3"}]}],
    "metadata": {"currencyCode": "CNY", "timeZone": "Asia/Shanghai"},
}
AT_OF_A_TABLE = {"path": "values[-1][0]", "time_format": "iso"}
GROUP = "groups[].{id: key, name: title, gmv: cents, top: items[].{id: sku, name: title, gmv: cents}}"


def test_the_readme_s_answer_gets_the_readme_s_mapping() -> None:
    assert rules(README) == {
        "at": {"path": "ts", "time_format": "unix_ms"},
        "gmv": {"path": "total_cents", "scale": "0.01"},
        "orders": "orders",
        "cities": {"path": "cities[].{code: city, gmv: cents}", "scale": "0.01"},
        "categories": {"path": GROUP, "scale": "0.01"},
        "best_selling_brands": {"path": "brands[].{id: key, name: title, gmv: cents}", "scale": "0.01"},
    }


@pytest.mark.parametrize(
    ("tree", "field", "rule"),
    [
        ({"at": "2026-11-27T18:00:00Z", "gmv": 5}, "at", "at"),
        ({"time": "2026-11-27 18:00:00", "gmv": 5}, "at", {"path": "time", "time_format": "iso"}),
        ({"t": {"ts": "1795802400"}, "gmv": 5}, "at", {"path": "t.ts", "time_format": "unix"}),
        ({"ts": 1795802400000000, "gmv": 5}, "at", {"path": "ts", "time_format": "unix_us"}),
        ({"updated": "27.11.2026 18:00", "gmv": 5}, "at", {"path": "updated", "time_format": "%d.%m.%Y %H:%M"}),
        ({"updated": "03/04/2026 18:00", "gmv": 5}, "at", {"from": "date"}),
        ({"t": "2026-11-27 18:00:00 UTC", "at": "x", "gmv": 5}, "at", {"from": "date"}),
        ({"at": "2026-11-27 18:00:00 UTC", "gmv": 5}, "at", "at"),
        (
            {"updated": "11/27/2026 6:00:03 PM", "gmv": 5},
            "at",
            {"path": "updated", "time_format": "%m/%d/%Y %I:%M:%S %p"},
        ),
        ({"updated": "27-11-2026 18:00:03", "gmv": 5}, "at", {"path": "updated", "time_format": "%d-%m-%Y %H:%M:%S"}),
        (
            {"updated": "Fri, 27 Nov 2026 18:00:00 GMT", "gmv": 5},
            "at",
            {"path": "updated", "time_format": "%a, %d %b %Y %H:%M:%S %Z"},
        ),
        ({"moeda": "BRL", "faturamento": 5}, "currency", "moeda"),
        ({"currency": "usd", "gmv": 5}, "currency", "currency"),
        ({"currency": "abc", "gmv": 5}, "currency", None),
        (
            {"gmv": 5, "topBrands": [{"brandId": "t", "brandName": "Tata", "sales": 5}]},
            "best_selling_brands",
            "topBrands[].{id: brandId, name: brandName, gmv: sales}",
        ),
        ({"startTime": 1795802400, "gmv": 5}, "at", {"from": "date"}),
        ({"ts": 1, "totalAmount": 5, "orderAmount": 3}, "gmv", "totalAmount"),
        ({"raised": "1.234.567,89 €", "goal": 9_000_000}, "gmv", {"path": "raised", "number": "grouped:comma"}),
        ({"revenue": "$1,234,567.89"}, "gmv", {"path": "revenue", "number": "grouped"}),
        ({"total": "1,234", "avg": "1.234,5"}, "gmv", {"path": "total", "number": "grouped:comma"}),
        ({"gmvWan": Decimal("47512.34")}, "gmv", {"path": "gmvWan", "scale": "10000"}),
        ({"d": {"成交额(亿元)": "1.5"}}, "gmv", {"path": 'd."成交额(亿元)"', "scale": "100000000"}),
        ({"today": {"sales": 5}, "yesterday": {"sales": 9}}, "gmv", "today.sales"),
        ({"data": [{"gmv": 5}]}, "gmv", "data[0].gmv"),
        ({"kpi": [{"name": "gmv", "value": 5}, {"name": "x", "value": 1}]}, "gmv", "kpi[?'gmv'==name].value | [0]"),
        ({"kpi": [{"key": "gmv", "value": 5}]}, "gmv", "kpi[?'gmv'==key].value | [0]"),
        ({"shops": [{"amt": Decimal("1.5")}, {"amt": 2}]}, "gmv", "sum(shops[].amt)"),
        ({"gmv": 5, "orderCount": 3}, "orders", "orderCount"),
        ({"gmv": 5, "donors": "1,234", "x": "1,234.5"}, "buyers", {"path": "donors", "number": "grouped"}),
        ({"gmv": 5, "mobile_pct": Decimal("92.1")}, "mobile_share", {"path": "mobile_pct", "scale": "0.01"}),
        ({"gmv": 5, "app_ratio": Decimal("0.921")}, "mobile_share", "app_ratio"),
        ({"gmv": 5, "orders_per_second": 7}, "orders_per_second", "orders_per_second"),
        ({"gmv": 5, "by": {"330100": 5, "310000": 3}}, "cities", {"path": "by", "items": True}),
        ({"gmv": 5, "x": [{"n": "Hangzhou", "v": 5}, {"n": "Shanghai", "v": 3}]}, "cities", "x[].{code: n, gmv: v}"),
        ({"gmv": 5, "top": [{"name": "A", "sales": 5}]}, "best_selling_brands", "top[].{id: name, gmv: sales}"),
        # objects within objects, as GraphQL, search engines and document stores answer
        (
            {
                "totals": {"gross": {"amount": "9.5"}},
                "brands": {"edges": [{"node": {"id": "b", "gmv": {"amount": 4}}}]},
            },
            "gmv",
            "totals.gross.amount",
        ),
        (
            {"gmv": 5, "brands": {"edges": [{"node": {"id": "b", "name": "B", "gmv": {"amount": 4}}}]}},
            "best_selling_brands",
            "brands.edges[].{id: node.id, name: node.name, gmv: node.gmv.amount}",
        ),
        (
            {"gmv": 5, "by": {"buckets": [{"key": "Hangzhou", "n": 1, "revenue": {"value": 5}}]}},
            "cities",
            "by.buckets[].{code: key, gmv: revenue.value}",
        ),
        ({"_shards": {"total": 5}, "aggs": {"revenue": {"value": 4}}}, "gmv", "aggs.revenue.value"),
        ({"gmv": {"$numberDecimal": "5.5"}}, "gmv", 'gmv."$numberDecimal"'),
        ({"gmv": 1, "orders": {"$numberLong": "5"}}, "orders", {"path": 'orders."$numberLong"', "number": "grouped"}),
        ({"gmv": 5, "recent": [{"name": "A", "amount": 5}]}, "best_selling_brands", None),
        # a unit beside the amounts
        ({"payUnit": "FEN", "totalPay": 500}, "gmv", {"path": "totalPay", "scale": "0.01"}),
        ({"sales": {"value": "1.5", "unit": "亿元"}}, "gmv", {"path": "sales.value", "scale": "100000000"}),
        ({"weightUnit": "million", "totalPay": 500}, "gmv", "totalPay"),
        # a course of time: its newest row, and the sum of what does not only rise
        ({"d": [{"ts": 1795802340, "gmv": 4}, {"ts": 1795802400, "gmv": 5}]}, "gmv", "d[-1].gmv"),
        ({"d": [{"ts": 1795802400, "gmv": 5}, {"ts": 1795802340, "gmv": 4}]}, "gmv", "d[0].gmv"),
        ({"d": [{"ts": 1795802340, "gmv": 5}, {"ts": 1795802400, "gmv": 4}]}, "gmv", "sum(d[].gmv)"),
        ({"d": [{"ts": 1795802400, "gmv": 4}]}, "gmv", "d[-1].gmv"),
        # tables with heads
        ({"columns": ["time", "gmv"], "values": [[1795802340, 4], [1795802400, 5]]}, "gmv", "values[-1][1]"),
        ({"values": [["updated", "GMV"], ["2026-11-27 18:00:00", "1,234.5"]]}, "at", AT_OF_A_TABLE),
        ([["time", "gmv"], [1795802400, 5], [1795802340, 4]], "gmv", "[1][1]"),
        ([{"k": "gmv", "v": "5.5"}, {"k": "orders", "v": "3"}], "gmv", "[?'gmv'==k].v | [0]"),
        (
            [{"metric": "sales", "value": 5, "ts": 1795802400}],
            "at",
            {"path": "[?'sales'==metric].ts | [0]", "time_format": "unix"},
        ),
        # what is no total: forecasts, a minute's sales, another currency's, rows of a page, what is shown elsewhere
        ({"forecast": {"gmv": 9}, "actual": {"gmv": 5}, "plan": {"gmv": 7}}, "gmv", "actual.gmv"),
        ({"sales_this_minute": 50, "sales_today": 10}, "gmv", "sales_today"),
        ({"total": 340, "page": 1, "data": [{"city": "Hangzhou", "gmv": 5}]}, "gmv", "data[0].gmv"),
        ({"orders": 340, "data": [{"n": "a", "gmv": 5}, {"n": "b", "gmv": 4}]}, "gmv", "sum(data[].gmv)"),
        ({"gmvFormatted": "¥5.00", "gmv": 5}, "gmv", "gmv"),
        ({"gross_sales": 9, "total_sales": 8}, "orders", None),
        # heads and rows apart, columns, and names beside values: warehouses, analytics, sheets
        (WAREHOUSE, "gmv", "data[-1][0]"),
        (WAREHOUSE, "at", {"path": "data[-1][1]", "time_format": "unix"}),
        (CELLS, "orders", {"path": "rows[-1].f[1].v", "number": "grouped"}),
        (CELLS, "at", {"path": "rows[-1].f[2].v", "time_format": "unix"}),
        (ANALYTICS, "gmv", "totals[-1].metricValues[0].value"),
        (ANALYTICS, "currency", "metadata.currencyCode"),
        ({"time": [1795802340, 1795802400], "gmv": [4, 5]}, "gmv", "gmv[-1]"),
        ({"time": [1795802400, 1795802340], "gmv": [5, 4]}, "gmv", "gmv[0]"),
        (
            {"schema": {"fields": [{"name": "Time"}, {"name": "gmv"}]}, "data": [[1795802340, 1795802400], [4, 5]]},
            "gmv",
            "data[1][-1]",
        ),
        ({"values": [["Stand", "27.11.2026 18:00"], ["Umsatz", "5"]]}, "gmv", "values[?[0]=='Umsatz'] | [0][1]"),
        # a time under a key that says nothing is one where it is now, and no other is named
        ({"x": "2026-11-27T18:00:01Z", "gmv": 5}, "at", "x"),
        ({"x": "2026-11-20T18:00:01Z", "gmv": 5}, "at", {"from": "date"}),
        (
            {"LastChangedAt": "/Date(1795802400000+0100)/", "gmv": 5},
            "at",
            {"path": "LastChangedAt", "time_format": "unix_ms"},
        ),
        # what amounts are counted in: the currency's own minor unit, lakh and crore, Google's units
        ({"amount_minor": 500, "currency": "GBP"}, "gmv", {"path": "amount_minor", "scale": "0.01"}),
        ({"total_fils": 500, "currency": "KWD"}, "gmv", {"path": "total_fils", "scale": "0.001"}),
        ({"amount_minor": 500, "currency": "JPY"}, "gmv", "amount_minor"),
        ({"gmv_lakh": Decimal("12.5")}, "gmv", {"path": "gmv_lakh", "scale": "100000"}),
        ({"gmv_crore": Decimal("12.5")}, "gmv", {"path": "gmv_crore", "scale": "10000000"}),
        ({"k1": 5}, "gmv", "k1"),
        ({"gmvBn": Decimal("12.5")}, "gmv", {"path": "gmvBn", "scale": "1000000000"}),
        ({"gmv": {"currencyCode": "EUR", "units": "12", "nanos": 780000000}}, "gmv", "gmv.units"),
        # several currencies
        (
            {"orders": 1, "t": [{"currency": "CNY", "sales": 5}, {"currency": "USD", "sales": 9}]},
            "gmv",
            "t[?currency=='CNY'].sales | [0]",
        ),
        (
            {"gmv": 5, "brands": [{"id": "a", "ccy": "EUR", "gmv": 5}, {"id": "b", "ccy": "USD", "gmv": 9}]},
            "best_selling_brands",
            None,
        ),
        (
            {
                "gmv": 5,
                "hot": [
                    {"n": {"currency": "EUR", "kind": "Soap", "sales": 5}},
                    {"n": {"currency": "EUR", "kind": "Tea", "sales": 4}},
                ],
            },
            "best_selling_brands",
            "hot[].{id: n.kind, gmv: n.sales}",
        ),
        # of two alike the plainer, and of two currencies the event's, with its own code
        ({"gmv": 5, "cancelled_orders": 3, "orders": 30}, "orders", "orders"),
        ({"gmv": 5, "web_orders": 3, "orders": 30}, "orders", "orders"),
        ({"intervalSales": 5, "cumulativeSales": 9}, "gmv", "cumulativeSales"),
        (
            {"sums": [{"date": "2026-11-26", "revenue": 5}, {"date": "2026-11-27", "revenue": 4}]},
            "best_selling_brands",
            None,
        ),
        ({"updated": "27 Nov 2026 06:00 PM", "gmv": 5}, "at", {"path": "updated", "time_format": "%d %b %Y %I:%M %p"}),
        (
            {"updated": "Friday, 27 November 2026, 18:00 UTC", "gmv": 5},
            "at",
            {"path": "updated", "time_format": "%A, %d %B %Y, %H:%M %Z"},
        ),
        # other languages
        ({"ยอดขาย": 5, "คำสั่งซื้อ": 3}, "orders", '"คำสั่งซื้อ"'),
        ({"कुल बिक्री": 5, "ऑर्डर": 3}, "gmv", '"कुल बिक्री"'),
        ({"πωλήσεις": 5, "παραγγελίες": 9}, "gmv", '"πωλήσεις"'),
        ({"doanh_thu": 5, "x": 9}, "gmv", "doanh_thu"),
        ({"المبيعات": "١٬٢٣٤٫٥٠ د.إ", "الطلبات": 9}, "gmv", {"path": '"المبيعات"', "number": "grouped"}),
        ({"총매출": 5, "주문수": 3}, "orders", '"주문수"'),
        ({"выручка": 5, "заказы": 3}, "gmv", '"выручка"'),
        ({"satışlar": 5, "şehirler": [{"ad": "Bursa", "toplam": 5}]}, "cities", '"şehirler"[].{code: ad, gmv: toplam}'),
        ({"przychód": 5, "zamówienia": 3}, "orders", '"zamówienia"'),
        ({"statTime": "20261127180000", "gmv": 5}, "at", {"path": "statTime", "time_format": "%Y%m%d%H%M%S"}),
    ],
)
def test_a_field_is_found(tree: object, field: str, rule: object) -> None:
    assert rules(tree).get(field) == rule


def test_what_is_printed_is_what_is_proposed() -> None:
    """Nothing in a path is taken for a secret on its way to the terminal."""
    found = proposed({"kpi": [{"key": "gmv", "value": 5}], "token": {"key": {"orders": 5}}})
    assert found is not None
    assert [redacted(line) for line in found.lines] == list(found.lines)


@pytest.mark.parametrize(
    ("currency", "told"), [("JPY", "1,234 JPY"), ("KWD", "1,234.000 KWD"), ("EUR", "1,234.00 EUR")]
)
def test_amounts_are_told_in_the_minor_units_of_the_event_s_currency(currency: str, told: str) -> None:
    settings = BUILT_IN.model_copy(update={"money": Money(currency=currency)})
    found = propose(b'{"gmv": 1234}', settings, Received(NOW_US), lambda _name: False)
    assert found is not None
    assert f": {told}; or with scale = " in found.lines[2] or found.lines[2].endswith(f": {told}")


@pytest.mark.parametrize("currency", ["CNY", "USD", "EUR"])
def test_of_amounts_in_several_currencies_the_event_s_is_the_total(currency: str) -> None:
    settings = BUILT_IN.model_copy(update={"money": Money(currency=currency)})
    body = b'{"gmv": {"USD": "9.5", "CNY": "5.5", "EUR": "7.5"}, "orders": 1}'
    found = propose(body, settings, Received(NOW_US), lambda _name: False)
    assert found is not None
    assert tomllib.loads("\n".join(found.lines))["mapping"]["gmv"] == f"gmv.{currency}"


def test_of_two_amounts_the_one_in_the_event_s_currency_is_taken_with_its_code() -> None:
    amounts = {"a": {"amount": "9.50", "currency_code": "USD"}, "b": {"amount": "8.50", "currency_code": "EUR"}}
    found = proposed({"total": amounts}, currency="EUR")
    assert found is not None
    mapping = tomllib.loads("\n".join(found.lines))["mapping"]
    assert (mapping["gmv"], mapping["currency"]) == ("total.b.amount", "total.b.currency_code")


def test_amounts_are_told_in_the_currency_that_the_source_states_and_a_different_one_is_told() -> None:
    settings = BUILT_IN.model_copy(update={"money": Money(currency="EUR")})
    found = propose(b'{"gmv": "5.50", "currency": "usd"}', settings, Received(NOW_US), lambda _name: False)
    assert found is not None
    assert "5.50 USD" in found.lines[2]
    assert "[money] says EUR" in found.lines[3]
    assert "rejects" in found.lines[3]


def test_without_a_date_the_time_is_that_of_arrival() -> None:
    assert rules({"gmv": 5}, date=False)["at"] == {"from": "arrival"}


def test_how_sure_it_is_falls_where_another_fits_as_well() -> None:
    assert sure_of({"gmv": 5}, "gmv") == "sure"
    assert sure_of({"a": {"gmv": 5}, "b": {"gmv": 6}}, "gmv") == "likely"
    assert sure_of({"x": 5}, "gmv") == "a guess"
    # a whole number may count hundredths, unless some amount of the answer has decimals or the key says so
    assert sure_of({"gmv": 12_345}, "gmv") == "likely"
    assert sure_of({"amount": {"value": 12_345, "currency": "EUR"}, "ts": 1}, "gmv") != "sure"
    assert sure_of({"gmv": 12_345, "brands": [{"name": "A", "sales": Decimal("5.5")}]}, "gmv") == "sure"
    assert sure_of({"gmv_cents": 12_345}, "gmv") == "sure"
    # another currency, a span that is no total, a unit that may be a month, a text that is rounded
    assert sure_of({"gmv_usd": Decimal("5.5")}, "gmv", "EUR") == "a guess"
    assert sure_of({"gmv": "$5.50"}, "gmv", "EUR") == "sure"  # anybody's dollar
    assert sure_of({"gmv": "€5.50"}, "gmv", "USD") == "a guess"
    assert sure_of({"gmv_all": Decimal("5.5")}, "gmv", "EUR") == "sure"
    assert sure_of({"window": "1m", "gmv": Decimal("5.5")}, "gmv") == "a guess"
    assert sure_of({"window": "1m", "gmv": Decimal("5.5"), "orders": 31}, "orders") == "a guess"
    assert {sure_of({f"gmv_{unit}": Decimal("5.5")}, "gmv") for unit in ("m", "k", "cr", "b")} == {"a guess"}
    assert sure_of({"gmv": 5, "orders": "12.3K"}, "orders") == "likely"
    assert sure_of({"gmv": 5, "orders": "1.2万"}, "orders") == "likely"
    assert sure_of({"gmv": Decimal("5.5"), "unit": "million USD"}, "gmv", "EUR") == "a guess"
    assert sure_of({"revenue_mtd": Decimal("5.5")}, "gmv") == "a guess"
    # rows that may each count their own span: few that rise, and columns that fall
    few = [{"ts": 1795802340, "gmv": Decimal("4.5")}, {"ts": 1795802400, "gmv": Decimal("5.5")}]
    assert sure_of({"d": few}, "gmv") == "likely"
    assert sure_of({"d": [{"ts": 1795802000 + n, "gmv": Decimal(n) / 2} for n in range(1, 6)]}, "gmv") == "sure"
    assert sure_of([["time", "gmv"], [1795802340, Decimal("9.5")], [1795802400, Decimal("4.5")]], "gmv") == "a guess"
    assert sure_of({"time": [1795802340, 1795802400], "gmv": [Decimal("9.5"), 4]}, "gmv") == "a guess"
    found = proposed({"a": {"gmv": 5}, "b": {"gmv": 6}})
    assert found is not None
    assert 'or "b.gmv" (6)' in found.lines[2]


@pytest.mark.parametrize("tree", [{"a": "text"}, [], "text", {}, {"gmv": -5}, b"<html>", b"{"])
def test_where_nothing_can_be_a_total_nothing_is_proposed(tree: object) -> None:
    assert proposed(tree) is None


KEYS = st.sampled_from(
    [
        "gmv",
        "totalAmount",
        "ts",
        "updated_at",
        "orders",
        "buyers",
        "cities",
        "brands",
        "currency",
        "name",
        "list",
        "data",
        "a b",
        "值",
        'q"',
        "x'y",
    ]
)
LEAVES = st.one_of(
    st.integers(0, 10**15),
    st.decimals(0, 10**9, places=2, allow_nan=False),
    st.sampled_from(
        [
            "1,234.5",
            "1.234,5",
            "¥5万",
            "2026-11-27T18:00:00Z",
            "Hangzhou",
            "",
            "92%",
            "x\ny",
            "\x1b[31m",
            "EUR",
            "\nusd",
            "gmv",
            "time",
        ]
    ),
    st.booleans(),
    st.none(),
)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=25
)


@settings(max_examples=150)
@given(TREES | anything)
def test_whatever_is_proposed_can_be_copied_and_is_understood(tree: object) -> None:
    body = text_of(tree).encode()
    found = proposed(body)
    if found is None:
        return
    assert all(line.isprintable() for line in found.lines)
    table = tomllib.loads("\n".join(found.lines))["mapping"]
    checked = Settings.model_validate(BUILT_IN.model_dump(by_alias=True, exclude_unset=True) | {"mapping": table})
    mapping = checked.contract_mapping
    assert isinstance(mapping, Mapping)
    reading = read_answer(body, mapping, (), Received(NOW_US, NOW_US))
    assert reading.snapshot == found.reading.snapshot
    assert reading.snapshot is not None


def test_a_back_end_of_another_language_is_understood_by_its_words_and_its_day_first_times() -> None:
    answer = {
        "gerado_em": "27/11/2026 19:45:03",
        "resumo": {"faturamento": "R$ 12.345.678,90", "pedidos": "184.233", "clientes": "120.100"},
        "municípios": [{"município": "Anápolis", "valor": "3.210,50"}, {"município": "Niterói", "valor": "1.000,25"}],
        "departamentos": [{"codigo": 1, "nome": "Eletrônicos", "receita": "2.000,75"}],
        "marcas": [{"id": "a", "marca": "Açaí", "total": "1.234,56"}, {"id": "b", "marca": "Ipê", "total": "234,56"}],
    }
    found = rules(answer)
    assert found["at"]["time_format"] == "%d/%m/%Y %H:%M:%S"
    assert found["gmv"] == {"path": "resumo.faturamento", "number": "grouped:comma"}
    assert found["orders"]["path"] == "resumo.pedidos"
    assert found["buyers"]["path"] == "resumo.clientes"
    assert "name: nome" in found["categories"]["path"]
    assert "name: marca" in found["best_selling_brands"]["path"]
    assert found["cities"]["path"].startswith('"municípios"[]')


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("27/11/2026 19:45:03", "%d/%m/%Y %H:%M:%S"),
        ("11/27/2026 19:45", "%m/%d/%Y %H:%M"),
        ("03/04/2026 19:45:03", None),
        ("05/05/2026 19:45:03", "%d/%m/%Y %H:%M:%S"),
    ],
)
def test_a_day_that_could_be_a_month_is_not_read(text: str, form: str | None) -> None:
    read = time_format_of(text)
    assert (None if read is None else read[0]) == form


@pytest.mark.parametrize("stated", ["03/04/2026 18:00", "yesterday", "/Date(1795802400)/", "2026-332T04:00:00"])
def test_a_time_that_is_stated_and_cannot_be_read_is_told_and_not_passed_over(stated: str) -> None:
    found = propose(
        text_of({"updatedAt": stated, "gmv": 5}).encode(), BUILT_IN, Received(NOW_US, None), lambda _: False
    )
    assert found is not None
    line = next(line for line in found.lines if line.startswith("at ="))
    assert 'from = "arrival"' in line
    assert "a guess" in line
    assert '"updatedAt"' in line
    assert "time_format" in line
