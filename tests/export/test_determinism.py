"""Live following, replay and film show the same at every sampled instant."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from tests.export.night import SECOND, collect
from wallboard.actions.control import Control
from wallboard.config.event_facts import facts_of
from wallboard.config.settings import Settings
from wallboard.core.moment import Moment
from wallboard.demo.moments import begins_us
from wallboard.export.footage import RecordedFootage
from wallboard.recording.reader import RecordingReader
from wallboard.recording.state import StateReader
from wallboard.wall import RenderRequest, Wall

SIZE = (640, 360)
CONTROL = Control(layout="overview")
STEPS_US = (0, 290_000, 1_130_000, 1_990_000)
"""When after each commit the live wall is looked at."""


@dataclass
class Follower:
    """A live wall beside a collector: looks at the recording after each commit, and keeps what it showed."""

    folder: Path
    settings: Settings
    shown: dict[int, bytes]

    def __post_init__(self) -> None:
        self.reader = RecordingReader(self.folder, live=True)
        self.states = StateReader(self.reader, facts_of(self.settings))
        self.wall = Wall(self.settings)

    def look(self, commit_us: int) -> None:
        self.states.refresh()
        for step_us in STEPS_US:
            playhead_us = commit_us + step_us - facts_of(self.settings).delay_us
            moment = Moment(self.states.state_at(playhead_us), playhead_us)
            self.shown[playhead_us] = picture(self.wall, moment)


def picture(wall: Wall, moment: Moment) -> bytes:
    """A digest of every pixel, under the badge of a replay, which is all that may differ."""
    image = wall.image(RenderRequest("*", SIZE, replace(moment, mode="playing"), CONTROL))
    return hashlib.blake2b(image.constBits()).digest()


def test_what_was_followed_live_is_drawn_again_at_every_instant_in_any_order(
    qapp: QApplication, settings: Settings, tmp_path: Path
) -> None:
    live = Follower(tmp_path / "night", settings, {})
    collect(tmp_path / "night", facts_of(settings), live.look)
    live.reader.close()
    replayed, wall = RecordedFootage(tmp_path / "night"), Wall(settings)
    first_us = begins_us(facts_of(settings)) - 5 * SECOND
    sampled = [us for us in live.shown if us >= first_us]
    assert len(sampled) > 100
    for playhead_us in (*reversed(sampled[::4]), *sampled[1::4]):
        assert picture(wall, replayed.moment_at(playhead_us, "playing")) == live.shown[playhead_us], playhead_us
    replayed.close()
