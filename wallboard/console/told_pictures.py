"""The live pictures as the console tells them: those that are up, and those that the operator has covered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wallboard.actions.control import Control
from wallboard.config.picture_panels import VideoOptions
from wallboard.config.settings import Settings
from wallboard.console.answers import in_languages, same


def told_pictures(control: Control, settings: Settings, layouts: Iterable[str]) -> list[dict[str, Any]]:
    """By panel: its title, whether it is covered by its slate, how many sources it has; `layouts` are those on air."""
    up = frozenset().union(*(settings.panels_of(layout) for layout in layouts if layout in settings.layouts))
    return [
        {
            "panel": name,
            "title": in_languages(same(name.replace("_", " ")) if panel.title is None else panel.title),
            "muted": name in control.muted,
            "sources": len(panel.sources) if isinstance(panel, VideoOptions) else 1,
        }
        for name, panel in settings.live_pictures.items()
        if name in up or name in control.muted
    ]
