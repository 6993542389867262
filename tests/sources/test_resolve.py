"""Name look-ups are given up in time, and few are left behind."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from wallboard.sources.protocol import FetchFailed
from wallboard.sources.resolve import MOST_LEFT_BEHIND, PATIENCE_S, Resolver

FOUND = [(2, 1, 6, "", ("192.0.2.1", 80))]


def test_addresses_are_handed_over() -> None:
    assert Resolver(lambda *_: FOUND).resolve("a", 80, 10)[0].sockaddr == ("192.0.2.1", 80)


def test_a_slow_lookup_serves_the_fetch_after_the_one_that_gave_up() -> None:
    released = threading.Event()

    def slow(host: str, port: int) -> list[Any]:
        released.wait(30)
        return FOUND

    resolver = Resolver(slow)
    with pytest.raises(FetchFailed):
        resolver.resolve("a", 80, 0.01)
    released.set()
    assert resolver.resolve("a", 80, 10)[0].sockaddr == ("192.0.2.1", 80)


def test_few_lookups_are_left_behind_however_long_the_servers_hang() -> None:
    now_us, released, begun = [0], threading.Event(), []

    def hangs(host: str, port: int) -> list[Any]:
        begun.append(host)
        released.wait(30)
        return FOUND

    resolver = Resolver(hangs, mono_us=lambda: now_us[0])
    for _ in range(20):
        with pytest.raises(FetchFailed):
            resolver.resolve("a", 80, 0.001)
        now_us[0] += (PATIENCE_S + 1) * 1_000_000
    released.set()
    assert len(begun) == MOST_LEFT_BEHIND + 1
