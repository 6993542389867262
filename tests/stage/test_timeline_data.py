"""The timeline strip: what it says of a night, and which instant lies under the mouse."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from msgspec.structs import replace

from tests.stage.rig import FACTS, FAR_US, HOUR, SECOND, START_US, Clocks, Recorded, frame
from wallboard.actions.control import Control
from wallboard.core.playhead import Playhead
from wallboard.core.recording_state import Curve, Milestone, RecordingState
from wallboard.paint.ops import Fill, Line, Op, Shape, Text
from wallboard.paint.theme import NIGHT, Look
from wallboard.stage.overlays.timeline_strip import TimelineTrack, instant_at, place_timeline
from wallboard.stage.playback import Playback
from wallboard.stage.timeline_data import BINS, rates, track_of

pytestmark = pytest.mark.usefixtures("qapp")

LOOK = Look(NIGHT, 1920, 1080)
END_US = START_US + HOUR
TRACK = TimelineTrack(START_US, END_US, START_US + HOUR // 4, Playhead("playing", START_US, 0))


def curve(*points: tuple[int, int]) -> Curve:
    """Seconds since the start and yuan."""
    at: npt.NDArray[np.int64] = np.array([START_US + second * SECOND for second, _ in points], np.int64)
    return Curve(at, at, np.array([yuan * 100 for _, yuan in points], np.int64))


def track(state: RecordingState, at_us: int, marks: Mapping[int, str] = MappingProxyType({})) -> TimelineTrack:
    playback = Playback(Recorded(state), Clocks(), delay_us=FACTS.delay_us, live=False)
    control = Control(playhead=Playhead("paused", at_us, 0), language="en")
    return track_of(playback, control, playback.now(), marks, FACTS)


def of_kind(ops: tuple[Op, ...], kind: type[Any]) -> list[Any]:
    return [op for op in ops if isinstance(op, kind)]


def test_an_hour_that_grows_twice_as_fast_in_its_second_half_has_bars_half_and_whole() -> None:
    found = rates(curve((0, 0), (1800, 100_000), (3600, 300_000)), START_US, END_US)
    assert len(found) == BINS
    assert set(found[: BINS // 2]) == {0.5}
    assert set(found[BINS // 2 :]) == {1.0}


def test_a_correction_downwards_counts_as_no_growth() -> None:
    found = rates(curve((0, 0), (1200, 100_000), (2400, 50_000), (3600, 150_000)), START_US, END_US)
    assert set(found[BINS // 3 + 1 : BINS * 2 // 3 - 1]) == {0.0}


@pytest.mark.parametrize("points", [(), ((0, 5),), ((0, 5), (3600, 5))], ids=["none", "one", "flat"])
def test_without_growth_there_is_no_curve(points: tuple[tuple[int, int], ...]) -> None:
    assert rates(curve(*points), START_US, END_US) == ()


def test_the_strip_names_the_milestone_or_the_mark_that_the_playhead_stands_on() -> None:
    milestone = Milestone(100_000_000_000, START_US + 52 * SECOND, START_US + 60 * SECOND)
    state = RecordingState(FACTS, 0, FAR_US, milestones=(milestone,), curve=curve((0, 0), (3600, 10)))
    mark_us = START_US + 100 * SECOND
    here = {us: track(state, us, {mark_us: "Leader"}).landmark for us in (
        START_US + 59 * SECOND, milestone.commit_us, mark_us + SECOND, mark_us + 9 * SECOND)}  # fmt: skip
    assert list(here.values()) == ["", "1bn", "Leader", ""]


def test_the_ends_of_the_strip_are_the_event_s_own_times() -> None:
    state = RecordingState(FACTS, 0, FAR_US, curve=curve((-20, 0), (3600, 10)))
    assert track(state, START_US).ends == ("−00:00:20", "01:00:00")


def test_marks_milestones_and_gaps_stand_where_they_belong() -> None:
    half_us = START_US + HOUR // 2
    shown = replace(TRACK, marks=(half_us,), milestones_us=(half_us,), gaps=((half_us, half_us + HOUR // 4),))
    ops = place_timeline(LOOK, shown, frame().moment, ("en",))
    (mark, _playhead), (flag, _dot) = of_kind(ops, Line), of_kind(ops, Shape)
    (gap,) = [op for op in of_kind(ops, Fill) if op.color == LOOK.color("red")]
    assert mark.x1 == flag.x == gap.x
    assert instant_at(LOOK, shown, mark.x1, mark.y1) == pytest.approx(half_us, abs=2)


def test_the_mouse_finds_the_instant_it_points_at_and_none_beside_the_strip() -> None:
    (line, *_) = of_kind(place_timeline(LOOK, TRACK, frame().moment, ("en",)), Line)
    assert instant_at(LOOK, TRACK, line.x1, line.y1) == pytest.approx(TRACK.at_us, abs=2)
    assert instant_at(LOOK, TRACK, line.x1, 100) is None
    assert instant_at(LOOK, TRACK, 20, line.y1) is None


def test_a_held_button_goes_on_beyond_the_strip_and_stops_at_its_ends() -> None:
    assert instant_at(LOOK, TRACK, 0, 0, held=True) == START_US
    assert instant_at(LOOK, TRACK, 1919, 0, held=True) == END_US


def test_a_whole_night_s_strip_keeps_its_texts_apart() -> None:
    ops = place_timeline(
        LOOK, replace(TRACK, ends=("−00:00:20", "24:00:00"), landmark="100bn"), frame().moment, ("zh",)
    )
    texts = sorted(of_kind(ops, Text), key=lambda text: text.x)
    assert all(a.x + a.width <= b.x or abs(a.y - b.y) > b.face.size * 0.7 for a, b in itertools.pairwise(texts))
