"""Fireworks of a card: a function of the sum and the time, within the free parts of the canvas, fading to nothing."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.panels.cards import card_of
from wallboard.paint.ops import Glow, Picture
from wallboard.paint.theme import THEMES, Look
from wallboard.panels.card import CardView
from wallboard.panels.fireworks import EMBERS, EVERY_US, FIRST_US, LIFE_US, Free, embers, fireworks, sites

LOOK = Look(THEMES["night"], 1920, 1080)
UPPER = (Free(60, 120, 480, 520), Free(1440, 120, 1860, 520))
LOWER = (Free(60, 560, 400, 900), Free(1520, 560, 1860, 900))
PLACES = sites(UPPER, LOWER, LOOK)

instants = st.integers(0, 8_000_000)
seeds = st.integers(0, 1_000_000)


@lru_cache
def view(into_us: int, seed: int = 7) -> CardView:
    return card_of(into_us=into_us, seed=seed)


def bursts(into_us: int, seed: int = 7) -> list[Picture]:
    return [op for op in fireworks(view(into_us, seed), PLACES, LOOK) if isinstance(op, Picture)]


def lies_in(left: float, top: float, right: float, bottom: float, free: Free) -> bool:
    """Whether a box lies in a free part of the canvas, but for a rounding."""
    return min(left - free.left, top - free.top, free.right - right, free.bottom - bottom) > -1e-6


@given(instants, seeds)
def test_a_burst_lies_in_a_part_of_the_canvas_where_nothing_is_written(into_us: int, seed: int) -> None:
    for burst in bursts(into_us, seed):
        box = burst.x, burst.y, burst.x + burst.w, burst.y + burst.h
        assert any(lies_in(*box, site.free) for site in PLACES)


@given(instants, seeds)
def test_the_same_sum_at_the_same_time_gives_the_same_bursts_and_another_sum_others(into_us: int, seed: int) -> None:
    assert bursts(into_us, seed) == bursts(into_us, seed)
    if into_us > FIRST_US:
        places = [{(burst.x, burst.y) for burst in bursts(into_us, other)} for other in range(seed, seed + 5)]
        assert len({frozenset(each) for each in places}) > 1


@given(st.integers(0, FIRST_US))
def test_before_the_first_burst_there_is_none(into_us: int) -> None:
    assert bursts(into_us) == []


@pytest.mark.parametrize("number", range(6))
def test_a_burst_comes_up_in_every_turn_opens_and_fades_until_it_is_gone(number: int) -> None:
    begun_us = FIRST_US + number * EVERY_US
    alone = [fireworks(view(begun_us + age_us), PLACES, LOOK) for age_us in (0, 1)]
    assert len(alone[1]) == len(alone[0]) + 1
    first = [burst for burst in bursts(FIRST_US + LIFE_US - 1) if burst.key[0] == "trails"]
    assert first[0].opacity < 0.01
    assert len(bursts(FIRST_US + LIFE_US)) < len(bursts(FIRST_US + LIFE_US - 1))


def test_where_there_is_no_room_nothing_bursts_and_nothing_rises() -> None:
    tight = (Free(0, 0, 40, 40), Free(1880, 0, 1920, 40))
    assert sites(tight, tight, LOOK) == ()
    assert (fireworks(view(2_000_000), (), LOOK), embers(view(2_000_000), (), LOOK)) == ([], [])


def test_bursts_come_on_both_sides_as_large_as_each_other() -> None:
    for left, right in zip(PLACES[::2], PLACES[1::2], strict=True):
        assert (left.inner, right.inner, left.radius) == (1, -1, right.radius)
        assert 0 < left.radius <= min(left.free.radius, right.free.radius)


@given(instants)
def test_embers_stay_in_the_free_parts_and_are_never_more_than_there_are(into_us: int) -> None:
    found = [op for op in embers(view(into_us), PLACES, LOOK) if isinstance(op, Glow)]
    assert len(found) <= EMBERS
    for ember in found:
        assert any(
            lies_in(ember.x - ember.r, ember.y - ember.r, ember.x + ember.r, ember.y + ember.r, site.free)
            for site in PLACES
        )


def test_embers_rise() -> None:
    before, after = (
        [op for op in embers(view(at_us), PLACES, LOOK) if isinstance(op, Glow)] for at_us in (4_000_000, 4_100_000)
    )
    paired = [(a, b) for a in before for b in after if a.x == b.x and a.r == b.r]
    assert sum(b.y < a.y for a, b in paired) > len(paired) * 0.8
