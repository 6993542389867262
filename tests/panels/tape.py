"""Random nights for the panels: polls that are late, silent, falling or simulated, judged as a collector judges."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.core.tape import FACTS, Poll, recorded, state_at
from wallboard.core.contract.snapshot import Channel, Name, Ranked
from wallboard.core.happenings import ADVANCE, Progress, derive
from wallboard.core.judge_state import Rules
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Milestone, Peak, Sample

MILESTONES = tuple(k * 10**10 for k in range(1, 10))
NIGHT_FACTS = msgspec.structs.replace(FACTS, milestones_fen=MILESTONES)


@st.composite
def tapes(draw: st.DrawFn, *, falling: bool = True) -> tuple[Sample, ...]:
    """Two to seven shown samples around growing sums; now and then a sum falls, or a field is missing."""
    polls: list[Poll] = []
    commit_us, gmv = 0, draw(st.sampled_from([0, 99_900, 10**9 - 7, 10**12, 99_999_999_000_000]))
    orders = draw(st.sampled_from([0, 999, 9_999_990, 999_999_990]))
    for _ in range(draw(st.integers(2, 7))):
        commit_us += draw(st.sampled_from([700_000, 2_000_000, 2_300_000, 9_000_000, 400_000_000]))
        step = draw(st.integers(-1 if falling else 0, 9))
        gmv = max(0, gmv + step * draw(st.sampled_from([1, 137, 10**5, 10**8, 3 * 10**9])))
        orders = max(0, orders + step * draw(st.sampled_from([1, 3, 1000])))
        fields: dict[str, Any] = {
            "orders": orders,
            "orders_per_second": draw(st.integers(0, 200_000)),
            "audience": (Channel("tv", Name("电视", "TV"), orders),),
            "best_selling_brands": tuple(
                Ranked(f"b{k}", Name(f"品牌{k}", f"Brand {k}"), gmv // (k + 2)) for k in range(3)
            ),
        }
        kept = draw(st.sets(st.sampled_from(sorted(fields)), min_size=2))
        polls.append(Poll(commit_us, commit_us, gmv, tuple((f, fields[f]) for f in kept)))
    return recorded(polls, Rules(confirmations=1, plausible_fen_per_s=10**15))


def playheads(samples: tuple[Sample, ...]) -> st.SearchStrategy[int]:
    """Instants near the commits of a tape, at any distance of a roll."""
    return st.builds(
        lambda sample, off_us: sample.commit_us + off_us,
        st.sampled_from(samples),
        st.one_of(st.integers(-3, 3), st.integers(-3_000_000, 3_000_000), st.integers(0, 500_000_000)),
    )


def live(samples: tuple[Sample, ...], playhead_us: int) -> Moment:
    """What a display that follows the edge knows at a playhead: nothing committed after the playout delay."""
    state = state_at(samples, playhead_us, playhead_us + NIGHT_FACTS.delay_us, NIGHT_FACTS)
    progress = Progress(gmv_fen=0, at_us=FACTS.start_us, started=True)
    milestones: dict[int, Milestone] = {}
    peaks: dict[str, Peak] = {}
    for sample in samples:
        if sample.commit_us > playhead_us:
            break
        happened, progress = derive(
            progress, sample.snapshot, sample.commit_us, NIGHT_FACTS, replace(ADVANCE, correction=sample.correction)
        )
        milestones = {fen: m for fen, m in milestones.items() if fen <= sample.snapshot.gmv_fen}
        for h in happened:
            if h.kind == "milestone":
                milestones[h.value] = Milestone(h.value, h.at_us, h.commit_us, h.exact)
            elif h.kind == "peak":
                peaks[h.subject] = Peak(h.value, h.at_us, h.commit_us)
    return Moment(replace(state, milestones=tuple(milestones.values()), peaks=peaks), playhead_us)


def confirmed(samples: tuple[Sample, ...], playhead_us: int, metric: str) -> int:
    """The newest confirmed value that may be known at a playhead: what stands, or what is rolled towards."""
    states = [v for s in samples if s.commit_us <= playhead_us and (v := s.figure(metric)) is not None][-1:]
    ahead = [s.figure(metric) for s in samples if playhead_us < s.commit_us <= playhead_us + NIGHT_FACTS.delay_us][:1]
    return max((v for v in (*states, *ahead) if v is not None), default=0)


def corrected(samples: tuple[Sample, ...], from_us: int, to_us: int) -> bool:
    """Whether a correction was committed within (from_us, to_us]."""
    return any(s.correction and from_us < s.commit_us <= to_us for s in samples)
