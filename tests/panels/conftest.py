"""Walls of the shipped configuration, one for each choice of languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import pytest
from PySide6.QtWidgets import QApplication

from tests.panels.evening import spoken
from wallboard.wall import Wall

Walls = Callable[[str], Wall]


@pytest.fixture(scope="session")
def walls(qapp: QApplication) -> Walls:
    """A wall that speaks "zh+en", "zh" or "en"."""
    assert qapp is not None
    return lru_cache(maxsize=4)(lambda languages: Wall(spoken(languages)))


@pytest.fixture
def wall(walls: Walls) -> Wall:
    """The shipped wall."""
    return walls("zh+en")


@pytest.fixture(scope="module")
def unmeasured() -> Iterator[None]:
    """Nothing is measured for touching up, which would draw every text: for modules that look at what is placed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wallboard.wall.painting.sheet_of", lambda *_: None)
        yield
