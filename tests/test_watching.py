"""A source that is watched tells how often it has something new, and what the wall would not show."""

from __future__ import annotations

import json
from collections.abc import Sequence

from wallboard.config.load import load
from wallboard.core.instants import SECOND_US, from_us
from wallboard.probe import Watched, watch
from wallboard.sources.fake import ScriptedSource
from wallboard.sources.protocol import FetchFailed

SETTINGS = load(None)
START_US = 1_795_802_400_000_000


class Clock:
    """Time that passes when somebody waits."""

    def __init__(self) -> None:
        self.now_us = START_US

    def __call__(self) -> int:
        return self.now_us

    def wait(self, seconds: float) -> None:
        self.now_us += round(seconds * SECOND_US)


def body(second: int, gmv: int) -> bytes:
    return json.dumps({"at": from_us(START_US + second * SECOND_US).isoformat(), "gmv": str(gmv)}).encode()


def watched(script: Sequence[bytes | FetchFailed], seconds: float) -> Watched:
    clock = Clock()
    return watch(ScriptedSource(script), SETTINGS, seconds, (clock, clock), clock.wait)


def test_answers_that_repeat_are_nothing_new() -> None:
    every_third = [body(6 * (n // 3), 100 + n // 3) for n in range(16)]
    seen = watched(every_third, 30)
    assert (seen.fetches, seen.advances, seen.interval_us) == (16, 6, 6 * SECOND_US)
    assert seen.lines(SETTINGS)[-1].startswith("[polling] write updates_every_s = 6.0")


def test_a_source_as_quick_as_the_polling_needs_no_line() -> None:
    seen = watched([body(2 * n, 100 + n) for n in range(16)], 30)
    assert seen.lines(SETTINGS) == (
        "16 fetches, 16 of them brought something new",
        "it has something new every 2.0 s",
    )


def test_what_would_be_held_and_what_failed_is_told_once_for_each_cause() -> None:
    script: list[bytes | FetchFailed] = [
        body(0, 100),
        FetchFailed("dns", "no such name"),
        FetchFailed("dns", "no such name"),
        body(6, 50),
    ]
    seen = watched(script, 6)
    assert seen.failures == ("script: no such name",)
    assert seen.verdicts == ("held: the total falls by 50; 0 of 3 polls agree",)
    assert seen.interval_us is None
    assert "watch it for longer" in seen.lines(SETTINGS)[-1]
