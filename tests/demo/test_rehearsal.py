"""Plans of rehearsals are read strictly; the endpoint of a rehearsal misbehaves as it is told."""

from __future__ import annotations

import gzip
import http.client
import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from wallboard.core.contract.reading import read_answer
from wallboard.core.errors import ConfigError
from wallboard.core.instants import SECOND_US
from wallboard.core.resources import shipped
from wallboard.demo.misbehaving import Misbehaving
from wallboard.demo.rehearsal import FAULTS, read_plan

BODY = b'{"at": "2016-11-11T00:00:10+08:00", "gmv": "100.00"}'


def written(folder: Path, text: str) -> Path:
    path = folder / "plan.toml"
    path.write_text(text)
    return path


def test_faults_come_in_the_order_of_the_night(tmp_path: Path) -> None:
    fault = '[[fault]]\nat = "{}"\nwhat = "{}"\n'
    plan = read_plan(written(tmp_path, fault.format("00:00:30", "fall") + fault.format("-00:00:05", "refuse")))
    assert [(s.at_us, s.what) for s in plan.strikes] == [(-5 * SECOND_US, "refuse"), (30 * SECOND_US, "fall")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("seconds = 0", "seconds is no number above 0"),
        ("start_at = 5", "start_at = 5 is no elapsed time"),
        ("colour = 1", "colour is not known"),
        ('[[fault]]\nat = "00:00:01"\nwhat = "moths"', "what = 'moths' is not known"),
        ('[[fault]]\nat = "soon"\nwhat = "fall"', "fault 1: at = 'soon' is no elapsed time"),
        ('[[fault]]\nat = "09:00:00"\nwhat = "fall"', "'fall' strikes outside the rehearsal"),
        ('[[fault]]\nat = "00:00:01"\nwhat = "fall"\noutput = "HDMI-1"', "is of no use to 'fall'"),
        ("fault = 3", "faults are written as [[fault]]"),
        ("[[fault", "is no TOML"),
        ("a = " + "[" * 100_000, "is no TOML"),
        ("seconds = inf", "seconds is no number above 0"),
        ("seconds = nan", "seconds is no number above 0"),
        ('seconds = "9"', "seconds is no number above 0"),
        ('[[fault]]\nat = "00:00:01"\nwhat = ["fall"]', "what = ['fall'] is not known"),
        ('[[fault]]\nat = "00:00:01"\nwhat = "fall"\nfor_s = inf', "for_s is no number above 0"),
        ('[[fault]]\nat = "00:00:01"\nwhat = "monitor"\noutput = 5', "output is no text"),
    ],
)
def test_a_plan_that_cannot_be_played_is_refused_with_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read_plan(written(tmp_path, text))
    assert told in str(raised.value)
    assert "plan.toml" in str(raised.value)


def test_a_plan_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(b'title = "\xff"')
    with pytest.raises(ConfigError, match="is no TOML"):
        read_plan(path)


def test_the_shipped_plans_can_be_played_and_leave_no_fault_out() -> None:
    plans = [read_plan(path) for path in shipped("config/rehearsals").glob("*.toml")]
    assert {strike.what for plan in plans for strike in plan.strikes} == set(FAULTS)


def fetched(endpoint: Misbehaving) -> bytes:
    with urllib.request.urlopen(endpoint.url, timeout=PATIENCE_S) as answer:
        read: bytes = answer.read()
    return read


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("", BODY),
        ("garbage", BODY[: len(BODY) // 2]),
        ("fall", {"gmv": "50.00"}),
        ("jump", {"gmv": "100000000100.00"}),
        ("portal", b"<!DOCTYPE html><title>Wi-Fi</title>Please log in"),
        ("late", {"at": "2016-11-10T23:59:10.000+08:00", "gmv": "90.00"}),
        ("future", {"at": "2016-11-11T01:00:10.000+08:00", "gmv": "100.00"}),
        ("mistyped", {"orders": "many", "gmv": "100.00"}),
        ("negative", {"orders": -1, "gmv": "100.00"}),
        ("missing", {"gmv": "100.00"}),
        ("strange", {"cities": [{"code": "999999", "gmv": "1.00"}]}),
    ],
)
def test_the_endpoint_answers_as_the_fault_would_have_it(fault: str, expected: bytes | dict[str, str]) -> None:
    with Misbehaving(lambda: BODY) as endpoint:
        endpoint.fault = fault
        body = fetched(endpoint)
    assert body == expected if isinstance(expected, bytes) else expected.items() <= json.loads(body).items()


@pytest.mark.parametrize("fault", ["nan", "twice"])
def test_the_endpoint_answers_what_a_strict_reader_refuses(fault: str) -> None:
    with Misbehaving(lambda: BODY) as endpoint:
        endpoint.fault = fault
        assert read_answer(fetched(endpoint)).snapshot is None


def test_the_bomb_is_small_and_unpacks_to_more_than_is_ever_read() -> None:
    with Misbehaving(lambda: BODY) as endpoint:
        endpoint.fault = "bomb"
        packed = fetched(endpoint)
    assert len(packed) < 100_000
    assert len(gzip.decompress(packed)) == 64 * 2**20


@pytest.mark.parametrize("fault", ["refuse", "busy", "throttle", "denied", "cut"])
def test_the_endpoint_refuses(fault: str) -> None:
    with Misbehaving(lambda: BODY) as endpoint:
        endpoint.fault = fault
        with pytest.raises((OSError, urllib.error.HTTPError, http.client.IncompleteRead)):
            fetched(endpoint)
