"""The live pictures as the console tells them: those that are up, and those that the operator has covered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wallboard.actions.control import Control
from wallboard.config.picture_panels import VideoOptions
from wallboard.config.settings import Settings
from wallboard.console.answers import in_languages, same


class PictureTeller:
    """Tells of them; what depends on the configuration alone is made once, as it goes through every layout."""

    def __init__(self, settings: Settings) -> None:
        self.pictures = settings.live_pictures
        """As `Settings.live_pictures`."""
        self._of_layout = {
            layout: settings.panels_of(layout) & self.pictures.keys() if self.pictures else frozenset[str]()
            for layout in settings.layouts
        }

    def told(self, control: Control, layouts: Iterable[str]) -> list[dict[str, Any]]:
        """By panel: its title, whether its slate covers it, its number of turns and of sources.

        `layouts` are those on air.
        """
        up = frozenset[str]().union(*(self._of_layout.get(layout, frozenset()) for layout in layouts))
        turns = dict(control.picture_sources)
        return [
            {
                "panel": name,
                "title": in_languages(same(name.replace("_", " ")) if panel.title is None else panel.title),
                "muted": name in control.muted,
                "turn": turns.get(name, 0),
                "sources": len(panel.sources) if isinstance(panel, VideoOptions) else 1,
            }
            for name, panel in self.pictures.items()
            if name in up or name in control.muted
        ]
