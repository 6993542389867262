"""What systemd is told, through a socket of the test's own."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.supervise.service_manager import Notified, address_of, due_lines, service_manager, watchdog_us_of

HALF_US, WATCHDOG_US = 5_000_000, 10_000_000


def lines(told: Notified, now_us: int, *, is_up: bool = True, status: str = "") -> tuple[Notified, tuple[str, ...]]:
    return due_lines(told, now_us, is_up=is_up, status=status, watchdog_us=WATCHDOG_US)


def test_it_is_ready_once_with_the_first_picture() -> None:
    told, said = lines(Notified(), 0, is_up=False)
    assert "READY=1" not in said
    told, said = lines(told, 1)
    assert said == ("READY=1",)
    assert lines(told, 2, is_up=False)[1] == lines(told, 2)[1] == ()


def test_the_status_is_told_when_it_changes_and_as_one_line() -> None:
    told, said = lines(Notified(ready=True, pinged_us=0), 0, status="live\non HDMI-1")
    assert said == ("STATUS=live on HDMI-1",)
    assert lines(told, 1, status="live on HDMI-1")[1] == ()


@given(st.lists(st.integers(0, 3 * HALF_US), max_size=40))
def test_however_the_loop_turns_a_sign_of_life_comes_as_soon_as_half_the_interval_is_over(steps: list[int]) -> None:
    told, now_us, pinged_us = lines(Notified(), 0)[0], 0, 0
    for step in steps:
        now_us += step
        told, said = lines(told, now_us)
        assert ("WATCHDOG=1" in said) == (now_us - pinged_us >= HALF_US)
        pinged_us = now_us if "WATCHDOG=1" in said else pinged_us


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"WATCHDOG_USEC": "20000000"}, 20_000_000),
        ({"WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "7"}, 20_000_000),
        ({"WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "8"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_only_the_process_that_is_watched_gives_signs(environment: dict[str, str], wanted: int | None) -> None:
    assert watchdog_us_of(environment, 7) == wanted


@pytest.mark.parametrize(
    ("named", "address"),
    [("/run/notify", "/run/notify"), ("@name", "\0name"), ("", None), ("vsock:2:1", None)],
)
def test_the_address_is_a_path_or_an_abstract_name(named: str, address: str | None) -> None:
    assert address_of({"NOTIFY_SOCKET": named}) == address


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such socket")
@pytest.mark.parametrize("abstract", [False, True], ids=["path", "abstract"])
def test_it_arrives(tmp_path: Path, abstract: bool) -> None:
    if abstract and not sys.platform.startswith("linux"):
        pytest.skip("abstract sockets are Linux's")
    named = f"@wallboard-test-{os.getpid()}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("\0" + named[1:] if abstract else named)
        manager = service_manager({"NOTIFY_SOCKET": named, "WATCHDOG_USEC": str(WATCHDOG_US)}, os.getpid())
        manager.turn(0, is_up=True, status="live")
        assert listener.recv(999) == b"READY=1\nSTATUS=live\nWATCHDOG=1"
        manager.stopping()
        assert listener.recv(999).startswith(b"STOPPING=1")


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": "/no/such/socket"}])
def test_where_nobody_listens_nothing_happens(environment: dict[str, str]) -> None:
    service_manager(environment, 1).turn(0, is_up=True, status="live")
