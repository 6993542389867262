"""Prometheus as a source, against a real server: one instant, the age of samples, and only exact floats."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from tests.sources.asked import PASSWORD, answer, failed, only, opened, reading, said
from tests.sources.servers import Prometheus
from tests.sources.web import Web
from wallboard.core.contract.reading import read_answer
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.failover import Failover

pytestmark = pytest.mark.xdist_group("prometheus")

Ask = Callable[..., Failover]
_NAMES = count(1)


@pytest.fixture
def shop(prometheus: Prometheus) -> str:
    """The prefix of metrics that no other test has."""
    return f"shop{next(_NAMES)}"


@pytest.fixture
def now_ms() -> int:
    """The machine's time: samples are written with it, and must not be of the future."""
    return time.time_ns() // 1_000_000


@pytest.fixture
def ask(prometheus: Prometheus) -> Iterator[Ask]:
    """Open the server with these queries."""
    made: list[Failover] = []

    def start(queries: dict[str, str], **keys: Any) -> Failover:
        made.append(opened({"kind": "prometheus", "url": prometheus.url, "queries": queries} | keys))
        return made[-1]

    yield start
    for source in made:
        source.close()


def test_all_figures_come_of_one_request(prometheus: Prometheus, shop: str, now_ms: int, ask: Ask) -> None:
    for city, value in (("Berlin", 700), ("Ulm", 300)):
        prometheus.write(f"{shop}_gmv", value, now_ms - 9_250, code=city, instance="a")
        prometheus.write(f"{shop}_gmv", value, now_ms - 8_000, code=city, instance="b")
        prometheus.write(f"{shop}_orders", 5, now_ms - 8_000, code=city)
    told = said(
        ask(
            {
                "at": f"min(timestamp({shop}_gmv))",
                "gmv": f"sum({shop}_gmv) # all of it",
                "orders": f"sum({shop}_orders)",
                "cities": f"sum by (code) ({shop}_gmv)",
                "metrics.refunds": f"sum({shop}_orders) * 0",
            }
        )
    )
    assert (told["gmv"], told["orders"], told["metrics"]) == (2000, 10, {"refunds": 0})
    assert sorted((city["code"], city["gmv"]) for city in told["cities"]) == [("Berlin", 1400), ("Ulm", 600)]
    assert datetime.fromisoformat(told["at"]) == datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=now_ms - 9_250)


def test_an_exporter_that_has_died_leaves_the_time_where_it_was(
    prometheus: Prometheus, shop: str, now_ms: int, ask: Ask
) -> None:
    prometheus.write(f"{shop}_gmv", 5, now_ms - 60_000)
    source = ask({"at": f"min(timestamp({shop}_gmv))", "gmv": f"sum({shop}_gmv)"})
    assert said(source)["at"] == said(source)["at"]


@pytest.mark.parametrize(
    ("value", "scale", "fen"),
    [
        (2.0**53 - 1, None, (2**53 - 1) * 100),
        (12345.0, "0.01", 12345),
        (12.5, None, 1250),
        (2.0**53, None, None),
        (1e17, None, None),
        (0.1, None, None),
        (12.34, None, None),
        (0.1, "0.01", None),
    ],
)
def test_a_float_counts_where_it_is_exact(
    prometheus: Prometheus, shop: str, now_ms: int, ask: Ask, value: float, scale: str | None, fen: int | None
) -> None:
    prometheus.write(f"{shop}_gmv", value, now_ms - 1_000)
    keys = {} if scale is None else {"scale": {"gmv": scale}}
    source = ask({"at": f"min(timestamp({shop}_gmv))", "gmv": f"sum({shop}_gmv)"}, **keys)
    if fen is None:
        told = failed(source)
        assert (told.kind, "float" in told.message) == ("unusable", True)
        return
    snapshot = reading(source).snapshot
    assert snapshot is not None
    assert snapshot.gmv_fen == fen


def test_a_figure_that_is_no_number_costs_only_itself(prometheus: Prometheus, shop: str, now_ms: int, ask: Ask) -> None:
    prometheus.write(f"{shop}_gmv", 5, now_ms - 1_000)
    queries = {"at": f"min(timestamp({shop}_gmv))", "gmv": f"sum({shop}_gmv)", "orders": f"sum({shop}_gmv) * NaN"}
    told = reading(ask(queries))
    assert told.snapshot is not None
    assert [str(problem) for problem in told.problems] == ["orders: is nan, which is no number"]


def test_a_rate_is_floored_to_whole_numbers(prometheus: Prometheus, shop: str, now_ms: int, ask: Ask) -> None:
    prometheus.write(f"{shop}_gmv", 5, now_ms - 1_000)
    queries = {
        "at": f"min(timestamp({shop}_gmv))",
        "gmv": f"sum({shop}_gmv)",
        "orders_per_second": f"sum({shop}_gmv) / 2",
    }
    assert said(ask(queries))["orders_per_second"] == 2


@pytest.mark.parametrize(
    ("queries", "kind", "words"),
    [
        ({"at": "min(timestamp(sum(NAME_gmv)))", "gmv": "sum(NAME_gmv)"}, "unusable", "the time of evaluation"),
        ({"at": "timestamp(NAME_gmv)", "gmv": "sum(NAME_gmv)"}, "unusable", "gives 2 series"),
        ({"at": "min(timestamp(NAME_gmv))", "gmv": "NAME_gmv"}, "unusable", "query gmv gives more than one row"),
        ({"at": "min(timestamp(NAME_gmv))", "gmv": "sum(NAME_gvm)"}, "unusable", "finds no sample"),
        ({"at": "min(timestamp(NAME_gvm))", "gmv": "sum(NAME_gmv)"}, "unusable", "finds no sample"),
        ({"at": "min(timestamp(NAME_gmv))", "gmv": "sum(NAME_gmv"}, "query", "parse error"),
        (
            {"at": "min(timestamp(NAME_gmv))", "gmv": "sum(NAME_gmv)", "cities": "sum by (city) (NAME_gmv)"},
            "unusable",
            "a list of cities has code, gmv",
        ),
    ],
)
def test_what_cannot_be_meant_is_one_line_that_says_what_to_do(
    prometheus: Prometheus, shop: str, now_ms: int, ask: Ask, queries: dict[str, str], kind: str, words: str
) -> None:
    prometheus.write(f"{shop}_gmv", 5, now_ms - 1_000, city="a")
    prometheus.write(f"{shop}_gmv", 5, now_ms - 2_000, city="b")
    told = failed(ask({name: text.replace("NAME", shop) for name, text in queries.items()}))
    assert (told.kind, words in told.message) == (kind, True)


def test_it_can_be_asked_about_the_past(prometheus: Prometheus, shop: str, now_ms: int, ask: Ask) -> None:
    for before_s, value in ((100, 10), (60, 20), (10, 30)):
        prometheus.write(f"{shop}_gmv", value, now_ms - before_s * 1000)
    source = only(ask({"at": f"min(timestamp({shop}_gmv))", "gmv": f"sum({shop}_gmv)"}))
    told = read_answer(source.past((now_ms - 50_000) * 1000, system_mono_us() + 20_000_000).body)
    assert told.snapshot is not None
    assert (told.snapshot.gmv_fen, told.filled, told.snapshot.at_us) == (2000, True, (now_ms - 60_000) * 1000)


def test_the_date_of_the_answer_travels_with_it(prometheus: Prometheus, shop: str, now_ms: int, ask: Ask) -> None:
    prometheus.write(f"{shop}_gmv", 5, now_ms - 1_000)
    told = answer(ask({"at": f"min(timestamp({shop}_gmv))", "gmv": f"sum({shop}_gmv)"}))
    assert told.date_us is not None
    assert abs(told.date_us - now_ms * 1000) < 120_000_000


def test_another_server_is_not_taken_for_one(web: Web) -> None:
    web.say(b'{"status": "success"}')
    told = failed(opened({"kind": "prometheus", "url": web.url, "queries": {"at": "timestamp(x)", "gmv": "x"}}))
    assert "not that of a Prometheus" in told.message


def test_the_address_may_have_a_path_and_login(web: Web) -> None:
    web.say(b"{}")
    failed(
        opened(
            {
                "kind": "prometheus",
                "url": f"{web.url}/tenant/",
                "user": "wall",
                "password_env": "WALL_PASSWORD",
                "queries": {"at": "timestamp(x)", "gmv": "x"},
            }
        )
    )
    assert web.asked[0].path == "/tenant/api/v1/query"
    assert web.asked[0].headers["Authorization"] == f"Basic {base64.b64encode(f'wall:{PASSWORD}'.encode()).decode()}"
