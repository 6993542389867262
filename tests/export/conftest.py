"""A recorded minute of the demonstration, the shipped wall, and ways to look at pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.export.night import collect
from wallboard.actions.control import Control
from wallboard.config.event_facts import facts_of
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.export.footage import RecordedFootage
from wallboard.wall import Wall

OVERVIEW = Control(layout="overview")
SIZE = (640, 360)


@pytest.fixture(scope="session")
def settings() -> Settings:
    return load(None, demonstration=True)


@pytest.fixture(scope="session")
def recording(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recorded") / "night"
    collect(folder, facts_of(settings))
    return folder


@pytest.fixture
def footage(recording: Path) -> Iterator[RecordedFootage]:
    opened = RecordedFootage(recording)
    yield opened
    opened.close()


@pytest.fixture
def wall(qapp: QApplication, settings: Settings) -> Wall:
    return Wall(settings)
