"""Recording time."""

from __future__ import annotations

from tests.recording.rig import SECOND, START_US, Clock
from wallboard.recording.recording_clock import RecordingClock


def test_it_starts_at_utc() -> None:
    clock = Clock()
    assert RecordingClock(clock.utc_us, clock.mono_us).now_us() == START_US


def test_it_starts_after_what_is_recorded_when_utc_is_behind() -> None:
    clock = Clock()
    assert RecordingClock(clock.utc_us, clock.mono_us, START_US + SECOND).next_us() == START_US + SECOND + 1


def test_two_commits_of_one_microsecond_are_told_apart() -> None:
    clock = Clock()
    recording = RecordingClock(clock.utc_us, clock.mono_us)
    assert recording.next_us() < recording.next_us()


def test_a_step_of_the_system_time_does_not_move_it() -> None:
    clock = Clock()
    recording = RecordingClock(clock.utc_us, clock.mono_us)
    clock.step_us = -3600 * SECOND
    clock.pass_s(1)
    assert recording.next_us() == START_US + SECOND
