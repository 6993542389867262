"""The playhead on a recording."""

from __future__ import annotations

from tests.stage.rig import FACTS, FAR_US, HOUR, SECOND, START_US, Clocks, Recorded
from wallboard.actions.control import Control
from wallboard.core.event_clock import ClockPoint
from wallboard.core.playhead import Playhead
from wallboard.core.recording_state import RecordingState
from wallboard.stage.playback import Playback


def playback_of(recorded: Recorded | None = None, clocks: Clocks | None = None, *, live: bool = True) -> Playback:
    return Playback(recorded or Recorded(), clocks or Clocks(), delay_us=FACTS.delay_us, live=live)


def test_the_live_edge_is_the_present_less_the_playout_delay() -> None:
    now = playback_of().now()
    assert now.edge_us == now.now_us - FACTS.delay_us


def test_the_edge_of_a_finished_recording_is_its_end() -> None:
    assert playback_of(live=False).now().edge_us == START_US + HOUR


def test_following_shows_the_live_edge() -> None:
    playback = playback_of()
    moment = playback.moment(Control(), playback.now())
    assert (moment.mode, moment.playhead_us) == ("following", START_US + HOUR - FACTS.delay_us)


def test_a_playing_playhead_moves_with_the_monotonic_clock_whatever_utc_does() -> None:
    clocks = Clocks()
    playback = playback_of(clocks=clocks)
    control = Control(playhead=Playhead("playing", START_US, clocks.mono, 2.0))
    clocks.mono += 3 * SECOND
    clocks.utc += HOUR
    assert playback.moment(control, playback.now()).playhead_us == START_US + 6 * SECOND


def test_a_frozen_picture_stays_while_the_playhead_runs_on() -> None:
    clocks = Clocks()
    playback = playback_of(clocks=clocks)
    control = Control(frozen_us=START_US + 9)
    clocks.pass_us(SECOND)
    moment = playback.moment(control, playback.now())
    assert (moment.playhead_us, moment.frozen) == (START_US + 9, True)


def test_before_the_first_snapshot_the_event_s_clock_is_the_system_s() -> None:
    playback = playback_of()
    now = playback.now()
    assert playback.moment(Control(), now).event_us == now.utc_us


def test_another_recording_is_new_once_whether_or_not_it_has_just_grown() -> None:
    playback, other = (
        playback_of(),
        Recorded(RecordingState(FACTS, 0, FAR_US, clock=ClockPoint(START_US, START_US - HOUR))),
    )
    playback.turn_to(other)
    assert playback.refresh()
    assert not playback.refresh()
    assert playback.moment(Control(), playback.now()).state is other.state


def test_a_known_event_clock_is_left_alone() -> None:
    clock = ClockPoint(START_US, START_US - HOUR)
    playback = playback_of(Recorded(RecordingState(FACTS, 0, FAR_US, clock=clock)))
    assert playback.moment(Control(), playback.now()).event_us == START_US
