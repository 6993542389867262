"""The demonstration at its peak as a recording in memory."""

from __future__ import annotations

from tests import nights
from wallboard.bench.tape import Tape
from wallboard.config.event_facts import facts_of

PEAK_US = 600_000_000


def test_it_shows_what_a_wall_that_follows_the_night_shows() -> None:
    facts = facts_of(nights.settings())
    tape = Tape(facts, PEAK_US, 2.0)
    tape.now_us(1_000, 0)
    playhead_us = tape.now_us(1_000 + 1_500_000, 0) - facts.delay_us
    expected = nights.moment("00:10:01", 500_000)
    assert playhead_us == expected.playhead_us
    assert tape.state_at(playhead_us).current == expected.state.current
