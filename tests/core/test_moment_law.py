"""The law of what moves, for random nights at any playhead, live and replayed."""

from itertools import pairwise

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.core.tape import FACTS, START_US, Poll, recorded, state_at
from wallboard.core.badges import badges
from wallboard.core.contract.metrics import METRICS
from wallboard.core.contract.snapshot import Channel, Name
from wallboard.core.event_info import ROLL_GUARD_US, EventInfo
from wallboard.core.instants import SECOND_US
from wallboard.core.judge_state import Rules
from wallboard.core.moment import TICK_US, Moment
from wallboard.core.recording_state import Sample

TOTALS = ("gmv", "orders", "shakes")


@st.composite
def nights(draw: st.DrawFn) -> tuple[Sample, ...]:
    """A night of up to nine polls: late, out of order, falling, silent about some field, simulated now and then."""
    polls, commit_us, gmv, orders = [], 0, draw(st.integers(0, 10**13)), 0
    for _ in range(draw(st.integers(1, 9))):
        commit_us += draw(
            st.sampled_from([300_000, 1_900_000, 2_000_000, 2_100_000, 5_000_000, 6_000_001, 400_000_000])
        )
        at_us = commit_us - draw(st.sampled_from([0, 40_000, 3_000_000, 9_000_000]))
        gmv = max(0, gmv + draw(st.integers(-3, 9)) * draw(st.sampled_from([1, 10**6, 10**9])))
        orders = max(0, orders + draw(st.integers(-3, 9)) * 1000)
        fields: dict[str, object] = {
            "orders": orders,
            "engagement": {"shakes": orders // 7},
            "orders_per_second": orders // 3,
            "audience": (Channel("tv", Name(), orders),),
        }
        kept = draw(st.sets(st.sampled_from(sorted(fields))))
        more = {"simulated": draw(st.sampled_from([False, False, False, True]))}
        polls.append(Poll(commit_us, at_us, gmv, tuple(({f: fields[f] for f in kept} | more).items())))
    return recorded(polls, Rules(confirmations=draw(st.integers(1, 2)), plausible_fen_per_s=10**9))


facts = st.builds(
    lambda interval_us, delay: msgspec.structs.replace(
        FACTS, interval_us=interval_us, delay_us=int(interval_us * delay)
    ),
    st.sampled_from([1_000_000, 2_000_000]),
    st.sampled_from([0, 0.5, 1.5, 4]),
)


def playheads(samples: tuple[Sample, ...]) -> st.SearchStrategy[int]:
    """Instants around and between the commits of a night."""
    near = st.builds(
        lambda sample, off_us: sample.commit_us + off_us,
        st.sampled_from(samples),
        st.one_of(st.integers(-3, 3), st.integers(-5_000_000, 5_000_000)),
    )
    return st.one_of(near, st.integers(START_US, samples[-1].commit_us + 700 * SECOND_US))


def drawn(moment: Moment) -> object:
    """All that a canvas could say of a moment."""
    return (
        [(moment.figure(m), moment.stepping(m)) for m in METRICS],
        [moment.age_of(m.field) for m in METRICS.values()],
        (moment.simulated, moment.age_us, moment.event_us, badges(moment)),
    )


@given(nights(), facts, st.data())
def test_live_shows_what_a_replay_shows(samples: tuple[Sample, ...], fact: EventInfo, data: st.DataObject) -> None:
    """Live, a display knows what was committed up to its playhead and the delay, less what a row takes to be seen."""
    playhead_us = data.draw(playheads(samples))
    known_us = playhead_us + max(0, fact.delay_us - ROLL_GUARD_US)
    live = Moment(state_at(samples, playhead_us, known_us, fact), playhead_us)
    assert drawn(live) == drawn(Moment(state_at(samples, playhead_us, facts=fact), playhead_us))


@given(nights(), facts, st.data())
def test_no_total_exceeds_what_was_confirmed_one_delay_later(
    samples: tuple[Sample, ...], fact: EventInfo, data: st.DataObject
) -> None:
    playhead_us = data.draw(playheads(samples))
    moment = Moment(state_at(samples, playhead_us, facts=fact), playhead_us)
    for metric in TOTALS:
        known = [
            v for s in samples if s.commit_us <= playhead_us + fact.delay_us and (v := s.figure(metric)) is not None
        ]
        shown = moment.figure(metric)
        assert shown is None or shown <= max(known)


@given(nights(), facts, st.data())
def test_every_total_lies_between_the_confirmed_values_around_it(
    samples: tuple[Sample, ...], fact: EventInfo, data: st.DataObject
) -> None:
    playhead_us = data.draw(playheads(samples))
    moment = Moment(state_at(samples, playhead_us, facts=fact), playhead_us)
    for metric in TOTALS:
        shown = moment.figure(metric)
        past = [v for s in samples if s.commit_us <= playhead_us and (v := s.figure(metric)) is not None]
        met = [v for s in samples if s.commit_us <= moment.tick_us and (v := s.figure(metric)) is not None]
        following = moment.state.following
        goal = following.figure(metric) if following is not None else None
        if shown is not None:
            assert shown == past[-1] or (goal is not None and min(met[-1:] or past[:1]) <= shown <= goal)


@given(nights(), facts, st.data())
def test_no_total_falls_as_the_playhead_advances_without_a_correction(
    samples: tuple[Sample, ...], fact: EventInfo, data: st.DataObject
) -> None:
    when = sorted(data.draw(st.lists(playheads(samples), min_size=2, max_size=12)))
    for early_us, late_us in pairwise(when):
        corrected = any(early_us < s.commit_us <= late_us and s.correction for s in samples)
        early, late = (Moment(state_at(samples, t, facts=fact), t) for t in (early_us, late_us))
        for metric in TOTALS:
            before, after = early.figure(metric), late.figure(metric)
            assert corrected or before is None or after is None or after >= before


@given(nights(), facts, st.data())
def test_a_total_equals_the_confirmed_value_from_its_commit_on_when_nothing_more_comes(
    samples: tuple[Sample, ...], fact: EventInfo, data: st.DataObject
) -> None:
    known = samples[: data.draw(st.integers(1, len(samples)))]
    playhead_us = known[-1].commit_us + data.draw(st.integers(0, 600 * SECOND_US))
    moment = Moment(state_at(known, playhead_us, facts=fact), playhead_us)
    assert moment.figure("gmv") == known[-1].snapshot.gmv_fen


@given(nights(), facts)
def test_each_commit_is_met_by_the_next_tick_and_never_before(samples: tuple[Sample, ...], fact: EventInfo) -> None:
    for number, sample in enumerate(samples):
        moment = Moment(state_at(samples, sample.commit_us, facts=fact), sample.commit_us)
        met = moment.figure("gmv")
        assert met is not None
        assert met <= sample.snapshot.gmv_fen
        tick_us = -(-sample.commit_us // TICK_US) * TICK_US
        if sample is samples[-1] or (tick_us < samples[number + 1].commit_us and not samples[number + 1].correction):
            after = Moment(state_at(samples, tick_us, facts=fact), tick_us)
            then = after.figure("gmv")
            assert then is not None
            assert then >= sample.snapshot.gmv_fen


@given(nights(), facts, st.data())
def test_all_totals_are_those_of_one_tick(samples: tuple[Sample, ...], fact: EventInfo, data: st.DataObject) -> None:
    playhead_us = data.draw(playheads(samples))
    state = state_at(samples, playhead_us, facts=fact)
    until_us = min(state.until_us, (playhead_us // TICK_US + 1) * TICK_US) - 1
    start_us = max(state.from_us, playhead_us // TICK_US * TICK_US)
    shown = {tuple(Moment(state, t).figure(metric) for metric in TOTALS) for t in (start_us, playhead_us, until_us)}
    assert len(shown) == 1


@given(nights(), facts)
def test_after_a_gap_the_total_moves_in_its_last_second_alone(samples: tuple[Sample, ...], fact: EventInfo) -> None:
    for before, after in pairwise(samples):
        if after.commit_us - before.commit_us > fact.stale_us:
            still_us = after.commit_us - SECOND_US
            moment = Moment(state_at(samples, still_us, facts=fact), still_us)
            assert moment.figure("gmv") == before.snapshot.gmv_fen


@given(nights(), st.data())
def test_live_is_said_only_of_what_is_neither_simulated_nor_stale_nor_corrected(
    samples: tuple[Sample, ...], data: st.DataObject
) -> None:
    playhead_us = data.draw(playheads(samples))
    moment = Moment(state_at(samples, playhead_us), playhead_us)
    kinds = [b.kind for b in badges(moment)]
    if "live" in kinds:
        assert kinds == ["live"]
        assert not moment.simulated
        assert not moment.stale
        assert not any(s.correction and 0 <= playhead_us - s.commit_us < 600 * SECOND_US for s in samples)
