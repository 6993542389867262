"""`wallboard probe` proposes a mapping to copy, reads samples without a network, and never writes."""

from __future__ import annotations

import json
import re
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.sources.loopback import Server, answering, reply

FOREIGN = {"ts": 1795802400000, "total_cents": 8412345678}
BLOCK = "copied into wallboard.toml:"


def test_a_sample_is_read_without_a_network_and_what_is_proposed_works(wallboard: Command) -> None:
    Path("answer.json").write_text(json.dumps(FOREIGN))
    told = wallboard("probe", "--sample", "answer.json")
    assert told.out.startswith("answer.json: ")
    assert "status 200" not in told.out  # nobody was asked
    assert told.status == 1
    assert "it uses words of its own" in told.out
    assert not Path("wallboard.toml").exists()
    Path("wallboard.toml").write_text(told.out.partition(BLOCK)[2])
    assert wallboard("check").status == 0
    again = wallboard("probe", "--sample", "answer.json")
    assert again.status == 0
    assert "84,123,456.78" in again.out
    assert BLOCK not in again.out


def test_an_endpoint_that_is_not_configured_comes_with_its_source(wallboard: Command) -> None:
    with closing(Server(answering(reply(json.dumps(FOREIGN).encode())))) as server:
        told = wallboard("probe", f"{server.url}?sig=0123456789abcdef")
        assert "0123456789abcdef" not in told.out
        block = told.out.partition(BLOCK)[2]
        Path("wallboard.toml").write_text(re.sub(r"url = .*", f'url = "{server.url}"', block))
        assert "84,123,456.78" in wallboard("probe").out


def test_a_sample_that_is_no_file_or_too_large_is_told(wallboard: Command) -> None:
    assert "no such file" in wallboard("probe", "--sample", "nowhere.json").err.lower()
    Path("large.json").write_bytes(b" " * 9_000_000)
    assert "is larger than" in wallboard("probe", "--sample", "large.json").err
    assert wallboard("probe", "--sample", "large.json", "http://127.0.0.1/").status == 2


def test_watching_goes_on_after_the_first_answer(wallboard: Command) -> None:
    answers = [reply(json.dumps({"at": f"2016-11-11T00:00:0{n}+08:00", "gmv": n}).encode()) for n in range(1, 9)]
    with closing(Server(answering(*answers))) as server:
        Path("wallboard.toml").write_text("[polling]\ninterval_s = 0.05\n")
        told = wallboard("probe", server.url, "--watch", "0.2")
    assert "brought something new" in told.out


def test_a_map_that_run_would_refuse_or_warn_of_is_told(wallboard: Command) -> None:
    Path("answer.json").write_text(json.dumps({"at": "2026-11-27T18:00:00Z", "gmv": 1}))
    Path("map.json").write_text("{}")
    Path("wallboard.toml").write_text('[panels.china]\nkind = "china_map"\nbase_map = "map.json"\n')
    told = wallboard("probe", "--sample", "answer.json")
    assert told.status == 2
    assert "base_map" in told.err
    assert wallboard("check").err == told.err


JOINED = """
[event]
name = "Sale"
zone = "Europe/Berlin"
[money]
currency = "EUR"
[[source]]
kind = "file"
path = "money.csv"
join = "shop"
name = "money"
[[source]]
kind = "file"
path = "counts.json"
join = "shop"
name = "counts"
"""


@pytest.mark.parametrize(
    ("counts", "status", "told"),
    [
        ('{"at": "2026-11-27T19:00:00Z", "orders": 77}', 0, "77"),
        ('{"at": "2026-11-27T19:00:00Z", "orders": "abc"}', 0, "problem: orders: is 'abc'"),
        ('{"at": "2026-11-27T19:00:00Z", "gmv": 5}', 1, "money and counts both state gmv"),
        ('{"orders": 77}', 1, "counts states no time `at`"),
        ("<html>", 1, "what counts says is not JSON"),
        (None, 1, "counts: there is no such file yet"),
    ],
    ids=["well", "a field", "twice", "no time", "no JSON", "not there"],
)
def test_a_join_is_probed_as_one_and_told_by_its_parts(
    wallboard: Command, counts: str | None, status: int, told: str
) -> None:
    Path("wallboard.toml").write_text(JOINED, encoding="utf-8")
    Path("money.csv").write_text("at,gmv\n2026-11-27T19:00:00Z,1234.50\n", encoding="utf-8")
    if counts is not None:
        Path("counts.json").write_text(counts, encoding="utf-8")
    ended = wallboard("probe")
    said = " ".join((ended.out + ended.err).split())
    assert ended.status == status
    assert told in said
    if told == "77":
        assert "1,234.50 EUR" in said
