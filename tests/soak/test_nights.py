"""Nights follow one another, the endpoint's night begins anew, and every step of the script falls due once a night."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from wallboard.actions.table import actions_of, default_keys
from wallboard.config.load import load
from wallboard.core.instants import SECOND_US
from wallboard.soak.nights import START_AT_US, Nights, clock_of, due
from wallboard.soak.script import MONITORS, RELOAD, script

NIGHTS = Nights(anchor_us=1_000_000, night_us=180 * SECOND_US, count=20, speed=Decimal(50))


def test_the_nights_are_counted_from_the_first() -> None:
    at_us = [0, 1_000_000, 180_999_999, 181_000_000]
    assert [NIGHTS.number_at(us) for us in at_us] == [-1, 0, 0, 1]


def test_the_endpoint_begins_anew_with_each_night_which_at_fifty_times_its_pace_ends_at_twenty_past_two() -> None:
    clock = clock_of(NIGHTS)
    first, second = (clock.step(NIGHTS.begin_us(k)) for k in (0, 1))
    assert clock.elapsed_us(first) == clock.elapsed_us(second) == START_AT_US
    step_us = clock.elapsed_us(first + 1) - START_AT_US
    assert clock.elapsed_us(second - 1) + step_us == (2 * 3600 + 20 * 60) * SECOND_US


def test_every_step_falls_due_once_and_in_order() -> None:
    steps = tuple(f"step {k}" for k in range(70))
    shares = [k / 200 for k in range(201)]
    told = [step for before, now in pairwise(shares) for step in due(steps, before, now)]
    assert told == list(steps)


def test_the_script_knows_every_layout_and_its_steps_are_actions() -> None:
    settings = load(None, known_actions=default_keys(), demonstration=True)
    steps = script(tuple(settings.layouts))
    known = {action.id for action in actions_of(settings)} | {*MONITORS, RELOAD}
    assert set(steps) <= known
    assert {f"layout:{name}" for name in settings.layouts} <= set(steps)
