"""Layouts and speeds that change in a film, and where the playhead then stands in each frame."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.export.night import SECOND
from wallboard.core.errors import UsageError
from wallboard.export.cues import FilmCue, at, frame_count, playheads, read_cues


def read(text: str) -> tuple[FilmCue[str], ...]:
    return read_cues(text, 100, str, int)


def test_the_first_value_holds_from_the_beginning_and_the_others_from_their_instants() -> None:
    assert read("countdown, overview@200,map@300") == (
        FilmCue(100, "countdown"),
        FilmCue(200, "overview"),
        FilmCue(300, "map"),
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [("a,b", "write it as b@T"), ("a,", "VALUE@T"), ("a,b@99", "'b@99' does not"), ("a,b@300,c@200", "'c@200' does")],
)
def test_a_change_without_an_instant_or_before_its_time_is_refused(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=re.escape(why)):
        read(text)


@pytest.mark.parametrize(("at_us", "value"), [(0, "a"), (100, "a"), (199, "a"), (200, "b"), (900, "b")])
def test_a_cue_holds_until_the_next(at_us: int, value: str) -> None:
    assert at(read("a,b@200"), at_us).value == value


def test_ten_seconds_at_30_frames_are_300() -> None:
    found = tuple(playheads((FilmCue(0, Fraction(1)),), 10 * SECOND, 30))
    assert (len(found), found[:3], found[-1]) == (300, (0, 33_333, 66_666), 9_966_666)


def test_a_change_of_speed_takes_the_playhead_on_from_where_it_stands() -> None:
    speeds = (FilmCue(0, Fraction(4)), FilmCue(2 * SECOND, Fraction(1, 2)))
    found = tuple(playheads(speeds, 3 * SECOND, 4))
    assert found == (0, 1_000_000, 2_000_000, *range(2_125_000, 3_000_000, 125_000))


SPEEDS = st.fractions(Fraction(1, 10), Fraction(100), max_denominator=10)


@given(
    st.lists(st.tuples(st.integers(1, 5 * SECOND), SPEEDS), min_size=1, max_size=4), st.sampled_from([25, 30, 50, 60])
)
def test_every_frame_has_its_playhead_and_it_never_goes_back(parts: list[tuple[int, Fraction]], fps: int) -> None:
    cues, at_us = [], 0
    for length_us, speed in parts:
        cues.append(FilmCue(at_us, speed))
        at_us += length_us
    found = tuple(playheads(cues, at_us, fps))
    length_s = sum(Fraction(length_us, SECOND) / speed for length_us, speed in parts)
    assert len(found) == frame_count(cues, at_us, fps) == max(1, round(length_s * fps))
    assert found[0] == 0
    assert list(found) == sorted(found)
    assert found[-1] <= at_us
