"""A probe tells a newcomer what an endpoint says, how it is understood and what would stay empty."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rich.console import Console

from wallboard.cli.probe_report import render
from wallboard.config.event_settings import Money
from wallboard.config.metric_settings import MetricSettings
from wallboard.config.panels import CounterOptions
from wallboard.config.settings import Settings
from wallboard.config.source_settings import SourceSettings
from wallboard.config.unstated import unstated
from wallboard.core.errors import UsageError
from wallboard.core.mapping import Mapping
from wallboard.probe import ProbeReport, probe, probe_url
from wallboard.sources.fake import ScriptedSource
from wallboard.sources.protocol import FetchFailed

GOOD: dict[str, Any] = {
    "at": "2016-11-11T00:06:58+08:00",
    "gmv": "10000000000.00",
    "orders": 52318824,
    "mobile_share": "0.9210",
    "categories": [{"id": "phones", "gmv": "1", "top": [{"id": "apple", "gmv": "1"}]}],
}


NOW_US = 1_478_794_018_500_000
"""Half a second after the answer's own time."""


def settings() -> Settings:
    panel = {
        "gmv": {"kind": "counter"},
        "map": {"kind": "china_map"},
        "strip": {"kind": "figures", "metrics": ["orders", "buyers"]},
        "bar": {"kind": "title_bar"},
        "phones": {"kind": "ranking", "of": "category:phones"},
        "nowhere": {"kind": "audience"},
    }
    canvas = {"areas": ["bar", "gmv", "strip"], "wide": {"areas": ["bar gmv map phones"]}}
    event = {"start": "2016-11-11T00:00:00+08:00", "end": "2016-11-12T00:00:00+08:00", "zone": "Asia/Shanghai"}
    return Settings.model_validate(
        {
            "money": {"currency": "CNY"},
            "event": event,
            "panels": panel,
            "layouts": {"overview": {"canvas": {"*": canvas}}},
        }
    )


def probed(step: Any, mapping: Mapping | None = None) -> ProbeReport:
    body = step if isinstance(step, FetchFailed | bytes) else json.dumps(step).encode()
    return probe(ScriptedSource([body], "primary"), mapping, settings(), 0, lambda: NOW_US)


def printed(report: ProbeReport) -> str:
    console = Console(width=200, file=None)
    with console.capture() as capture:
        console.print(render(report))
    return capture.get()


def told(report: ProbeReport) -> dict[str, tuple[str, str]]:
    return {field.name: (field.state, field.told) for field in report.fields}


def test_what_was_understood_is_told_as_the_wall_takes_it() -> None:
    fields = told(probed(GOOD))
    assert fields["at"] == ("understood", "2016-11-11T00:06:58.000+08:00")
    assert fields["gmv"] == ("understood", "10,000,000,000.00 CNY")
    assert fields["mobile_share"] == ("understood", "92.10 %")
    assert fields["categories"] == (
        "understood",
        "1 items with 1 below them, together 1.00 CNY; phones 1.00 CNY; below phones: apple 1.00 CNY",
    )


def test_what_is_missing_and_what_is_wrong_are_told_apart() -> None:
    fields = told(probed(GOOD | {"orders": "many"}))
    assert (fields["buyers"], fields["orders"][0]) == (("missing", ""), "unusable")


def test_the_first_items_of_a_list_are_told_with_their_amounts_and_their_sum() -> None:
    cities = [
        {"code": code, "gmv": gmv} for code, gmv in (("110100", "5.5"), ("310100", 4), ("440100", 3), ("420100", 2))
    ]
    told_of = told(probed(GOOD | {"cities": cities}))["cities"][1]
    assert told_of == "4 items, together 14.50 CNY; 110100 5.50 CNY; 310100 4.00 CNY; 440100 3.00 CNY …"


def test_amounts_in_another_currency_are_no_answer_for_the_wall() -> None:
    report = probed(GOOD | {"currency": "EUR"})
    assert not report.usable
    assert "rejected: the amounts are in EUR, the wall shows CNY" in printed(report)


def test_a_clock_that_leads_is_held_and_one_that_lags_is_remarked() -> None:
    ahead = probed(GOOD | {"at": "2016-11-11T00:16:58+08:00"})
    assert (ahead.usable, ahead.verdict.partition(":")[0]) == (False, "held")
    behind = probed(GOOD | {"at": "2016-11-10T23:06:58+08:00"})
    assert behind.usable
    assert "clock: `at` lies 01:00:00 behind this machine's clock" in printed(behind)


def test_what_weighs_most_comes_first_and_panels_that_lack_the_same_share_a_line() -> None:
    lacking = unstated(settings().model_copy(update={"sources": (SourceSettings(url="http://a/b"),)}))
    console = Console(width=200, file=None)
    with console.capture() as capture:
        console.print(render(probed(GOOD | {"currency": "EUR", "orders": "many"}), lacking))
    lines = capture.get().splitlines()

    def place(word: str) -> int:
        return next(number for number, line in enumerate(lines) if word in line)

    assert place("rejected:") < place("[event] name: not stated") < place("problem: orders") < place("no cities")
    assert {line for line in lines if "would be empty" in line} == {
        "no orders, buyers: strip would be empty",
        "no cities: map would be empty",
    }


@pytest.mark.parametrize(("code", "places"), [("KWD", 3), ("BHD", 3), ("CLF", 4), ("EUR", 2), ("JPY", 0), ("XAF", 0)])
def test_places_that_are_left_out_for_want_of_a_stated_currency_are_told(code: str, places: int) -> None:
    answer = json.dumps(GOOD | {"gmv": "1234.567", "currency": code}).encode()
    plain = settings().model_copy(update={"money": Money()})
    report = probe(ScriptedSource([answer], "primary"), None, plain, 0, lambda: NOW_US)
    said = f'currency: {code} has {places} places, of which 2 are kept until [money] says currency = "{code}"'
    assert (said in report.problems) == (places > 2)
    stated = settings().model_copy(update={"money": Money(currency=code)})
    report = probe(ScriptedSource([answer], "primary"), None, stated, 0, lambda: NOW_US)
    assert not [problem for problem in report.problems if problem.startswith("currency:")]


def test_items_left_out_of_a_list_are_counted() -> None:
    assert "1 of its items left out" in told(probed(GOOD | {"cities": [{"code": "330100"}]}))["cities"][1]


def test_panels_that_would_be_empty_are_named_with_their_layouts() -> None:
    panels = {panel.panel: panel for panel in probed(GOOD).panels}
    assert (panels["map"].layouts, panels["map"].missing, panels["map"].wholly) == (("overview",), ("cities",), True)
    assert (panels["strip"].missing, panels["strip"].wholly) == (("buyers",), False)
    assert set(panels) == {"map", "strip"}


def test_an_answer_without_at_and_gmv_leaves_every_figure_empty_and_shows_what_it_holds() -> None:
    report = probed({"code": 0, "data": {"total": 12, "list": [1]}})
    assert not report.usable
    assert {panel.panel for panel in report.panels} == {"gmv", "map", "strip", "phones"}
    assert "data.list: list of 1 (number 1 …)" in printed(report)


def test_foreign_json_is_read_through_the_mapping() -> None:
    rules = {"at": {"path": "t"}, "gmv": {"path": "data.fen", "scale": "0.01"}}
    report = probed({"t": "2016-11-11T00:00:00+08:00", "data": {"fen": 12345}}, Mapping.from_dict(rules))
    assert (report.usable, told(report)["gmv"][1]) == (True, "123.45 CNY")


def test_a_failed_fetch_is_a_report_with_its_message() -> None:
    report = probed(FetchFailed("refused", "nobody is listening: 127.0.0.1:1"))
    assert not report.usable
    assert "nobody is listening: 127.0.0.1:1" in printed(report)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"hello", "is not JSON"),
        (b'cb({"gmv": 1});', "it is JSONP"),
        (b'jQuery1_2({"gmv": 1})', "it is JSONP"),
        (b'{"gmv": 1}\n{"gmv": 2}\n', "it is a document a line"),
        (b"<figures><gmv>1</gmv></figures>", "ask for JSON"),
        (b"time;gmv\n28.11.2026;1.234,5\n", "a table of text (CSV)"),
        (b"", "it is empty"),
        (b"\x1f\x8b\x08", "packed by gzip"),
        (b"data: {}\n\n", "a stream of events"),
        (b"# HELP gmv all\ngmv 5\n", 'kind = "prometheus"'),
        (b")]}'\n{}", "a guard against scripts"),
        (b"gmv=1&orders=2", "it is a form"),
        (b"---\ngmv: 1\n", "YAML"),
        (b"{'gmv': 1}", "single quotes"),
    ],
)
def test_what_is_no_json_is_told(body: bytes, said: str) -> None:
    assert said in " ".join(printed(probed(body)).split())


@pytest.mark.parametrize("body", [b"{'gmv': 1}", b'{"gmv": 1,}', b'{"gmv": 1}}\n', b"hello (world)"])
def test_what_is_merely_wrong_is_taken_for_nothing_else(body: bytes) -> None:
    told = " ".join(printed(probed(body)).split())
    assert "is not JSON" in told
    assert "a line" not in told
    assert "JSONP" not in told


def test_markup_in_an_answer_stays_plain_text() -> None:
    assert "[red]x[/]" in printed(probed({"[red]x[/]": 1}))


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="no web address"):
        probe_url("metrics", settings(), {})


def test_an_address_is_probed_over_the_network() -> None:
    report = probe_url("http://127.0.0.1:1/m.json?key=secret", settings(), {})
    assert (report.failures[0].kind, "secret" in report.failures[0].message) == ("refused", False)


def test_the_configured_source_of_an_address_brings_its_token() -> None:
    url = "http://127.0.0.1:1/m.json"
    configured = settings().model_copy(update={"sources": (SourceSettings(url=url, token_env="WALL_TOKEN"),)})
    assert probe_url(url, configured, {}).failures[0].kind == "credentials"


def test_metrics_of_the_operators_own_are_probed_like_fields() -> None:
    wall = settings().model_copy(
        update={
            "metrics": {
                "refunds": MetricSettings.model_validate({"kind": "count", "from": "data.refunds"}),
                "refunded": MetricSettings.model_validate({"kind": "money"}),
                "calls": MetricSettings.model_validate({"kind": "rate"}),
            },
            "panels": settings().panels | {"gmv": CounterOptions.model_construct(metric="calls")},
        }
    )
    said = GOOD | {"data": {"refunds": 1234}, "metrics": {"refunded": "x"}}
    report = probe(ScriptedSource([json.dumps(said).encode()], "primary"), None, wall, 0, lambda: NOW_US)
    seen = {field.name: (field.state, field.told) for field in report.fields if field.name.startswith("metrics.")}
    assert seen["metrics.refunds"] == ("understood", "1,234")
    assert seen["metrics.refunded"][0] == "unusable"
    assert seen["metrics.calls"] == ("missing", "nothing at metrics.calls")
    assert {panel.panel: panel.missing for panel in report.panels}["gmv"] == ("calls",)


@pytest.mark.parametrize(
    ("panel", "field"),
    [
        ({"kind": "audience"}, "audience"),
        ({"kind": "milestone"}, "gmv"),
        ({"kind": "counter", "metric": "viewers"}, "audience"),
        ({"kind": "counter", "metric": "shakes"}, "engagement"),
        ({"kind": "trend"}, "gmv"),
    ],
)
def test_each_panel_is_empty_without_what_it_draws_from(panel: dict[str, str], field: str) -> None:
    canvas = {"areas": ["one"]}
    event = {"start": "2016-11-11T00:00:00+08:00", "zone": "Asia/Shanghai"}
    layouts = {"overview": {"canvas": {"*": canvas}}}
    wall = Settings.model_validate({"event": event, "panels": {"one": panel}, "layouts": layouts})
    report = probe(ScriptedSource([b'{"at": "2016-11-11T00:06:58+08:00"}'], "primary"), None, wall, 0, lambda: NOW_US)
    assert [(found.panel, found.missing, found.wholly) for found in report.panels] == [("one", (field,), True)]
