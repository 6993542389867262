"""The rundown as a function, against an oracle that plays the night second by second."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as with_

from wallboard.actions.control import Control
from wallboard.actions.rundown import Rundown, held_at, next_hard, on_air, reached_in, stopped
from wallboard.config.rundown_file import RundownEntry
from wallboard.core.playhead import Playhead
from wallboard.core.recording_state import Curve

S = 1_000_000
START = 1_000 * S
LAST = 60

times = st.integers(-10, LAST)
sums = st.integers(1, 40)
entries = st.lists(
    st.one_of(
        st.builds(lambda t, h, x: ("at", t, h, x), times, st.integers(0, 15), st.booleans()),
        st.builds(lambda s, h: ("after", s, h, False), sums, st.integers(0, 15)),
        st.just(("hand", 0, 0, False)),
    ),
    min_size=1,
    max_size=7,
)
curves = st.lists(st.integers(0, 45), min_size=LAST, max_size=LAST)


def entry(number: int, kind: str, value: int, hold: int, hard: bool) -> RundownEntry:
    """An entry as a file holds it, with a layout of its own name."""
    made: dict[str, object] = {"layout": f"layout{number}", "hard": hard}
    if hold:
        made["hold"] = f"00:00:{hold:02}"
    if kind == "at":
        made["at"] = f"{'-' if value < 0 else ''}00:{abs(value) // 60:02}:{abs(value) % 60:02}"
    elif kind == "after":
        made["after"] = f"gmv >= {value}"
    return RundownEntry.model_validate(made)


def curve_of(values: list[int]) -> Curve:
    at_us = START + np.arange(len(values), dtype=np.int64) * S
    return Curve(at_us, at_us, np.array(values, np.int64) * 100)


def reached_by_second(values: list[int], sum_wanted: int, second: int) -> int | None:
    """The second since which the sum has stood without a break, as somebody sees it who looks on."""
    since = None
    for at in range(min(second, len(values) - 1) + 1):
        since = (at if since is None else since) if values[at] >= sum_wanted else None
    return since


def oracle(given_entries: list[tuple[str, int, int, bool]], values: list[int], second: int) -> int | None:
    """Which entry is on air: the due ones put on one after the other, by a person with a clock."""
    due = []
    for number, (kind, value, hold, hard) in enumerate(given_entries):
        at = value if kind == "at" else reached_by_second(values, value, second) if kind == "after" else None
        if at is not None:
            due.append((at, number, hold, hard))
    due.sort()
    placed: list[tuple[int, int]] = []
    free = -(10**9)
    for at, number, hold, hard in due:
        on = at if hard else max(at, free)
        if hard:
            placed = [(when, who) for when, who in placed if when < at]
        placed.append((on, number))
        free = on + hold
    up = [who for when, who in placed if when <= second]
    return up[-1] if up else None


@given(entries, curves, st.integers(-12, LAST - 1))
def test_what_is_on_air_is_what_a_person_with_the_table_would_have_up(
    given_entries: list[tuple[str, int, int, bool]], values: list[int], second: int
) -> None:
    rundown = Rundown(tuple(entry(n, *each) for n, each in enumerate(given_entries)), START)
    event_us = START + second * S
    reached = reached_in(curve_of(values), event_us, START)
    state = on_air(rundown, event_us, reached)
    assert (None if state.cue is None else state.cue.number) == oracle(given_entries, values, second)
    if state.next is not None:
        assert state.next.on_us > event_us
    assert all(entry.after is not None for entry in state.waiting)


@given(entries, curves, st.integers(0, LAST - 1), st.integers(0, LAST - 1))
def test_it_asks_for_nothing_but_the_instant(
    given_entries: list[tuple[str, int, int, bool]], values: list[int], one: int, other: int
) -> None:
    """A restart, a late start, a jump of the clock there and back: the same instant has the same on air."""
    rundown = Rundown(tuple(entry(n, *each) for n, each in enumerate(given_entries)), START)

    def at(second: int) -> object:
        event_us = START + second * S
        return on_air(rundown, event_us, reached_in(curve_of(values), event_us, START))

    first = at(one)
    at(other)
    assert at(one) == first


@given(entries, st.integers(-12, LAST), st.integers(0, LAST))
def test_what_was_taken_by_hand_holds_until_the_next_hard_entry(
    given_entries: list[tuple[str, int, int, bool]], held: int, later: int
) -> None:
    rundown = Rundown(tuple(entry(n, *each) for n, each in enumerate(given_entries)), START)
    hard = [value for kind, value, _, is_hard in given_entries if kind == "at" and is_hard]
    now = held + later
    assert held_at(rundown, START + held * S, START + now * S) == (not any(held < value <= now for value in hard))
    assert not held_at(rundown, None, START + now * S)
    following = [value for value in hard if value > now]
    expected = START + min(following) * S if following else None
    assert next_hard(rundown, START + now * S) == expected


LIVE = Control()


@pytest.mark.parametrize(
    ("control", "why"),
    [
        (LIVE, ""),
        (with_(LIVE, playhead=Playhead("paused", 5)), "replay"),
        (with_(LIVE, playhead=Playhead("playing", 5)), "replay"),
        (with_(LIVE, frozen_us=5), "frozen"),
        (with_(LIVE, blackout=True), "black"),
        (with_(LIVE, locked=True), "locked"),
        (with_(LIVE, rundown_held_us=START), "held"),
    ],
)
def test_a_wall_that_is_elsewhere_is_not_moved(control: Control, why: str) -> None:
    rundown = Rundown((entry(0, "at", 0, 0, False),), START)
    assert stopped(rundown, control, START + S) == why
    assert stopped(rundown, control, None) == "no_clock"


def test_what_was_before_the_start_reaches_nothing() -> None:
    curve = curve_of([50] * 10)
    assert reached_in(curve, START + 60 * S, START + 20 * S)(4_000) is None
    assert reached_in(curve, START + 60 * S, None)(4_000) == START


def test_a_message_has_its_time_and_takes_no_layout_s_place() -> None:
    line = RundownEntry.model_validate({"at": "00:00:10", "message": "Doors close", "hold": "00:00:20"})
    rundown = Rundown((entry(0, "at", 0, 0, False), line), START)
    for second, shown in ((9, False), (10, True), (29, True), (30, False)):
        state = on_air(rundown, START + second * S, lambda _sum: None)
        assert state.cue is not None
        assert state.cue.number == 0
        assert (state.message is not None) == shown
