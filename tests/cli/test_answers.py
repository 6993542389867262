"""Commands that answer a question and end."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from wallboard.demo.endpoint import DemoEndpoint
from wallboard.demo.simulated_clock import EventClock


@pytest.fixture
def endpoint() -> Iterator[str]:
    """The address of a demonstration that is an hour old."""
    with DemoEndpoint(EventClock(3_600_000_000, time.time_ns() // 1000)) as listening:
        yield listening.url


def test_schema_is_json(wallboard: Command) -> None:
    assert "gmv" in json.loads(wallboard("schema").out)["properties"]


def test_keys_are_those_of_the_configuration(wallboard: Command) -> None:
    Path("wallboard.toml").write_text('[keys]\nfreeze = "Ctrl+Alt+F"\n')
    line = next(line for line in wallboard("keys").out.splitlines() if "Freeze" in line)
    assert line.startswith("Ctrl+Alt+F")


def test_keys_can_be_had_as_a_table_for_documents(wallboard: Command) -> None:
    assert wallboard("keys", "--markdown").out.startswith("| Keys |")


def test_probe_tells_what_an_endpoint_says(endpoint: str, wallboard: Command) -> None:
    ended = wallboard("probe", endpoint)
    assert ended.status == 0
    assert "status 200" in ended.out
    assert "understood" in ended.out


def test_probe_fails_where_nothing_answers(wallboard: Command) -> None:
    ended = wallboard("probe", "http://127.0.0.1:1/metrics.json")
    assert ended.status == 1
    assert "failed" in ended.out


def test_probe_without_any_address_says_so(wallboard: Command) -> None:
    ended = wallboard("probe")
    assert ended.status == 2
    assert ended.err.count("\n") == 1


def test_screens_without_a_display_say_so(wallboard: Command) -> None:
    ended = wallboard("screens")
    assert ended.status == 1
    assert "no display" in ended.err


def test_doctor_has_a_line_for_each_thing(wallboard: Command) -> None:
    ended = wallboard("doctor")
    for subject in ("versions", "libraries", "fonts", "screens", "configuration", "endpoint", "disk", "clock"):
        assert f" {subject} " in ended.out


def test_doctor_finds_this_machine_fit(wallboard: Command) -> None:
    assert wallboard("doctor").status == 0


def test_doctor_says_that_a_bad_configuration_is_wrong(wallboard: Command) -> None:
    Path("wallboard.toml").write_text("[polling]\nfast = true\n")
    ended = wallboard("doctor")
    assert ended.status == 1
    assert "✗ configuration" in ended.out


def test_doctor_fetches_each_endpoint(endpoint: str, wallboard: Command) -> None:
    sources = f'[[source]]\nurl = "{endpoint}"\n[[source]]\nname = "backup"\nurl = "http://127.0.0.1:1/"\n'
    Path("wallboard.toml").write_text(sources)
    ended = wallboard("doctor")
    assert "✗ endpoint       backup" in ended.out
    assert sum(line.startswith(("✓ endpoint", "✗ endpoint")) for line in ended.out.splitlines()) == 2
