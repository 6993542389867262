"""Which moment an event time means, in a recording and in the demonstration."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.export.night import FETCH_US, FROM_S, SECOND, TO_S
from wallboard.config.event_facts import facts_of
from wallboard.config.settings import Settings
from wallboard.core.badges import badges
from wallboard.core.errors import RecordingError
from wallboard.demo.moments import begins_us, moment_at
from wallboard.export.footage import DemonstrationFootage, RecordedFootage, open_footage
from wallboard.recording.seek import OutsideError


@pytest.mark.parametrize("second", [FROM_S + 1, 0, 17.5, 52, TO_S])
def test_the_clock_on_the_wall_shows_the_instant_asked_for(footage: RecordedFootage, second: float) -> None:
    event_us = begins_us(footage.facts) + round(second * SECOND)
    moment = footage.moment_at(footage.playhead_at(event_us), "paused")
    assert moment.event_us == event_us


def test_the_totals_are_as_far_as_live_they_were_played_by_then(footage: RecordedFootage) -> None:
    facts = footage.facts
    moment = footage.moment_at(footage.playhead_at(begins_us(facts) + 40 * SECOND), "paused")
    live = moment_at(40 * SECOND, facts)
    assert (moment.figure("gmv"), moment.figure("orders")) == (live.figure("gmv"), live.figure("orders"))


@pytest.mark.parametrize("second", [FROM_S - 1, TO_S + 10, 90_000])
def test_an_instant_outside_names_the_bounds_and_the_recording(footage: RecordedFootage, second: int) -> None:
    with pytest.raises(OutsideError, match=r"runs from −00:00:10 to 00:01:13: .*night") as refused:
        footage.playhead_at(begins_us(footage.facts) + second * SECOND)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("second", [FROM_S, 73])
def test_the_bounds_that_are_named_lie_within(footage: RecordedFootage, second: int) -> None:
    playhead_us = footage.playhead_at(begins_us(footage.facts) + second * SECOND)
    assert footage.moment_at(playhead_us, "paused").event_us == begins_us(footage.facts) + second * SECOND


@pytest.mark.parametrize("mode", ["paused", "playing"])
def test_a_recording_is_never_live_and_a_simulated_one_says_so_too(footage: RecordedFootage, mode: str) -> None:
    event_us = begins_us(footage.facts) + 40 * SECOND
    moment = footage.moment_at(footage.playhead_at(event_us), mode)  # type: ignore[arg-type]  # one of the two
    assert [(b.kind, b.event_us) for b in badges(moment)] == [("simulated", None), ("replay", event_us)]


@pytest.mark.parametrize("elapsed_s", [-30, 0.5, 61.25, 420])
def test_the_demonstration_needs_no_recording(settings: Settings, elapsed_s: float) -> None:
    facts, elapsed_us = facts_of(settings), round(elapsed_s * SECOND)
    demo = DemonstrationFootage(facts)
    moment = demo.moment_at(demo.playhead_at(begins_us(facts) + elapsed_us), "paused")
    live = moment_at(elapsed_us, facts)
    assert (moment.playhead_us, moment.event_us, moment.figure("gmv")) == (
        live.playhead_us,
        live.event_us,
        live.figure("gmv"),
    )
    assert [b.kind for b in badges(moment)] == ["simulated"]


def test_the_demonstration_s_moments_are_the_same_whether_or_not_the_stand_was_there_already(
    settings: Settings,
) -> None:
    facts = facts_of(settings)
    stepped = DemonstrationFootage(facts)
    begin_us = begins_us(facts) + FETCH_US - facts.delay_us + 60 * SECOND
    for playhead_us in range(begin_us, begin_us + 5 * SECOND, 500_000):
        moment, cold = (
            stepped.moment_at(playhead_us, "playing"),
            DemonstrationFootage(facts).moment_at(playhead_us, "playing"),
        )
        assert (moment.event_us, moment.figure("gmv"), moment.age_us) == (
            cold.event_us,
            cold.figure("gmv"),
            cold.age_us,
        )


def test_a_folder_called_demo_is_a_recording_like_any_other(
    recording: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "demo").symlink_to(recording)
    monkeypatch.chdir(tmp_path)
    footage = open_footage("demo", facts_of(settings))
    footage.close()
    assert isinstance(footage, RecordedFootage)


def test_what_is_no_recording_is_said_to_be_none(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(RecordingError, match="no recording"):
        open_footage(str(tmp_path), facts_of(settings))
