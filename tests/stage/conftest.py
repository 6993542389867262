"""The shipped wall, and a display of it whose recording, clocks and journal are in the test's hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QApplication

from tests.letters import drawn_once
from tests.stage.rig import Clocks, Journal, Recorded
from wallboard.actions.bindings import reference
from wallboard.actions.table import default_keys
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.paint.sprites import Sprites
from wallboard.stage.display import Display
from wallboard.stage.playback_source import PlaybackSource
from wallboard.stage.screen_renderer import ScreenRenderer
from wallboard.wall import Wall


@pytest.fixture(scope="session")
def settings() -> Settings:
    return load(None, known_actions=default_keys())


@pytest.fixture(scope="session")
def wall(qapp: QApplication, settings: Settings) -> Wall:
    return Wall(settings)


@pytest.fixture
def renderer(wall: Wall, settings: Settings) -> ScreenRenderer:
    return ScreenRenderer(wall, reference(settings))


@dataclass
class Rig:
    """A display, what it plays, and how often it asked to end or beat."""

    display: Display
    recorded: Recorded
    clocks: Clocks
    journal: Journal
    ended: list[int] = field(default_factory=list)
    beats: list[int] = field(default_factory=list)


@pytest.fixture
def open_display(
    qapp: QApplication, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Rig]]:
    """Makes displays; they tick when the test says so."""
    monkeypatch.setattr(Sprites, "_text", drawn_once)
    rigs: list[Rig] = []

    def start(settings: Settings = settings, *, windowed: bool = True, **played: object) -> Rig:
        recorded, clocks, journal = Recorded(), Clocks(), Journal()
        ended: list[int] = []
        beats: list[int] = []
        display = Display(
            qapp,
            settings,
            PlaybackSource(recorded, clocks, journal, "a night", **played),  # type: ignore[arg-type]
            windowed=windowed,
            beat=lambda: beats.append(1),
            end=lambda: ended.append(1),
        )
        rigs.append(Rig(display, recorded, clocks, journal, ended, beats))
        return rigs[-1]

    yield start
    for rig in rigs:
        rig.display.driver.stop()  # gives the garbage collection back, too
        rig.display.keeper.close()
