"""Events that are not the demonstration's, with figures of their own: for tests of what then stands on the wall."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.contract.reading import read_answer
from wallboard.core.event_clock import ClockPoint
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import SECOND_US, from_us
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Curve, Milestone, RecordingState, Sample

Document = Callable[[int, int, int], dict[str, Any]]
"""What a source says at an instant (microseconds), so many seconds after its first answer, from a sum on."""

FIRST_US = 1_795_802_400_000_000
"""2026-11-27T18:00:00Z."""
BARE = """
[[source]]
url = "http://sales.example/feed.json"
"""
BERLIN = """
[event]
name = "Donation Night"
logo = "DN"
start = 2026-11-27T18:00:00+01:00
zone = "Europe/Berlin"
[money]
currency = "EUR"
[milestones]
amounts = ["1m", "2m", "5m"]
[[source]]
url = "http://sales.example/feed.json"
"""
TOKYO = """
[event]
name = { zh = "两日特卖", en = "Two-day Sale" }
start = 2026-11-27T20:00:00+09:00
end = 2026-11-30T20:00:00+09:00
zone = "Asia/Tokyo"
[money]
currency = "CNY"
usd_rate = "7.25"
[money.definition]
zh = "已付款订单"
en = "Orders paid for"
[milestones]
amounts = ["1m", "2m"]
[[earlier_year]]
year = 2025
points = [["00:10:00", "1m"]]
[[source]]
name = "shop"
url = "http://sales.example/feed.json"
"""
EVENTS = {"bare": BARE, "berlin": BERLIN, "tokyo": TOKYO}


def settings_of(text: str, folder: Path) -> Settings:
    """The settings of a file."""
    file = folder / "wallboard.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def _document(at_us: int, second: int, gmv: int) -> dict[str, Any]:
    items = [{"id": f"i{k}", "name": f"Thing {k}", "gmv": 1000 * (9 - k) + second} for k in range(5)]
    return {
        "at": from_us(at_us).isoformat(),
        "gmv": gmv + 100 * second,
        "orders": 41_000 + second,
        "buyers": 30_000 + second,
        "countries_and_regions": 12,
        "brands": 99,
        "orders_per_second": 40,
        "payments_per_second": 30,
        "cities": [{"code": code, "gmv": 1000 + second} for code in ("510100", "420100", "230100")],
        "categories": [item | {"top": items} for item in items],
        "best_selling_brands": items,
        "selling_to_china": [{"country": "BR", "gmv": 5000 + second}],
        "buying_from_china": [{"country": "ZA", "gmv": 4000 + second}],
        "audience": [{"channel": "radio", "name": "Radio", "viewers": 1200}],
        "engagement": {"shakes": 7},
    }


def _sample(at_us: int, second: int, gmv: int, document: Document) -> Sample:
    reading = read_answer(json.dumps(document(at_us, second, gmv)).encode())
    assert reading.snapshot is not None
    commit_us = at_us + 40_000
    clock = ClockPoint(commit_us, commit_us)
    return Sample(commit_us, second, "sales.example", reading.snapshot, reading.present, clock)


def moment_of(facts: EventInfo, into_s: int = 600, gmv: int = 3_000_000, document: Document = _document) -> Moment:
    """A moment `into_s` after the first commit, which lies half an hour after the start where there is one."""
    first_us = FIRST_US if facts.start_us is None else facts.start_us + 1800 * SECOND_US
    times = [first_us + k * SECOND_US for k in range(0, into_s + 1, 2)]
    polls = [times[-1] + k * 2 * SECOND_US for k in range(-3, 2)]
    chain = [_sample(at_us, (at_us - first_us) // SECOND_US, gmv, document) for at_us in polls]
    current, following = chain[3], chain[4]
    passed = tuple(
        Milestone(fen, times[-1] - 20 * SECOND_US, current.commit_us - 5 * SECOND_US, exact=number > 0)
        for number, fen in enumerate(facts.milestones_fen)
        if fen <= current.snapshot.gmv_fen
    )
    at = np.array(times, np.int64)
    first, last = (document(t, (t - first_us) // SECOND_US, gmv)["gmv"] * 100 for t in (times[0], times[-1]))
    state = RecordingState(
        facts=facts,
        from_us=current.commit_us,
        until_us=following.commit_us,
        current=current,
        following=following,
        before=tuple(chain[:3]),
        earlier=chain[0],
        clock=current.clock,
        advance_us=current.commit_us,
        milestones=passed,
        curve=Curve(at + 40_000, at, np.linspace(first, last, len(times)).astype(np.int64)),
    )
    return Moment(state, current.commit_us)
