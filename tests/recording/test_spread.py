"""On a wall of several machines a row counts nowhere before it can be on all of them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.recording.rig import FACTS, Clock, Hand, body
from wallboard.config.event_facts import facts_of
from wallboard.config.load import load
from wallboard.core.event_info import ROLL_GUARD_US, SPREAD_US, EventInfo
from wallboard.core.moment import Moment
from wallboard.recording.reader import RecordingReader
from wallboard.recording.seek import event_span, playhead_at
from wallboard.recording.segment_series import SegmentRules
from wallboard.recording.state import StateReader
from wallboard.recording.writer import Recorder

SHARED = replace(FACTS, spread_us=SPREAD_US)
STEP_US = 20_000


def told(folder: Path, delays_ms: list[int], facts: EventInfo) -> list[int]:
    """Record a snapshot every two seconds, each so late, which moves the event's clock; the commits."""
    clock, commits = Clock(), []
    rules = SegmentRules(durable=False)
    with Recorder(folder, facts, utc_us=clock.utc_us, mono_us=clock.mono_us, rules=rules) as recorder:
        hand = Hand(recorder, clock)
        begun_us = clock.now_us
        for number, late_ms in enumerate(delays_ms):
            clock.now_us = begun_us + number * facts.interval_us + late_ms * 1000
            stamp, _ = hand.take(body(2.0 * number, 5000.0 * number, orders=40 * number))
            commits.append(stamp.commit_us)
    return commits


delays = st.lists(st.integers(0, 400), min_size=3, max_size=8)


@settings(max_examples=15, deadline=None)
@given(delays, st.integers(0, SPREAD_US // STEP_US - 1))
def test_a_machine_that_has_a_row_shows_what_one_shows_that_has_it_not(late: list[int], steps: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        *_, newest_us = told(folder, late, SHARED)
        older = Path(place) / "older"
        told(older, late[:-1], SHARED)
        with RecordingReader(folder) as whole, RecordingReader(older) as behind:
            playhead_us = newest_us + steps * STEP_US - SHARED.delay_us
            here, there = (Moment(StateReader(each).state_at(playhead_us), playhead_us) for each in (whole, behind))
            assert replace(here.state, until_us=0, curve=None) == replace(there.state, until_us=0, curve=None)
            assert (here.event_us, here.figure("gmv")) == (there.event_us, there.figure("gmv"))
            assert here.state.until_us == newest_us + SPREAD_US - SHARED.delay_us  # and from then on it counts
            then = StateReader(whole).state_at(here.state.until_us)
            assert then.intake.answer_us == newest_us


@settings(max_examples=15, deadline=None)
@given(delays, st.sampled_from([FACTS, SHARED]), st.data())
def test_a_picture_at_an_instant_is_one_whose_clock_shows_it(
    late: list[int], facts: EventInfo, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as place, RecordingReader(_made(Path(place), late, facts)) as reader:
        first_us, last_us = event_span(reader, Path(place))
        event_us = data.draw(st.integers(first_us, last_us))
        playhead_us = playhead_at(reader, event_us, Path(place))
        shown_us = Moment(StateReader(reader).state_at(playhead_us), playhead_us).event_us
        before_us = Moment(StateReader(reader).state_at(playhead_us - 1), playhead_us - 1).event_us
        assert shown_us is not None
        assert shown_us >= event_us
        assert event_us == first_us or (before_us is not None and before_us < event_us)


def _made(folder: Path, late: list[int], facts: EventInfo) -> Path:
    told(folder, late, facts)
    return folder


@pytest.mark.parametrize(("delay_s", "delay_us"), [(0.0, SPREAD_US), (0.2, SPREAD_US), (3.0, 3_000_000)])
def test_a_wall_of_several_stands_behind_by_what_a_row_needs_at_least(
    tmp_path: Path, delay_s: float, delay_us: int
) -> None:
    file = tmp_path / "wallboard.toml"
    polling = f"[polling]\ndelay_s = {delay_s}\n"
    file.write_text(polling, encoding="utf-8")
    alone = facts_of(load(file))
    assert (alone.delay_us, alone.spread_us) == (round(delay_s * 1e6), 0)
    assert alone.known_ahead_us == alone.delay_us
    cluster = '[cluster]\nwall = "hall"\nnode = "a"\nbroker = "mqtt://127.0.0.1"\ncandidates = ["a", "b"]\n'
    file.write_text(polling + cluster, encoding="utf-8")

    facts = facts_of(load(file))

    assert (facts.delay_us, facts.spread_us) == (delay_us, SPREAD_US)
    assert facts.known_ahead_us == delay_us - SPREAD_US
    assert facts.roll_us(60_000_000, 60_000_000) == delay_us - SPREAD_US


def test_a_roll_fits_between_the_instant_a_row_counts_and_its_own() -> None:
    for facts, guard_us in ((FACTS, ROLL_GUARD_US), (SHARED, SPREAD_US)):
        assert facts.roll_us(60_000_000, 60_000_000) == facts.delay_us - guard_us
        assert facts.roll_us(1_000_000) == 1_000_000
