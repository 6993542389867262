"""The panels' edge: what fails inside one is told once, and never takes the wall with it."""

from __future__ import annotations

import logging
import traceback

from wallboard.core.told_once import ToldOnce

log = logging.getLogger(__name__)


class PanelBrokeError(Exception):
    """The paint of a panel has failed, and that has been told; never seen outside the wall.

    `beside`: it is one of the layout that a change is taking away.
    """

    def __init__(self, panel: str, *, beside: bool = False) -> None:
        super().__init__(panel)
        self.panel = panel
        self.beside = beside


class ErrorBoundary:
    """Remembers which failures of which panels have been told."""

    def __init__(self) -> None:
        self._told = ToldOnce()

    def note(self, panel: str, error: Exception) -> None:
        """Tell a failure, unless the same one (kind and line of the program) has been told before."""
        frames = traceback.extract_tb(error.__traceback__)
        cause = (panel, type(error).__name__, f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "")
        if self._told.is_new(cause):
            log.error("panel %s failed and keeps its last good picture: %r", panel, error, exc_info=error)
