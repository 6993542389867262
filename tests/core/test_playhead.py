"""The playhead is a value of two clocks and never stands beyond the live edge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.playhead import FOLLOWING, Playhead

instants = st.integers(0, 10**16)
modes = st.sampled_from(["following", "playing", "paused"])


def test_following_stands_at_the_live_edge() -> None:
    assert FOLLOWING.position(1000, 5) == 1000


def test_paused_stands_still() -> None:
    assert [Playhead("paused", 700).position(1000, mono_us) for mono_us in (0, 10**9)] == [700, 700]


@pytest.mark.parametrize(("rate", "position_us"), [(1.0, 750), (2.0, 800), (0.5, 725), (-1.0, 650), (100.0, 1000)])
def test_playing_moves_with_the_monotonic_clock_up_to_the_edge(rate: float, position_us: int) -> None:
    assert Playhead("playing", 700, 100, rate).position(1000, 150) == position_us


def test_it_does_not_go_back_before_the_first_snapshot() -> None:
    assert Playhead("playing", 700, 0, -1.0).position(1000, 600, first_us=500) == 500


def test_a_recording_younger_than_the_delay_is_not_played_ahead_of_its_edge() -> None:
    assert Playhead("paused", 700).position(400, 0, first_us=500) == 400


@given(modes, instants, instants, st.floats(-100, 100), instants, instants, st.one_of(st.none(), instants))
def test_it_never_stands_beyond_the_live_edge(
    mode: str, anchor_us: int, anchor_mono_us: int, rate: float, edge_us: int, mono_us: int, first_us: int | None
) -> None:
    playhead = Playhead(mode, anchor_us, anchor_mono_us, rate)  # type: ignore[arg-type]  # one of the three by its strategy
    assert playhead.position(edge_us, mono_us, first_us) <= edge_us
