"""Walls of the shipped configuration, one for each choice of languages."""

from __future__ import annotations

from collections.abc import Callable
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
